"""Fits the doubt model and says how good it is on dictations that it has not seen. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.fit_doubt.logistic import fit_logistic, fit_page_shape
from transcribe.doubt.model import DoubtModel

# From 1 to 100 the cross-fitted area under the curve moves by less than 0.005.
_RIDGE = 10.0
_FOLDS = 10
_FIRST_SHAPE = 3.0


@dataclass(frozen=True)
class Document:
    """The words of one recording: measures and verdicts, in order; a group is never parted.

    `is_of_product` says that the whole product heard it, as its users' dictations are heard.
    """

    name: str
    group: str
    measures: tuple[dict[str, float], ...]
    wrong: tuple[bool, ...]
    is_of_product: bool = False


@dataclass(frozen=True)
class CrossFitted:
    """A document with the probabilities of a model that has not seen its group."""

    document: Document
    p_wrong: tuple[float, ...]


def fit(
    documents: Sequence[Document], *, version: str, fitted_on: str
) -> tuple[DoubtModel, list[CrossFitted]]:
    """The model of all documents, with Platt's step and shape from cross-fitting by group.

    These two come from the hearings of the whole product where there are any: earlier ways of hearing teach
    which words are doubtful, and not how many are wrong.
    """
    names = tuple(documents[0].measures[0])
    raw = _of_product(_cross_fitted(documents, lambda train: _logistic(train, names, version, fitted_on)))
    model = _stepped(_logistic(documents, names, version, fitted_on), raw)
    unseen = _cross_fitted(
        documents, lambda train: _stepped(_logistic(train, names, version, fitted_on), raw)
    )
    shown = _of_product(unseen)
    shape = fit_page_shape(
        [math.fsum(one.p_wrong) for one in shown], [sum(one.document.wrong) for one in shown]
    )
    return replace(model, shape=round(shape, 3)), unseen


def _of_product(unseen: Sequence[CrossFitted]) -> list[CrossFitted]:
    return [one for one in unseen if one.document.is_of_product] or list(unseen)


def _logistic(
    documents: Sequence[Document], names: Sequence[str], version: str, fitted_on: str
) -> DoubtModel:
    rows = np.array([[row[name] for name in names] for one in documents for row in one.measures])
    wrong = np.array([float(is_wrong) for one in documents for is_wrong in one.wrong])
    found = fit_logistic(rows, wrong, ridge=_RIDGE)
    weights = {name: round(float(w), 4) for name, w in zip(names, found.weights, strict=True) if w}
    return DoubtModel(version, fitted_on, round(found.intercept, 4), weights, 1.0, 0.0, _FIRST_SHAPE)


def _cross_fitted(
    documents: Sequence[Document], fit_on: Callable[[Sequence[Document]], DoubtModel]
) -> list[CrossFitted]:
    groups = sorted({one.group for one in documents})
    found = []
    for fold in range(_FOLDS):
        left_out = set(groups[fold::_FOLDS])
        model = fit_on([one for one in documents if one.group not in left_out])
        found += [
            CrossFitted(one, tuple(model.p_wrong(row) for row in one.measures))
            for one in documents
            if one.group in left_out
        ]
    return found


def _stepped(model: DoubtModel, unseen: Sequence[CrossFitted]) -> DoubtModel:
    """The model with the slope and shift that bring cross-fitted log odds to what was counted (Platt)."""
    odds = np.array([[math.log(p / (1 - p))] for one in unseen for p in one.p_wrong])
    wrong = np.array([float(is_wrong) for one in unseen for is_wrong in one.document.wrong])
    found = fit_logistic(odds, wrong, ridge=0.0)
    return replace(model, slope=round(float(found.weights[0]), 4), shift=round(found.intercept, 4))


def area_under_curve(p: NDArray[np.float64], wrong: NDArray[np.bool_]) -> float:
    """The chance that a wrong word is held more doubtful than a right one; ties count half."""
    order = np.argsort(p, kind="stable")
    _, first, counts = np.unique(p[order], return_index=True, return_counts=True)
    ranks = np.repeat(first + (counts + 1) / 2, counts)
    positive = int(wrong.sum())
    total = float(ranks[wrong[order]].sum())
    return (total - positive * (positive + 1) / 2) / (positive * (len(p) - positive))


def calibration_error(p: NDArray[np.float64], wrong: NDArray[np.bool_], *, bins: int = 10) -> float:
    """Expected calibration error over bins of as many words each."""
    parts = np.array_split(np.argsort(p, kind="stable"), bins)
    return sum(abs(float(p[part].mean() - wrong[part].mean())) * len(part) for part in parts) / len(p)
