"""Touches the world: fits the shipped confidence model, prints how it does and writes it to `nlp/confidence`.

    python -m benchmarks.fit_coding_confidence --data FOLDER --version N [--cache FOLDER] [--dry-run]

Fitted on CodiEsp's training notes (English; only running text) and our own notes. The figures are from notes
that the fit had not seen: CodiEsp's development notes, and our own notes in ten parts by note.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import nlp.confidence
from benchmarks.coding.bench import Bench
from benchmarks.coding.gold_sets import codiesp
from benchmarks.coding.scores import Counts, average_precision
from benchmarks.fit_coding_confidence.fitting import (
    UsualShares,
    chances,
    cross_fitted,
    fitted_weights,
    model_of,
    with_usual,
)
from benchmarks.fit_coding_confidence.judged import JudgedSuggestions, judged_sets
from benchmarks.fit_coding_confidence.learned_weights import ReadNote, fitted_learned_weights
from benchmarks.ocr.doubt_metrics import area_under_curve, calibration
from nlp.confidence import ConfidenceModel
from nlp.confidence.scoring import chances_of
from nlp.learning import learn
from nlp.learning.chances import LearnedWeights
from nlp.learning.ranker import coded_note, every_candidate, groups_of, learned_chances, unlearned
from nlp.resources import load_resources

_FITTED_ON = (
    "CodiEsp v4 training notes in English (CC BY 4.0; 500 case reports, running text alone) and 30 own notes "
    "with gold by the Official Guidelines; tiers from the own notes, cross-fitted by note"
)
_CATEGORY, _WHOLE = 3, 8
_THRESHOLDS = [step / 50 for step in range(1, 50)]
_Said = list[tuple[dict[str, float], frozenset[str]]]


def read_notes(data: Path, cache: Path, part: str, model: ConfidenceModel) -> list[ReadNote]:
    """CodiEsp's notes of a part, every candidate offered."""
    resources = load_resources(cache)
    notes = []
    for note in codiesp(Bench(data=data, limit=None, cache=cache), part)[0]:
        offered = every_candidate(note.text, resources)
        expected = chances_of(offered, note.text, model=unlearned(model))
        groups = groups_of(note.text, resources)
        decided = coded_note(note.name, groups, offered, note.codes)
        notes.append(ReadNote(tuple(offered), tuple(expected), decided))
    return notes


def print_calibration(name: str, said: NDArray[np.float64], rows: JudgedSuggestions) -> None:
    """One line: calibration, discrimination, and the share accepted from a chance of .6 on."""
    right = [bool(one) for one in rows.right]
    found, curve = calibration(list(said), right), area_under_curve(list(said), right)
    if found is not None:
        print(
            f"{name:28} {len(right):5} suggestions, {rows.right.mean():.3f} right: ECE {found.error:.3f}, "
            f"Brier {found.brier_gain:.1%} below base rate, AUROC {curve:.3f}; "
            f"from .6: {rows.right[said >= 0.6].mean():.3f}"
        )


def print_coding(name: str, notes: _Said, least: float) -> None:
    """One line: precision, recall, F1, three-character F1 and MAP of codes from a chance of `least` on."""
    whole, category = _counts(notes, least, _WHOLE), _counts(notes, least, _CATEGORY)
    ranked = [(sorted(said, key=lambda code: (-said[code], code)), gold) for said, gold in notes]
    mean = sum(average_precision(codes, gold) for codes, gold in ranked) / len(ranked)
    print(
        f"{name:28} from {least:.2f}: precision {whole.precision:.3f}, recall {whole.recall:.3f}, "
        f"F1 {whole.f1:.3f}, 3-character F1 {category.f1:.3f}, MAP {mean:.3f}"
    )


def _counts(notes: _Said, least: float, length: int) -> Counts:
    return sum(
        (
            Counts.of_sets(
                {code[:length] for code, chance in said.items() if chance >= least},
                {code[:length] for code in gold},
            )
            for said, gold in notes
        ),
        Counts(),
    )


def best_threshold(notes: _Said) -> float:
    """The least chance at which the micro-F1 over the notes is highest."""
    return max(_THRESHOLDS, key=lambda least: _counts(notes, least, _WHOLE).f1)


def print_learning(model: ConfidenceModel, train: list[ReadNote], dev: list[ReadNote]) -> None:
    """Two lines: development notes with nothing learned, and learned on the training notes.

    Least chances are chosen on training notes: the last fifth, told by what the others taught.
    """
    weights = LearnedWeights.of(model.learned)
    cut = len(train) * 4 // 5
    plain: dict[str, _Said] = {}
    taught: dict[str, _Said] = {}
    for name, notes, teachers in (("train", train[cut:], train[:cut]), ("dev", dev, train)):
        learned = learn([note.decided for note in teachers])
        plain[name] = [
            ({one.code: chance for one, chance in note.pairs()}, note.decided.assigned) for note in notes
        ]
        taught[name] = [
            (learned_chances(learned, weights, note.pairs(), note.decided.groups), note.decided.assigned)
            for note in notes
        ]
    print_coding("CodiEsp dev, nothing learned", plain["dev"], best_threshold(plain["train"]))
    print_coding("CodiEsp dev, learned", taught["dev"], best_threshold(taught["train"]))


def main() -> None:
    """Fit, print and write."""
    parser = argparse.ArgumentParser(description="Fit the chance that a coder accepts a suggestion.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "chartscribe")
    parser.add_argument("--version", required=True)
    parser.add_argument("--dry-run", action="store_true", help="print the figures and write nothing")
    asked = parser.parse_args()
    sets = judged_sets(asked.data, asked.cache)
    model = model_of(sets, version=asked.version, fitted_on=_FITTED_ON, learned={})
    train, dev = (read_notes(asked.data, asked.cache, part, model) for part in ("train", "dev"))
    learned = fitted_learned_weights(train)
    model = model_of(sets, version=asked.version, fitted_on=_FITTED_ON, learned=learned)
    weights = fitted_weights(sets["train"], sets["own"])
    dev_rows = with_usual(sets["dev"], UsualShares.of(sets["train"]), without_itself=False)
    print_calibration("CodiEsp dev", chances(*weights, dev_rows), dev_rows)
    print_calibration("own notes, cross-fitted", cross_fitted(sets["train"], sets["own"]), sets["own"])
    print_learning(model, train, dev)
    print(f"shown from {model.shown_from(0.8):.2f} for a precision of .80")
    if not asked.dry_run:
        path = Path(nlp.confidence.__file__).parent / "model.json"
        path.write_text(json.dumps(model.as_json(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
