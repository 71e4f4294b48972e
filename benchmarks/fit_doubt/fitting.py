"""Fits doubt models: for words that two engines were asked for, and for words of the first alone. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.fit_doubt.logistic import fit_logistic
from benchmarks.fit_doubt.training_words import TrainingPage
from benchmarks.ocr.doubt_metrics import CountClaim, interval_score, pooled
from ocr.doubt.estimate import DoubtModels, counts, estimate_with, word_features
from ocr.doubt.model import DoubtModel
from ocr.doubt.remaining import error_bounds

KINDS = ("fused", "single")
# From 3 to 300 the review share on pages that were not fitted on moves by one word in a hundred; best here.
_RIDGE = 100.0
# Numbers and negations that one engine read are reviewed from here, about a third of where others are.
CRITICAL_FROM = {"fused": 0.03, "single": 0.03}
# Until pages have been counted.
_FIRST_SHAPE = 2.0


@dataclass(frozen=True)
class Rows:
    """The words of one kind: a row of measures each, and whether it was wrong (0 or 1)."""

    names: tuple[str, ...]
    measured: NDArray[np.float64]
    wrong: NDArray[np.float64]


def rows_of(pages: Sequence[TrainingPage]) -> dict[str, Rows]:
    """The words with a verdict, by the kind of model that they are for; a kind without words is absent."""
    measures: dict[str, list[dict[str, float]]] = {kind: [] for kind in KINDS}
    wrong: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for page in pages:
        features = word_features(page.words, dpi=page.dpi, quality=page.quality)
        for word, own, is_wrong in zip(page.words, features, page.wrong, strict=True):
            if is_wrong is not None:
                kind = "fused" if word.readings else "single"
                measures[kind].append(own)
                wrong[kind].append(float(is_wrong))
    return {kind: _rows(measures[kind], wrong[kind]) for kind in KINDS if measures[kind]}


def _rows(measures: list[dict[str, float]], wrong: list[float]) -> Rows:
    names = tuple(measures[0])
    measured = np.array([[word[name] for name in names] for word in measures])
    return Rows(names, measured, np.array(wrong))


def together(parts: Sequence[dict[str, Rows]]) -> dict[str, Rows]:
    """All rows of several sets of pages."""
    return {
        kind: Rows(
            next(part[kind].names for part in parts if kind in part),
            np.vstack([part[kind].measured for part in parts if kind in part]),
            np.concatenate([part[kind].wrong for part in parts if kind in part]),
        )
        for kind in KINDS
        if any(kind in part for part in parts)
    }


def fitted(
    rows: dict[str, Rows], *, version: str, fitted_on: str, page_shape: float = _FIRST_SHAPE
) -> DoubtModels:
    """Both models.

    Raises:
        KeyError: there is not a word of one of the kinds.
    """
    models = {}
    for kind in KINDS:
        found = fit_logistic(rows[kind].measured, rows[kind].wrong, ridge=_RIDGE)
        weights = zip(rows[kind].names, found.weights, strict=True)
        models[kind] = DoubtModel(
            name=f"doubt-{kind}",
            version=version,
            fitted_on=fitted_on,
            intercept=round(found.intercept, 5),
            weights={name: round(float(weight), 5) for name, weight in weights if weight},
            page_shape=page_shape,
            critical_from=CRITICAL_FROM[kind],
        )
    return DoubtModels(models["fused"], models["single"])


@dataclass(frozen=True)
class LeftOnPage:
    """Errors that a page is expected to keep after review, and those that it kept."""

    expected: float
    counted: int


def left_on(page: TrainingPage, models: DoubtModels, *, wrong_per_1000: float) -> LeftOnPage:
    """What review of the marked words leaves on a page, in words that have a verdict."""
    said = estimate_with(
        models, page.words, dpi=page.dpi, quality=page.quality, wrong_per_1000=wrong_per_1000
    )
    left = [
        (word.p_wrong or 0.0, bool(is_wrong))
        for word, is_wrong in zip(said.words, page.wrong, strict=True)
        if is_wrong is not None and not word.needs_review and counts(word)
    ]
    return LeftOnPage(math.fsum(p for p, _ in left), sum(is_wrong for _, is_wrong in left))


def shape_of(left: Sequence[LeftOnPage]) -> float:
    """The page-level random effect that the pages show; the pages must not have been fitted on.

    The shape under which the pages' intervals, pooled as claims are, have the best mean interval score. (The
    likelihood of single pages hangs on a few of them where hardly an error was expected.)
    """
    shapes: list[float] = [0.2 * 1.2**step for step in range(20)]
    best: float = min(shapes, key=lambda shape: _mean_score(left, shape))
    return round(best, 3)


def _mean_score(left: Sequence[LeftOnPage], shape: float) -> float:
    claims = [
        CountClaim(page.expected, *error_bounds(page.expected, page_shape=shape), page.counted, 1)
        for page in left
    ]
    groups = pooled(claims)
    return math.fsum(interval_score(group.low, group.high, group.found) for group in groups) / len(groups)
