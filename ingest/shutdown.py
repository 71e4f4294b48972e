"""Stops a worker within seconds, whatever it is doing, and hands its job back. Touches the world.

Python runs a signal handler only between two of its own instructions, so a worker deep in a recogniser's C
code would answer after minutes. The wake-up descriptor is written by C at once; a thread reads it and leaves.

    with running_job(hand_the_job_back):
        …                                   # SIGTERM here: hand_the_job_back(), then the process ends
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.errors import ServiceError

_log = logging.getLogger(__name__)
_STOP_SIGNALS = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGQUIT})
IDLE_GRACE_S = 2.0  # an idle worker closes its broker connection by itself; then it is made to leave
HAND_BACK_LIMIT_S = 5.0  # a database that does not answer: the lease runs out and the job comes back anyway


class StopWatch:
    """Waits for a stop signal in a thread; knows what to do with the job in hand."""

    def __init__(self, *, leave: Callable[[int], None] = os._exit) -> None:
        self._leave = leave
        self._lock = threading.Lock()
        self._stopping = False
        self._on_stop: Callable[[], None] | None = None
        self._read_end = -1

    def install(self) -> None:
        """Begin to watch; only the main thread may call this."""
        self._read_end, write_end = os.pipe()
        os.set_blocking(write_end, False)
        signal.set_wakeup_fd(write_end, warn_on_full_buffer=False)
        if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
            # Only signals that have a Python handler write to the descriptor
            signal.signal(signal.SIGTERM, lambda *_: None)
        threading.Thread(target=self._watch, name="stop watch", daemon=True).start()

    @contextmanager
    def running_job(self, on_stop: Callable[[], None]) -> Iterator[None]:
        """While the block runs, a stop signal calls `on_stop` and ends the process."""
        with self._lock:
            self._on_stop = on_stop
            stopping = self._stopping
        try:
            if stopping:  # the signal came between two jobs
                self._hand_back_and_leave(on_stop)
            yield
        finally:
            with self._lock:
                self._on_stop = None

    def _watch(self) -> None:
        while not _STOP_SIGNALS.intersection(os.read(self._read_end, 64)):
            pass  # some other signal: not ours
        self.stop()

    def stop(self) -> None:
        """End the process: at once with a job in hand, else after a moment for an orderly goodbye."""
        with self._lock:
            self._stopping = True
            on_stop = self._on_stop
        if on_stop is None:
            time.sleep(IDLE_GRACE_S)
            self._leave(0)
        else:
            self._hand_back_and_leave(on_stop)

    def _hand_back_and_leave(self, on_stop: Callable[[], None]) -> None:
        last_resort = threading.Timer(HAND_BACK_LIMIT_S, self._leave, args=(1,))
        last_resort.daemon = True
        last_resort.start()
        try:
            on_stop()
        except ServiceError as failure:
            _log.warning("a job could not be handed back (%s); its lease will run out", failure.code)
        finally:
            kill_children(os.getpid())
            last_resort.cancel()
            self._leave(0)


def child_pids(parent: int) -> list[int]:
    """The process ids of the direct children of a process."""
    if sys.platform != "linux":
        found = subprocess.run(["pgrep", "-P", str(parent)], capture_output=True, text=True, check=False)
        return [int(line) for line in found.stdout.split()]
    children = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it ended while we looked
            # "pid (name) state ppid …"; the name may hold spaces and brackets
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            if int(fields[1]) == parent:
                children.append(int(stat.parent.name))
    return children


def kill_children(parent: int) -> None:
    """Kill every program that a process started, and what those started."""
    for pid in child_pids(parent):
        kill_children(pid)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


_watch: StopWatch | None = None


def watch_for_stop() -> None:
    """Install the process's one stop watch."""
    global _watch  # noqa: PLW0603 - signals belong to the process, and so does this
    if _watch is None:
        _watch = StopWatch()
        _watch.install()


@contextmanager
def running_job(on_stop: Callable[[], None]) -> Iterator[None]:
    """While the block runs, a stop signal calls `on_stop` and ends the process. In no worker: no effect."""
    if _watch is None:
        yield
        return
    with _watch.running_job(on_stop):
        yield
