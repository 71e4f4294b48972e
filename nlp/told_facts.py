"""What sentences tell without naming a diagnosis: smoking given up, a stent placed, how it happened.

Touches the world once (reads its table). Each row of `told.tsv` is a pattern and its code; external causes
count in a note that tells of an injury (Guidelines I.C.20), outcome of delivery in the mother's note and
liveborn status in the child's (Guidelines I.C.15.b.5, I.C.16.a.2).
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from nlp.chart_index.chart_index import table_rows
from nlp.dictionary import DictionaryEntry
from nlp.mentions import Match

_TABLE = Path(__file__).parent / "chart_index"
_INJURY = re.compile(
    r"\b(?:fell|fall|falls|tripp\w+|slipp\w+|struck|hit|injur\w+|lacerat\w+|cut|burn\w*|bit|bitten|"
    r"fractur\w+|"
    r"sprain\w*|strain\w*|twist\w+|crash\w*|collision|accident|mvc|mva|trauma\w*|contusion|concussion|wound|"
    r"dislocat\w+)\b",
    re.IGNORECASE,
)
_CHILD = re.compile(
    r"\b(?:newborn|neonat\w+|nursery|birth ?weight|apgars?|day of life|dol \d)\b", re.IGNORECASE
)
_MOTHER = re.compile(
    r"\b(?:G\d\s?P\d+|gravida|postpartum|in (?:active )?labor|placenta|perineal|delivery note|"
    r"cesarean delivery|pregnan\w+)\b",
    re.IGNORECASE,
)
_CHILDS_NOTE = re.compile(r"\b(?:newborn (?:discharge|admission|note|exam|history|nursery)|term (?:male|"
r"female) "
                          r"(?:infant|newborn)|(?:infant|newborn|neonate) (?:was )?(?:born|delivered)|"
                          r"baby (?:boy|girl)\b"
                          r"[^.]{0,40}\bborn)", re.IGNORECASE)  # fmt: skip
_GRAMS = re.compile(r"birth ?weight\D{0,12}(\d{3,4})\s*(?:g|grams?)\b", re.IGNORECASE)
_HEAVY_G = 4_500  # P08.0 from here on, by the tabular list
_BABIES = ("Z38", "P")


@lru_cache(maxsize=1)
def _rows() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    return tuple(
        (re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])", re.IGNORECASE), code, where)
        for pattern, code, where in table_rows(_TABLE, "told", 3)
    )


def told_facts(text: str) -> list[Match]:
    """A match for each fact told, in text order; of two that overlap the first row of the table."""
    settings = _settings(text)
    found: list[Match] = []
    for pattern, code, where in _rows():
        if where in settings:
            found += [
                told_match(fact.start(), fact.end(), code, fact.group()) for fact in pattern.finditer(text)
            ]
    if "newborn" in settings:
        found += [
            told_match(weight.start(), weight.end(), "P08.0", weight.group())
            for weight in _GRAMS.finditer(text)
            if int(weight.group(1)) >= _HEAVY_G
        ]
    kept: list[Match] = []
    for match in found:
        if not any(_one_of_two(match, other) for other in kept):
            kept.append(match)
    return sorted(kept, key=lambda match: match.start)


def _one_of_two(match: Match, other: Match) -> bool:
    """Whether two facts share words and are of one kind; a game tells what was done and why."""
    overlap = match.start < other.end and other.start < match.end
    return overlap and match.entries[0].code[:3] == other.entries[0].code[:3]


def told_match(start: int, end: int, code: str, words: str) -> Match:
    """A match for words that tell what a code says."""
    return Match(
        start=start,
        end=end,
        entries=(DictionaryEntry(code, "measure", 0, re.sub(r"\s+", " ", words).lower()),),
        stems=frozenset(),
        context=frozenset(),
        ambiguous=False,
    )


def tells_of_injury(text: str) -> bool:
    """Whether anything in the text got hurt, so that how and where matters."""
    return _INJURY.search(text) is not None


def _settings(text: str) -> frozenset[str]:
    settings = {"always"}
    if tells_of_injury(text):
        settings.add("injury")
    if _CHILD.search(text) and _CHILDS_NOTE.search(text):
        settings.add("newborn")
    elif _MOTHER.search(text):
        settings.add("delivery")
    return frozenset(settings)
