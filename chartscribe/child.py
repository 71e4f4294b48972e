"""One child process: started, its output kept in a rotating file, stopped or killed. Touches the world."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO

from ingest.guard import child_environment

_LOG_BYTES = 5_000_000
_OLD_LOGS = 3
_LAST_LINE_S = 5.0  # something that outlived the child may hold its output open


@dataclass(frozen=True)
class ChildSpec:
    """What to start, and how to tell that it stands.

    `stops_last` children outlive the others at a stop; `when_it_keeps_dying` is tried before another start.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    pass_fds: tuple[int, ...] = ()
    is_ready: Callable[[], bool] | None = None
    stops_last: bool = False
    when_it_keeps_dying: Callable[[], None] | None = None

    def __post_init__(self) -> None:
        if not self.name or not self.command:
            raise ValueError("a child needs a name and a command")


class Child:
    """A child process through its lives."""

    def __init__(self, spec: ChildSpec, log_folder: Path) -> None:
        self.spec = spec
        self.restarts = 0
        self.quick_deaths = 0
        self.started_at_s = 0.0
        self.restart_at_s: float | None = None
        self._log = rotating_log(log_folder / f"{spec.name}.log")
        self._process: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None

    @property
    def pid(self) -> int | None:
        """The process id of the present life."""
        return self._process.pid if self._process else None

    @property
    def is_running(self) -> bool:
        """True while the process lives."""
        return self._process is not None and self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        """How the last life ended; negative: by that signal."""
        return self._process.returncode if self._process else None

    def start(self, now_s: float) -> None:
        """Begin a life, in a session of its own so that Ctrl-C reaches only the supervisor.

        Call from a thread that lives as long as the service: on Linux a child dies with the thread that
        started it (see ingest.guard).
        """
        self.started_at_s = now_s
        self.restart_at_s = None
        self._process = subprocess.Popen(
            self.spec.command,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **self.spec.environment, **child_environment()},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=self.spec.pass_fds,
            start_new_session=True,
        )
        assert self._process.stdout is not None  # noqa: S101 - asked for above
        self._reader = threading.Thread(target=self._keep, args=(self._process.stdout,), daemon=True)
        self._reader.start()

    def _keep(self, output: IO[bytes]) -> None:
        with output:
            for line in output:
                text = line.decode(errors="replace").rstrip()
                self._log.emit(logging.makeLogRecord({"msg": "%s", "args": (text,)}))

    def ask_to_stop(self) -> None:
        """SIGTERM: a worker hands its job back, the web finishes its answers."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def kill(self) -> None:
        """SIGKILL to the process and to everything in its session, living or left behind."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def close(self) -> None:
        """Close the log file, after the last line: one written later would open it again."""
        if self._reader is not None:
            self._reader.join(_LAST_LINE_S)
        self._log.close()


def rotating_log(path: Path) -> RotatingFileHandler:
    """A handler that writes bare lines and keeps at most 20 MB."""
    handler = RotatingFileHandler(path, maxBytes=_LOG_BYTES, backupCount=_OLD_LOGS, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(message)s"))
    return handler
