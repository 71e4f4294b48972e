"""From a mention to its code: the development set and the blind one, clean and worn, with peers beside.

Touches the world: builds an edition without our index, asks peers. The development mentions were seen while
the index was written: their figures say that it covers them. The blind set has an author who read no rule;
of it only shares are told.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from benchmarks.coding.bench import Bench
from benchmarks.coding.gold_sets import Mention, blind_mentions, development_mentions
from benchmarks.coding.linkers import (
    Linker,
    bm25,
    character_ngrams,
    icd10_coder,
    official_terms,
    ours,
    token_set,
    without_our_index,
)
from benchmarks.coding.noise import corrupted
from benchmarks.coding.scores import recall_at
from benchmarks.frame import SetMissingError
from benchmarks.ocr.report import Bar, Figure, PartResult, Table
from nlp.options import EncounterType

NOISE = ((0.02, 0.95), (0.05, 0.90))  # the share of characters hit, and the least share of clean R@5
_TIMES_CORRUPTED = 2
_HEADINGS = ("", "R@1", "R@5", "ms each")


@dataclass(frozen=True)
class _Set:
    name: str
    mentions: list[Mention]
    encounter_type: EncounterType
    least_first: float
    least_fifth: float
    is_blind: bool


class _Peers:
    """The peers that install here, each built once."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    @cached_property
    def linkers(self) -> dict[str, Linker]:
        """Name and linker."""
        terms = official_terms(self._bench.resources)
        found: dict[str, Linker] = {"peer: BM25 (FTS5)": bm25(terms)}
        ngrams = character_ngrams(terms)
        if ngrams is not None:
            found["peer: character 3-grams"] = ngrams
        if self._bench.is_fuzzy_run:
            found["peer: rapidfuzz token_set"] = token_set(terms)
        return found


def measure(bench: Bench) -> PartResult:
    """Both sets; the development set's failures go to the failures file."""
    sets: list[_Set] = []
    remarks: list[str] = []
    try:
        mentions, said = development_mentions(bench)
        sets.append(_Set("development", mentions, EncounterType.INPATIENT, 0.78, 0.93, is_blind=False))
        remarks.append(said)
    except SetMissingError as missing:
        remarks.append(f"missing: {missing}")
    mentions, said = blind_mentions(bench)
    remarks.append(f"coding_gold/{said}")
    sets.append(_Set("blind", mentions, EncounterType.OUTPATIENT, 0.70, 0.88, is_blind=True))
    peers = _Peers(bench)
    tables: list[Table] = []
    bars: list[Bar] = []
    with tempfile.TemporaryDirectory(prefix="bench-coding-") as folder:
        bare = without_our_index(Path(folder))
        for one in sets:
            found = _measure_set(bench, one, ours(bare, one.encounter_type), peers)
            tables += found.tables
            bars += found.bars
            remarks += found.remarks
        bare.code_set.close()
    return PartResult("mentions", tables, bars, remarks)


def _measure_set(bench: Bench, one: _Set, bare: Linker, peers: _Peers) -> PartResult:
    linkers = {"ours": ours(bench.resources, one.encounter_type), "ours without our index": bare}
    texts, gold = [row.text for row in one.mentions], [row.codes for row in one.mentions]
    remarks: list[str] = []
    rows: list[tuple[Figure, ...]] = []
    clean: dict[str, list[list[str]]] = {}
    for name, linker in {**linkers, **peers.linkers}.items():
        started = time.perf_counter()
        clean[name] = linker(texts)
        rows.append(_row(name, clean[name], gold, time.perf_counter() - started))
    peer = icd10_coder(bench, texts)
    if peer is None:
        remarks.append("icd10-coder: not installed here and not under --peer-python")
    else:
        rows.append(_row("peer: icd10-coder 0.2.3", peer[0], gold, peer[1]))
    if not one.is_blind:
        bench.note_failures("mentions", _failures(one.mentions, clean["ours"]))
    first, fifth = recall_at(clean["ours"], gold, 1), recall_at(clean["ours"], gold, 5)
    noisy = {name: linker for name, linker in {**linkers, **peers.linkers}.items() if "fuzz" not in name}
    worn, bars = _worn(one, noisy, clean)
    tables = [
        Table(f"{one.name} mentions ({len(texts)})", _HEADINGS, tuple(rows)),
        *([_by_chapter(one.mentions, clean["ours"])] if one.is_blind else []),
        worn,
    ]
    bars = [
        Bar.at_least(f"{one.name} mentions: R@1", first, one.least_first),
        Bar.at_least(f"{one.name} mentions: R@5", fifth, one.least_fifth),
        *([] if one.is_blind else bars),
    ]
    return PartResult("mentions", tables, bars, remarks)


def _worn(
    one: _Set, linkers: dict[str, Linker], clean: dict[str, list[list[str]]]
) -> tuple[Table, list[Bar]]:
    rows: list[tuple[Figure, ...]] = []
    bars: list[Bar] = []
    gold = [row.codes for row in one.mentions]
    for share, least in NOISE:
        worn = [
            corrupted(row.text, share=share, seed=f"worn {turn}")
            for turn in range(_TIMES_CORRUPTED)
            for row in one.mentions
        ]
        for name, linker in linkers.items():
            answers = linker(worn)
            whole = recall_at(clean[name], gold, 5)
            fifth = recall_at(answers, gold * _TIMES_CORRUPTED, 5)
            kept = fifth / whole if whole else None
            rows.append((f"{name}, {share:.0%}", recall_at(answers, gold * _TIMES_CORRUPTED, 1), fifth, kept))
            if name == "ours":
                bars.append(
                    Bar.at_least(f"{one.name} mentions, {share:.0%} noise: R@5 of clean R@5", kept, least)
                )
    title = f"{one.name} mentions with characters hit, each {_TIMES_CORRUPTED} times"
    return Table(title, ("", "R@1", "R@5", "R@5 of clean"), tuple(rows)), bars


def _row(
    name: str, ranked: Sequence[Sequence[str]], gold: Sequence[Sequence[str]], seconds: float
) -> tuple[Figure, ...]:
    each_ms = f"{seconds * 1000 / max(len(gold), 1):.1f}"
    return name, recall_at(ranked, gold, 1), recall_at(ranked, gold, 5), each_ms


def _by_chapter(mentions: Sequence[Mention], ranked: Sequence[Sequence[str]]) -> Table:
    """By first letter of the best code: as fine as a blind set may be told."""
    letters: dict[str, list[int]] = {}
    for place, row in enumerate(mentions):
        letters.setdefault(row.codes[0][0], []).append(place)
    rows = []
    for letter, places in sorted(letters.items()):
        answers, gold = [ranked[place] for place in places], [mentions[place].codes for place in places]
        rows.append((letter, recall_at(answers, gold, 1), recall_at(answers, gold, 5), len(places)))
    return Table("blind mentions by first letter of the code, ours", ("", "R@1", "R@5", "n"), tuple(rows))


def _failures(mentions: Sequence[Mention], ranked: Sequence[Sequence[str]]) -> list[dict[str, object]]:
    return [
        {"mention": row.text, "gold": list(row.codes), "said": list(codes[:5])}
        for row, codes in zip(mentions, ranked, strict=True)
        if codes[:1] == [] or codes[0] not in row.codes
    ]
