"""What scanners, shares and people do to a file in a watch folder, and what must become of it.

Touches the disk; each habit takes a few seconds and runs in a thread of its own.
"""

from __future__ import annotations

import fcntl
import random
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.intake.small_files import chart_bytes, sha256_of


@dataclass
class Expected:
    """SHA-256 -> documents that there must be (`least`) and may be (`most`), and what has to stay there."""

    least: dict[str, int] = field(default_factory=dict)
    most: dict[str, int] = field(default_factory=dict)
    stays: set[str] = field(default_factory=set)
    notes: set[str] = field(default_factory=set)

    def once(self, content: bytes, *, times: int = 1) -> None:
        """These bytes are so many files, each of which comes in once."""
        self.least[sha256_of(content)] = self.most[sha256_of(content)] = times

    def perhaps(self, content: bytes) -> None:
        """These bytes may have come in before they were taken away."""
        self.most[sha256_of(content)] = 1


@dataclass(frozen=True)
class Dropped:
    """One file to be: its path in the folder, its bytes, and the chance that decides its pauses."""

    path: Path
    content: bytes
    pick: random.Random
    expected: Expected

    @property
    def middle(self) -> int:
        """Where a device stops for breath."""
        return self.pick.randrange(100, len(self.content) - 100)


def whole(file: Dropped) -> None:
    """Written at once."""
    file.expected.once(file.content)
    file.path.write_bytes(file.content)


def in_two_visits(file: Dropped) -> None:
    """Half is written and the file closed; the rest follows seconds later."""
    file.expected.once(file.content)
    middle = file.middle
    file.path.write_bytes(file.content[:middle])
    time.sleep(file.pick.uniform(0.7, 3))
    with file.path.open("ab") as more:
        more.write(file.content[middle:])


def held_open(file: Dropped) -> None:
    """Written with a long pause, the file open all the while; then a little more is added."""
    file.expected.once(file.content)
    middle = file.middle
    with file.path.open("wb") as slow:
        slow.write(file.content[:middle])
        slow.flush()
        time.sleep(file.pick.uniform(1, 4))
        slow.write(file.content[middle:])
        slow.flush()
        time.sleep(file.pick.uniform(0, 2))


def locked(file: Dropped) -> None:
    """Whole, but locked for some seconds by whoever looks at it."""
    file.expected.once(file.content)
    with file.path.open("xb") as mine:
        fcntl.flock(mine, fcntl.LOCK_EX)
        mine.write(file.content)
        mine.flush()
        time.sleep(file.pick.uniform(1, 4))


def renamed(file: Dropped) -> None:
    """Somebody gives the file a better name a moment after it came."""
    file.expected.once(file.content)
    file.path.write_bytes(file.content)
    time.sleep(file.pick.uniform(0.1, 1.6))
    if file.path.exists():
        try:
            file.path.rename(file.path.with_name(f"better {file.path.name}"))
        except FileNotFoundError:
            return  # it came in first


def renamed_when_done(file: Dropped) -> None:
    """A browser's way: an unfinished name until all is there."""
    file.expected.once(file.content)
    unfinished = file.path.with_name(file.path.name + ".part")
    unfinished.write_bytes(file.content[: file.middle])
    time.sleep(file.pick.uniform(0.5, 2))
    unfinished.write_bytes(file.content)
    unfinished.rename(file.path)


def vanishing(file: Dropped) -> None:
    """Somebody takes the file away again."""
    file.expected.perhaps(file.content)
    file.path.write_bytes(file.content)
    time.sleep(file.pick.uniform(0.1, 1.6))
    file.path.unlink(missing_ok=True)


def twins(file: Dropped) -> None:
    """The same bytes under two names, with the same time: two files, so two documents."""
    file.expected.once(file.content, times=2)
    file.path.write_bytes(file.content)
    try:
        shutil.copy2(file.path, file.path.with_name(f"copy {file.path.name}"))
    except FileNotFoundError:
        file.path.with_name(f"copy {file.path.name}").write_bytes(file.content)


def with_fields(file: Dropped) -> None:
    """Its index fields come in a file of their own, first."""
    file.expected.once(file.content)
    file.path.with_name(f"{file.path.name}.json").write_text('{"mrn": "900417"}', encoding="utf-8")
    file.path.write_bytes(file.content)


def with_bad_fields(file: Dropped) -> None:
    """Its index fields cannot be read: file and fields stay, with a note beside them."""
    fields = file.path.with_name(f"{file.path.name}.json")
    fields.write_text('{"mnr": "900417"}', encoding="utf-8")
    file.path.write_bytes(file.content)
    note = f"{file.path.name}.error.txt"
    file.expected.stays |= {file.path.name, fields.name, note}
    file.expected.notes.add(note)


HABITS: tuple[Callable[[Dropped], None], ...] = (
    whole,
    in_two_visits,
    held_open,
    locked,
    renamed,
    renamed_when_done,
    vanishing,
    twins,
    with_fields,
    with_bad_fields,
)


def drop(number: int, folder: Path, seed: int, expected: Expected) -> str:
    """The name of the habit that the file of that number met; it lies in the folder when this returns."""
    pick = random.Random(seed * 1_000_003 + number)
    habit = HABITS[number % len(HABITS)]
    content = chart_bytes(pick, number)
    habit(Dropped(folder / f"scan {number:05d}.pdf", content, pick, expected))
    return habit.__name__
