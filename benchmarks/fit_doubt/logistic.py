"""Fits a logistic model by reweighted least squares with a ridge, and a page-level random effect. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_MOST_ROUNDS = 50


@dataclass(frozen=True)
class Logistic:
    """Intercept and one weight a column, in the columns' own units."""

    intercept: float
    weights: Floats


def fit_logistic(measured: Floats, wrong: Floats, *, ridge: float, weight: Floats | None = None) -> Logistic:
    """The weights that make `wrong` (0 or 1, one a row of `measured`) most likely.

    Columns are brought to standard deviation 1 before the `ridge` (in units of observations) holds their
    weights near zero; a constant column gets weight 0. `weight` counts rows more or less than once.
    """
    counted = np.ones(len(wrong)) if weight is None else weight
    middle, spread = measured.mean(axis=0), measured.std(axis=0)
    used = spread > 1e-9
    columns = np.column_stack([np.ones(len(wrong)), (measured[:, used] - middle[used]) / spread[used]])
    penalty = np.full(columns.shape[1], ridge)
    penalty[0] = 0.0
    solution = np.zeros(columns.shape[1])
    for _ in range(_MOST_ROUNDS):
        p = 1 / (1 + np.exp(-np.clip(columns @ solution, -30, 30)))
        slope = columns.T @ (counted * (wrong - p)) - penalty * solution
        curvature = (columns * (counted * p * (1 - p))[:, None]).T @ columns + np.diag(penalty + 1e-9)
        step = np.linalg.solve(curvature, slope)
        solution += np.clip(step, -2.0, 2.0)
        if np.abs(step).max() < 1e-3:
            break
    weights = np.zeros(measured.shape[1])
    weights[used] = solution[1:] / spread[used]
    return Logistic(float(solution[0] - weights @ middle), weights)


def fit_page_shape(expected: Sequence[float], counted: Sequence[int]) -> float:
    """The gamma shape under which the pages' error counts are most likely negative binomial (grid search)."""
    shapes = [0.1 * 1.15**step for step in range(50)]
    return max(shapes, key=lambda shape: _log_likelihood(expected, counted, shape))


def _log_likelihood(expected: Sequence[float], counted: Sequence[int], shape: float) -> float:
    return math.fsum(
        math.lgamma(count + shape)
        - math.lgamma(shape)
        - math.lgamma(count + 1)
        + shape * math.log(shape / (shape + mean))
        + count * math.log(mean / (shape + mean))
        for mean, count in zip(expected, counted, strict=True)
        if mean > 0
    )
