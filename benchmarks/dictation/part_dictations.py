"""Touches the world (runs readers): dictations word for word, beside the peers. Bars 1 and 2."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmarks.dictation.bench import PLAIN, Bench, Reader, ours
from benchmarks.dictation.gold import gold_sha256, text_cases
from benchmarks.dictation.recall_by_list import recall_by_list
from benchmarks.dictation.scores import Score, score_ours, score_peer, word_errors
from benchmarks.dictation.speech_sets import Spoken, development_dictations, own_dictations
from benchmarks.dictation.structure import structure_table
from benchmarks.dictation.text_rules import by_category, run_cases
from benchmarks.dictation.voices import seconds_of
from benchmarks.frame import SetMissingError
from benchmarks.ocr.report import Bar, Figure, PartResult, Table

_HEADINGS = (
    "reader",
    "WER",
    "raw WER",
    "terms",
    "+ shown",
    "numbers",
    "misses flagged",
    "commands F1",
    "left as words",
    "cpu s/s",
)


def measure(bench: Bench) -> PartResult:
    """Word error rate, terms, numbers and commands on the development and our own dictations."""
    sets: list[list[Spoken]] = []
    remarks = [f"gold SHA-256 {gold_sha256()}"]
    for load in (development_dictations, own_dictations):
        try:
            sets.append(load(bench))
        except SetMissingError as missing:
            remarks.append(f"missing: {missing}")
    tables: list[Table] = []
    bars: list[Bar] = []
    for spoken in sets:
        scores = {reader.name: score_all(bench, reader, spoken) for reader in readers_of(bench)}
        name = f"{spoken[0].set_name} dictations ({len(spoken)})"
        tables.append(Table(name, _HEADINGS, tuple(_row(*one) for one in scores.items())))
        tables.append(_marks_table(scores))
        bars += _bars(bench, spoken[0].set_name, {name: score for name, (score, _, _) in scores.items()})
        tables.append(recall_by_list(bench, spoken, readers_of(bench)))
        if spoken[0].set_name == "own":
            tables.append(structure_table(bench, spoken))
    results = run_cases(text_cases())
    rows = tuple(by_category(results))
    tables.append(Table("text cases", ("category", "cases", "right", "to the letter"), rows))
    bars.append(Bar.at_least("text cases right", rows[-1][2] / rows[-1][1], 0.95))
    return PartResult("dictations", tables, bars, remarks)


def readers_of(bench: Bench) -> list[Reader]:
    """The peers, and ours in one pass and at the chosen quality, with terms and without."""
    qualities = dict.fromkeys(("standard", bench.quality))
    return [*bench.peers, *(ours(one, is_told=told) for one in qualities for told in (False, True))]


def score_all(bench: Bench, reader: Reader, spoken: Sequence[Spoken]) -> tuple[Score, Score, float]:
    """The reader's figures over a set, the same without any help for peers, and CPU seconds a second."""
    answers = bench.hear(reader, [one.take for one in spoken])
    total, raw = Score(), Score()
    for one, answer in zip(spoken, answers, strict=True):
        if reader.program == "ours":
            total += score_ours(one.dictation, answer)[0]
        else:
            total += score_peer(one.dictation, answer["text"])
        raw += Score(*word_errors(answer["text"], one.dictation.reference))
    length_s = sum(seconds_of(one.take.audio) for one in spoken)
    return total, raw, sum(answer["cpu_s"] for answer in answers) / length_s


def _row(name: str, figures: tuple[Score, Score, float]) -> tuple[Figure, ...]:
    score, raw, cpu = figures
    is_ours = name.startswith("ours")
    return (
        name,
        score.word_error_rate,
        raw.word_error_rate,
        score.terms.share,
        score.terms_shown.share if is_ours else None,
        score.numbers.share,
        score.misses_flagged.share if is_ours else None,
        score.marks.f1 if is_ours else None,
        score.left_as_words if is_ours else None,
        cpu,
    )


def _marks_table(scores: Mapping[str, tuple[Score, Score, float]]) -> Table:
    """Which marks and breaks our best-told reader missed or set where none belongs."""
    name = list(scores)[-1]
    found = scores[name][0].by_mark
    rows = tuple(
        (mark, found[mark], found[f"+{mark}"])
        for mark in sorted({one.lstrip("+") for one in found}, key=lambda one: -found[one] - found[f"+{one}"])
    )
    return Table(f"marks of {name} (# is a list number)", ("mark", "missing", "extra"), rows)


def _bars(bench: Bench, set_name: str, scores: Mapping[str, Score]) -> list[Bar]:
    alone, told = scores[f"ours {bench.quality}"], scores[f"ours {bench.quality} + terms"]
    plain = scores[PLAIN.name].word_error_rate
    beside = alone.word_error_rate / plain if plain else None
    return [
        Bar.at_most(f"{set_name}: WER beside plain base", beside, 0.65),
        Bar.at_most(f"{set_name}: WER", alone.word_error_rate, 0.17),
        Bar.at_least(f"{set_name}: terms, with shown suggestions", alone.terms_shown.share, 0.75),
        Bar.at_most(f"{set_name}: WER with terms", told.word_error_rate, 0.13),
        Bar.at_least(f"{set_name}: terms with context", told.terms_shown.share, 0.88),
        Bar.at_least(f"{set_name}: doses and numbers with context", told.numbers.share, 0.90),
        Bar.at_least(f"{set_name}: missed numbers flagged", told.misses_flagged.share, 1.0),
        Bar.at_least(f"{set_name}: commands F1", told.marks.f1, 0.95),
        Bar.at_most(f"{set_name}: commands left as words", told.left_as_words, 0),
    ]
