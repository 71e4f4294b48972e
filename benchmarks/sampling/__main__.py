"""The benchmark of drawn samples and of the watch over scanners.

    python -m benchmarks.sampling [--part PART …] [--quarters N] [--days N]

Touches the world: prints tables for people; `--json FILE` writes the same for machines.
"""

from __future__ import annotations

from benchmarks.frame import Benchmark
from benchmarks.sampling.bench import Bench

PARTS = {
    "bounds": "benchmarks.sampling.part_bounds",
    "drift": "benchmarks.sampling.part_drift",
}
SAMPLING = Benchmark("sampling", __doc__ or "", PARTS)


def main(arguments: list[str] | None = None) -> int:
    """Runs the parts; 0 when every measured bar is met, 1 when one is not, 2 when nothing could run."""
    parser = SAMPLING.parser(sets="(none: everything is simulated)", units="lots")
    parser.add_argument("--quarters", type=int, default=100, help="simulated quarters of the bounds part")
    parser.add_argument("--days", type=int, default=200, help="simulated days of scanning of the drift part")
    chosen = parser.parse_args(arguments)
    bench = Bench(quarters=chosen.quarters, days=chosen.days)
    return SAMPLING.run(chosen, arguments, lambda: bench)


if __name__ == "__main__":
    raise SystemExit(main())
