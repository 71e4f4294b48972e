"""Touches the world (runs our reader): no words where nobody speaks, no loss unsaid. Bar 4."""

from __future__ import annotations

from collections import Counter
from typing import Any

from benchmarks.dictation.bench import PLAIN, Bench, Take, ours
from benchmarks.dictation.damage import damaged_recordings, judge
from benchmarks.dictation.noises import not_speech
from benchmarks.dictation.voices import write_wav
from benchmarks.ocr.report import Bar, Figure, PartResult, Table
from transcribe.audio import decode_audio

_FILES, _DAMAGED = 60, 50
# words that a recogniser is told to expect turn silence into words more than anything else
_TOLD = {"medications": ["metoprolol", "lisinopril", "apixaban"], "terms": ["oropharynx", "ossification"]}


def measure(bench: Bench) -> PartResult:
    """Words invented over 60 files without speech, and what became of 50 damaged recordings."""
    invented, words = _invented(bench)
    damaged, good, of = _damaged(bench)
    bars = [
        Bar.at_most(f"words where nobody speaks ({reader})", count, 0)
        for reader, count in words.items()
        if reader != PLAIN.name
    ]
    bars.append(Bar.at_least("damaged files: all loss reported, nothing else lost", good / of, 1.0))
    return PartResult("silence", [invented, damaged], bars)


def _invented(bench: Bench) -> tuple[Table, dict[str, int]]:
    takes: list[Take] = []
    kinds: list[str] = []
    for number, (kind, sound) in enumerate(not_speech(bench.limit or _FILES)):
        path = bench.folder("silence") / f"{number}-{kind}.wav"
        write_wav(path, sound)
        takes.append(Take(path, _TOLD))
        kinds.append(kind)
    readers = (PLAIN, *(ours(q, is_told=told) for q in _qualities(bench) for told in (False, True)))
    counts = {reader.name: [_words(one) for one in bench.hear(reader, takes)] for reader in readers}
    rows: tuple[tuple[Figure, ...], ...] = tuple(
        (kind, kinds.count(kind), *(sum(_of(kind, kinds, found)) for found in counts.values()))
        for kind in dict.fromkeys(kinds)
    )
    totals = {name: sum(found) for name, found in counts.items()}
    headings = ("words invented", "files", *counts)
    table = Table(
        f"{len(takes)} files in which nobody speaks", headings, (*rows, ("all", len(takes), *totals.values()))
    )
    return table, totals


def _qualities(bench: Bench) -> tuple[str, ...]:
    return tuple(dict.fromkeys(("standard", bench.quality)))


def _of(kind: str, kinds: list[str], counts: list[int]) -> list[int]:
    return [count for one, count in zip(kinds, counts, strict=True) if one == kind]


def _words(answer: dict[str, Any]) -> int:
    if "segments" not in answer:
        return len(answer["text"].split())
    return sum(len(segment["words"]) for segment in answer["segments"])


def _damaged(bench: Bench) -> tuple[Table, int, int]:
    verdicts = [
        judge(case, lambda content: decode_audio(content, max_duration_s=3600))
        for case in damaged_recordings(bench.limit or _DAMAGED)
    ]
    harms = Counter(one.harm for one in verdicts)
    rows = []
    for harm in (*harms, "all"):
        chosen = [one for one in verdicts if harm in (one.harm, "all")]
        rows.append(
            (
                harm,
                len(chosen),
                sum(one.is_good for one in chosen),
                sum(bool(one.refused) for one in chosen),
                round(sum(one.lost_s for one in chosen), 1),
                round(sum(one.unreported_s for one in chosen), 1),
                round(sum(one.dropped_s for one in chosen), 1),
                round(sum(one.invented_s for one in chosen), 1),
            )
        )
    headings = ("harm", "files", "good", "refused", "s lost", "s unreported", "s dropped", "s reported whole")
    return (
        Table("damaged recordings", headings, tuple(rows)),
        sum(one.is_good for one in verdicts),
        len(verdicts),
    )
