"""The table that every part of the copies benchmark prints. Pure."""

from __future__ import annotations

from benchmarks.copies.killed_command import Done
from benchmarks.ocr.report import Figure, Table


def acts_table(title: str, rows: list[tuple[Figure, ...]]) -> Table:
    """What each act took."""
    return Table(title, ("act", "seconds", "last run, s", "documents/s", "kills", "peak MiB"), tuple(rows))


def act_row(name: str, done: Done, documents: int) -> tuple[Figure, ...]:
    """One act; the rate counts all runs, those that were killed too."""
    rate = round(documents / done.seconds, 1)
    return name, round(done.seconds), round(done.last_s), rate, done.kills, round(done.peak_mib)
