"""Drugs that a note says somebody takes for long; touches the world once (reads its table).

Z79 codes say long-term current use, not a course for an acute illness (Guidelines I.C.21.c.3): a drug counts
in a list of medications, or behind words of taking it, and never where a course, a single dose or "as
needed" is said in the same line. Drugs that are mostly given for days need "chronic" or "long-term" beside.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from nlp.chart_index.chart_index import table_rows
from nlp.dictionary import DictionaryEntry
from nlp.mentions import Match

_TABLE = Path(__file__).parent / "chart_index"
_TAKING_WORDS = (
    "on|takes|taking|took|continue|continues|continued|continuing|resume|resumed|maintained on|managed with"
    "|treated with|controlled with|controlled on|controlled by|home|chronic|long[- ]term|daily|uses|using"
    "|adherent to|adherent with"
)
_FOR_NOW_WORDS = (
    r"prn|as needed|taper|course|bridge|bolus|stat|once|one dose|single dose|loading|drip|infusion|x ?\d+"
    r"|for (?:\d+|one|two|three|five|seven|ten|fourteen) (?:more )?(?:day|week|dose)s?"
    r"|post[- ]?op\w*|given in"
)
_TAKING = re.compile(rf"\b(?:{_TAKING_WORDS})\b", re.IGNORECASE)
_FOR_NOW = re.compile(rf"\b(?:{_FOR_NOW_WORDS})\b", re.IGNORECASE)
_LONG = re.compile(r"\b(?:chronic(?:ally)?|long[- ]term|maintenance|for years|lifelong)\b", re.IGNORECASE)
_REACH = 60  # characters before a drug in which words of taking it may stand


@lru_cache(maxsize=1)
def _drugs() -> tuple[re.Pattern[str], dict[str, tuple[str, bool]]]:
    """One pattern over all drugs, and the code of each with whether it must be said to be taken for long."""
    table = {
        drug: (code, needs == "chronic") for drug, code, needs in table_rows(_TABLE, "long_term_drugs", 3)
    }
    names = "|".join(sorted(map(re.escape, table), key=len, reverse=True))
    return re.compile(rf"\b(?:{names})\b", re.IGNORECASE), table


def long_term_drugs(text: str, section_of: Callable[[int], str]) -> list[Match]:
    """A match for each drug said to be taken for long, in text order.

    `section_of` gives the kind of section at a place of the text.
    """
    pattern, table = _drugs()
    found = []
    for drug in pattern.finditer(text):
        code, needs_long = table[drug.group().lower()]
        line = _line_around(text, drug.start(), drug.end())
        before = re.split(r"[.;\n]", text[max(0, drug.start() - _REACH) : drug.start()])[-1]
        is_taken = section_of(drug.start()) == "medications" or _TAKING.search(before)
        if is_taken and not _FOR_NOW.search(line) and (not needs_long or _LONG.search(line)):
            found.append(_match(drug, code))
    return found


def _line_around(text: str, start: int, end: int) -> str:
    """The line or sentence in which a stretch stands."""
    first = max(text.rfind("\n", 0, start), text.rfind(". ", 0, start), text.rfind(";", 0, start)) + 1
    stops = [place for mark in ("\n", ". ", ";") if (place := text.find(mark, end)) >= 0]
    return text[first : min(stops, default=len(text))]


def _match(drug: re.Match[str], code: str) -> Match:
    return Match(
        start=drug.start(),
        end=drug.end(),
        entries=(DictionaryEntry(code, "measure", 0, f"long-term use of {drug.group().lower()}"),),
        stems=frozenset(),
        context=frozenset(),
        ambiguous=False,
    )
