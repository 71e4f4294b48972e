"""Touches the world: reads the fitted model beside it, once a process.

A logistic model over named measures, small enough to read; its JSON says what it was fitted on.
`python -m benchmarks.fit_dictation_doubt` writes it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

_SCHEMA_VERSION = 1
# Odds beyond these are nothing that a few thousand words can teach.
_LEAST, _MOST = 0.002, 0.995


@dataclass(frozen=True)
class DoubtModel:
    """Weights of the measures, and how unlike one another dictations are beyond what the measures say.

    `slope` and `shift` bring the log odds to what was counted on dictations that the fit had not seen
    (Platt's step). `shape` is that of the gamma distribution (mean 1) by which a dictation's expected errors
    vary.
    """

    version: str
    fitted_on: str
    intercept: float
    weights: Mapping[str, float]
    slope: float
    shift: float
    shape: float

    def __post_init__(self) -> None:
        if not self.version or not self.fitted_on or not self.weights:
            raise ValueError("a doubt model has a version, a source and weights")
        if self.shape <= 0 or self.slope <= 0:
            raise ValueError("a doubt model has a shape and a slope above 0")

    def p_wrong(self, measures: Mapping[str, float]) -> float:
        """The probability that one word is wrong, 0-1 with the ends left out."""
        odds = self.intercept + math.fsum(weight * measures[name] for name, weight in self.weights.items())
        return min(max(1 / (1 + math.exp(-(self.slope * odds + self.shift))), _LEAST), _MOST)

    def as_json(self) -> dict[str, Any]:
        """What `from_json` reads."""
        return {"schema_version": _SCHEMA_VERSION, **vars(self), "weights": dict(self.weights)}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """The model that `as_json` wrote.

        Raises:
            ValueError: it was written by another schema than this program knows.
        """
        fields = dict(stored)
        if fields.pop("schema_version") != _SCHEMA_VERSION:
            raise ValueError("the doubt model was written by another schema")
        return cls(**fields)


@lru_cache(maxsize=1)
def shipped_model() -> DoubtModel:
    """The model that the program ships with."""
    return DoubtModel.from_json(json.loads((Path(__file__).parent / "model.json").read_text("utf-8")))
