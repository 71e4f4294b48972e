"""Starts the children, starts those again that die, stops them all within 10 seconds. Touches the world."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from chartscribe.child import Child, ChildSpec, rotating_log

_LOOK_EVERY_S = 0.2
_READY_LIMIT_S = 10.0
_QUICK_DEATH_S = 10.0  # a life shorter than this counts towards the pause before the next
_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 30.0
_KEEPS_DYING = 3
_STOP_LIMIT_S = 6.0  # a worker hands its job back, the web closes its streams
_STOP_LAST_LIMIT_S = 2.0


def pause_before_restart_s(quick_deaths: int) -> float:
    """The pause after so many short lives in a row: 0.5 s, doubling, at most 30 s."""
    return min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2.0 ** max(0, quick_deaths - 1))


class Supervisor:
    """The children of one service, in the order of their specs.

    A thread of its own starts them and lives until the end, because on Linux a child dies with the thread
    that started it.
    """

    def __init__(
        self, specs: Sequence[ChildSpec], *, log_folder: Path, say: Callable[[str], None] = lambda _: None
    ) -> None:
        log_folder.mkdir(mode=0o700, exist_ok=True)
        self.children = {spec.name: Child(spec, log_folder) for spec in specs}
        self._log_folder = log_folder
        self._say = say
        self._stop = threading.Event()
        self._all_started = threading.Event()
        self._thread = threading.Thread(target=self._run, name="supervisor", daemon=True)
        self._file = rotating_log(log_folder / "up.log")
        self._file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))

    def start(self) -> None:
        """Start every child, each when the one before it stands."""
        self._thread.start()
        self._all_started.wait()

    def stop(self) -> None:
        """Stop every child; returns within 10 s, when none is left."""
        self._stop.set()
        self._thread.join()

    @property
    def is_running(self) -> bool:
        """True until `stop`; False also after a bug of ours ended the supervising thread."""
        return self._thread.is_alive()

    def _run(self) -> None:
        try:
            for child in self.children.values():
                self._begin(child)
                self._await_ready(child)
            self._all_started.set()
            while not self._stop.wait(_LOOK_EVERY_S):
                for child in self.children.values():
                    self._look_after(child)
        finally:
            self._all_started.set()
            self._stop_children()

    def _begin(self, child: Child) -> None:
        child.start(time.monotonic())
        self._write(logging.INFO, f"{child.spec.name} started, pid {child.pid}, restarts {child.restarts}")

    def _await_ready(self, child: Child) -> None:
        deadline_s = time.monotonic() + _READY_LIMIT_S
        while child.spec.is_ready and child.is_running and time.monotonic() < deadline_s:
            if child.spec.is_ready() or self._stop.wait(0.02):
                return

    def _look_after(self, child: Child) -> None:
        now_s = time.monotonic()
        if child.is_running:
            return
        if child.restart_at_s is None:
            self._plan_restart(child, now_s)
        elif now_s >= child.restart_at_s:
            child.restarts += 1
            self._begin(child)

    def _plan_restart(self, child: Child, now_s: float) -> None:
        child.kill()  # what it started and left behind
        lived_s = now_s - child.started_at_s
        child.quick_deaths = child.quick_deaths + 1 if lived_s < _QUICK_DEATH_S else 0
        pause_s = pause_before_restart_s(child.quick_deaths)
        child.restart_at_s = now_s + pause_s
        name = child.spec.name
        self._write(
            logging.WARNING,
            f"{name} ended with {child.exit_code} after {lived_s:.0f} s, starts again in {pause_s:.1f} s",
        )
        if child.quick_deaths == _KEEPS_DYING:
            self._say(f"{name} keeps stopping; {self._log_folder / name}.log says why. It is tried again.")
        if child.quick_deaths >= _KEEPS_DYING and child.spec.when_it_keeps_dying:
            child.spec.when_it_keeps_dying()

    def _stop_children(self) -> None:
        for stops_last, limit_s in ((False, _STOP_LIMIT_S), (True, _STOP_LAST_LIMIT_S)):
            wave = [child for child in self.children.values() if child.spec.stops_last is stops_last]
            for child in wave:
                child.ask_to_stop()
            deadline_s = time.monotonic() + limit_s
            while any(child.is_running for child in wave) and time.monotonic() < deadline_s:
                time.sleep(0.02)
            for child in wave:
                if child.is_running:
                    self._write(logging.WARNING, f"{child.spec.name} did not stop in {limit_s:.0f} s: killed")
                child.kill()
                child.close()
        self._write(logging.INFO, "stopped")
        self._file.close()

    def _write(self, level: int, text: str) -> None:
        self._file.emit(
            logging.makeLogRecord({"msg": text, "levelno": level, "levelname": logging.getLevelName(level)})
        )
