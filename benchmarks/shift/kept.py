"""What a day keeps in its folder, so that it can be stopped anywhere and go on. Touches the disk.

Lines of JSON are only added, each written whole and synced before the day goes on; half a line at the end,
left by a kill, is passed over.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class OtherDayError(ValueError):
    """The folder holds a day with another seed or size."""


class Journal:
    """Lines of JSON in one file, and which steps are done."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.lines = list(_whole_lines(path))
        self._done = {line["step"] for line in self.lines if "step" in line}
        if path.exists():  # what comes next begins a line of its own
            path.write_text("".join(f"{json.dumps(line)}\n" for line in self.lines), encoding="utf-8")

    def did(self, step: str) -> bool:
        """True when the step was noted before."""
        return step in self._done

    def note(self, step: str, **facts: Any) -> None:
        """Keep that a step is done, with what it showed."""
        self.add({"step": step, **facts})
        self._done.add(step)

    def add(self, line: dict[str, Any]) -> None:
        """Keep any line."""
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{json.dumps(line)}\n")
            file.flush()
            os.fsync(file.fileno())
        self.lines.append(line)

    def facts(self, step: str) -> dict[str, Any]:
        """What was kept of the last step of this name; empty when it was not done."""
        return next((line for line in reversed(self.lines) if line.get("step") == step), {})


def _whole_lines(path: Path) -> Iterator[dict[str, Any]]:
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.endswith("}"):
            yield json.loads(line)


def check_same_day(folder: Path, *, seed: int, pages: int) -> None:
    """Return when the folder is new or holds this very day.

    Raises:
        OtherDayError: it holds another.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path, wanted = folder / "day.json", {"seed": seed, "pages": pages}
    if path.exists() and json.loads(path.read_text()) != wanted:
        raise OtherDayError(f"{folder} holds another day: {path.read_text().strip()}")
    path.write_text(f"{json.dumps(wanted)}\n")
