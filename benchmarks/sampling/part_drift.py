"""How soon a scanner's fault is named, and how often one is that is none: simulated days of scanning."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.ocr.report import Bar, Figure, PartResult, Table
from benchmarks.sampling.bench import Bench
from ingest.scanner_watch.change import standing_change, usual_share

_PAGES = 2_000  # a scanner's day
_FIRST_SEED = 9_000
# fault: share of pages that always show it, the share once it began, the least that the watch takes as usual
_FAULTS = {
    "streak on every page": (0.002, 0.95, 0.01),
    "streak that comes and goes": (0.002, 0.6, 0.01),
    "askew": (0.02, 0.6, 0.03),
    "faint": (0.04, 0.8, 0.05),
    "cut off": (0.01, 0.5, 0.02),
}
_MOST_FALSE = 0.01  # alarms a scanner's day


def measure(bench: Bench) -> PartResult:
    """Each fault on as many days as asked, beginning at a page drawn between 200 and 1,800."""
    rows = [_row(name, *shares, days=bench.days) for name, shares in _FAULTS.items()]
    header = ("fault", "days", "named", "median pages to the alarm", "95 of 100 within", "false alarms a day")
    worst = max(float(row[5]) for row in rows if isinstance(row[5], float))
    named = min(float(row[2]) / bench.days for row in rows if isinstance(row[2], int))
    bars = [
        Bar.at_most("false alarms a scanner's day", worst, _MOST_FALSE),
        Bar.at_least("share of faulty days that were named", named, 0.99),
    ]
    return PartResult("drift", [Table("scanners that drift", header, tuple(rows))], bars)


def _row(name: str, before: float, after: float, least: float, *, days: int) -> tuple[Figure, ...]:
    delays, false = [], 0
    for number in range(days):
        draw = np.random.default_rng(_FIRST_SEED + number)
        usual = usual_share(int(draw.binomial(5 * _PAGES, before)), 5 * _PAGES, least=least)
        start = int(draw.integers(200, 1_800))
        good = _in_charts(draw, _PAGES, before)
        false += standing_change_ever(good, usual)
        day = np.concatenate([good[:start], draw.random(_PAGES - start) < after])
        told = next((end for end in range(start, _PAGES) if _alarm(day, start, end, usual)), None)
        if told is not None:
            delays.append(told - start + 1)
    in_order = sorted(delays)
    return (
        name,
        days,
        len(delays),
        float(np.median(in_order)),
        float(in_order[int(0.95 * (len(in_order) - 1))]),
        false / days,
    )


def _alarm(day: NDArray[np.bool_], start: int, end: int, usual: float) -> bool:
    """Whether an alarm stands at `end`; the pages long before the fault are the same in every step."""
    return standing_change(day[max(0, start - 200) : end + 1], usual=usual) is not None


def standing_change_ever(pages: NDArray[np.bool_], usual: float) -> bool:
    """Whether an alarm stood at any of these pages, looked at every ten."""
    return any(standing_change(pages[: end + 1], usual=usual) for end in range(9, len(pages), 10))


def _in_charts(draw: np.random.Generator, pages: int, share: float) -> NDArray[np.bool_]:
    """Pages that show the fault without the scanner's doing: half of them alone, half two in a row."""
    shown = draw.random(pages) < share / 2
    for start in np.flatnonzero(draw.random(pages) < share / 4):
        shown[start : start + 2] = True
    return shown
