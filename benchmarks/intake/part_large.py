"""One file of four GiB, while the watcher is killed in the middle. Touches the world.

The file is sparse on the disk of the scanner's folder: what it costs is reading, sealing and reading back.
"""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

from benchmarks.intake.bench import Bench
from benchmarks.intake.killed_watcher import watched_site
from benchmarks.ocr.report import Bar, PartResult, Table

_GIB = 2**30
_KILLS = 2
_MOST_MIB = 400.0


def measure(bench: Bench) -> PartResult:
    """How long it took, in how much memory, and whether it is in exactly once."""
    pick = random.Random(bench.seed)
    size_bytes = int(bench.large_gib * _GIB)
    with watched_site() as site:
        path = site.folder / "microfilm.pdf"
        sha256 = _write_sparse(path, size_bytes, pick)
        seconds = site.run_with_kills(
            lambda: not site.left(), pick=pick, lives_s=(5, 25), most_kills=_KILLS, limit_s=3600
        )
        documents = site.documents()
        damaged = site.damaged()
    faults = int(documents != {sha256: 1}) + damaged
    table = Table(
        f"one file of {bench.large_gib:g} GiB, {site.kills} kills",
        ("GiB", "documents", "damaged", "seconds", "MiB/s", "peak MiB"),
        (
            (
                bench.large_gib,
                sum(documents.values()),
                damaged,
                round(seconds),
                round(size_bytes / 2**20 / seconds),
                round(site.peak_mib),
            ),
        ),
    )
    bars = (
        Bar.at_most("the large file in exactly once (faults)", faults, 0),
        Bar.at_most("memory of the watcher with the large file, MiB", round(site.peak_mib), _MOST_MIB),
    )
    return PartResult("large", tables=(table,), bars=bars)


def _write_sparse(path: Path, size_bytes: int, pick: random.Random) -> str:
    """SHA-256 of the file, which begins and ends as a PDF and holds a few random bytes on the way."""
    end = b"\n%%EOF\n"
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        for place in sorted(pick.randrange(100, size_bytes - 5000) for _ in range(20)):
            file.seek(place)
            file.write(pick.randbytes(4000))
        file.seek(size_bytes - len(end))
        file.write(end)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
