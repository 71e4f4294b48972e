"""Touches the world (runs our reader): are doubted words the wrong ones, is the error count true. Bar 5."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.dictation.bench import Bench, Take, ours
from benchmarks.dictation.errors_in_place import JudgedDraft, caught_at, caught_by_flags, judge_draft
from benchmarks.dictation.gold import laid_out
from benchmarks.dictation.speech_sets import (
    development_dictations,
    librispeech,
)
from benchmarks.dictation.voices import RATE_HZ, read_sound, write_wav
from benchmarks.frame import SetMissingError
from benchmarks.ocr.doubt_metrics import (
    CountClaim,
    area_under_curve,
    calibration,
    interval_quality,
    pooled,
)
from benchmarks.ocr.report import Bar, Figure, PartResult, Table

_PIECE_S = 15.0
_SHARES = (0.05, 0.1, 0.15, 0.2, 0.3, 0.5)


@dataclass(frozen=True)
class Piece:
    """A recording of its own and its truth."""

    set_name: str
    take: Take
    reference: str


def measure(bench: Bench) -> PartResult:
    """The curve of errors caught against words flagged, calibration, and the intervals' coverage."""
    remarks: list[str] = []
    pieces = own_pieces(bench)
    for load in (_development_pieces, _librispeech_pieces):
        try:
            pieces += load(bench)
        except SetMissingError as missing:
            remarks.append(f"missing: {missing}")
    answers = bench.hear(ours(bench.quality, is_told=False), [piece.take for piece in pieces])
    drafts = [judge_draft(answer, piece.reference) for answer, piece in zip(answers, pieces, strict=True)]
    names = [piece.set_name for piece in pieces]
    chosen = {
        name: [d for d, n in zip(drafts, names, strict=True) if n == name] for name in dict.fromkeys(names)
    }
    chosen = {
        **chosen,
        "all dictation": [d for d, n in zip(drafts, names, strict=True) if n != "librispeech"],
    }
    curve = Table(
        "share of errors caught by looking at the most doubted words",
        ("set", "pieces", "words", "errors", *(f"{share:.0%}" for share in _SHARES), "by flags", "flagged"),
        tuple(_curve_row(name, found) for name, found in chosen.items()),
    )
    claims = [_claim(answer, draft) for answer, draft in zip(answers, drafts, strict=True)]
    table, claim_bars = _claims(claims, drafts)
    caught, flagged = caught_by_flags(chosen["all dictation"])
    bars = [
        Bar.at_least("errors caught by flags, dictation", caught, 0.8),
        Bar.at_most("words flagged, dictation", flagged, 0.2),
        Bar.at_least(
            "errors caught by the most doubted 20 %", caught_at(chosen["all dictation"], 0.2)[0], 0.8
        ),
        *claim_bars,
    ]
    return PartResult("doubt", [curve, table], bars, remarks)


def own_pieces(bench: Bench) -> list[Piece]:
    """The gold dictations cut between clauses into pieces of 15 s or more."""
    pieces = []
    for dictation, recording in bench.own():
        sound = read_sound(recording.path)
        first = 0
        for number, time in enumerate(recording.clauses):
            is_last = number == len(recording.clauses) - 1
            long_enough = time.end_s - recording.clauses[first].start_s >= _PIECE_S
            # a rest too short is left with the piece before it
            rest_s = recording.clauses[-1].end_s - time.end_s
            if not is_last and (not long_enough or rest_s < _PIECE_S / 2):
                continue
            start = max(0, round((recording.clauses[first].start_s - 0.2) * RATE_HZ))
            path = bench.folder("pieces") / f"{recording.path.stem}-{first}.wav"
            write_wav(path, sound[start : round((time.end_s + 0.2) * RATE_HZ)])
            clauses = dictation.clauses[first : number + 1]
            written = laid_out(" ".join(clause.reference for clause in clauses if clause.written))
            pieces.append(Piece("own", Take(path), written))
            first = number + 1
    return pieces


def _development_pieces(bench: Bench) -> list[Piece]:
    return [Piece("development", one.take, one.dictation.reference) for one in development_dictations(bench)]


def _librispeech_pieces(bench: Bench) -> list[Piece]:
    return [Piece("librispeech", Take(one.path), one.text) for one in librispeech(bench)]


def _curve_row(name: str, drafts: Sequence[JudgedDraft]) -> tuple[Figure, ...]:
    return (
        name,
        len(drafts),
        sum(len(draft.words) for draft in drafts),
        sum(len(draft.errors) for draft in drafts),
        *(caught_at(drafts, share)[0] for share in _SHARES),
        *caught_by_flags(drafts),
    )


def _claim(answer: dict[str, Any], draft: JudgedDraft) -> CountClaim | None:
    """The claim beside what it is about: wrong words without a flag. Left-out words are not in it."""
    said = answer.get("expected_errors")
    if said is None:
        return None
    return CountClaim(said["count"], said["low"], said["high"], draft.left_wrong, len(draft.words))


def _claims(claims: Sequence[CountClaim | None], drafts: Sequence[JudgedDraft]) -> tuple[Table, list[Bar]]:
    doubts = [word.doubt for draft in drafts for word in draft.words]
    wrong = [word.is_wrong for draft in drafts for word in draft.words]
    fit = calibration(doubts, wrong)
    made = [claim for claim in claims if claim is not None]
    groups = pooled(made) if made else []
    quality = interval_quality(groups)
    coverage = quality.coverage if quality else None
    gaps = [is_flagged for draft in drafts for _, is_flagged in draft.gaps]
    rows: list[tuple[Figure, ...]] = [
        ("area under the curve", area_under_curve(doubts, wrong)),
        ("calibration error", fit.error if fit else None),
        ("Brier score below the base rate's", fit.brier_gain if fit else None),
        ("wrong words expected in the drafts", sum(doubts)),
        ("wrong words found in the drafts", sum(wrong)),
        ("recordings with a claim", len(made)),
        ("groups that expect 1 or more", len(groups)),
        ("wrong words expected without a flag", sum(claim.expected for claim in made) if made else None),
        ("wrong words found without a flag", sum(claim.found for claim in made)),
        ("places with words left out (in no claim)", len(gaps)),
        ("of these with no flag beside them", len(gaps) - sum(gaps)),
        ("coverage of the 90 % intervals", coverage),
        ("interval score", quality.score if quality else None),
        ("a Poisson interval's score", quality.poisson_score if quality else None),
    ]
    bars = [
        Bar.at_least("groups with a claim", len(groups), 100),
        Bar.at_least("coverage of the intervals", coverage, 0.85),
        Bar.at_most("coverage of the intervals, not too wide", coverage, 0.97),
        Bar(
            "interval score below Poisson's",
            quality.score if quality else None,
            f"< {quality.poisson_score:.2f}" if quality else "below Poisson's",
            quality.score < quality.poisson_score if quality else None,
        ),
    ]
    return Table("expected errors", ("figure", "measured"), tuple(rows)), bars
