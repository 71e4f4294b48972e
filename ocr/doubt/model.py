"""Touches the world: reads the fitted models beside it, once a process.

A model is a logistic one over named measures, small enough to read: its JSON says what it was fitted on.
`benchmarks/fit_doubt` writes it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "models"
_SCHEMA_VERSION = 1
# Odds beyond these are nothing that a few thousand words can teach.
_LEAST, _MOST = 0.0002, 0.995


@dataclass(frozen=True)
class DoubtModel:
    """Weights of the measures, and how unlike one another pages are beyond what the measures say.

    `page_shape` is the shape of the gamma distribution (mean 1) that a page's expected errors are multiplied
    by; `critical_from` is the probability from which numbers and negations are reviewed whatever the target.
    """

    name: str
    version: str
    fitted_on: str
    intercept: float
    weights: Mapping[str, float]
    page_shape: float
    critical_from: float

    def __post_init__(self) -> None:
        if not self.name or not self.version or not self.weights:
            raise ValueError("a doubt model has a name, a version and weights")
        if self.page_shape <= 0 or not 0 < self.critical_from < 1:
            raise ValueError(f"the doubt model {self.name} has a constant out of range")

    @property
    def title(self) -> str:
        """Name and version, as estimates are stamped with."""
        return f"{self.name}/{self.version}"

    def p_wrong(self, measures: Mapping[str, float]) -> float:
        """The probability (0–1, ends left out) for one word; measures that have no weight are not used."""
        log_odds = self.intercept + math.fsum(w * measures[name] for name, w in self.weights.items())
        return min(max(1 / (1 + math.exp(-log_odds)), _LEAST), _MOST)

    def as_json(self) -> dict[str, Any]:
        """What `from_json` reads."""
        return {
            "schema_version": _SCHEMA_VERSION,
            "name": self.name,
            "version": self.version,
            "fitted_on": self.fitted_on,
            "page_shape": self.page_shape,
            "critical_from": self.critical_from,
            "intercept": self.intercept,
            "weights": dict(self.weights),
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> DoubtModel:
        """The model that `as_json` wrote.

        Raises:
            ValueError: it was written by another schema than this program knows.
        """
        fields = dict(stored)
        if fields.pop("schema_version") != _SCHEMA_VERSION:
            raise ValueError("the doubt model was written by another schema")
        return cls(**fields)


@lru_cache(maxsize=2)
def shipped_model(kind: str) -> DoubtModel:
    """The model for pages that both engines read ("fused") or the first alone ("single")."""
    return DoubtModel.from_json(json.loads((_FOLDER / f"{kind}.json").read_text("utf-8")))
