"""What is said of a diagnosis: NegEx development sentences and our own, with two peers beside.

Touches the world: runs the peers in processes of their own. The concept is given, so that only the rules of
assertion are measured, with the sections they stand in.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.coding.assertion_peers import Concepts, PeerAnswer, absent, peer_answers
from benchmarks.coding.bench import Bench
from benchmarks.coding.gold_sets import MarkedSentence, NegexSentence, negex_sentences, own_sentences
from benchmarks.coding.scores import Counts, binary
from benchmarks.frame import SetMissingError
from benchmarks.ocr.report import Bar, PartResult, Table
from nlp.assertion import Assertion, AssertionRules
from nlp.sections import SectionSplitter
from nlp.suggestion import AssertionLabel

_LEAST_OWN_F1 = 0.85
_OWN_NAME = {"present": AssertionLabel.AFFIRMED}  # the others are called alike
_Row = tuple[str, float, float, float, int]
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


def _peers(bench: Bench, sentences: Sequence[NegexSentence | MarkedSentence]) -> list[PeerAnswer]:
    return peer_answers(bench, [Concepts(one.text, ((one.start, one.end),)) for one in sentences])


def _peer_rows(
    peers: Sequence[PeerAnswer], questions: Sequence[tuple[str, Sequence[bool], tuple[str, ...]]]
) -> list[_Row]:
    """What each peer gets right of the questions it answers: name, gold, and the effects that mean yes."""
    rows = []
    for peer in peers:
        for name, gold, effects in questions:
            if name in peer.tells:
                said = [any(pair) for pair in zip(*(peer.says(effect) for effect in effects), strict=True)]
                rows.append(_row(f"{name}, {peer.name}", binary(gold, said)))
    return rows


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
    peers = _peers(bench, sentences)
    rows += _peer_rows(peers, [(name, gold, tuple(effects)) for name, gold, effects in questions])
    theirs = next((binary(negated, peer.says("negated")) for peer in peers if peer.name == "negspacy"), None)
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
    remarks = [_time_said(ours.seconds, peers, len(sentences)), *absent(peers)]
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
    peers = _peers(bench, sentences)
    asked = [(label.value, [one is label for one in gold], (label.value,)) for label in AssertionLabel]
    rows += _peer_rows(peers, asked)
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
        [_time_said(ours.seconds, peers, len(sentences))],
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


def _row(name: str, one: Counts) -> _Row:
    return name, one.precision, one.recall, one.f1, one.hits + one.missed


def _time_said(ours_s: float, peers: Sequence[PeerAnswer], sentences: int) -> str:
    each = 1000 / max(sentences, 1)
    beside = "".join(
        f"; {peer.name}'s pipeline {peer.seconds * each:.2f} ms (ours: {ours_s / peer.seconds:.2f} times it)"
        for peer in peers
    )
    return f"ours: {ours_s * each:.2f} ms a sentence{beside}"
