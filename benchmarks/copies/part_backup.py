"""Backup and restore, each killed and taken up. Touches the world."""

from __future__ import annotations

from benchmarks.copies.bench import Bench
from benchmarks.copies.killed_command import run_killed
from benchmarks.copies.same_bytes import different_objects, different_rows, unopened
from benchmarks.copies.table import act_row, acts_table
from benchmarks.ocr.report import Bar, PartResult
from storage.objects.site_keys import load_site_keys


def measure(bench: Bench) -> PartResult:
    """How fast, and whether every byte came back."""
    site, safe, new = bench.site, bench.scratch / "backup", bench.scratch / "from backup"
    made = run_killed(["--home", str(site.home), "backup", str(safe)], kills=bench.kills, pick=bench.pick)
    laid = run_killed(["--home", str(new), "restore", str(safe)], kills=bench.kills, pick=bench.pick)
    keys = load_site_keys(new / "keys", allow_create=False).keys
    objects, rows = different_objects(site.home, new), different_rows(site.home, new)
    closed = unopened(new, keys, site.originals)
    return PartResult(
        "backup",
        tables=(
            acts_table(
                f"backup and restore of {bench.documents} documents",
                [act_row("backup", made, bench.documents), act_row("restore", laid, bench.documents)],
            ),
        ),
        bars=(
            Bar.at_most("objects that a restored backup does not hold byte for byte", objects, 0),
            Bar.at_most("rows that differ after a restore", rows, 0),
            Bar.at_most("originals that do not open after a restore", closed, 0),
        ),
    )
