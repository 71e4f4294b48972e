"""How many pages of a lot to look at, and with how many wrong ones it still passes. Pure.

The tables stand in `standard_plan.json`; their facts are those of MIL-STD-105E and ANSI/ASQ Z1.4 (single
sampling by attributes), the words and the code are our own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Literal

Level = Literal["I", "II", "III"]


class Severity(StrEnum):
    """How much is looked at, by how the lots before it went."""

    NORMAL = "normal"
    TIGHTENED = "tightened"
    REDUCED = "reduced"
    EVERY_PAGE = "every_page"


@dataclass(frozen=True)
class Plan:
    """Look at `sample_size` pages: the lot passes with up to `accept` wrong ones and fails from `reject` on.

    Between the two, which only reduced plans have, it passes and the next lot is judged by a normal plan.
    """

    sample_size: int
    accept: int
    reject: int

    def __post_init__(self) -> None:
        if not (self.sample_size >= 1 and 0 <= self.accept < self.reject):
            raise ValueError("a plan needs a page to look at and accepts fewer than it rejects")

    def passes(self, wrong: int) -> bool:
        """True when a lot with this many wrong pages in its sample is released."""
        return wrong < self.reject


def plan_for(page_count: int, *, aql: float, level: Level, severity: Severity) -> Plan:
    """The plan for a lot of `page_count` pages; `aql` is the acceptable share of wrong pages in percent.

    A sample as large as the lot, and the severity `every_page`, look at each page; then no page may be wrong.

    Raises:
        ValueError: the lot is empty, or the tables have no such acceptable level.
    """
    if page_count < 1:
        raise ValueError("an empty lot has no plan")
    if severity is Severity.EVERY_PAGE:
        return Plan(page_count, 0, 1)
    found = _listed(_letter(page_count, level), aql, severity)
    return found if found.sample_size < page_count else Plan(page_count, 0, 1)


def known_aqls() -> tuple[float, ...]:
    """The acceptable shares (percent) that the tables list, smallest first."""
    return tuple(sorted(float(one) for one in _tables()["severities"]["normal"]["none_wrong_at"]))


@cache
def _tables() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(Path(__file__).with_name("standard_plan.json").read_text("utf-8"))
    return loaded


def _letter(page_count: int, level: Level) -> int:
    """The place of the lot's code letter."""
    tables = _tables()
    row = next(row for row in tables["lots"] if row["to"] is None or page_count <= row["to"])
    return int(tables["letters"].index(row[level]))


def _listed(letter: int, aql: float, severity: Severity) -> Plan:
    table = _tables()["severities"][severity.value]
    named = table["none_wrong_at"].get(f"{aql:g}")
    if named is None:
        raise ValueError(f"the sampling tables do not list {aql:g} %")
    none_wrong, steps = int(_tables()["letters"].index(named)), table["steps"]
    # left of the first plan one goes down to it, right of the last one up to that
    step = min(max(letter - none_wrong, 0), len(steps) - 1)
    while isinstance(steps[step], str):
        step += 1 if steps[step] == "down" else -1
    place = min(none_wrong + step, len(table["sizes"]) - 1)
    accept, reject = steps[place - none_wrong]
    return Plan(table["sizes"][place], accept, reject)
