"""A simulated day in the scanning room.

    python -m benchmarks.shift [--pages N] [--seed N] [--keep DIR] [--json FILE]

60 batches, 3 scanners, 12 people and 2,000 pages (`--pages 2000`), each page drawn from a seed and read by
Tesseract on a real `chartscribe up`, with everything that goes wrong on a bad day. A day that was stopped
goes on with the same `--keep DIR`.

Touches the world: starts and kills a service of its own, prints tables for people; `--json FILE` writes the
same for machines.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import signal
import sys
import tempfile
import time
from pathlib import Path
from types import FrameType

from benchmarks.shift.kept import check_same_day
from benchmarks.shift.make_day import make_day
from benchmarks.shift.report import report
from benchmarks.shift.shift import Shift

_PAGES, _SEED = 120, 7


def main(arguments: list[str] | None = None) -> int:
    """Runs the day; 0 when every bar is met, 1 when one is not."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.shift", description=__doc__.partition("\n")[0] if __doc__ else ""
    )
    parser.add_argument("--pages", type=int, default=_PAGES, help="images of the day (2000: a full day)")
    parser.add_argument("--seed", type=int, default=_SEED)
    parser.add_argument("--keep", type=Path, help="folder of the day: kept, and gone on with")
    parser.add_argument("--json", type=Path, help="write the results here too")
    chosen = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _stop)
    if chosen.keep:
        return _run(chosen, chosen.keep.absolute())
    with tempfile.TemporaryDirectory(prefix="chartscribe-shift-") as folder:
        return _run(chosen, Path(folder))


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt  # the service is ended on the way out


def _run(chosen: argparse.Namespace, folder: Path) -> int:
    header = {
        "command": f"python -m benchmarks.shift --pages {chosen.pages} --seed {chosen.seed}",
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="minutes"),
        "load_average": [round(load, 1) for load in os.getloadavg()],
    }
    print("\n".join(f"{name}: {said}" for name, said in header.items()), flush=True)
    check_same_day(folder, seed=chosen.seed, pages=chosen.pages)
    day = make_day(chosen.pages, chosen.seed)
    began_s = time.monotonic()
    shift = Shift(folder, day, lambda line: print(line, flush=True))
    shift.go_on()
    result = report(day, shift.journal, folder, wall_s=time.monotonic() - began_s)
    print(f"\n{result.as_text()}")
    print(f"\nload average at the end: {os.getloadavg()[0]:.1f}")
    if chosen.json:
        chosen.json.write_text(json.dumps({**header, **result.as_json()}, indent=1) + "\n", encoding="utf-8")
    return 1 if any(bar.is_met is False for bar in result.bars) else 0


if __name__ == "__main__":
    sys.exit(main())
