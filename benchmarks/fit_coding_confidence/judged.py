"""Suggestions with the verdict of their notes' gold; touches the world (reads the notes).

Every suggestion of a note counts, shown or not; codes that the gold lets a coder add or leave are neither
right nor wrong and do not count.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.coding.bench import Bench
from benchmarks.coding.gold_sets import codiesp, own_notes
from nlp.confidence import ConfidenceModel, Tier, measured
from nlp.confidence.measures import MEASURE_NAMES
from nlp.options import CodingOptions, EncounterType
from nlp.resources import CodingResources, load_resources
from nlp.source_text import SourceText
from nlp.suggest_codes import suggest_codes

# Its chances are the ranks, so that suggestions come with ranks as scores.
RANKS = ConfidenceModel(
    version="ranks",
    fitted_on="nothing",
    intercept=0.0,
    weights={"rank": 1.0, "bare_rank": 1.0},
    tiers=(Tier(0.5, 0.0, 0.0, 1),),
    usual={},
    learned={},
)
_INPATIENT = CodingOptions(encounter_type=EncounterType.INPATIENT)


@dataclass(frozen=True)
class JudgedSuggestions:
    """The suggestions of a set of notes: a row of measures each, whether right (0 or 1), note and code."""

    measures: NDArray[np.float64]
    right: NDArray[np.float64]
    note: NDArray[np.int64]
    code: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.right)

    def of(self, chosen: NDArray[np.bool_]) -> JudgedSuggestions:
        """Those of the chosen rows."""
        return JudgedSuggestions(
            self.measures[chosen], self.right[chosen], self.note[chosen], self.code[chosen]
        )


class _Judging:
    """Gathers rows note by note."""

    def __init__(self, resources: CodingResources) -> None:
        self._resources = resources
        self._measures: list[list[float]] = []
        self._right: list[float] = []
        self._note: list[int] = []
        self._code: list[str] = []

    def add(
        self,
        text: str,
        options: CodingOptions,
        accepted: Collection[str],
        *,
        optional: Collection[str] = (),
        note: int,
    ) -> None:
        """The suggestions of one more note."""
        found = suggest_codes(
            SourceText.from_plain_text(text), options=options, resources=self._resources, confidence=RANKS
        )
        rows = measured(found.suggestions, text)
        for one, measures in zip(found.suggestions, rows, strict=True):
            if one.code not in optional:
                self._measures.append([measures[name] for name in MEASURE_NAMES])
                self._right.append(float(one.code in accepted))
                self._note.append(note)
                self._code.append(one.code)

    def rows(self) -> JudgedSuggestions:
        """All rows so far."""
        return JudgedSuggestions(
            np.array(self._measures),
            np.array(self._right),
            np.array(self._note),
            np.array(self._code),
        )


def judged_sets(data: Path, cache: Path) -> dict[str, JudgedSuggestions]:
    """The suggestions on CodiEsp's training and development notes and on our own notes.

    Raises:
        SetMissingError: CodiEsp is not under `data`.
    """
    bench = Bench(data=data, limit=None, cache=cache)
    resources = load_resources(cache)
    sets: dict[str, JudgedSuggestions] = {}
    for part in ("train", "dev"):
        judging = _Judging(resources)
        for number, note in enumerate(codiesp(bench, part)[0]):
            judging.add(note.text, _INPATIENT, note.codes, note=number)
        sets[part] = judging.rows()
    judging = _Judging(resources)
    for number, own in enumerate(own_notes(bench)[0]):
        judging.add(own.text, own.options, own.accepted, optional=own.optional, note=number)
    return sets | {"own": judging.rows()}


def together(sets: Sequence[JudgedSuggestions]) -> JudgedSuggestions:
    """All rows of several sets; the numbers of notes are those of their sets."""
    return JudgedSuggestions(
        np.vstack([one.measures for one in sets]),
        np.concatenate([one.right for one in sets]),
        np.concatenate([one.note for one in sets]),
        np.concatenate([one.code for one in sets]),
    )
