"""How many errors a page is expected to keep, with the interval that holds nine times in ten. Pure.

Errors come in bunches: a page is worse or better than its words say one by one. So the number of errors on a
page is taken as negative binomial: Poisson around the expected number times a gamma of mean 1 whose shape was
fitted (a page-level random effect). Bounds lie the same number of standard deviations to both sides, cut at
none: then pages may be added up by adding expectations, and the squares of the distances to the upper bounds
(a lower bound that was cut says nothing about the distance).
"""

from __future__ import annotations

import math

# The normal distribution's 95 % point.
_DEVIATIONS = 1.645


def error_bounds(expected: float, *, page_shape: float) -> tuple[float, float]:
    """Low and high number of errors around a page's expectation (0 and up), nominal coverage 90 %."""
    deviation = math.sqrt(expected + expected * expected / page_shape)
    return max(expected - _DEVIATIONS * deviation, 0.0), expected + _DEVIATIONS * deviation
