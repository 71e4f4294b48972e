"""Fits how learned shares move a chance: each fold of notes is told by what the others taught. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.fit_coding_confidence.fitting import fit_held
from nlp.confidence.measures import log_odds
from nlp.learning import DecidedText, Learned, learn
from nlp.learning.chances import decided_odds
from nlp.suggestion import CodeSuggestion

_FOLDS = 5
_RIDGE = 2.0


@dataclass(frozen=True)
class ReadNote:
    """A coded note as it was read: what was offered, each chance with nothing learned, and the verdict."""

    offered: tuple[CodeSuggestion, ...]
    expected: tuple[float, ...]
    decided: DecidedText

    def pairs(self) -> list[tuple[CodeSuggestion, float]]:
        """Each offered suggestion with its chance."""
        return list(zip(self.offered, self.expected, strict=True))


@dataclass
class _Rows:
    """What was offered and the odds it starts from, what words alone suggest, and the verdicts."""

    offered: list[tuple[float, float, float]]
    start: list[float]
    right: list[float]
    unoffered: list[tuple[float]]
    unoffered_right: list[float]


def fitted_learned_weights(notes: Sequence[ReadNote]) -> dict[str, float]:
    """The weights by name, as the confidence model keeps them."""
    rows = _Rows([], [], [], [], [])
    for fold in range(_FOLDS):
        learned = learn([note.decided for number, note in enumerate(notes) if number % _FOLDS != fold])
        for note in notes[fold::_FOLDS]:
            _add(rows, note, learned)
    offered, (share, associated, association) = fit_held(
        np.array(rows.offered),
        np.array(rows.right),
        np.ones(len(rows.right)),
        [(-1.0, None), (None, None), (0.0, None)],
        ridge=_RIDGE,
        offset=np.array(rows.start),
    )
    unoffered, (unoffered_association,) = fit_held(
        np.array(rows.unoffered),
        np.array(rows.unoffered_right),
        np.ones(len(rows.unoffered_right)),
        [(0.0, None)],
        ridge=_RIDGE,
    )
    weights = {
        "offered": offered,
        "share": share,
        "associated": associated,
        "association": association,
        "unoffered": unoffered,
        "unoffered_association": unoffered_association,
    }
    return {name: round(float(weight), 4) for name, weight in weights.items()}


def _add(rows: _Rows, note: ReadNote, learned: Learned) -> None:
    beside = learned.associations(note.decided.groups)
    for suggestion, expected in note.pairs():
        code = suggestion.code
        terms = frozenset(piece.matched_term for piece in suggestion.evidence)
        odds = decided_odds(learned, terms, code, expected=expected)
        found = beside.get(code)
        with_words = (1.0, log_odds(found.share)) if found else (0.0, 0.0)
        rows.offered.append((odds, *with_words))
        rows.start.append(odds)
        rows.right.append(float(code in note.decided.assigned))
    shown = {one.code for one in note.offered}
    for code, association in beside.items():
        if code not in shown:
            rows.unoffered.append((log_odds(association.share),))
            rows.unoffered_right.append(float(code in note.decided.assigned))
