"""Counts of right and wrong answers, and ranks. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Counts:
    """Answers that were right, wrong, and missed."""

    hits: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.hits + other.hits, self.wrong + other.wrong, self.missed + other.missed)

    @classmethod
    def of_sets(cls, ours: Collection[str], gold: Collection[str]) -> Counts:
        """What a set of answers gets right, invents and misses."""
        both = len(set(ours) & set(gold))
        return cls(both, len(set(ours)) - both, len(set(gold)) - both)

    @property
    def precision(self) -> float:
        """Right ones among the answers; 0 where nothing was answered."""
        return self.hits / (self.hits + self.wrong) if self.hits + self.wrong else 0.0

    @property
    def recall(self) -> float:
        """Right ones among those asked for; 0 where nothing was asked for."""
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 0 where nothing was right."""
        return 2 * self.hits / (2 * self.hits + self.wrong + self.missed) if self.hits else 0.0


def binary(gold: Sequence[bool], ours: Sequence[bool]) -> Counts:
    """Counts of one yes-or-no answer over many texts."""
    pairs = list(zip(gold, ours, strict=True))
    return Counts(pairs.count((True, True)), pairs.count((False, True)), pairs.count((True, False)))


def average_precision(ranked: Sequence[str], gold: Collection[str]) -> float:
    """Mean precision at the rank of each right code over all right ones; 1.0 where nothing was asked for."""
    if not gold:
        return 1.0
    found, total = 0, 0.0
    for rank, code in enumerate(dict.fromkeys(ranked), start=1):
        if code in gold:
            found += 1
            total += found / rank
    return total / len(gold)


def recall_at(ranked: Sequence[Sequence[str]], gold: Sequence[Collection[str]], k: int) -> float:
    """The share of questions with an accepted answer among the first `k`; 0 without questions."""
    if not gold:
        return 0.0
    pairs = zip(ranked, gold, strict=True)
    return sum(not set(answers[:k]).isdisjoint(accepted) for answers, accepted in pairs) / len(gold)
