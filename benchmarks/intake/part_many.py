"""Ten thousand small files at once, while the watcher is killed at random. Touches the world."""

from __future__ import annotations

import random
import time

from benchmarks.intake.bench import Bench
from benchmarks.intake.killed_watcher import watched_site
from benchmarks.intake.small_files import chart_bytes, sha256_of
from benchmarks.ocr.report import Bar, PartResult, Table

_KILLS = 12
_MOST_MIB = 400.0


def measure(bench: Bench) -> PartResult:
    """How long they took, and whether each is in exactly once."""
    pick = random.Random(bench.seed)
    with watched_site() as site:
        expected = set()
        for number in range(bench.files):
            content = chart_bytes(pick, number)
            path = site.folder / f"box {number // 500}" / f"scan {number:05d}.pdf"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
            expected.add(sha256_of(content))
        asked_s = time.monotonic()

        def is_over() -> bool:
            nonlocal asked_s
            if time.monotonic() - asked_s < 2:
                return False
            asked_s = time.monotonic()
            return not site.left()

        seconds = site.run_with_kills(is_over, pick=pick, lives_s=(2, 20), most_kills=_KILLS, limit_s=3600)
        documents = site.documents()
        damaged = site.damaged()
        lost, double = expected - documents.keys(), sum(count - 1 for count in documents.values())
        foreign = documents.keys() - expected
    faults = len(lost) + double + len(foreign) + damaged
    table = Table(
        f"{bench.files} small files, {site.kills} kills",
        ("files", "documents", "lost", "double", "damaged", "seconds", "files/s", "peak MiB"),
        (
            (
                len(expected),
                sum(documents.values()),
                len(lost),
                double,
                damaged,
                round(seconds),
                round(bench.files / seconds, 1),
                round(site.peak_mib),
            ),
        ),
    )
    bars = (
        Bar.at_most("each of the small files in exactly once (faults)", faults, 0),
        Bar.at_most("memory of the watcher with small files, MiB", round(site.peak_mib), _MOST_MIB),
    )
    return PartResult("many", tables=(table,), bars=bars)
