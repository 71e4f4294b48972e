"""How many wrong words a stretch of dictation holds, with the interval that covers nine times in ten. Pure.

Errors come in bunches: a dictation is worse or better than its words say one by one. So the number is taken
as negative binomial: Poisson around the expected number times a gamma of mean 1, whose shape was fitted.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

_BELOW, _ABOVE = 0.05, 0.95


@dataclass(frozen=True)
class ErrorEstimate:
    """An expected number of wrong words and the interval (both ends count) that holds it 9 times in 10."""

    count: float
    low: float
    high: float

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high or self.count < 0:
            raise ValueError("an estimate is not below 0 and its low end not above its high one")

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return dict(vars(self))

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """The estimate that `as_json` wrote."""
        return cls(**stored)


NO_ERRORS = ErrorEstimate(0.0, 0.0, 0.0)


def estimate_errors(p_wrong: Iterable[float], *, shape: float) -> ErrorEstimate:
    """The estimate for words with these probabilities; `shape` as the model says."""
    expected = math.fsum(p_wrong)
    if expected <= 0:
        return NO_ERRORS
    low, high = _quantiles(expected, shape)
    return ErrorEstimate(round(expected, 2), float(low), float(high))


def _quantiles(expected: float, shape: float) -> tuple[int, int]:
    """The 5 % and 95 % points of the negative binomial with this mean and gamma shape."""
    share = expected / (expected + shape)
    log_p = shape * math.log(1 - share)
    below, number, low = math.exp(log_p), 0, None
    while True:
        if low is None and below >= _BELOW:
            low = number
        if below >= _ABOVE:
            return low or 0, number
        log_p += math.log(share) + math.log((number + shape) / (number + 1))
        number += 1
        below += math.exp(log_p)
