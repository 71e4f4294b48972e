"""Touches the world (runs our reader): are words heard when they are said to be. Bar 7."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Sequence
from typing import Any

from benchmarks.dictation.alignment import blocks
from benchmarks.dictation.bench import Bench, Take, ours
from benchmarks.dictation.gold import Dictation, laid_out
from benchmarks.dictation.voices import Recording
from benchmarks.dictation.wording import pieces_of, tokens_of
from benchmarks.ocr.report import Bar, Figure, PartResult, Table
from storage.edits import Token, align_typing, fold, live

_HEADINGS = ("reader", "clause starts", "median s", "90 %", "clause ends", "median s", "90 %")
MOST_S = 0.15


def measure(bench: Bench) -> PartResult:
    """Word times at the ends of clauses, where the voice maker knows them, as heard and after edits."""
    own = bench.own()
    rows, bars = [], []
    for quality in dict.fromkeys(("standard", bench.quality)):
        answers = bench.hear(ours(quality, is_told=False), [Take(recording.path) for _, recording in own])
        starts: list[float] = []
        ends: list[float] = []
        for (dictation, recording), answer in zip(own, answers, strict=True):
            found = clause_errors(dictation, recording, _heard(answer))
            starts += found[0]
            ends += found[1]
        edited = [
            error
            for (dictation, recording), answer in zip(own, answers, strict=True)
            for error in errors_after_edits(dictation, recording, answer)
        ]
        rows.append((f"ours {quality}", *_spread(starts), *_spread(ends)))
        rows.append((f"ours {quality}, corrected by hand", *_spread(edited), 0, None, None))
        both = [*starts, *ends]
        bars.append(Bar.at_most(f"word times, ours {quality}: median s", _median(both), MOST_S))
        bars.append(Bar.at_most(f"word times after edits, ours {quality}: median s", _median(edited), MOST_S))
    return PartResult("times", [Table("true against heard times", _HEADINGS, tuple(rows))], bars)


def clause_errors(
    dictation: Dictation, recording: Recording, heard: Sequence[tuple[str, float, float]]
) -> tuple[list[float], list[float]]:
    """How far each clause's first and last word are from their true times, where they were recognised."""
    said = [tokens_of(clause.spoken) for clause in dictation.clauses]
    pieces = [(piece, start_s, end_s) for text, start_s, end_s in heard for piece in pieces_of(text)]
    place_of_said: dict[int, int] = {}
    for one in blocks([piece for piece, _, _ in pieces], [word for words in said for word in words]):
        if one.is_alike:
            place_of_said.update(
                zip(range(one.true_start, one.true_end), range(one.draft_start, one.draft_end), strict=True)
            )
    starts, ends, at = [], [], 0
    for words, true in zip(said, recording.clauses, strict=True):
        first, last = at, at + len(words) - 1
        if first in place_of_said:
            starts.append(abs(pieces[place_of_said[first]][1] - true.start_s))
        if last in place_of_said:
            ends.append(abs(pieces[place_of_said[last]][2] - true.end_s))
        at += len(words)
    return starts, ends


def errors_after_edits(dictation: Dictation, recording: Recording, answer: dict[str, Any]) -> list[float]:
    """How far clauses' first words are from their true start once somebody typed the report right.

    A corrected word has the times of what it replaces; clauses that begin with a command have no first word.
    """
    times = {
        word["id"]: (word["start"], word["end"])
        for segment in answer["segments"]
        for word in segment["words"]
    }
    tokens = [
        Token(f"t{number}", text, space, tuple(sources))
        for number, (text, space, sources) in enumerate(answer["tokens"])
    ]
    ids = (f"typed{number}" for number in itertools.count())
    splices = align_typing(tokens, dictation.reference, after=None, new_id=lambda: next(ids))
    starts: list[float | None] = []
    space = " "
    for token in live(fold(tokens, splices)):
        if space:
            heard = [times[one][0] for one in token.sources if one in times]
            starts.append(min(heard) if heard else None)
        space = token.space_after
    errors, at = [], 0
    for clause, true in zip(dictation.clauses, recording.clauses, strict=True):
        start_s = starts[at] if at < len(starts) else None
        if clause.written and not clause.said.startswith("{") and start_s is not None:
            errors.append(abs(start_s - true.start_s))
        at += len(laid_out(clause.reference).split())
    return errors


def _median(errors: Sequence[float]) -> float | None:
    return statistics.median(errors) if errors else None


def _heard(answer: dict[str, Any]) -> list[tuple[str, float, float]]:
    return [
        (word["text"], word["start"], word["end"])
        for segment in answer["segments"]
        for word in segment["words"]
    ]


def _spread(errors: Sequence[float]) -> tuple[Figure, ...]:
    if len(errors) < 2:
        return len(errors), None, None
    return len(errors), statistics.median(errors), statistics.quantiles(errors, n=10)[-1]
