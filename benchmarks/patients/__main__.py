"""The benchmark of who a page is about.

    python -m benchmarks.patients [--data FOLDER] [--part foreign|read|search …] [--limit N] [--seed N]

Touches the world: draws pages, reads some of them with our own engines, makes a database of its own, prints
tables for people; `--json FILE` writes the same for machines.
"""

from __future__ import annotations

from benchmarks.frame import Benchmark
from benchmarks.patients.bench import Bench

PARTS = {
    "foreign": "benchmarks.patients.part_foreign",
    "read": "benchmarks.patients.part_read",
    "search": "benchmarks.patients.part_search",
}
PATIENTS = Benchmark("patients", __doc__ or "", PARTS)


def main(arguments: list[str] | None = None) -> int:
    """Runs the parts; 0 when every measured bar is met, 1 when one is not, 2 when nothing could run."""
    parser = PATIENTS.parser(sets="of clinical pages", units="charts or pages")
    parser.add_argument("--seed", type=int, default=0, help="of the charts and of the noise")
    parser.add_argument("--patients", type=int, default=200_000, help="patients of the search part")
    chosen = parser.parse_args(arguments)
    bench = Bench(data=chosen.data, limit=chosen.limit, seed=chosen.seed, patients=chosen.patients)
    return PATIENTS.run(chosen, arguments, lambda: bench)


if __name__ == "__main__":
    raise SystemExit(main())
