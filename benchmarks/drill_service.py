"""A running `chartscribe up` that a drill may hurt. Touches the world."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from chartscribe.home_lock import running_url
from storage.settings import StorageSettings

_STARTED = re.compile(r"INFO (\S+) started, pid (\d+), restarts \d+$")


def wait_until(what: str, true: Callable[[], object], *, limit_s: float) -> float:
    """The seconds it took until `true`.

    Raises:
        TimeoutError: it did not become true.
    """
    began_s = time.monotonic()
    while not true():
        if time.monotonic() - began_s > limit_s:
            raise TimeoutError(f"{what} did not happen within {limit_s:.0f} s")
        time.sleep(0.05)
    return time.monotonic() - began_s


def is_alive(pid: int) -> bool:
    """True while the process exists and is not a zombie."""
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text(errors="replace").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def lease_environment(settings: StorageSettings, share: float) -> dict[str, str]:
    """The environment that gives every lease, heartbeat and retry time this share of its default."""
    return {
        "CHARTSCRIBE_DISPATCHED_LEASE_S": str(settings.dispatched_lease_s * share),
        "CHARTSCRIBE_RUNNING_LEASE_S": str(settings.running_lease_s * share),
        "CHARTSCRIBE_HEARTBEAT_S": str(settings.heartbeat_s * share),
        "CHARTSCRIBE_RETRY_DELAYS_S": json.dumps([delay * share for delay in settings.retry_delays_s]),
    }


class Service:
    """`chartscribe up` on one home, started and killed at will."""

    def __init__(self, home: Path, environment: Mapping[str, str]) -> None:
        self.home = home
        self._environment = {
            **os.environ,
            "CHARTSCRIBE_HOME": str(home),
            "CHARTSCRIBE_WEB_PORT": "0",
            **environment,
        }
        self._output = home.parent / f"{home.name}.out"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start it; the seconds until it answered."""
        with self._output.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "chartscribe", "up"],
                env=self._environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        return wait_until("start of the service", self._says_ready, limit_s=120)

    def _says_ready(self) -> bool:
        said = self._output.read_text(errors="replace")
        assert self._process is not None  # noqa: S101 - started
        if self._process.poll() is not None:
            raise RuntimeError(f"the service ended: {said}")
        return "ready at" in said

    def pids(self) -> dict[str, int]:
        """The newest process id of each child."""
        lines = (self.home / "logs" / "up.log").read_text().splitlines()
        found = filter(None, map(_STARTED.search, lines))
        return {match[1]: int(match[2]) for match in found}

    def kill(self, name: str) -> None:
        """Kill -9 of a child that runs, or of `up` itself; then no child may be left."""
        if name == "up":
            self.kill_everything()
            return
        wait_until(f"{name} runs", lambda: is_alive(self.pids()[name]), limit_s=60)
        os.kill(self.pids()[name], signal.SIGKILL)

    def kill_everything(self) -> None:
        """Kill -9 of `up`; returns when all its children are gone.

        Raises:
            TimeoutError: a child outlived it.
        """
        if self._process is None:
            return
        children = self.pids().values()
        self._process.kill()
        self._process.wait()
        self._process = None
        wait_until("end of the children", lambda: not any(map(is_alive, children)), limit_s=5)

    def stop(self) -> float:
        """SIGTERM; the seconds until it and every child had ended."""
        assert self._process is not None  # noqa: S101 - started
        children = self.pids().values()
        began_s = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(timeout=15)
        wait_until("end of the children", lambda: not any(map(is_alive, children)), limit_s=1)
        return time.monotonic() - began_s

    def flush_broker(self) -> None:
        """Make the embedded broker forget every message."""
        wait_until("flush of the broker", self._flush, limit_s=30)

    def _flush(self) -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            try:
                client.connect(str(self.home / "run" / "broker.sock"))
                client.sendall(b"FLUSHALL\r\n")
                return client.recv(64).startswith(b"+OK")
            except OSError:
                return False  # it was killed and is not back yet

    @property
    def url(self) -> str | None:
        """Where it answers now."""
        return running_url(self.home)
