"""The second copy, and the archive that stands again from it and the recovery sheet. Touches the world.

Nothing but the disk and the words of the sheet is used for the restore: the keys are not on the disk.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.copies.bench import Bench
from benchmarks.copies.killed_command import run_killed
from benchmarks.copies.same_bytes import different_objects, different_rows, unopened
from benchmarks.copies.table import act_row, acts_table
from benchmarks.ocr.report import Bar, PartResult
from storage.objects.recovery_words import keys_from_words


def measure(bench: Bench) -> PartResult:
    """How fast, and whether the sheet alone opens every original."""
    site, disk, new = bench.site, bench.scratch / "disk", bench.scratch / "from sheet"
    sheet = bench.scratch / "sheet.txt"
    sheet.write_text(site.words, encoding="utf-8")
    home = ["--home", str(site.home)]
    run_killed(["copy", "mark", *home, str(disk)], kills=0, pick=bench.pick)
    first = run_killed(["copy", "now", *home, str(disk)], kills=bench.kills, pick=bench.pick)
    second = run_killed(["copy", "now", *home, str(disk)], kills=0, pick=bench.pick)
    laid = run_killed(
        ["--home", str(new), "restore", str(disk), "--sheet", str(sheet)],
        kills=bench.kills,
        pick=bench.pick,
    )
    objects, rows = different_objects(site.home, new), different_rows(site.home, new)
    closed = unopened(new, keys_from_words(site.words), site.originals)
    return PartResult(
        "copy",
        tables=(
            acts_table(
                f"second copy of {bench.documents} documents, and restore by the recovery sheet",
                [
                    act_row("first copy", first, bench.documents),
                    act_row("next night", second, bench.documents),
                    act_row("restore", laid, bench.documents),
                ],
            ),
        ),
        bars=(
            Bar.at_most("objects that a restored second copy does not hold byte for byte", objects, 0),
            Bar.at_most("rows that differ after a restore by the sheet", rows, 0),
            Bar.at_most("originals that the recovery sheet alone does not open", closed, 0),
            Bar.at_most("key files on the disk of the second copy", _key_files(disk), 0),
        ),
    )


def _key_files(disk: Path) -> int:
    return sum(1 for _ in disk.rglob("*.keys"))
