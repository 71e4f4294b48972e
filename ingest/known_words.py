"""Names of drugs and problems in reviewed text: what a patient's next dictation may mention. Pure.

No lists: a word before a dose is a drug whatever it is called, and so is what stands under a heading for
medications; under a heading for problems each line names one. Finding too much costs a little room among the
words that a speech engine is told to expect; nothing here reaches a record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_MEDICATIONS = r"(?:current |home |discharge |admission |outpatient )?(?:medications?|meds|prescriptions?)"
_PROBLEMS = (
    r"(?:active |current )?(?:problems?|problem list|past medical history|pmh|medical history|impression"
    r"|assessment|assessment and plan|(?:final |admitting |discharge |principal |secondary )?diagnos[ie]s)"
)
_QUALIFIER = r"(?: (?:list|on admission|on discharge|at discharge|at home))?"
_LIST_MARK = re.compile(r"^\s*(?:\d{1,2}[.)]|[-*•])\s*")
_ANY_HEADING = re.compile(r"^\s*[A-Z][A-Za-z /&-]{2,40}:|^\s*[A-Z][A-Z /&-]{3,40}$")
_KNOWN_HEADING = re.compile(rf"^\s*(?:{_MEDICATIONS}|{_PROBLEMS}){_QUALIFIER}\s*(?::|$)", re.IGNORECASE)
_DOSE = (
    r"\d[\d,.]*\s*-?(?:mg|mcg|µg|g|grams?|milligrams?|micrograms?|units?|mEq|milliequivalents?|mL"
    r"|tablets?|puffs?)\b"
)
_BEFORE_A_DOSE = re.compile(rf"\b([A-Za-z][A-Za-z-]{{3,}})\s+(?={_DOSE})", re.IGNORECASE)
_NOT_A_NAME = frozenset(
    """
    none known unknown reviewed list above below continue continued continues start started starting stop
    stopped increase increased increasing decrease decreased take takes taking took resume resumed hold held
    daily twice tablet tablets capsule capsules dose doses dosed with from than about over under given gave
    received receives each every additional another total bolus again home oral orally patient please same
    changed change
    """.split()  # noqa: SIM905 - reads as the list it is
)
_NOT_AFFIRMED = re.compile(r"^(?:no|not|none|denies|denied|negative|without|rule|ruled|possible|see)\b", re.I)
_LEADS = re.compile(r"^(?:status post|history of|s/p|h/o|known|the|a|an)\s+", re.IGNORECASE)
_MOST_WORDS = 5  # a longer item is a sentence, no name
_LINES_OF_A_SECTION = 25


def medications_in(text: str) -> tuple[str, ...]:
    """Names of drugs in the text, each once, in order of appearance."""
    found = [match[1] for match in _BEFORE_A_DOSE.finditer(text)]
    for item in _items_under(text, _MEDICATIONS, separators=r"[;,]|\band\b"):
        words = re.match(r"(?:(?:continue|start|resume|takes?)\s+)?((?:[A-Za-z][A-Za-z-]+\s?){1,2})", item)
        if words and len(item.split()) <= 2 * _MOST_WORDS:
            found.append(words[1])
    return _once(name for name in map(_tidy_drug, found) if name)


def problems_in(text: str) -> tuple[str, ...]:
    """Names of problems under the text's headings for them, each once, in order of appearance."""
    found = []
    for item in _items_under(text, _PROBLEMS, separators=r"[;,.]|\([^)]*\)"):
        name = _LEADS.sub("", _LEADS.sub("", item)).strip()
        words = re.findall(r"[A-Za-z][A-Za-z'-]*|\d+", name)
        starts_well = not _NOT_AFFIRMED.match(name) and not _NOT_AFFIRMED.match(item)
        if words and starts_well and len(words) <= _MOST_WORDS and len(name) >= len("gout"):
            found.append(name)
    return _once(found)


def title_words(title: str) -> str:
    """The part of a code's title that people say: "Essential (primary) hypertension" without the brackets."""
    return " ".join(re.sub(r"\([^)]*\)|\[[^]]*\]", " ", title).split(",")[0].split())


def _tidy_drug(name: str) -> str:
    words = [word for word in name.split() if word.casefold() not in _NOT_A_NAME]
    return " ".join(words) if words and len(words[0]) > len("mgs") else ""


def _items_under(text: str, heading: str, *, separators: str) -> Iterator[str]:
    """What stands under the headings, cut at line ends and separators."""
    starts = re.compile(rf"^\s*{heading}{_QUALIFIER}\s*(?::(?P<rest>.*)|$)", re.IGNORECASE)
    lines = text.splitlines()
    for number, line in enumerate(lines):
        opened = starts.match(line)
        if not opened:
            continue
        for below in (opened["rest"] or "", *_until_next_heading(lines[number + 1 :])):
            pieces = re.split(separators, _LIST_MARK.sub("", below))
            yield from (piece.strip(" .:-") for piece in pieces if piece.strip(" .:-"))


def _until_next_heading(lines: list[str]) -> Iterator[str]:
    for line in lines[:_LINES_OF_A_SECTION]:
        if _KNOWN_HEADING.match(line) or (_ANY_HEADING.match(line) and not _LIST_MARK.match(line)):
            return
        yield line


def _once(names: Iterable[str]) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for name in names:
        kept.setdefault(name.casefold(), name)
    return tuple(kept.values())
