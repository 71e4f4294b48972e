"""From which page on a fault shows much more often than it used to: a CUSUM over yes and no. Pure.

For each page the evidence of "now half of the pages that were good show it" against "as often as always" is
added up (the logarithm of the likelihood ratio), never below 0; past the limit it is an alarm. If nothing has
changed, the mean number of pages until a false alarm is at least e^limit (Lorden 1971) where pages are
independent; they come in charts, so the limit is far above what that asks. A fault that is gone ends the
alarm by the same sum the other way.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

LIMIT = math.log(20_000_000)
_MOST_USUAL = 0.9  # a fault on nearly every page cannot get worse


@dataclass(frozen=True)
class Change:
    """A change that stands: its first page and the page that told (indexes), and what was counted since."""

    first: int
    told_at: int
    faulty: int
    pages: int


def usual_share(faulty: int, pages: int, *, least: float) -> float:
    """The share of pages that shows the fault when all is well, from the pages before; never under `least`.

    Few pages before pull it towards `least`, as if 50 pages of that share had been seen.
    """
    return min(max(least, (faulty + 50 * least) / (pages + 50)), _MOST_USUAL)


def standing_change(faults: Iterable[bool], *, usual: float) -> Change | None:
    """The change that holds at the last page; None where nothing changed, or where it has ended."""
    raised = usual + (1 - usual) / 2
    for_fault, for_good = math.log(raised / usual), math.log((1 - raised) / (1 - usual))
    rising = falling = 0.0
    start, told_at = 0, -1
    seen = [bool(one) for one in faults]
    for index, fault in enumerate(seen):
        step = for_fault if fault else for_good
        if told_at < 0:
            if rising <= 0:
                start = index
            rising = max(0.0, rising + step)
            if rising > LIMIT:
                told_at, falling = index, 0.0
        else:
            falling = max(0.0, falling - step)
            if falling > LIMIT:
                told_at, rising = -1, 0.0
    if told_at < 0:
        return None
    since = seen[start:]
    return Change(start, told_at, sum(since), len(since))
