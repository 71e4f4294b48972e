"""Touches the world (runs readers and a service): processor time, memory, an hour's file, kills. Bar 6."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks.dictation.bench import ROOT, Bench, Take, ask, listener
from benchmarks.dictation.kill_and_resume import KillReport, kill_and_resume
from benchmarks.dictation.voices import RATE_HZ, Sound, read_sound, seconds_of, write_wav
from benchmarks.memory_watch import MemoryWatch
from benchmarks.ocr.report import Bar, Figure, PartResult, Table

_THREADS = 2
_RECORDINGS = 6
_LONG_S, _KILLED_S, _KILLS = 3600, 1500, 4
_MOST_BYTES = 1.2e9
_MIB = 1 << 20
# reader: program, quality, the most that the bar allows beside plain base
_COMPARED = {
    "plain base": ("plain", ""),
    "ours standard": ("ours", "standard"),
    "ours quality": ("ours", "quality"),
}


def measure(bench: Bench) -> PartResult:
    """CPU seconds a second of sound in turns, peak memory, an hour in one file, and a killed worker."""
    takes = [Take(recording.path) for _, recording in bench.own()][: bench.limit or _RECORDINGS]
    cpu, peaks = _in_turns(takes)
    length_s = sum(seconds_of(take.audio) for take in takes)
    plain = cpu["plain base"]
    rows = tuple((name, spent / length_s, spent / plain, peaks[name] / _MIB) for name, spent in cpu.items())
    headings = ("reader", "cpu s/s", "beside plain", "peak MiB")
    tables = [Table(f"cost of {len(takes)} dictations, {_THREADS} threads, in turns", headings, rows)]
    bars = [
        Bar.at_most("CPU beside plain base, one pass", cpu["ours standard"] / plain, 1.3),
        Bar.at_most("CPU beside plain base, quality", cpu["ours quality"] / plain, 2.3),
        Bar.at_most("peak memory, bytes", max(peaks["ours standard"], peaks["ours quality"]), _MOST_BYTES),
    ]
    share = 1.0 if bench.limit is None else min(1.0, bench.limit / _RECORDINGS)
    for part in (
        _long_file(bench, takes, _LONG_S * share),
        _killed(bench, takes, _KILLED_S * share),
    ):
        tables.append(part[0])
        bars += part[1]
    return PartResult("cost", tables, bars)


def _in_turns(takes: Sequence[Take]) -> tuple[dict[str, float], dict[str, int]]:
    """Processor seconds and peak bytes of each reader; readers take turns at each recording."""
    spent = dict.fromkeys(_COMPARED, 0.0)
    peaks = dict.fromkeys(_COMPARED, 0)
    children = {name: listener(program, _THREADS) for name, (program, _) in _COMPARED.items()}
    try:
        for number, take in enumerate([takes[0], *takes]):
            names = list(_COMPARED) if number % 2 else list(reversed(_COMPARED))
            for name in names:
                answer = ask(children[name], {"audio": str(take.audio), "quality": _COMPARED[name][1]})
                spent[name] += answer["cpu_s"] if number else 0.0  # the first one warms up
                peaks[name] = max(peaks[name], answer["peak_bytes"])
    finally:
        for child in children.values():
            child.kill()
            child.wait()
    return spent, peaks


def long_sound(takes: Sequence[Take], seconds: float) -> Sound:
    """The recordings one after the other until the sound is so long."""
    sounds = [read_sound(take.audio) for take in takes]
    parts: list[Sound] = []
    size = 0
    while size < seconds * RATE_HZ:
        parts.append(sounds[len(parts) % len(sounds)])
        size += parts[-1].size
    return np.concatenate(parts)[: round(seconds * RATE_HZ)]


def _long_file(bench: Bench, takes: Sequence[Take], seconds: float) -> tuple[Table, list[Bar]]:
    path = bench.folder("long") / "long.wav"
    write_wav(path, long_sound(takes, seconds))
    command = [sys.executable, "-m", "chartscribe", "transcribe", "--format", "json", "--quality", "standard"]
    started_s = time.perf_counter()
    child = subprocess.Popen([*command, str(path)], stdout=subprocess.PIPE, cwd=ROOT)
    with child, MemoryWatch(child.pid) as watch:
        said, _ = child.communicate()
    took_s = time.perf_counter() - started_s
    answer = json.loads(said)
    words = [word for segment in answer["segments"] for word in segment["words"]]
    silent_s = _longest_rest(words, seconds)
    rows: tuple[tuple[Figure, ...], ...] = (
        ("minutes of sound", round(seconds / 60, 1)),
        ("minutes taken", round(took_s / 60, 1)),
        ("peak MiB", watch.peak_all_bytes / _MIB),
        ("words", len(words)),
        ("longest stretch without a word, s", silent_s),
    )
    bars = [
        Bar.at_most("long file: peak bytes", watch.peak_all_bytes, _MOST_BYTES),
        Bar.at_most("long file: longest stretch without a word, s", silent_s, 30),
    ]
    return Table("a long file in one go", ("figure", "measured"), rows), bars


def _longest_rest(words: Sequence[dict[str, Any]], seconds: float) -> float:
    times: tuple[list[float], list[float]] = (
        [0.0, *(word["end"] for word in words)],
        [*(word["start"] for word in words), seconds],
    )
    return max(start - end for end, start in zip(*times, strict=True))


def _killed(bench: Bench, takes: Sequence[Take], seconds: float) -> tuple[Table, list[Bar]]:
    folder = bench.folder("kill")
    path = folder / "killed.wav"
    write_wav(path, long_sound(takes, seconds))
    report: KillReport = kill_and_resume(folder / "home", path, kills=_KILLS, seed=6)
    rows: tuple[tuple[Figure, ...], ...] = tuple(vars(report).items())
    bars = [
        Bar.at_least("killed: words of the undisturbed run kept, share", report.kept_share, 0.999),
        Bar.at_most("killed: chunks heard more often than kills explain", report.heard_too_often, 0),
    ]
    return Table(
        f"the transcribe worker killed over {seconds / 60:.0f} minutes of sound", ("", ""), rows
    ), bars
