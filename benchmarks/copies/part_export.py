"""Export of every document, killed and taken up. Touches the world."""

from __future__ import annotations

import csv

from benchmarks.copies.bench import Bench
from benchmarks.copies.killed_command import run_killed
from benchmarks.copies.same_bytes import sha256_of_file
from benchmarks.copies.table import act_row, acts_table
from benchmarks.ocr.report import Bar, PartResult

_PATTERN = "{last}_{first}_{dob}_{type}_{date}.pdf"


def measure(bench: Bench) -> PartResult:
    """How fast, and whether every file is the filed one and stands in the index."""
    site, out = bench.site, bench.scratch / "export"
    done = run_killed(
        [
            *("--home", str(site.home), "export", "--pattern", _PATTERN),
            *("--to", str(out), "--why", "benchmark"),
        ],
        kills=bench.kills,
        pick=bench.pick,
    )
    with (out / "index.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    wrong = sum(
        sha256_of_file(out / line["path"]) != site.exported[line["document_id"]]
        or line["original_sha256"] != site.originals[line["document_id"]]
        for line in lines
    )
    missing = len(site.exported.keys() ^ {line["document_id"] for line in lines})
    foreign = len({path.name for path in out.rglob("*.pdf")}) - len({line["path"] for line in lines})
    return PartResult(
        "export",
        tables=(
            acts_table(f"export of {bench.documents} documents", [act_row("export", done, bench.documents)]),
        ),
        bars=(
            Bar.at_most("exported files that are not byte for byte what was filed", wrong, 0),
            Bar.at_most("documents without a line, or files without one", missing + abs(foreign), 0),
        ),
    )
