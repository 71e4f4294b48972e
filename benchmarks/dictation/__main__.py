"""The dictation benchmark.

    python -m benchmarks.dictation [--data FOLDER] [--part PART …] [--quality Q] [--limit N] [--keep FOLDER]

Touches the world: runs our reader and its peers as child processes on the same recordings and prints tables
for people; `--json FILE` writes the same for machines. `FOLDER` holds `dictation` and `librispeech_other`
(also under `asr/`); what is absent is said, and the rest runs. `--keep` holds the spoken gold dictations and
what every reader heard, for the next run.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.dictation.bench import PLAIN, SPHINX, Bench
from benchmarks.frame import Benchmark

PARTS = {
    "dictations": "benchmarks.dictation.part_dictations",
    "librispeech": "benchmarks.dictation.part_librispeech",
    "silence": "benchmarks.dictation.part_silence",
    "doubt": "benchmarks.dictation.part_doubt",
    "cost": "benchmarks.dictation.part_cost",
    "times": "benchmarks.dictation.part_times",
}
DICTATION = Benchmark("dictation", __doc__ or "", PARTS)


def main(arguments: list[str] | None = None) -> int:
    """Runs the parts; 0 when every measured bar is met, 1 when one is not, 2 when nothing could run."""
    parser = DICTATION.parser(sets="dictation and librispeech_other", units="recordings")
    parser.add_argument(
        "--quality",
        choices=("standard", "quality"),
        default="quality",
        help="the quality that the bars are measured at (default quality); one pass is shown beside it",
    )
    parser.add_argument("--keep", type=Path, help="keep recordings and hearings here for the next run")
    parser.add_argument("--no-sphinx", action="store_true", help="leave the slow peer pocketsphinx out")
    chosen = parser.parse_args(arguments)
    peers = (PLAIN,) if chosen.no_sphinx else (PLAIN, SPHINX)
    kept = {"data": chosen.data, "limit": chosen.limit, "keep": chosen.keep}
    return DICTATION.run(chosen, arguments, lambda: Bench(**kept, quality=chosen.quality, peers=peers))


if __name__ == "__main__":
    raise SystemExit(main())
