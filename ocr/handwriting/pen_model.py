"""Touches the world: reads the fitted network beside it, which says how likely a pen wrote what was measured.

`python -m benchmarks.fit_handwriting` fits it, on pages that it draws itself; no page of anybody's is in it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from ocr.handwriting.features import FEATURE_COUNT
from ocr.handwriting.outlines import Floats

_STORED = Path(__file__).with_name("pen_model.json")
# Standardised features are cut here: a stray measure must not outvote all the others.
_FARTHEST = 5.0
# One word never settles the matter against its line: log odds of 55 to 1.
_MOST_LOG_ODDS = 4.0


@dataclass(frozen=True)
class PenModel:
    """A network of one hidden layer over the features of `measure_words`, and its calibration.

    `centre` and `spread` standardise the features; `scale` and `shift` turn the network's number into log
    odds against even odds, as found on fonts that were left out of the fit.
    """

    version: str
    centre: Floats
    spread: Floats
    hidden: Floats
    hidden_bias: Floats
    output: Floats
    output_bias: float
    scale: float
    shift: float

    def __post_init__(self) -> None:
        if self.hidden.shape != (FEATURE_COUNT, len(self.output)):
            raise ValueError(f"the pen model {self.version} was fitted on other features")

    def log_odds(self, features: Floats) -> Floats:
        """For each row: the evidence that a pen wrote it, within ±4; 0.0 where no ink was measured."""
        standard = np.clip((features - self.centre) / self.spread, -_FARTHEST, _FARTHEST)
        raw = np.tanh(standard @ self.hidden + self.hidden_bias) @ self.output + self.output_bias
        cut = np.clip(self.scale * raw + self.shift, -_MOST_LOG_ODDS, _MOST_LOG_ODDS)
        return np.where(features[:, -1] > 0, cut, 0.0)

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values, to four significant digits, of which no decision hangs on the fifth."""
        stored: dict[str, Any] = {"version": self.version}
        for name in ("centre", "spread", "hidden", "hidden_bias", "output"):
            stored[name] = _rounded(getattr(self, name).tolist())
        for name in ("output_bias", "scale", "shift"):
            stored[name] = _rounded(getattr(self, name))
        return stored

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> PenModel:
        """The model that `as_json` wrote."""
        arrays = ("centre", "spread", "hidden", "hidden_bias", "output")
        fields: dict[str, Any] = {
            name: np.asarray(value) if name in arrays else value for name, value in stored.items()
        }
        return cls(**fields)


def _rounded(value: Any) -> Any:
    return [_rounded(part) for part in value] if isinstance(value, list) else float(f"{value:.4g}")


@lru_cache(maxsize=1)
def pen_model() -> PenModel:
    """The model that ships with this program."""
    return PenModel.from_json(json.loads(_STORED.read_text(encoding="utf-8")))
