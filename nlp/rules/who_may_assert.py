"""Which documents may state a diagnosis, by type and author (Guidelines I.A.19, I.B.14, III.B). Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.options import CodingOptions, EncounterType
from nlp.rules.spans import CodeSpans
from nlp.rules.tables import KindWords, RuleTables

PROVIDER = "provider"
_TITLE_LINES = 3  # the type stands in the first lines of a report when nobody named it
_TITLE_CHARS = 60
_NOT_A_TITLE = re.compile(r"[.;:?]|\d{3}")
# What clinicians other than the provider may document for coding; the provider's diagnosis stands beside it.
_EXCEPTIONS = CodeSpans.of("Z68 R40.2 R29.7 Z55-Z65 Y90 Z28.3")
_EVERYTHING = CodeSpans.of("A00-Z99")
_NOTHING = CodeSpans(())
_WORDS = {
    "pathology": "a pathology report alone is not coded on inpatient stays",
    "radiology": "a radiology report alone is not coded on inpatient stays",
    "laboratory": "laboratory results alone are not coded",
    "clinician": "only the exceptions of Guidelines I.B.14 are coded from other clinicians' notes",
    "no_codes": "consents, forms, questionnaires, education and orders state no diagnosis",
}


@dataclass(frozen=True)
class Standing:
    """What a document may state: its kind, the codes that count, and why the others do not."""

    kind: str
    codes: CodeSpans
    why: str = ""

    def admits(self, code: str) -> bool:
        """Whether the document may speak for the code."""
        return self.codes.hold(code)


def standing_of(text: str, options: CodingOptions, tables: RuleTables) -> Standing:
    """The standing by document type, else by the title in the text, and by the author's role.

    What is not known speaks against nothing: a document of no known type counts as a provider's note.
    """
    kind = tables.document_types.kind_of(options.document_type) or _kind_of_title(text, tables.document_types)
    role = tables.author_roles.kind_of(options.author_role)
    overruled = ("", PROVIDER) if role in ("clinician", "no_codes") else ("",)
    if role and kind in overruled:
        kind = role
    return _standing(kind or PROVIDER, options.encounter_type)


def role_of_author(author: str, tables: RuleTables) -> str:
    """The role that an author's credentials tell ("A. Moss, RN"): "rn"; "" where they tell nothing."""
    _, _, credentials = author.partition(",")
    return tables.author_roles.name_in(credentials)


def _standing(kind: str, encounter_type: EncounterType | None) -> Standing:
    if kind == PROVIDER:
        return Standing(kind, _EVERYTHING)
    if kind == "clinician":
        return Standing(kind, _EXCEPTIONS, _WORDS[kind])
    # A pathologist or radiologist is a physician: outpatient coding may use the interpretation (IV.K).
    if kind in ("pathology", "radiology") and encounter_type is not EncounterType.INPATIENT:
        return Standing(kind, _EVERYTHING)
    return Standing(kind, _NOTHING, _WORDS[kind])


def _kind_of_title(text: str, table: KindWords) -> str:
    """The kind that a title line names wholly ("SURGICAL PATHOLOGY REPORT"), if one does."""
    lines = [line.strip() for line in text[:600].splitlines() if line.strip()][:_TITLE_LINES]
    for line in lines:
        if len(line) > _TITLE_CHARS or _NOT_A_TITLE.search(line):
            continue
        if line.isupper() or line.istitle():
            kind = table.kind_of(line)
            if kind:
                return kind
    return ""
