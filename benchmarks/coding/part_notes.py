"""Whole notes: CodiEsp development notes in English, with nothing learned and learned on the training notes.

Touches the world: reads the notes. Their gold codes negated findings too (and follows Spanish practice), so
the bars hold with the assertion filter off: the best candidate of every finding, whatever is said of it. What
our program would show, with the filter on, stands beside. Rules of assertion are never tuned here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.coding.bench import Bench
from benchmarks.coding.gold_sets import CodedNote, codiesp
from benchmarks.coding.learned import Ranker, ranker_learned_on
from benchmarks.coding.scores import Counts, average_precision
from benchmarks.ocr.report import Bar, PartResult, Table
from nlp.options import CodingOptions, EncounterType
from nlp.ranking import FIRM_RANK, combined_score
from nlp.resources import CodingResources
from nlp.source_text import SourceText
from nlp.suggest_codes import suggest_codes
from nlp.suggestion import Finding

INPATIENT = CodingOptions(encounter_type=EncounterType.INPATIENT)
_CATEGORY = 3
_WHOLE = 8
_HEADINGS = ("", "precision", "recall", "micro-F1", "3-character F1", "MAP")
_THRESHOLDS = [step / 50 for step in range(1, 50)]


@dataclass(frozen=True)
class RankedNote:
    """One note's codes by some way of coding: all that were thought of, best first, and those shown."""

    ranked: list[str]
    shown: list[str]
    gold: frozenset[str]


def measure(bench: Bench) -> PartResult:
    """The development notes, filter off and on, nothing learned and learned.

    Raises:
        SetMissingError: the notes are not there.
    """
    notes, said = codiesp(bench, "dev")
    resources = bench.resources
    off = [filter_off(note, resources) for note in notes]
    on = [filter_on(note, resources) for note in notes]
    rows = [
        ("nothing learned, filter off", *_figures(off)),
        ("nothing learned, filter on", *_figures(on)),
    ]
    learned, remarks = _learned(bench, notes)
    if learned is not None:
        rows.append(("learned on train", *_figures(learned)))
    figures = None if learned is None else _figures(learned)
    bench.note_failures("notes", _failures(notes, off))
    bars = [
        Bar.at_least("CodiEsp dev, nothing learned: micro-F1", _figures(off)[2], 0.38),
        Bar.at_least("CodiEsp dev, nothing learned: 3-character F1", _figures(off)[3], 0.52),
        Bar.at_least("CodiEsp dev, learned on train: micro-F1", figures and figures[2], 0.48),
        Bar.at_least("CodiEsp dev, learned on train: MAP", figures and figures[4], 0.45),
    ]
    table = Table(f"CodiEsp development notes ({len(notes)})", _HEADINGS, tuple(rows))
    return PartResult("notes", [table], bars, [f"codiesp_en/{said}", *remarks])


def filter_off(note: CodedNote, resources: CodingResources) -> RankedNote:
    """The best candidate of every finding, whatever is said of it; shown where its own score would be."""
    best: dict[str, list[float]] = {}
    shown: set[str] = set()
    for finding in resources.suggester.read(note.text).findings:
        code, score = _best(finding)
        best.setdefault(code, []).append(score)
        if score >= FIRM_RANK:
            shown.add(code)
    ranked = sorted(best, key=lambda code: (-combined_score(best[code]), code))
    return RankedNote(ranked, [code for code in ranked if code in shown], note.codes)


def filter_on(note: CodedNote, resources: CodingResources) -> RankedNote:
    """What the program suggests for an inpatient."""
    found = suggest_codes(SourceText.from_plain_text(note.text), options=INPATIENT, resources=resources)
    ranked = [one.code for one in found.suggestions]
    return RankedNote(ranked, [one.code for one in found.suggestions if one.shown], note.codes)


def _best(finding: Finding) -> tuple[str, float]:
    best = finding.candidates[0]
    return best.code, best.score


def _learned(bench: Bench, notes: Sequence[CodedNote]) -> tuple[list[RankedNote] | None, list[str]]:
    """The development notes as learned on the training notes.

    The least chance that counts as said is the one that does best on the training notes' last fifth, by a
    ranker that had learned on the rest alone.
    """
    train, said = codiesp(bench, "train")
    cut = len(train) * 4 // 5
    trial, whole = (
        ranker_learned_on(train[:cut], bench.resources),
        ranker_learned_on(train, bench.resources),
    )
    if trial is None or whole is None:
        return None, ["learning: nlp.learning has no ranker_from_coded_notes yet: not measured"]
    least = best_threshold(trial, train[cut:])
    said = f"codiesp_en/{said}; said from a chance of {least:.2f}, chosen on training notes"
    return [_ranked(whole(note.text), note, least) for note in notes], [said]


def best_threshold(ranker: Ranker, notes: Sequence[CodedNote]) -> float:
    """The least chance at which the micro-F1 over the notes is highest."""
    answers = [(ranker(note.text), note) for note in notes]
    return max(
        _THRESHOLDS,
        key=lambda least: _counts([_ranked(said, note, least) for said, note in answers], _WHOLE).f1,
    )


def _ranked(said: Sequence[tuple[str, float]], note: CodedNote, least: float) -> RankedNote:
    return RankedNote(
        [code for code, _ in said], [code for code, chance in said if chance >= least], note.codes
    )


def _counts(notes: Sequence[RankedNote], length: int) -> Counts:
    return sum(
        (
            Counts.of_sets({code[:length] for code in note.shown}, {code[:length] for code in note.gold})
            for note in notes
        ),
        Counts(),
    )


def _figures(notes: Sequence[RankedNote]) -> tuple[float, float, float, float, float]:
    """Precision, recall and F1 of whole codes, F1 of categories, and mean average precision."""
    whole = _counts(notes, _WHOLE)
    precision = sum(average_precision(note.ranked, note.gold) for note in notes) / max(len(notes), 1)
    return whole.precision, whole.recall, whole.f1, _counts(notes, _CATEGORY).f1, precision


def _failures(notes: Sequence[CodedNote], ranked: Sequence[RankedNote]) -> list[dict[str, object]]:
    return [
        {
            "note": note.name,
            "invented": sorted(set(one.shown) - note.codes),
            "missed": sorted(note.codes - set(one.shown)),
        }
        for note, one in zip(notes, ranked, strict=True)
    ]
