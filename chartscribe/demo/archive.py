"""Starts a clinic's own archive when a page of the demo calls for it. Touches the world.

The archive is `chartscribe.demo.archive_child`: a process with the environment that was there before the demo
began, so with the normal home, keys and database of its own. It is given one thing of the demo's: the path of
the file in which it says where it is. It ends with the demo; started by itself it goes on where it stopped.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from chartscribe.child import Child, ChildSpec
from review_ui.archive_call import ArchiveAnswer, answer_path, take_call, write_answer

ENVIRONMENT = "ARCHIVE_ENVIRONMENT"
_LOOK_EVERY_S = 0.3
_STOP_LIMIT_S = 15.0  # it stops its own children within 10


def archive_variables(before_demo: Mapping[str, str], demo_home: Path) -> dict[str, str]:
    """The CHARTSCRIBE_* variables for the archive: those from before the demo, without its own home."""
    kept = {name: value for name, value in before_demo.items() if name.startswith("CHARTSCRIBE_")}
    if "CHARTSCRIBE_HOME" in kept and Path(kept["CHARTSCRIBE_HOME"]).absolute() == demo_home.absolute():
        del kept["CHARTSCRIBE_HOME"]
    kept.pop("CHARTSCRIBE_DEMO", None)
    return kept


class ArchiveStarter:
    """Waits for the call, and keeps the archive's process while the demo runs."""

    def __init__(self, demo_home: Path, before_demo: Mapping[str, str], say: Callable[[str], None]) -> None:
        variables = archive_variables(before_demo, demo_home)
        command = (
            *(sys.executable, "-P", "-m", "ingest.guard", "-m", "chartscribe.demo.archive_child"),
            str(answer_path(demo_home)),
        )
        (demo_home / "logs").mkdir(mode=0o700, exist_ok=True)
        self._home = demo_home
        self._say = say
        self._child = Child(
            ChildSpec("archive", command, {ENVIRONMENT: json.dumps(variables)}), demo_home / "logs"
        )
        self._stop = threading.Event()
        # a child dies with the thread that started it, so the thread stays
        self._thread = threading.Thread(target=self._run, name="archive", daemon=True)

    def __enter__(self) -> ArchiveStarter:
        answer_path(self._home).unlink(missing_ok=True)
        take_call(self._home)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        answering = False
        try:
            while not self._stop.wait(_LOOK_EVERY_S):
                if take_call(self._home):
                    answering = True
                    if self._child.is_running:  # it answers again: there is one archive
                        self._end_child()
                    self._say("Starting the archive, beside this demo.")
                    self._child.start(time.monotonic())
                elif answering and not self._child.is_running and not answer_path(self._home).exists():
                    answering = False
                    write_answer(
                        answer_path(self._home),
                        ArchiveAnswer(
                            problem=f"It stopped by itself: {self._home}/logs/archive.log says why."
                        ),
                    )
        finally:
            self._end_child()
            self._child.close()

    def _end_child(self) -> None:
        self._child.ask_to_stop()
        give_up_s = time.monotonic() + _STOP_LIMIT_S
        while self._child.is_running and time.monotonic() < give_up_s:
            time.sleep(0.05)
        self._child.kill()
