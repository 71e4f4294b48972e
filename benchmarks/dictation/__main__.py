"""The dictation benchmark.

    python -m benchmarks.dictation [--data FOLDER] [--part PART …] [--quality Q] [--limit N] [--keep FOLDER]

Touches the world: runs our reader and its peers as child processes on the same recordings and prints tables
for people; `--json FILE` writes the same for machines. `FOLDER` holds `dictation` and `librispeech_other`
(also under `asr/`); what is absent is said, and the rest runs. `--keep` holds the spoken gold dictations and
what every reader heard, for the next run.
"""

from __future__ import annotations

import argparse
import datetime
import importlib
import json
import os
import sys
from pathlib import Path

from benchmarks.dictation.bench import PLAIN, SPHINX, Bench
from benchmarks.dictation.speech_sets import SetMissingError
from benchmarks.ocr.report import PartResult

PARTS = {
    "dictations": "benchmarks.dictation.part_dictations",
    "librispeech": "benchmarks.dictation.part_librispeech",
    "silence": "benchmarks.dictation.part_silence",
    "doubt": "benchmarks.dictation.part_doubt",
    "cost": "benchmarks.dictation.part_cost",
    "times": "benchmarks.dictation.part_times",
}


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.dictation", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--data", type=Path, help="folder of the sets dictation and librispeech_other")
    parser.add_argument("--part", nargs="+", choices=[*PARTS, "all"], default=["all"])
    parser.add_argument(
        "--quality",
        choices=("standard", "quality"),
        default="quality",
        help="the quality that the bars are measured at (default quality); one pass is shown beside it",
    )
    parser.add_argument("--limit", type=int, help="the most recordings of each set")
    parser.add_argument("--keep", type=Path, help="keep recordings and hearings here for the next run")
    parser.add_argument("--no-sphinx", action="store_true", help="leave the slow peer pocketsphinx out")
    parser.add_argument("--json", type=Path, help="write the results here too")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Runs the parts; 0 when every measured bar is met, 1 when one is not, 2 when nothing could run."""
    chosen = _arguments(arguments)
    header = {
        "command": "python -m benchmarks.dictation "
        + " ".join(sys.argv[1:] if arguments is None else arguments),
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="minutes"),
        "load_average": [round(load, 1) for load in os.getloadavg()],
    }
    print("\n".join(f"{name}: {said}" for name, said in header.items()))
    peers = (PLAIN,) if chosen.no_sphinx else (PLAIN, SPHINX)
    kept = {"data": chosen.data, "limit": chosen.limit, "keep": chosen.keep}
    with Bench(**kept, quality=chosen.quality, peers=peers) as bench:
        results = [_run(part, bench) for part in (PARTS if "all" in chosen.part else chosen.part)]
    bars = [bar for result in results for bar in result.bars]
    print(f"\nload average at the end: {os.getloadavg()[0]:.1f}")
    print(f"{sum(bar.is_met is True for bar in bars)} of {len(bars)} bars met")
    if chosen.json:
        written = {**header, "parts": [result.as_json() for result in results]}
        chosen.json.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    if not any(result.tables for result in results):
        return 2
    return 1 if any(bar.is_met is False for bar in bars) else 0


def _run(part: str, bench: Bench) -> PartResult:
    try:
        result: PartResult = importlib.import_module(PARTS[part]).measure(bench)
    except SetMissingError as missing:
        result = PartResult(part, remarks=[f"missing: {missing}"])
    print(f"\n{result.as_text()}", flush=True)
    return result


if __name__ == "__main__":
    raise SystemExit(main())
