"""When the backlog will be done, from what was filed on the last working days: an honest range. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean, stdev

WINDOW_DAYS = 14
_FEWEST_DAYS = 3
# Two-sided 80 % of Student's t by degrees of freedom: one case in five lies outside the range
_T80 = (0.0, 3.078, 1.886, 1.638, 1.533, 1.476, 1.440, 1.415, 1.397, 1.383, 1.372, 1.363, 1.356, 1.350)


@dataclass(frozen=True)
class DayOfWork:
    """One day on which anything was filed."""

    day: date
    filed: int
    came_in: int


@dataclass(frozen=True)
class Backlog:
    """What is left, and from when to when it may be done if nothing more comes in.

    `slowest` and `fastest` are documents filed on a working day at both ends of the range; `latest` is None
    where the slower pace never ends. Everything but `left` is None while there are too few working days.
    """

    left: int
    working_days: int
    slowest: float | None = None
    fastest: float | None = None
    came_in_a_day: float | None = None
    earliest: date | None = None
    latest: date | None = None


def backlog(left: int, days: Sequence[DayOfWork], *, today: date) -> Backlog:
    """The backlog of `left` documents by the working days of the last WINDOW_DAYS days.

    A day in the future is taken to be a working day as often as the last ones were.
    """
    number = len(days)
    if left == 0 or number < _FEWEST_DAYS:
        return Backlog(left, number)
    filed = [one.filed for one in days]
    spread = _T80[min(number - 1, len(_T80) - 1)] * stdev(filed) / math.sqrt(number)
    slowest, fastest = max(0.0, fmean(filed) - spread), fmean(filed) + spread
    share = number / WINDOW_DAYS
    return Backlog(
        left,
        number,
        slowest,
        fastest,
        fmean(one.came_in for one in days),
        _end(left, fastest, share, today),
        _end(left, slowest, share, today) if slowest > 0 else None,
    )


def _end(left: int, a_day: float, share: float, today: date) -> date | None:
    days = math.ceil(left / a_day / share)
    return today + timedelta(days=days) if days < 36_500 else None
