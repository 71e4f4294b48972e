"""Chores that run every so often beside the dispatcher, in a thread of their own. Touches the world.

A slow chore (a large file in the watch folder) delays other chores, never the dispatcher.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from storage.errors import ServiceError

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Chore:
    """Something to do every `every_s` seconds, the first time at once."""

    name: str
    every_s: float
    do: Callable[[], object]

    def __post_init__(self) -> None:
        if not self.name or self.every_s <= 0:
            raise ValueError("a chore needs a name and an interval above 0 s")


class Housekeeping:
    """Runs chores, one after the other, until it is stopped."""

    def __init__(self, chores: Sequence[Chore], *, clock: Callable[[], float] = time.monotonic) -> None:
        self._chores = tuple(chores)
        self._clock = clock
        self._due_s = {chore.name: 0.0 for chore in self._chores}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="housekeeping", daemon=True)

    def start(self) -> None:
        """Begin, in a thread."""
        self._thread.start()

    def stop(self) -> None:
        """Begin no further chore; one that runs ends with the process."""
        self._stop.set()

    def _run(self) -> None:
        while not self._stop.is_set():
            self._stop.wait(self.do_what_is_due())

    def do_what_is_due(self) -> float:
        """The seconds until the next chore is due, after doing those that are."""
        for chore in self._chores:
            if self._clock() >= self._due_s[chore.name]:
                _do(chore)
                self._due_s[chore.name] = self._clock() + chore.every_s
        return max(0.0, min(self._due_s.values(), default=self._clock() + 60) - self._clock())


def _do(chore: Chore) -> None:
    try:
        chore.do()
    except ServiceError as failure:
        _log.warning("chore %s: %s", chore.name, failure.code)
    except Exception:
        # The edge of the loop: a bug in one chore must stop neither the others nor the belt
        _log.exception("chore %s failed by a bug of ours", chore.name)
