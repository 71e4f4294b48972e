"""Touches the world: reads the fitted model beside it, once a process.

A logistic model over named measures, small enough to read; its JSON says what it was fitted on and how
precise it was where it had not been fitted. `python -m benchmarks.fit_coding_confidence` writes it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

_SCHEMA_VERSION = 1
# Odds beyond these are nothing that a few thousand suggestions can teach.
LEAST, MOST = 0.002, 0.995


def chance_at(odds: float) -> float:
    """The chance at these log odds, 0–1 with the ends left out."""
    return min(max(1 / (1 + math.exp(-min(max(odds, -30.0), 30.0))), LEAST), MOST)


@dataclass(frozen=True)
class Tier:
    """How many of the suggestions from `least_score` on a coder accepted, where the fit had not seen them.

    `precision` is the share accepted, `low` the lower end of its 90 % Wilson interval, `count` the
    suggestions it rests on.
    """

    least_score: float
    precision: float
    low: float
    count: int

    def __post_init__(self) -> None:
        if not (0 < self.least_score < 1 and 0 <= self.low <= self.precision <= 1 and self.count > 0):
            raise ValueError("a tier has a score, a precision not below its lower end, and suggestions")


@dataclass(frozen=True)
class ConfidenceModel:
    """Weights of the measures, the precision of tiers by their least score, and what learning adds.

    `usual` tells for running text the log odds that a suggested code was right in coded case reports: by
    code, by category (its first three characters) for other codes, and under "" for any other. `learned`
    holds the weights of what a site's decisions say, which count where learning is switched on.
    """

    version: str
    fitted_on: str
    intercept: float
    weights: Mapping[str, float]
    tiers: tuple[Tier, ...]
    usual: Mapping[str, float]
    learned: Mapping[str, float]

    def __post_init__(self) -> None:
        if not self.version or not self.fitted_on or not self.weights or not self.tiers:
            raise ValueError("a confidence model has a version, a source, weights and tiers")
        scores = [tier.least_score for tier in self.tiers]
        if scores != sorted(set(scores)):
            raise ValueError("tiers come by rising score, each once")

    def chance(self, measures: Mapping[str, float]) -> float:
        """The chance that a coder accepts a suggestion of these measures, 0–1 with the ends left out."""
        weighed = (weight * measures[name] for name, weight in self.weights.items())
        return chance_at(self.intercept + math.fsum(weighed))

    def usual_odds(self, code: str) -> float:
        """The log odds that this code, where suggested, was right in case reports."""
        return next((self.usual[name] for name in (code, code[:3], "") if name in self.usual), 0.0)

    def shown_from(self, precision: float) -> float:
        """The least score from which at least this share was accepted, there and in every tier above it.

        The highest tier's where none is that precise.
        """
        chosen = self.tiers[-1].least_score
        for tier in reversed(self.tiers):
            if tier.precision < precision:
                break
            chosen = tier.least_score
        return chosen

    def as_json(self) -> dict[str, Any]:
        """What `from_json` reads."""
        return {
            "schema_version": _SCHEMA_VERSION,
            **vars(self),
            "weights": dict(self.weights),
            "tiers": [asdict(tier) for tier in self.tiers],
            "usual": dict(self.usual),
            "learned": dict(self.learned),
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """The model that `as_json` wrote.

        Raises:
            ValueError: it was written by another schema than this program knows.
        """
        fields = dict(stored)
        if fields.pop("schema_version") != _SCHEMA_VERSION:
            raise ValueError("the confidence model was written by another schema")
        return cls(**fields | {"tiers": tuple(Tier(**tier) for tier in fields["tiers"])})


@lru_cache(maxsize=1)
def shipped_model() -> ConfidenceModel:
    """The model that the program ships with."""
    return ConfidenceModel.from_json(json.loads((Path(__file__).parent / "model.json").read_text("utf-8")))
