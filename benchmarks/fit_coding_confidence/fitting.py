"""Fits the chances, held to the direction in which each measure may move them. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]

from benchmarks.fit_coding_confidence.judged import JudgedSuggestions, together
from nlp.confidence import ConfidenceModel, Tier
from nlp.confidence.measures import BARE, BARE_USUAL, FALLS_WITH, MEASURE_NAMES, RISES_WITH, log_odds

Floats = NDArray[np.float64]
# From 10 to 100 the figures on notes not fitted on hardly move; own notes are best calibrated from 30 on.
RIDGE = 80.0
FOLDS = 10
USUAL_STRENGTH = 3.0  # so many suggestions the wider share counts for in a narrower one
# The rank holds most of what the other measures tell, so that it could get no weight of its own; among
# several readings of the same words it is what orders them.
LEAST_FOR_RANK = 0.3
_TIERS = tuple(step / 50 for step in range(15, 46))  # least scores 0.30 to 0.94
_FEWEST_IN_TIER = 20
_NORMAL_90 = 1.645


def fit_held(
    measures: Floats,
    right: Floats,
    weight: Floats,
    bounds: Sequence[tuple[float | None, float | None]],
    *,
    ridge: float = RIDGE,
    offset: Floats | None = None,
) -> tuple[float, Floats]:
    """Intercept and one weight a column, each within its bounds, that make `right` most likely.

    `offset` are log odds that every row starts from. Columns are brought to standard deviation 1 before the
    ridge holds their weights near zero.
    """
    middle, spread = measures.mean(axis=0), measures.std(axis=0)
    spread = np.where(spread > 1e-9, spread, 1.0)
    columns = (measures - middle) / spread
    start = np.zeros(len(right)) if offset is None else offset

    def cost(solution: Floats) -> tuple[float, Floats]:
        odds = start + solution[0] + columns @ solution[1:]
        loss = np.logaddexp(0, odds) - right * odds
        slope = weight * (1 / (1 + np.exp(-np.clip(odds, -30, 30))) - right)
        held = ridge * solution[1:]
        return float(weight @ loss + held @ solution[1:] / 2), np.concatenate(
            [[slope.sum()], columns.T @ slope + held]
        )

    found = minimize(
        cost, np.zeros(1 + len(spread)), jac=True, bounds=[(None, None), *bounds], method="L-BFGS-B"
    )
    weights = found.x[1:] / spread
    return float(found.x[0] - weights @ middle), weights


def measure_bounds() -> list[tuple[float | None, float | None]]:
    """For every measure the least and greatest weight it may take."""
    least = {name: LEAST_FOR_RANK if name.endswith("rank") else 0.0 for name in RISES_WITH}
    return [(least.get(name), 0.0 if name in FALLS_WITH else None) for name in MEASURE_NAMES]


def fitted_weights(codiesp: JudgedSuggestions, own: JudgedSuggestions) -> tuple[float, dict[str, float]]:
    """Intercept and weights by name, from both sets; a measure that tells nothing is left out.

    Of CodiEsp only running text counts: with headings it would pass for a chart, and is coded as none is.
    """
    reports = with_usual(running_text(codiesp), UsualShares.of(codiesp), without_itself=True)
    rows = together([reports, own])
    weight = np.ones(len(rows))
    intercept, weights = fit_held(rows.measures, rows.right, weight, measure_bounds())
    named = zip(MEASURE_NAMES, weights, strict=True)
    return round(intercept, 4), {name: round(float(one), 4) for name, one in named if abs(one) > 1e-4}


def running_text(rows: JudgedSuggestions) -> JudgedSuggestions:
    """The suggestions of notes that have no headings."""
    return rows.of(rows.measures[:, MEASURE_NAMES.index(BARE)] > 0)


@dataclass(frozen=True)
class UsualShares:
    """How often suggestions were right in running text and how often they came: by code, category, at all."""

    right: Counter[str]
    came: Counter[str]

    @classmethod
    def of(cls, codiesp: JudgedSuggestions) -> UsualShares:
        """The counts over a set."""
        counts = cls(Counter(), Counter())
        rows = running_text(codiesp)
        for code, was in zip(rows.code, rows.right, strict=True):
            for name in _names(str(code)):
                counts.right[name] += int(was)
                counts.came[name] += 1
        return counts

    def odds(self, code: str, *, less_right: int = 0, less_came: int = 0) -> float:
        """The log odds of a code: its share drawn towards that of its category, and that towards that of all.

        Less a suggestion that is not to tell itself.
        """
        share = self.right[""] / self.came[""]
        for name in _names(code)[1:]:
            right, came = self.right[name] - less_right, self.came[name] - less_came
            if self.came[name]:
                share = (right + USUAL_STRENGTH * share) / (came + USUAL_STRENGTH)
        return log_odds(share)

    def table(self) -> dict[str, float]:
        """The log odds by code, category and, under the empty name, at all."""
        return {name: round(self.odds(name), 3) for name in sorted(self.came)}


def _names(code: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(("", code[:3], code)))


def with_usual(rows: JudgedSuggestions, usual: UsualShares, *, without_itself: bool) -> JudgedSuggestions:
    """The rows with what is usual for their codes, in running text alone.

    Rows that were counted are told `without_itself`.
    """
    told = [
        usual.odds(str(code), less_right=int(without_itself and right), less_came=int(without_itself))
        for code, right in zip(rows.code, rows.right, strict=True)
    ]
    measures = rows.measures.copy()
    measures[:, MEASURE_NAMES.index(BARE_USUAL)] = measures[:, MEASURE_NAMES.index(BARE)] * np.array(told)
    return replace(rows, measures=measures)


def chances(intercept: float, weights: dict[str, float], rows: JudgedSuggestions) -> Floats:
    """The chance of each row."""
    row = np.array([weights.get(name, 0.0) for name in MEASURE_NAMES])
    odds: Floats = np.clip(intercept + rows.measures @ row, -30, 30)
    return 1 / (1 + np.exp(-odds))


def cross_fitted(codiesp: JudgedSuggestions, own: JudgedSuggestions) -> Floats:
    """The chance of each suggestion on our own notes by fits that had not seen its note."""
    said = np.zeros(len(own))
    for fold in range(FOLDS):
        inside = own.note % FOLDS == fold
        if inside.any():
            said[inside] = chances(*fitted_weights(codiesp, own.of(~inside)), own.of(inside))
    return said


def tiers_of(said: Floats, right: Floats) -> tuple[Tier, ...]:
    """The precision from every least score on, as long as enough suggestions reach it; not fitted on."""
    tiers = []
    for least in _TIERS:
        inside = right[said >= least]
        if len(inside) < _FEWEST_IN_TIER:
            break
        share = float(inside.mean())
        tiers.append(Tier(least, round(share, 4), round(_wilson_low(share, len(inside)), 4), len(inside)))
    return tuple(tiers)


def _wilson_low(share: float, count: int) -> float:
    square = _NORMAL_90**2
    middle = share + square / (2 * count)
    width = _NORMAL_90 * float(np.sqrt(share * (1 - share) / count + square / (4 * count**2)))
    return max(0.0, (middle - width) / (1 + square / count))


def model_of(
    sets: dict[str, JudgedSuggestions], *, version: str, fitted_on: str, learned: dict[str, float]
) -> ConfidenceModel:
    """The model on train and our own notes; its tiers from our own notes, cross-fitted.

    CodiEsp has no say in the tiers: its notes are no charts, and its coders followed another practice.
    """
    intercept, weights = fitted_weights(sets["train"], sets["own"])
    tiers = tiers_of(cross_fitted(sets["train"], sets["own"]), sets["own"].right)
    return ConfidenceModel(
        version, fitted_on, intercept, weights, tiers, UsualShares.of(sets["train"]).table(), learned
    )
