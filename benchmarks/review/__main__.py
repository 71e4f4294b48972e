"""The workbench's benchmark.

    python -m benchmarks.review [--data FOLDER] [--part PART …] [--limit N] [--documents N] [--rounds N]

Touches the world: starts sites of its own and their real web server, drives them over HTTP and in a real
Chromium, and prints tables for people; `--json FILE` writes the same for machines.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.frame import Benchmark
from benchmarks.review.bench import Bench

PARTS = {
    "charts": "benchmarks.review.part_charts",
    "dictations": "benchmarks.review.part_dictations",
    "lists": "benchmarks.review.part_lists",
    "faults": "benchmarks.review.part_faults",
}
REVIEW = Benchmark("review", __doc__ or "", PARTS)


def main(arguments: list[str] | None = None) -> int:
    """Runs the parts; 0 when every measured bar is met, 1 when one is not, 2 when nothing could run."""
    parser = REVIEW.parser(sets="of charts and dictations", units="charts or dictations")
    parser.add_argument("--documents", type=int, default=100_000, help="documents of the lists part")
    parser.add_argument("--rounds", type=int, default=40, help="how often the lists part asks each thing")
    parser.add_argument("--database-url", default="", help="an empty database for the lists part")
    parser.add_argument("--home", type=Path, help="folder of the lists part's site, kept and used again")
    chosen = parser.parse_args(arguments)
    bench = Bench(
        data=chosen.data,
        limit=chosen.limit,
        documents=chosen.documents,
        rounds=chosen.rounds,
        database_url=chosen.database_url,
        home=chosen.home,
    )
    return REVIEW.run(chosen, arguments, lambda: bench)


if __name__ == "__main__":
    raise SystemExit(main())
