"""How good a statement of doubt is: ordering, review shares, calibration, intervals. Pure.

The rules are the design's: an interval claim needs nominal 90 % coverage between 0.85 and 0.97 over at least
100 counts and a mean interval score below a Poisson interval's at the set's mean rate; a probability needs
an expected calibration error of at most 0.05, a Brier score 15 % below the base rate's, and AUROC 0.80.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_MISS_SHARE = 0.1  # a nominal 90 % interval
_BINS = 10


def area_under_curve(doubts: Sequence[float], wrong: Sequence[bool]) -> float | None:
    """The chance that a wrong word is doubted more than a right one (ties half); None without both kinds."""
    wrong_count = sum(wrong)
    if not 0 < wrong_count < len(wrong):
        return None
    order = sorted(range(len(doubts)), key=lambda place: doubts[place])
    rank_sum, start = 0.0, 0
    while start < len(order):
        end = start
        while end < len(order) and doubts[order[end]] == doubts[order[start]]:
            end += 1
        mean_rank = (start + end + 1) / 2
        rank_sum += mean_rank * sum(wrong[place] for place in order[start:end])
        start = end
    return (rank_sum - wrong_count * (wrong_count + 1) / 2) / (wrong_count * (len(wrong) - wrong_count))


def review_share(doubts: Sequence[float], wrong: Sequence[bool], *, caught_share: float) -> float | None:
    """The share of words to review, most doubted first, until `caught_share` of the wrong ones are met.

    Words that are doubted alike are reviewed together. None where no word is wrong.
    """
    wanted = caught_share * sum(wrong)
    if not wanted:
        return None
    reviewed = caught = 0
    for doubt in sorted(set(doubts), reverse=True):
        level = [is_wrong for value, is_wrong in zip(doubts, wrong, strict=True) if value == doubt]
        reviewed, caught = reviewed + len(level), caught + sum(level)
        if caught >= wanted - 1e-9:
            return reviewed / len(doubts)
    return 1.0


def left_wrong_share(doubts: Sequence[float], wrong: Sequence[bool], *, flagged_share: float) -> float | None:
    """The share of all words that stay wrong when the most doubted `flagged_share` are reviewed."""
    if not doubts:
        return None
    order = sorted(range(len(doubts)), key=lambda place: -doubts[place])
    return sum(wrong[place] for place in order[int(flagged_share * len(order)) :]) / len(order)


@dataclass(frozen=True)
class Calibration:
    """Expected calibration error over ten bins of equal width, Brier score, and that of the base rate."""

    error: float
    brier: float
    base_rate_brier: float

    @property
    def brier_gain(self) -> float:
        """How far the Brier score lies below the constant base rate's, as a share of it."""
        return 1 - self.brier / self.base_rate_brier if self.base_rate_brier else 0.0


def calibration(doubts: Sequence[float], wrong: Sequence[bool]) -> Calibration | None:
    """How well probabilities of being wrong fit what was wrong; None without words."""
    if not doubts:
        return None
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(_BINS)]
    for doubt, is_wrong in zip(doubts, wrong, strict=True):
        bins[min(_BINS - 1, int(doubt * _BINS))].append((doubt, is_wrong))
    error = sum(abs(sum(doubt - is_wrong for doubt, is_wrong in found)) for found in bins) / len(doubts)
    brier = sum((doubt - is_wrong) ** 2 for doubt, is_wrong in zip(doubts, wrong, strict=True))
    base = sum(wrong) / len(wrong)
    return Calibration(error, brier / len(doubts), base * (1 - base))


@dataclass(frozen=True)
class CountClaim:
    """An expected count with its 90 % interval, the count found, and the words it was found among."""

    expected: float
    low: float
    high: float
    found: int
    words: int


def pooled(claims: Sequence[CountClaim], *, least_expected: float = 1.0) -> list[CountClaim]:
    """Neighbouring claims added up until each group expects `least_expected`; a poor rest joins the last.

    Independent errors add in squares: the sum's bounds lie as far from it as the root of the summed squares
    of the parts' distances. A lower bound of none was cut there and says nothing about the distance; then the
    upper one's counts on both sides.
    """
    groups: list[list[CountClaim]] = [[]]
    for claim in claims:
        if sum(part.expected for part in groups[-1]) >= least_expected:
            groups.append([])
        groups[-1].append(claim)
    if len(groups) > 1 and sum(part.expected for part in groups[-1]) < least_expected:
        groups[-2].extend(groups.pop())
    return [_sum(group) for group in groups if group]


def _sum(claims: Sequence[CountClaim]) -> CountClaim:
    expected = sum(claim.expected for claim in claims)
    below = math.hypot(
        *(claim.expected - claim.low if claim.low else claim.high - claim.expected for claim in claims)
    )
    above = math.hypot(*(claim.high - claim.expected for claim in claims))
    found, words = sum(claim.found for claim in claims), sum(claim.words for claim in claims)
    return CountClaim(expected, max(0.0, expected - below), expected + above, found, words)


def interval_score(low: float, high: float, found: float) -> float:
    """Gneiting and Raftery's score of a 90 % interval: its width, and 20 for each unit of a miss."""
    return (high - low) + 2 / _MISS_SHARE * (max(0.0, low - found) + max(0.0, found - high))


@dataclass(frozen=True)
class IntervalQuality:
    """Groups, how many held the count found, mean interval score, and a Poisson interval's mean score."""

    groups: int
    coverage: float
    score: float
    poisson_score: float


def interval_quality(claims: Sequence[CountClaim]) -> IntervalQuality | None:
    """How good the claims are, beside a Poisson interval at the set's mean rate; None without any."""
    words, found = sum(claim.words for claim in claims), sum(claim.found for claim in claims)
    if not claims or not words:
        return None
    covered = sum(claim.low <= claim.found <= claim.high for claim in claims) / len(claims)
    score = sum(interval_score(claim.low, claim.high, claim.found) for claim in claims) / len(claims)
    plain = 0.0
    for claim in claims:
        low, high = poisson_interval(found / words * claim.words)
        plain += interval_score(low, high, claim.found)
    return IntervalQuality(len(claims), covered, score, plain / len(claims))


def over_sets(qualities: Sequence[IntervalQuality]) -> IntervalQuality | None:
    """Several sets' claims taken together, each beside the Poisson interval at its own set's rate."""
    groups = sum(one.groups for one in qualities)
    if not groups:
        return None
    coverage, score, plain = (
        sum(one.groups * getattr(one, name) for one in qualities) / groups
        for name in ("coverage", "score", "poisson_score")
    )
    return IntervalQuality(groups, coverage, score, plain)


def poisson_interval(mean: float) -> tuple[int, int]:
    """The 5 % and 95 % quantiles of a Poisson count with this mean."""
    return _poisson_quantile(mean, _MISS_SHARE / 2), _poisson_quantile(mean, 1 - _MISS_SHARE / 2)


def _poisson_quantile(mean: float, share: float) -> int:
    count, chance = 0, math.exp(-mean)
    below = chance
    while below < share and count < 100 + 10 * mean:
        count += 1
        chance *= mean / count
        below += chance
    return count
