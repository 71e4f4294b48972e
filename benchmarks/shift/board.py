"""Does the day balance: as the command line says it, and as the supervisor's page shows it.

Touches the world: runs the command and reads the page.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.shift.staff import Person

CLASSES = ("filed", "in_progress", "waiting", "withdrawn", "rejected")
_SENTENCE = re.compile(r"In ([\d,]+) = ([^.=]*\d)")
_NUMBER = re.compile(r"\d[\d,]*")


@dataclass(frozen=True)
class Board:
    """Accepted and where everything is, by the command; the sum on the page (None: no sentence was there)."""

    accepted: int
    classes: dict[str, int]
    page_accepted: int | None
    page_sum: int | None

    @property
    def balances(self) -> bool:
        """True when both add up and say the same."""
        whole = sum(self.classes.values())
        return self.accepted == whole == self.page_accepted == self.page_sum

    @property
    def said(self) -> str:
        """The balance in a line."""
        parts = " + ".join(f"{name} {number}" for name, number in self.classes.items())
        return f"in {self.accepted} = {parts}; page: {self.page_accepted} = {self.page_sum}"

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {**asdict(self), "balances": self.balances}


def read_board(home: Path, supervisor: Person) -> Board:
    """The balance now; the page is read between two equal answers of the command where they come."""
    for _ in range(10):
        before = _status(home)
        accepted, together = page_sums(supervisor.page("/status"))
        after = _status(home)
        if before["accepted"] == after["accepted"]:
            break
    return Board(after["accepted"], {name: after[name] for name in CLASSES}, accepted, together)


def page_sums(html: str) -> tuple[int | None, int | None]:
    """(accepted, sum of its parts) that the page's sentence says; None where there is no such sentence."""
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", html))
    found = _SENTENCE.search(text)
    if found is None:
        return None, None
    return _number(found[1]), sum(_number(one) for one in _NUMBER.findall(found[2]))


def _number(text: str) -> int:
    return int(text.replace(",", ""))


def _status(home: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "chartscribe", "--home", str(home), "status", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said
