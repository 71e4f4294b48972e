"""What is said of a diagnosis: the NegEx development sentences and our own, with negspacy beside.

Touches the world: runs negspacy in its own process. The concept is given, so that only the rules of
assertion are measured, with the sections they stand in.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.coding.bench import Bench
from benchmarks.coding.gold_sets import MarkedSentence, NegexSentence, negex_sentences, own_sentences
from benchmarks.coding.scores import Counts, binary
from benchmarks.frame import SetMissingError
from benchmarks.ocr.report import Bar, PartResult, Table
from nlp.assertion import Assertion, AssertionRules
from nlp.sections import SectionSplitter
from nlp.suggestion import AssertionLabel

PROGRAM = "child_negspacy.py"
_LEAST_OWN_F1 = 0.85
_OWN_NAME = {"present": AssertionLabel.AFFIRMED}  # the others are called alike
_HEADINGS = ("", "precision", "recall", "F1", "positives")


@dataclass(frozen=True)
class _Answers:
    """What a reader says of each sentence, and the processor seconds it took."""

    assertions: list[Assertion]
    seconds: float


def measure(bench: Bench) -> PartResult:
    """Both sets; the development set's failures go to the failures file."""
    tables: list[Table] = []
    bars: list[Bar] = []
    remarks: list[str] = []
    try:
        sentences, said = negex_sentences(bench)
        remarks.append(said)
        found = _negex(bench, sentences)
        tables += found.tables
        bars += found.bars
        remarks += found.remarks
    except SetMissingError as missing:
        remarks.append(f"missing: {missing}")
    own, said = own_sentences(bench)
    found = _own(bench, own)
    return PartResult(
        "assertion", [*tables, *found.tables], [*bars, *found.bars], [*remarks, said, *found.remarks]
    )


def _ours(bench: Bench, sentences: Sequence[NegexSentence | MarkedSentence]) -> _Answers:
    index = bench.resources.index
    splitter, rules = SectionSplitter(index.sections), AssertionRules(index.cues)
    started = time.process_time()
    answers = [
        rules.assert_spans(one.text, splitter.split(one.text), [(one.start, one.end)])[0] for one in sentences
    ]
    return _Answers(answers, time.process_time() - started)


def _negspacy(
    bench: Bench, sentences: Sequence[NegexSentence | MarkedSentence]
) -> tuple[list[bool], float] | None:
    asked = [{"text": one.text, "spans": [[one.start, one.end]]} for one in sentences]
    answer = bench.ask_peer("negspacy", PROGRAM, asked)
    return None if answer is None else ([bool(said[0]) for said in answer["negated"]], answer["seconds"])


def _negex(bench: Bench, sentences: Sequence[NegexSentence]) -> PartResult:
    ours = _ours(bench, sentences)
    past = {AssertionLabel.HISTORICAL, AssertionLabel.FAMILY}  # family history is history in this set
    negated = [one.negation == "Negated" for one in sentences]
    questions: list[tuple[str, list[bool], set[AssertionLabel]]] = [
        ("negated", negated, {AssertionLabel.NEGATED}),
        ("historical", [one.temporality == "Historical" for one in sentences], past),
        (
            "hypothetical",
            [one.temporality == "Not particular" for one in sentences],
            {AssertionLabel.HYPOTHETICAL},
        ),
        ("other person", [one.experiencer != "Patient" for one in sentences], {AssertionLabel.FAMILY}),
    ]
    counts: dict[str, Counts] = {}
    for name, gold, effects in questions:
        said = [not effects.isdisjoint(one.effects) for one in ours.assertions]
        counts[name] = binary(gold, said)
        _note(bench, name, sentences, gold, said)
    rows = [_row(name, one) for name, one in counts.items()]
    peer = _negspacy(bench, sentences)
    theirs = None if peer is None else binary(negated, peer[0])
    if theirs is not None:
        rows.insert(1, _row("negated, negspacy", theirs))
    ours_f1 = counts["negated"].f1
    bars = [
        Bar.at_least("NegEx development: negated F1", ours_f1, 0.955),
        Bar(
            "NegEx development: negated F1 above negspacy's",
            ours_f1,
            f"> {theirs.f1:.3f}" if theirs else "> negspacy",
            ours_f1 > theirs.f1 if theirs else None,
        ),
        Bar.at_least("NegEx development: historical F1", counts["historical"].f1, 0.78),
        Bar.at_least("NegEx development: hypothetical F1", counts["hypothetical"].f1, 0.86),
    ]
    remarks = [_time_said(ours.seconds, peer[1] if peer else None, len(sentences))]
    table = Table(f"NegEx development sentences ({len(sentences)})", _HEADINGS, tuple(rows))
    return PartResult("assertion", [table], bars, remarks)


