"""Fits the doubt model, and models that have not seen a text, on judged words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from benchmarks.fit_doubt.logistic import Logistic, fit_logistic, fit_page_shape
from transcribe.doubt.model import DoubtModel

Floats = NDArray[np.float64]
# From 10 to 60 the cross-fitted area under the curve moves by 0.0013.
_RIDGE = 30.0
_FOLDS = 10


@dataclass(frozen=True)
class Document:
    """The words of one recording: measures and verdicts, in order; a group is never parted."""

    name: str
    group: str
    measures: tuple[dict[str, float], ...]
    wrong: tuple[bool, ...]

    @cached_property
    def rows(self) -> Floats:
        """The measures, a row for each word and a column for each name."""
        return np.array([list(row.values()) for row in self.measures], np.float64)

    @cached_property
    def verdicts(self) -> Floats:
        """1 for a wrong word, 0 for a right one."""
        return np.array(self.wrong, np.float64)


def fit(documents: Sequence[Document], *, version: str, fitted_on: str) -> DoubtModel:
    """The model of all documents that have words.

    Its slope and shift (Platt's step, to what was counted) and its shape come from models that did not see a
    document's group.
    """
    worded = [one for one in documents if one.measures]
    raw: dict[str, Logistic] = {}
    for left_out in _folds(worded):
        seen = _logistic([one for one in worded if one.group not in left_out])
        raw.update(dict.fromkeys(left_out, seen))
    odds = [_odds(raw[one.group], one) for one in worded]
    verdicts = np.concatenate([one.verdicts for one in worded])
    step = fit_logistic(np.concatenate(odds)[:, None], verdicts, ridge=0.0)
    slope, shift = float(step.weights[0]), step.intercept
    expected = [float((1 / (1 + np.exp(-(slope * own + shift)))).sum()) for own in odds]
    whole = _logistic(worded)
    named = zip(worded[0].measures[0], whole.weights, strict=True)
    return DoubtModel(
        version=version,
        fitted_on=fitted_on,
        intercept=round(whole.intercept, 4),
        weights={name: round(float(weight), 4) for name, weight in named if weight},
        slope=round(slope, 4),
        shift=round(shift, 4),
        shape=round(fit_page_shape(expected, [sum(one.wrong) for one in worded]), 3),
    )


def models_without_each(documents: Sequence[Document]) -> dict[str, DoubtModel]:
    """For each group a model of nothing that belongs to it: weights, slope, shift and shape."""
    found: dict[str, DoubtModel] = {}
    for left_out in _folds(documents):
        others = [one for one in documents if one.group not in left_out]
        model = fit(others, version="cross-fitted", fitted_on=f"all but {', '.join(sorted(left_out))}")
        found.update(dict.fromkeys(left_out, model))
    return found


def _folds(documents: Sequence[Document]) -> list[set[str]]:
    groups = sorted({one.group for one in documents})
    return [set(groups[fold::_FOLDS]) for fold in range(min(_FOLDS, len(groups)))]


def _logistic(documents: Sequence[Document]) -> Logistic:
    rows = np.vstack([one.rows for one in documents])
    return fit_logistic(rows, np.concatenate([one.verdicts for one in documents]), ridge=_RIDGE)


def _odds(model: Logistic, document: Document) -> Floats:
    return model.intercept + document.rows @ model.weights
