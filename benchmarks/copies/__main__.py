"""The benchmark of backup, second copy, restore and export.

    python -m benchmarks.copies [--part PART …] [--documents N] [--seed N] [--kills N]

Touches the world: makes a site of filed documents under the temporary folder, runs the real commands on it
in processes of their own, kills each of them on the way, runs it again, and compares every byte.
"""

from __future__ import annotations

from benchmarks.copies.bench import Bench
from benchmarks.frame import Benchmark

PARTS = {
    "backup": "benchmarks.copies.part_backup",
    "copy": "benchmarks.copies.part_copy",
    "export": "benchmarks.copies.part_export",
}
COPIES = Benchmark("copies", __doc__ or "", PARTS)


def main(arguments: list[str] | None = None) -> int:
    """Runs the parts; 0 when every measured bar is met, 1 when one is not, 2 when nothing could run."""
    parser = COPIES.parser(sets="(none is needed)", units="documents (see --documents)")
    parser.add_argument("--documents", type=int, default=10_000, help="filed documents of the site")
    parser.add_argument("--kills", type=int, default=2, help="kills of each command")
    parser.add_argument("--seed", type=int, default=7)
    chosen = parser.parse_args(arguments)
    return COPIES.run(
        chosen,
        arguments,
        lambda: Bench(documents=chosen.documents, kills=chosen.kills, seed=chosen.seed),
    )


if __name__ == "__main__":
    raise SystemExit(main())
