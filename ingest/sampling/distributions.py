"""Chances that sampling rests on: hypergeometric, binomial and gamma, exact enough for every lot. Pure."""

from __future__ import annotations

import math

_STEPS = 200


def at_most(wrong: int, *, lot: int, wrong_in_lot: int, drawn: int) -> float:
    """The chance (0–1) of `wrong` or fewer wrong pages among `drawn` of a lot with `wrong_in_lot`."""
    fewest = max(0, drawn - (lot - wrong_in_lot))
    all_draws = _log_choose(lot, drawn)
    chances = [
        math.exp(
            _log_choose(wrong_in_lot, number) + _log_choose(lot - wrong_in_lot, drawn - number) - all_draws
        )
        for number in range(fewest, min(wrong, wrong_in_lot, drawn) + 1)
    ]
    return min(1.0, math.fsum(chances))


def at_most_of_many(wrong: int, *, drawn: int, share: float) -> float:
    """The same for a lot without end, of which this share (0–1) is wrong: binomial."""
    if share <= 0:
        return 1.0
    if share >= 1:
        return 1.0 if wrong >= drawn else 0.0
    logs = (math.log(share), math.log1p(-share))
    chances = [
        math.exp(_log_choose(drawn, number) + number * logs[0] + (drawn - number) * logs[1])
        for number in range(min(wrong, drawn) + 1)
    ]
    return min(1.0, math.fsum(chances))


def most_wrong_in_lot(wrong: int, *, lot: int, drawn: int, confidence: float = 0.95) -> int:
    """The most wrong pages a lot can have when `drawn` of its pages showed `wrong`: exact, one-sided.

    The largest number with which so few would still be drawn in more than 1 - `confidence` of all draws.
    """
    low, high = wrong, lot - (drawn - wrong)
    while low < high:
        middle = (low + high + 1) // 2
        if at_most(wrong, lot=lot, wrong_in_lot=middle, drawn=drawn) > 1 - confidence:
            low = middle
        else:
            high = middle - 1
    return low


def most_wrong_share(wrong: int, *, drawn: int, confidence: float = 0.95) -> float:
    """The largest share (0–1) of wrong pages without end that still fits the draw (Clopper and Pearson)."""
    if wrong >= drawn:
        return 1.0
    low, high = wrong / drawn, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if at_most_of_many(wrong, drawn=drawn, share=middle) > 1 - confidence:
            low = middle
        else:
            high = middle
    return high


def gamma_quantile(chance: float, shape: float) -> float:
    """The value that a gamma variable of this shape and scale 1 stays under with this chance (0–1)."""
    low, high = 0.0, max(1.0, shape)
    while _gamma_below(high, shape) < chance:
        high *= 2
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if _gamma_below(middle, shape) < chance:
            low = middle
        else:
            high = middle
    return high


def _log_choose(of: int, number: int) -> float:
    return math.lgamma(of + 1) - math.lgamma(number + 1) - math.lgamma(of - number + 1)


def _gamma_below(value: float, shape: float) -> float:
    """The regularised lower incomplete gamma function, by its series or its continued fraction."""
    if value <= 0:
        return 0.0
    front = math.exp(shape * math.log(value) - value - math.lgamma(shape))
    if value < shape + 1:
        term = total = 1 / shape
        number = shape
        while abs(term) > abs(total) * 1e-15:
            number += 1
            term *= value / number
            total += term
        return total * front
    return 1.0 - front * _gamma_tail_fraction(value, shape)


def _gamma_tail_fraction(value: float, shape: float) -> float:
    """Lentz's continued fraction of the upper incomplete gamma function, less its front factor."""
    tiny = 1e-300
    b = value + 1 - shape
    c, d = 1 / tiny, 1 / b
    found = d
    for step in range(1, 1000):
        a = -step * (step - shape)
        b += 2
        d = 1 / (a * d + b or tiny)
        c = b + a / c or tiny
        found *= d * c
        if abs(d * c - 1) < 1e-15:
            break
    return found
