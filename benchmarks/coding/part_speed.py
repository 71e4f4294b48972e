"""Start-up, processor time and memory of one worker, with the peers' pipelines on the same notes beside.

Touches the world: starts processes of their own. Start-up counts from the start of the process to the first
answer, the edition already built; the best of five, since only the best is free of other work.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from benchmarks.coding.assertion_peers import Concepts, peer_answers
from benchmarks.coding.bench import Bench, PeerFailedError
from benchmarks.coding.gold_sets import codiesp, own_notes
from benchmarks.frame import SetMissingError
from benchmarks.ocr.report import Bar, Figure, PartResult, Table

_STARTS = 5
_NOTE_WORDS = 300
_MOST_START_S, _MOST_NOTE_MS, _MOST_MB = 3.0, 50.0, 500.0


def measure(bench: Bench) -> PartResult:
    """Own notes, and CodiEsp's where they are."""
    own, said = own_notes(bench)
    texts = [note.text for note in own]
    remarks = [f"coding_gold/{said}"]
    try:
        more, said = codiesp(bench, "dev")
        texts += [note.text for note in more]
        remarks.append(f"codiesp_en/{said}")
    except SetMissingError as missing:
        remarks.append(f"missing: {missing}")
    bench.resources.code_set.rows("SELECT 1")  # the edition is built before the first start counts
    started = [_one_worker(bench, []) for _ in range(_STARTS)]
    starts = [one["ready_s"] for one in started]
    worked = _one_worker(bench, texts)
    per_note = [ms / worked["words"] * _NOTE_WORDS for ms in worked["rounds_ms"]]
    rows: list[tuple[Figure, ...]] = [
        ("start-up to the first answer, s: best of five", min(starts)),
        ("the slowest of the five, s", max(starts)),
        ("processor s of a start: the least of the five", min(one["ready_cpu_s"] for one in started)),
        (f"processor ms a {_NOTE_WORDS}-word note: first round", per_note[0]),
        (f"processor ms a {_NOTE_WORDS}-word note: best round", min(per_note)),
        ("peak memory, MB", worked["peak_mb"]),
        *_peer_rows(bench, texts, min(worked["rounds_ms"])),
    ]
    bars = [
        Bar.at_most("start-up, s", min(starts), _MOST_START_S),
        Bar.at_most(f"processor ms a {_NOTE_WORDS}-word note", min(per_note), _MOST_NOTE_MS),
        Bar.at_most("peak memory, MB", worked["peak_mb"], _MOST_MB),
    ]
    title = f"one worker, {len(texts)} notes of {worked['words'] / len(texts):.0f} words in the mean"
    return PartResult("speed", [Table(title, ("", "measured"), tuple(rows))], bars, remarks)


def _one_worker(bench: Bench, texts: list[str]) -> dict[str, Any]:
    answer = subprocess.run(
        [sys.executable, "-m", "benchmarks.coding.one_worker", str(bench.cache)],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode != 0:
        raise PeerFailedError(f"our own worker: {answer.stderr.strip().rpartition(chr(10))[2]}")
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def _peer_rows(bench: Bench, texts: list[str], ours_ms: float) -> list[tuple[Figure, ...]]:
    """The peers' pipelines given our mentions as their concepts: they find and code none themselves."""
    asked = []
    for text in texts:
        found = bench.resources.suggester.read(text).findings
        asked.append(Concepts(text, tuple((one.mention.start, one.mention.end) for one in found)))
    rows: list[tuple[Figure, ...]] = []
    for peer in peer_answers(bench, asked):
        theirs_ms = peer.seconds * 1000
        rows += [
            (f"{peer.name}, given our mentions: ms a {_NOTE_WORDS}-word note", _per_note(theirs_ms, texts)),
            (f"ours (finds, asserts, codes) as times {peer.name}'s (asserts)", ours_ms / theirs_ms),
        ]
    return rows or [("no peer installed here or under --peer-python", None)]


def _per_note(spent_ms: float, texts: list[str]) -> float:
    return spent_ms / sum(len(text.split()) for text in texts) * _NOTE_WORDS
