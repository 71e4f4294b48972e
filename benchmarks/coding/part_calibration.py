"""Whether a score is the chance that a coder accepts: our own notes and CodiEsp development notes.

Touches the world: reads the notes. Every suggestion counts, shown or not. The bars hold for the scores as
the program gives them, which may have been fitted on neither set; beside them stands what a curve of two
parameters makes of the same scores, fitted each time on the other notes (five parts by note).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.coding.bench import Bench
from benchmarks.coding.gold_sets import codiesp, own_notes
from benchmarks.fit_doubt.logistic import fit_logistic
from benchmarks.frame import SetMissingError
from benchmarks.ocr.doubt_metrics import area_under_curve, calibration
from benchmarks.ocr.report import Bar, Figure, PartResult, Table
from nlp.options import CodingOptions, EncounterType
from nlp.source_text import SourceText
from nlp.suggest_codes import suggest_codes

_FOLDS = 5
_RIDGE = 1.0
_MOST_ECE, _LEAST_BRIER_GAIN, _LEAST_AUROC = 0.05, 0.15, 0.80
_HEADINGS = ("", "suggestions", "right", "ECE", "Brier", "below base rate", "AUROC")


@dataclass(frozen=True)
class Judged:
    """One suggestion: the note it stands in, its score, and whether the gold has the code."""

    note: int
    score: float
    is_right: bool


def measure(bench: Bench) -> PartResult:
    """Both sets, as the scores come and through a cross-fitted curve."""
    own, said = _own(bench)
    sets = {"own notes": own}
    remarks = [f"coding_gold/{said}"]
    try:
        sets["CodiEsp dev"], said = _codiesp(bench)
        remarks.append(f"codiesp_en/{said}")
    except SetMissingError as missing:
        remarks.append(f"missing: {missing}")
    rows: list[tuple[Figure, ...]] = []
    bars: list[Bar] = []
    for name, judged in sets.items():
        row = _row(f"{name}, score as it comes", judged, [one.score for one in judged])
        rows += [row, _row(f"{name}, cross-fitted curve", judged, cross_fitted(judged))]
        ece, _, gain, curve = row[3:]
        bars += [
            Bar.at_most(f"{name}: expected calibration error", _number(ece), _MOST_ECE),
            Bar.at_least(f"{name}: Brier score below the base rate's", _number(gain), _LEAST_BRIER_GAIN),
            Bar.at_least(f"{name}: AUROC", _number(curve), _LEAST_AUROC),
        ]
    tables = [
        Table("the score as a probability", _HEADINGS, tuple(rows)),
        *(_tenths(name, judged) for name, judged in sets.items()),
    ]
    return PartResult("calibration", tables, bars, remarks)


def _number(figure: Figure) -> float | None:
    return figure if isinstance(figure, float) else None


def _own(bench: Bench) -> tuple[list[Judged], str]:
    """Suggestions on our own notes; codes that a coder may add or leave are neither right nor wrong."""
    notes, said = own_notes(bench)
    judged = []
    for number, note in enumerate(notes):
        source = SourceText.from_plain_text(note.text)
        found = suggest_codes(source, options=note.options, resources=bench.resources)
        judged += [
            Judged(number, one.score, one.code in note.accepted)
            for one in found.suggestions
            if one.code not in note.optional
        ]
    return judged, said


def _codiesp(bench: Bench) -> tuple[list[Judged], str]:
    notes, said = codiesp(bench, "dev")
    inpatient = CodingOptions(encounter_type=EncounterType.INPATIENT)
    judged = []
    for number, note in enumerate(notes):
        source = SourceText.from_plain_text(note.text)
        found = suggest_codes(source, options=inpatient, resources=bench.resources)
        judged += [Judged(number, one.score, one.code in note.codes) for one in found.suggestions]
    return judged, said


def cross_fitted(judged: Sequence[Judged]) -> list[float]:
    """A probability for each suggestion from a logistic curve fitted on the other notes' suggestions.

    The curve takes the log odds of the score. Where the others hold only right or only wrong ones, their
    share stands.
    """
    odds = np.array([_log_odds(one.score) for one in judged])
    right = np.array([float(one.is_right) for one in judged])
    fold = np.array([one.note % _FOLDS for one in judged])
    said = np.zeros(len(judged))
    for number in range(_FOLDS):
        inside, others = fold == number, fold != number
        if not inside.any():
            continue
        if not others.any() or right[others].min() == right[others].max():
            said[inside] = right[others].mean() if others.any() else 0.5
            continue
        curve = fit_logistic(odds[others][:, None], right[others], ridge=_RIDGE)
        said[inside] = 1 / (1 + np.exp(-(curve.intercept + odds[inside] * curve.weights[0])))
    return [float(one) for one in said]


def _log_odds(score: float) -> float:
    held = min(max(score, 0.001), 0.999)
    return float(np.log(held / (1 - held)))


def _row(name: str, judged: Sequence[Judged], chances: Sequence[float]) -> tuple[Figure, ...]:
    right = [one.is_right for one in judged]
    found = calibration(chances, right)
    if found is None:
        return (name, 0, None, None, None, None, None)
    share = sum(right) / len(right)
    curve = area_under_curve(chances, right)
    return (name, len(right), share, found.error, found.brier, found.brier_gain, curve)


def _tenths(name: str, judged: Sequence[Judged]) -> Table:
    rows: list[tuple[Figure, ...]] = []
    for tenth in range(10):
        group = [one for one in judged if min(9, int(one.score * 10)) == tenth]
        if group:
            mean = sum(one.score for one in group) / len(group)
            right = sum(one.is_right for one in group) / len(group)
            rows.append((f"{tenth / 10:.1f}-{(tenth + 1) / 10:.1f}", len(group), mean, right))
    return Table(f"{name} by tenths of the score", ("score", "suggestions", "mean", "right"), tuple(rows))
