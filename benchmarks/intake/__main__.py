"""The watch folder's benchmark.

    python -m benchmarks.intake [--part PART …] [--files N] [--abused N] [--large-gib N] [--seed N]

Touches the world: makes a site and a folder of its own under the temporary folder, writes files as bad
scanners and hasty people do, kills the program that watches again and again, and counts the ledger.
"""

from __future__ import annotations

from benchmarks.frame import Benchmark
from benchmarks.intake.bench import Bench

PARTS = {
    "abuse": "benchmarks.intake.part_abuse",
    "many": "benchmarks.intake.part_many",
    "large": "benchmarks.intake.part_large",
}
INTAKE = Benchmark("intake", __doc__ or "", PARTS)


def main(arguments: list[str] | None = None) -> int:
    """Runs the parts; 0 when every measured bar is met, 1 when one is not, 2 when nothing could run."""
    parser = INTAKE.parser(sets="(none is needed)", units="files (see --files)")
    parser.add_argument("--files", type=int, default=10_000, help="small files of the part many")
    parser.add_argument("--abused", type=int, default=400, help="files of the part abuse")
    parser.add_argument("--large-gib", type=float, default=4.0, help="size of the file of the part large")
    parser.add_argument("--seed", type=int, default=7)
    chosen = parser.parse_args(arguments)
    bench = Bench(files=chosen.files, abused=chosen.abused, large_gib=chosen.large_gib, seed=chosen.seed)
    return INTAKE.run(chosen, arguments, lambda: bench)


if __name__ == "__main__":
    raise SystemExit(main())
