"""The OCR benchmark.

    python -m benchmarks.ocr [--data FOLDER] [--part PART …] [--limit N] [--seed N …] [--json FILE]

Touches the world: runs our reader and its peers as child processes on the same image-only pages and prints
tables for people; `--json FILE` writes the same for machines. `FOLDER` holds `funsd` and `clinical` (also
under `ocr/`); what is absent is said, and the rest runs. Development seeds are 0–9, held-out ones from 1000.
"""

from __future__ import annotations

import argparse
import datetime
import importlib
import importlib.util
import json
import os
import sys
from pathlib import Path

from benchmarks.ocr.bench import READERS, Bench
from benchmarks.ocr.page_sets import SetMissingError
from benchmarks.ocr.report import PartResult

PARTS = {
    "forms": "benchmarks.ocr.part_forms",
    "clinical": "benchmarks.ocr.part_clinical",
    "generated": "benchmarks.ocr.part_generated",
    "triage": "benchmarks.ocr.part_triage",
    "handwriting": "benchmarks.ocr.part_handwriting",
    "speed": "benchmarks.ocr.part_speed",
    "separators": "benchmarks.ocr.separators",
    "long": "benchmarks.ocr.part_long",
    "outputs": "benchmarks.ocr.outputs",
}


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.ocr", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--data", type=Path, help="folder of the development sets funsd and clinical")
    parser.add_argument("--part", nargs="+", choices=[*PARTS, "all"], default=["all"])
    parser.add_argument("--limit", type=int, help="the most pages (or documents) of each set")
    parser.add_argument("--seed", type=int, nargs="+", default=[0], help="seeds of our own pages (default 0)")
    parser.add_argument("--keep", type=Path, help="keep the peers' readings here for the next run")
    parser.add_argument("--readers", nargs="+", choices=[reader.name.replace(" ", "-") for reader in READERS])
    parser.add_argument("--json", type=Path, help="write the results here too")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Runs the parts; 0 when every measured bar is met, 1 when one is not, 2 when nothing could run."""
    chosen = _arguments(arguments)
    readers = [r for r in READERS if not chosen.readers or r.name.replace(" ", "-") in chosen.readers]
    header = {
        "command": "python -m benchmarks.ocr " + " ".join(sys.argv[1:] if arguments is None else arguments),
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="minutes"),
        "load_average": [round(load, 1) for load in os.getloadavg()],
    }
    print("\n".join(f"{name}: {said}" for name, said in header.items()))
    kept = {"data": chosen.data, "limit": chosen.limit, "keep": chosen.keep}
    with Bench(**kept, seeds=chosen.seed, readers=readers) as bench:
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
    if importlib.util.find_spec(PARTS[part]) is None:
        result = PartResult(part, remarks=[f"no module {PARTS[part]} yet: left out"])
    else:
        try:
            result = importlib.import_module(PARTS[part]).measure(bench)
        except SetMissingError as missing:
            result = PartResult(part, remarks=[f"missing: {missing}"])
    print(f"\n{result.as_text()}", flush=True)
    return result


if __name__ == "__main__":
    raise SystemExit(main())
