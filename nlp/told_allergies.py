"""Allergies told in sentences and lists: "penicillin caused hives", "ALLERGIES: sulfa, latex".

Touches the world once (reads its table). A substance counts behind words of allergy, under the heading of
allergies, or with an allergic reaction beside it; nausea alone is none. Source: tabular list, Z88 and Z91.0.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from nlp.chart_index.chart_index import table_rows
from nlp.mentions import Match
from nlp.told_facts import told_match

_TABLE = Path(__file__).parent / "chart_index"
_ALLERGIC = re.compile(r"\b(?:allerg\w+|hypersensitiv\w+|anaphyla\w+)\b", re.IGNORECASE)
_REACTION = (
    r"(?:hives|urticaria|rash(?:es)?|itch\w*|anaphyla\w+|angioedema|(?:throat|lip|tongue|face|facial|"
    r"mouth)\s+"
    r"swell\w*|swell\w*|swollen|broke out|breaks out|bronchospasm|wheez\w*|stevens|welts|allerg\w+)"
)
_BROUGHT_ON = re.compile(
    rf"\s*(?:infusion\s+|tablets?\s+)?(?:[-–—=:(>]+\s*|\b(?:caused?|causes|gave|gives|made|makes|led to|"
    rf"leads to|which|"
    rf"because|because of|due to|resulted in|produces?|brings? on|with)\b[^.;\n]{{0,40}}?)\b{_REACTION}",
    re.IGNORECASE,
)
_REACTED_TO = re.compile(
    rf"{_REACTION}\s+(?:\w+\s+)?(?:to|with|from|after)\s+(?:taking\s+|eating\s+|oral\s+|iv\s+|any\s+|"
    rf"the\s+)*$",
    re.IGNORECASE,
)
# A reaction of today is a finding, not a status.
_NOW = re.compile(
    r"\b(?:today|now|this (?:morning|week)|yesterday|day \d+|hospital day|started on|presents?|"
    r"presented|new)\b",
    re.IGNORECASE,
)
_NOT_ALLERGIC = re.compile(
    r"\b(?:no|denies|not|without|tolerat\w+|nkda|except)\b[^.;\n]{0,40}$", re.IGNORECASE
)
_LOOK_BACK = 60


@lru_cache(maxsize=1)
def _allergens() -> tuple[re.Pattern[str], dict[str, str]]:
    table = {name: code for name, code in table_rows(_TABLE, "allergens", 2)}
    names = "|".join(re.escape(name) for name in sorted(table, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{names})(?![\w-])", re.IGNORECASE), table


def told_allergies(text: str, section_of: Callable[[int], str]) -> list[Match]:
    """A match for each substance that the text says somebody is allergic to, once a code and place.

    `section_of` gives the kind of section at a place of the text.
    """
    pattern, table = _allergens()
    found = []
    for name in pattern.finditer(text):
        start = max(text.rfind(mark, 0, name.start()) for mark in (".", ";", "\n")) + 1
        before = text[max(start, name.start() - _LOOK_BACK) : name.start()]
        ends = [place for mark in (".", ";", "\n") if (place := text.find(mark, name.end())) >= 0]
        behind = text[name.end() : min(ends, default=len(text))]
        if _is_allergy(before, behind, is_listed=section_of(name.start()) == "allergies"):
            found.append(told_match(name.start(), name.end(), table[name.group().lower()], name.group()))
    return found


def _is_allergy(before: str, behind: str, *, is_listed: bool) -> bool:
    if _NOT_ALLERGIC.search(before) and not re.search(r"\b(?:cannot|can't|except)\b", before, re.IGNORECASE):
        return False
    if is_listed:
        return True
    if _ALLERGIC.search(before) or re.match(r"\s+(?:drug\s+)?allerg", behind, re.IGNORECASE):
        return True
    reacted = _BROUGHT_ON.match(behind) or _REACTED_TO.search(before)
    return bool(reacted) and not _NOW.search(before + behind)
