"""Files as bad scanners and hasty people leave them, while the watcher is killed. Touches the world."""

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor

from benchmarks.intake.bad_habits import Expected, drop
from benchmarks.intake.bench import Bench
from benchmarks.intake.killed_watcher import WatchedSite, watched_site
from benchmarks.ocr.report import Bar, PartResult, Table

_AT_ONCE = 12
_KILLS = 25
_MOST_MIB = 400.0


def measure(bench: Bench) -> PartResult:
    """What became of the files of each habit."""
    expected, pick = Expected(), random.Random(bench.seed)
    with watched_site() as site, ThreadPoolExecutor(_AT_ONCE) as people:
        acts = [
            people.submit(drop, number, site.folder, bench.seed, expected) for number in range(bench.abused)
        ]
        seconds = site.run_with_kills(
            lambda: _is_over(acts, site, expected),
            pick=pick,
            lives_s=(1, 8),
            most_kills=_KILLS,
            limit_s=1800,
        )
        habits = Counter(act.result() for act in acts)
        documents = site.documents()
        damaged = site.damaged()
        notes = {name for name in site.left() if name.endswith(".error.txt")}
    lost = sum(max(0, least - documents.get(sha256, 0)) for sha256, least in expected.least.items())
    double = sum(max(0, count - expected.most.get(sha256, 0)) for sha256, count in documents.items())
    wrong_notes = len(notes ^ expected.notes)
    table = Table(
        f"{bench.abused} abused files, {site.kills} kills, {seconds:.0f} s, "
        + ", ".join(f"{count} {habit.replace('_', ' ')}" for habit, count in sorted(habits.items())),
        ("files wanted", "documents", "lost", "double or half", "damaged", "wrong notes", "peak MiB"),
        (
            (
                sum(expected.least.values()),
                sum(documents.values()),
                lost,
                double,
                damaged,
                wrong_notes,
                round(site.peak_mib),
            ),
        ),
    )
    bars = (
        Bar.at_most("each abused file in exactly once and whole (faults)", lost + double + damaged, 0),
        Bar.at_most("notes that stand beside nothing, or are missing", wrong_notes, 0),
        Bar.at_most("memory of the watcher with abused files, MiB", round(site.peak_mib), _MOST_MIB),
    )
    return PartResult("abuse", tables=(table,), bars=bars)


def _is_over(acts: list[Future[str]], site: WatchedSite, expected: Expected) -> bool:
    return all(act.done() for act in acts) and set(site.left()) == expected.stays
