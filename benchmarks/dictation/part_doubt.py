"""Touches the world (runs our reader): are doubted words the wrong ones, is the error count true. Bar 5.

The shipped model is fitted on these very recordings (`benchmarks.fit_dictation_doubt`), so each is doubted
here by a model that has seen nothing of its text: weights, slope, shift and shape come from the others. The
thresholds of `transcribe.doubt` are the shipped ones, three numbers chosen on all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmarks.dictation.bench import Bench, ours
from benchmarks.dictation.doubt_pieces import DEVELOPMENT, OWN, Piece, all_pieces
from benchmarks.dictation.errors_in_place import JudgedDraft, caught_at, caught_by_flags, judge_draft
from benchmarks.fit_dictation_doubt.fitting import models_without_each
from benchmarks.fit_dictation_doubt.readings import document_of, doubted_by
from benchmarks.ocr.doubt_metrics import (
    CountClaim,
    area_under_curve,
    calibration,
    interval_quality,
    pooled,
)
from benchmarks.ocr.report import Bar, Figure, PartResult, Table

_SHARES = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.5)
# With fewer texts than this a model of the others says nothing.
_LEAST_GROUPS = 10
_LEFT, _IN_DRAFT = "expected_errors", "errors_in_draft"


def measure(bench: Bench) -> PartResult:
    """The curve of errors caught against words flagged, calibration, and the intervals' coverage."""
    pieces, remarks = all_pieces(bench)
    heard = bench.hear(ours(bench.quality, is_told=False), [piece.take for piece in pieces])
    answers, how = cross_fitted(pieces, heard)
    drafts = [judge_draft(answer, piece.reference) for answer, piece in zip(answers, pieces, strict=True)]
    chosen = {
        name: [draft for draft, piece in zip(drafts, pieces, strict=True) if piece.set_name == name]
        for name in dict.fromkeys(piece.set_name for piece in pieces)
    }
    dictation = [d for d, piece in zip(drafts, pieces, strict=True) if piece.set_name in (OWN, DEVELOPMENT)]
    chosen["all dictation"] = dictation
    curve = Table(
        "share of errors caught by looking at the most doubted words",
        ("set", "pieces", "words", "errors", *(f"{share:.0%}" for share in _SHARES), "by flags", "flagged"),
        tuple(_curve_row(name, found) for name, found in chosen.items()),
    )
    caught, flagged = caught_by_flags(dictation)
    claims = {key: _claims(answers, drafts, key) for key in (_LEFT, _IN_DRAFT)}
    bars = [
        Bar.at_least("errors caught by flags, dictation", caught, 0.8),
        Bar.at_most("words flagged, dictation", flagged, 0.2),
        Bar.at_least("errors caught by the most doubted 20 %", caught_at(dictation, 0.2)[0], 0.8),
        *_interval_bars(claims[_LEFT]),
    ]
    tables = [curve, _probabilities(drafts), _counts(claims)]
    return PartResult("doubt", tables, bars, [*remarks, how])


def cross_fitted(
    pieces: Sequence[Piece], answers: Sequence[dict[str, Any]]
) -> tuple[list[dict[str, Any]], str]:
    """The answers, each doubted by a model that has not seen its text, and how that was done in words."""
    documents = [
        document_of(
            piece.take.audio.stem, piece.group, answer, judge_draft(answer, piece.reference).wrong_ids
        )
        for piece, answer in zip(pieces, answers, strict=True)
    ]
    groups = len({piece.group for piece in pieces})
    if groups < _LEAST_GROUPS:
        return list(
            answers
        ), f"{groups} texts are too few to cross-fit: the shipped model, which has seen them"
    models = models_without_each(documents)
    doubted = [doubted_by(models[piece.group], answer) for piece, answer in zip(pieces, answers, strict=True)]
    return doubted, f"cross-fitted by text or speaker ({groups}); thresholds as shipped"


def _curve_row(name: str, drafts: Sequence[JudgedDraft]) -> tuple[Figure, ...]:
    return (
        name,
        len(drafts),
        sum(len(draft.words) for draft in drafts),
        sum(len(draft.errors) for draft in drafts),
        *(caught_at(drafts, share)[0] for share in _SHARES),
        *caught_by_flags(drafts),
    )


def _claims(answers: Sequence[dict[str, Any]], drafts: Sequence[JudgedDraft], key: str) -> list[CountClaim]:
    """Each claim beside what it is about: wrong words without a flag, or all; never words left out."""
    return [
        CountClaim(
            answer[key]["count"],
            answer[key]["low"],
            answer[key]["high"],
            draft.left_wrong if key == _LEFT else draft.wrong,
            len(draft.words),
        )
        for answer, draft in zip(answers, drafts, strict=True)
        if answer.get(key) is not None
    ]


def _probabilities(drafts: Sequence[JudgedDraft]) -> Table:
    doubts = [word.doubt for draft in drafts for word in draft.words]
    wrong = [word.is_wrong for draft in drafts for word in draft.words]
    fit = calibration(doubts, wrong)
    gaps = [is_flagged for draft in drafts for _, is_flagged in draft.gaps]
    rows: list[tuple[Figure, ...]] = [
        ("area under the curve", area_under_curve(doubts, wrong)),
        ("calibration error", fit.error if fit else None),
        ("Brier score below the base rate's", fit.brier_gain if fit else None),
        ("places with words left out (in no claim)", len(gaps)),
        ("of these with no flag beside them", len(gaps) - sum(gaps)),
    ]
    return Table("chance of each word to be wrong, all sets", ("figure", "measured"), tuple(rows))


def _counts(claims: dict[str, list[CountClaim]]) -> Table:
    rows = []
    for key, made in claims.items():
        quality = interval_quality(pooled(made)) if made else None
        rows.append(
            (
                "left by the flags (the claim that is shown)" if key == _LEFT else "in the whole draft",
                len(made),
                sum(claim.expected for claim in made),
                sum(claim.found for claim in made),
                *(
                    (quality.groups, quality.coverage, quality.score, quality.poisson_score)
                    if quality
                    else (0, None, None, None)
                ),
            )
        )
    columns = ("wrong words", "claims", "expected", "found", "groups", "coverage", "score", "Poisson's")
    return Table("expected errors, groups that expect 1 or more, all sets", columns, tuple(rows))


def _interval_bars(made: Sequence[CountClaim]) -> list[Bar]:
    quality = interval_quality(pooled(made)) if made else None
    coverage = quality.coverage if quality else None
    return [
        Bar.at_least("groups with a claim", quality.groups if quality else 0, 100),
        Bar.at_least("coverage of the intervals", coverage, 0.85),
        Bar.at_most("coverage of the intervals, not too wide", coverage, 0.97),
        Bar(
            "interval score below Poisson's",
            quality.score if quality else None,
            f"< {quality.poisson_score:.2f}" if quality else "below Poisson's",
            quality.score < quality.poisson_score if quality else None,
        ),
    ]
