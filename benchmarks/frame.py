"""What every `python -m benchmarks.NAME` does: options, header, parts one by one, bars counted, JSON.

Touches the world: reads the command line, prints, writes the JSON file.
"""

from __future__ import annotations

import argparse
import datetime
import importlib
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.ocr.report import PartResult


class SetMissingError(LookupError):
    """A development set is not where `--data` says; the message names it."""


@dataclass(frozen=True)
class Benchmark:
    """A benchmark's name, what its page says, and the module of each part, in the order they run.

    Each module has `measure(bench) -> PartResult`, which may raise `SetMissingError`.
    """

    name: str
    said: str
    parts: Mapping[str, str]

    def parser(self, *, sets: str, units: str) -> argparse.ArgumentParser:
        """A parser with the options that all benchmarks have.

        `sets` names what the data folder holds, `units` what a set consists of.
        """
        parser = argparse.ArgumentParser(
            prog=f"python -m benchmarks.{self.name}", description=self.said.partition("\n")[0]
        )
        parser.add_argument("--data", type=Path, help=f"folder of the development sets {sets}")
        parser.add_argument("--part", nargs="+", choices=[*self.parts, "all"], default=["all"])
        parser.add_argument("--limit", type=int, help=f"the most {units} of each set")
        parser.add_argument("--json", type=Path, help="write the results here too")
        return parser

    def run(
        self,
        chosen: argparse.Namespace,
        arguments: Sequence[str] | None,
        open_bench: Callable[[], AbstractContextManager[Any]],
    ) -> int:
        """Runs the chosen parts; 0 when every measured bar is met, 1 when one is not, 2 when none could run.

        `arguments` are those the program was called with (None: the process's own); `open_bench` gives what
        the parts measure on.
        """
        called_with = sys.argv[1:] if arguments is None else arguments
        header = {
            "command": " ".join([f"python -m benchmarks.{self.name}", *called_with]),
            "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="minutes"),
            "load_average": [round(load, 1) for load in os.getloadavg()],
        }
        print("\n".join(f"{name}: {said}" for name, said in header.items()))
        with open_bench() as bench:
            wanted = self.parts if "all" in chosen.part else chosen.part
            results = [self._measured(part, bench) for part in wanted]
        bars = [bar for result in results for bar in result.bars]
        print(f"\nload average at the end: {os.getloadavg()[0]:.1f}")
        print(f"{sum(bar.is_met is True for bar in bars)} of {len(bars)} bars met")
        if chosen.json:
            written = {**header, "parts": [result.as_json() for result in results]}
            chosen.json.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
        if not any(result.tables for result in results):
            return 2
        return 1 if any(bar.is_met is False for bar in bars) else 0

    def _measured(self, part: str, bench: object) -> PartResult:
        try:
            result: PartResult = importlib.import_module(self.parts[part]).measure(bench)
        except SetMissingError as missing:
            result = PartResult(part, remarks=[f"missing: {missing}"])
        print(f"\n{result.as_text()}", flush=True)
        return result