def _note(
    bench: Bench, name: str, sentences: Sequence[NegexSentence], gold: Sequence[bool], said: Sequence[bool]
) -> None:
    bench.note_failures(
        "assertion",
        (
            {"question": name, "gold": right, "said": ours, "text": one.text, "at": [one.start, one.end]}
            for one, right, ours in zip(sentences, gold, said, strict=True)
            if right != ours
        ),
    )


def _own(bench: Bench, sentences: Sequence[MarkedSentence]) -> PartResult:
    ours = _ours(bench, sentences)
    gold = [_OWN_NAME.get(one.label) or AssertionLabel(one.label) for one in sentences]
    said = [one.label for one in ours.assertions]
    counts = {
        label: binary([one is label for one in gold], [one is label for one in said])
        for label in AssertionLabel
    }
    rows = [_row(label.value, one) for label, one in counts.items()]
    peer = _negspacy(bench, sentences)
    if peer is not None:
        theirs = binary([one is AssertionLabel.NEGATED for one in gold], peer[0])
        rows.append(_row("negated, negspacy", theirs))
    tables = [
        Table(f"own sentences ({len(sentences)}), blind", _HEADINGS, tuple(rows)),
        _confused(gold, said),
        _by_trap(sentences, [g is s for g, s in zip(gold, said, strict=True)]),
    ]
    bars = [
        Bar.at_least(f"own sentences: {label.value} F1", one.f1, _LEAST_OWN_F1)
        for label, one in counts.items()
    ]
    return PartResult(
        "assertion",
        tables,
        bars,
        [_time_said(ours.seconds, peer[1] if peer else None, len(sentences))],
    )


def _confused(gold: Sequence[AssertionLabel], said: Sequence[AssertionLabel]) -> Table:
    pairs = Counter(zip(gold, said, strict=True))
    rows = tuple((one.value, *(pairs[one, other] for other in AssertionLabel)) for one in AssertionLabel)
    return Table("own sentences: rows gold, columns said", ("", *(one.value for one in AssertionLabel)), rows)


def _by_trap(sentences: Sequence[MarkedSentence], right: Sequence[bool]) -> Table:
    traps: dict[str, list[bool]] = {}
    for one, is_right in zip(sentences, right, strict=True):
        traps.setdefault(one.trap or "no trap", []).append(is_right)
    rows = tuple(
        (trap, sum(found) / len(found), len(found))
        for trap, found in sorted(traps.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    )
    return Table("own sentences by trap", ("trap", "right", "sentences"), rows)


def _row(name: str, one: Counts) -> tuple[str, float, float, float, int]:
    return name, one.precision, one.recall, one.f1, one.hits + one.missed


def _time_said(ours_s: float, peer_s: float | None, sentences: int) -> str:
    ms = ours_s * 1000 / max(sentences, 1)
    if not peer_s:
        return f"ours: {ms:.2f} ms a sentence; negspacy: not installed here and not under --peer-python"
    peer_ms = peer_s * 1000 / max(sentences, 1)
    times = f"{ours_s / peer_s:.2f} times its time"
    return f"ours: {ms:.2f} ms a sentence, negspacy's pipeline {peer_ms:.2f} ms: {times}"
