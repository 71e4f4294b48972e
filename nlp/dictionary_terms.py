"""The ways an official title can stand in a note, as bags of stems. Pure.

ICD-10-CM conventions used (Official Guidelines I.A): words in round brackets are nonessential modifiers,
square brackets hold other names, "and" in a title means "and/or", NOS means unspecified.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

MAX_STEMS = 8  # longer titles are never written out in a note
# Words of a title that a note leaves out when it means the ordinary case.
_OPTIONAL_TEXT = """
unspecified part region unilateral primary organism uncomplicated essential site specified area nontraumatic
"""
OPTIONAL_STEMS = frozenset(_OPTIONAL_TEXT.split())
_OPTIONAL_PHRASES = re.compile(
    r",?\s*\b(?:not elsewhere classified|site not specified|organism unspecified|unspecified organism|"
    r"without (?:mention of )?complications?|uncomplicated|unspecified|NOS|NEC)\b",
    re.IGNORECASE,
)
# One stem alone says too little when it only names a place of the body or a kind of trouble, or when it
# means something else in most notes ("follow up with PCP", "tetanus up to date", "long axis", "counseling
# provided"); the last four lines were found by firing over 500 training notes.
_GENERIC_TEXT = """
disease disorder syndrome infection injury pain condition lesion mass complication other deformity
abnormality cyst tumor neoplasm burn fall history examination observation male female foot hand wrist elbow
shoulder hip knee ankle toe finger thumb head neck back chest abdomen pelvis skin bone joint muscle nerve
vein artery heart lung liver kidney brain spine eye ear nose mouth throat tongue lip breast stomach colon
rectum bladder prostate uterus ovary testis thyroid limb upper lower left right trunk blood urine stool face
scalp back buttock thigh calf heel vertebra rib tooth gum dental drug alcohol tobacco exposure contact
screening problem care therapy treatment family personal behavior stress pregnancy birth delivery death late
early acute chronic severe mild moderate multiple single total partial complete incomplete open closed
initial subsequent sequela unknown person child infant newborn adult use abuse dependence loss failure
defect absence presence status device implant graft catheter wound ulcer fracture spasm swelling discharge
level test finding result deficiency excess work home school military prison activity running walking
swimming climbing dancing cooking sleeping sports gas smoke water food air noise vibration cold heat light
position transport pressure
cancer growth illness allergy poisoning scar cicatrix worry screaming falling hanging immersion corrosion
counseling litigation prosecution donor dye needle pin broad fit arrest axis atlas astragalus malleus ganglion
pannus caffeine ecstasy tetanus rubella diphtheria raby
pcp amh her2 ffa ist
"""
GENERIC_STEMS = frozenset(_GENERIC_TEXT.split())


@dataclass(frozen=True)
class TermVariant:
    """One bag of stems for a term; `departure` counts how far it is from the official words (0 is exact)."""

    stems: frozenset[str]
    departure: int


def term_variants(text: str, stems_of: Callable[[str], tuple[str, ...]]) -> Iterator[TermVariant]:
    """Every bag under which an official title or inclusion term is looked up, exact ones first."""
    seen: set[frozenset[str]] = set()
    for wording, departure in _wordings(text):
        exact = frozenset(stems_of(wording))
        for stems, further in ((exact, 0), (exact - OPTIONAL_STEMS, 1)):
            if stems in seen or not 1 <= len(stems) <= MAX_STEMS:
                continue
            if len(stems) == 1 and (stems <= GENERIC_STEMS or len(min(stems)) < 3):
                continue
            seen.add(stems)
            yield TermVariant(stems, departure + further)


def _wordings(text: str) -> Iterator[tuple[str, int]]:
    plain = re.sub(r"\((?:s|es)\)", "", text)
    plain = re.sub(r"\s*\([^()]*\)", "", plain)
    without_names = re.sub(r"\s*\[[^\[\]]*\]", "", plain)
    yield without_names, 0
    named = re.fullmatch(r"(.*?)\s*\[([^\[\]]+)\](.*)", plain)
    if named and not named.group(1).strip(" ,"):
        yield named.group(2), 1
    short = _OPTIONAL_PHRASES.sub("", without_names)
    if short != without_names:
        yield short, 1
    plainer = re.sub(r"(?i)\bmalignant neoplasm of\b", "cancer of", short)
    if plainer != short:
        yield plainer, 1
    for either in _alternatives(plainer):
        yield either, 2


def _alternatives(text: str) -> Iterator[str]:
    """For "A or B" A alone and B alone: single words beside the first "and", "or" or "and/or"."""
    match = re.search(r"\b([\w-]+) (?:and/or|and|or) ([\w-]+)\b", text)
    if match:
        yield text[: match.start()] + match.group(1) + text[match.end() :]
        yield text[: match.start()] + match.group(2) + text[match.end() :]
