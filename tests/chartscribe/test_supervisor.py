from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from chartscribe import supervisor as supervisor_module
from chartscribe.child import ChildSpec
from chartscribe.supervisor import Supervisor, pause_before_restart_s

SLEEPS = (sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)")
STUBBORN = (
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('up', flush=True); time.sleep(600)",
)

# What `up` does with its children, the children being two sleepers and the real broker.
SERVICE = """
import signal, sys, time
from pathlib import Path
from chartscribe.broker_child import broker_child, broker_socket
from chartscribe.child import ChildSpec
from chartscribe.supervisor import Supervisor
home = Path(sys.argv[1])
for number in (signal.SIGINT, signal.SIGTERM):  # a shell's background jobs inherit SIGINT ignored
    signal.signal(number, signal.default_int_handler)
sleeps = (sys.executable, "-m", "ingest.guard", "sleep", "600")
service = Supervisor(
    [broker_child(home, broker_socket(home)), ChildSpec("one", sleeps), ChildSpec("two", sleeps)],
    log_folder=home / "logs",
)
try:
    service.start()
    print(*(child.pid for child in service.children.values()), flush=True)
    time.sleep(600)
except KeyboardInterrupt:
    pass
finally:
    service.stop()
"""


def wait_until(true: Callable[[], object], limit_s: float = 10) -> None:
    deadline = time.monotonic() + limit_s
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def is_gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@contextmanager
def supervised(folder: Path, *specs: ChildSpec) -> Iterator[tuple[Supervisor, list[str]]]:
    said: list[str] = []
    service = Supervisor(specs, log_folder=folder, say=said.append)
    service.start()
    try:
        yield service, said
    finally:
        service.stop()


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor_module, "_LOOK_EVERY_S", 0.02)
    monkeypatch.setattr(supervisor_module, "_FIRST_PAUSE_S", 0.02)


def test_a_child_that_dies_is_started_again_and_counted(tmp_path: Path) -> None:
    with supervised(tmp_path, ChildSpec("one", SLEEPS)) as (service, _):
        child = service.children["one"]
        assert child.pid is not None
        first = child.pid
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: child.restarts == 1 and child.is_running)
        assert child.pid != first
    assert "one ended with -9" in (tmp_path / "up.log").read_text()
    assert "restarts 1" in (tmp_path / "up.log").read_text()


def test_a_child_that_keeps_dying_is_reported_once_and_its_cure_is_tried(tmp_path: Path) -> None:
    cured = tmp_path / "cured"
    waits_for_cure = (
        sys.executable,
        "-c",
        f"import pathlib, sys, time; pathlib.Path({str(cured)!r}).exists() or sys.exit('broken');"
        "time.sleep(600)",
    )
    spec = ChildSpec("one", waits_for_cure, when_it_keeps_dying=cured.touch)
    with supervised(tmp_path, spec) as (service, said):
        child = service.children["one"]
        wait_until(lambda: child.restarts == 3 and child.is_running)
        assert len(said) == 1
    assert "one keeps stopping" in said[0]
    assert (tmp_path / "one.log").read_text().count("broken") == 3


def test_pauses_grow_to_half_a_minute_and_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor_module, "_FIRST_PAUSE_S", 0.5)
    assert [pause_before_restart_s(n) for n in (0, 1, 2, 3, 7, 60)] == [0.5, 0.5, 1, 2, 30, 30]


def test_a_child_that_ignores_the_request_to_stop_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor_module, "_STOP_LIMIT_S", 0.2)
    with supervised(tmp_path, ChildSpec("one", STUBBORN)) as (service, _):
        pid = service.children["one"].pid
        wait_until(lambda: "up" in (tmp_path / "one.log").read_text())
    assert pid is not None
    assert is_gone(pid)
    assert "killed" in (tmp_path / "up.log").read_text()


def test_what_a_dead_child_left_behind_dies_too(tmp_path: Path) -> None:
    leaves_one = (
        sys.executable,
        "-c",
        "import subprocess, time; print(subprocess.Popen(['sleep', '600']).pid, flush=True); time.sleep(600)",
    )
    log = tmp_path / "one.log"
    with supervised(tmp_path, ChildSpec("one", leaves_one)) as (service, _):
        wait_until(lambda: log.read_text().endswith("\n"))
        grandchild = int(log.read_text())
        pid = service.children["one"].pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: is_gone(grandchild))


def test_children_stand_one_after_the_other_and_the_broker_stops_last(tmp_path: Path) -> None:
    order: list[str] = []

    def ready() -> bool:
        order.append("asked")
        return len(order) >= 3

    with supervised(
        tmp_path, ChildSpec("broker", SLEEPS, is_ready=ready, stops_last=True), ChildSpec("web", SLEEPS)
    ):
        pass
    assert order == ["asked"] * 3
    log = (tmp_path / "up.log").read_text()
    assert log.index("broker started") < log.index("web started")


@pytest.fixture
def service(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    process = subprocess.Popen(
        [sys.executable, "-c", SERVICE, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    children = [int(pid) for pid in process.stdout.readline().split()]
    assert len(children) == 3
    yield process, children
    process.kill()
    process.wait()
    process.stdout.close()


def test_every_child_dies_when_the_supervisor_is_killed(
    service: tuple[subprocess.Popen[str], list[int]],
) -> None:
    process, children = service
    process.kill()
    process.wait()
    wait_until(lambda: all(is_gone(pid) for pid in children), limit_s=30)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_every_child(
    service: tuple[subprocess.Popen[str], list[int]], number: signal.Signals
) -> None:
    process, children = service
    process.send_signal(number)
    # the bar of 10 s is read by benchmarks.kill (1.8 s at worst); a loaded machine must not fail a test
    assert process.wait(timeout=60) == 0
    assert all(is_gone(pid) for pid in children)


def test_a_child_needs_a_name_and_a_command() -> None:
    with pytest.raises(ValueError, match="command"):
        ChildSpec("one", ())
