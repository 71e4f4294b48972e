from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from ingest.shutdown import StopWatch, running_job
from storage.database import DatabaseUnreachableError

WORKER = """
    import hashlib, pathlib, signal, subprocess, sys, time
    from ingest import shutdown
    folder = pathlib.Path(sys.argv[1])
    signal.signal(signal.SIGTERM, lambda *_: None)   # as Celery does: a polite handler in Python
    shutdown.watch_for_stop()
    def hand_back():
        (folder / "handed_back").touch()
    def ready():
        (folder / "ready").touch()
    {body}
"""


def start(tmp_path: Path, body: str) -> subprocess.Popen[bytes]:
    script = textwrap.dedent(WORKER).replace("{body}", textwrap.dedent(body).strip())
    process = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)])
    deadline = time.monotonic() + 20
    while not (tmp_path / "ready").exists():
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return process


def stop(process: subprocess.Popen[bytes]) -> tuple[int, float]:
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    return process.wait(timeout=20), time.monotonic() - began


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_worker_deep_in_c_code_hands_its_job_back_and_ends_at_once(tmp_path: Path) -> None:
    worker = start(
        tmp_path,
        """
with shutdown.running_job(hand_back):
    ready()
    hashlib.pbkdf2_hmac("sha256", b"p", b"s", 2_000_000_000)   # one C call of many minutes
""",
    )
    code, seconds = stop(worker)
    assert code == 0
    assert seconds < 3
    assert (tmp_path / "handed_back").exists()


def test_the_programs_that_a_job_started_end_with_it(tmp_path: Path) -> None:
    worker = start(
        tmp_path,
        """
with shutdown.running_job(hand_back):
    child = subprocess.Popen(["sleep", "600"])
    (folder / "child").write_text(str(child.pid))
    ready()
    child.wait()
""",
    )
    code, seconds = stop(worker)
    assert (code, seconds < 3) == (0, True)
    child = int((tmp_path / "child").read_text())
    deadline = time.monotonic() + 5
    while is_alive(child):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_an_idle_worker_that_does_not_leave_by_itself_is_made_to_within_seconds(tmp_path: Path) -> None:
    worker = start(tmp_path, "ready(); [time.sleep(0.05) for _ in range(12_000)]")
    code, seconds = stop(worker)
    assert code == 0
    assert seconds < 5
    assert not (tmp_path / "handed_back").exists()


class Left(BaseException):
    pass


def leave(code: int) -> None:
    raise Left(code)


def test_a_job_taken_after_the_signal_is_handed_back_before_it_begins(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ingest.shutdown.IDLE_GRACE_S", 0)
    monkeypatch.setattr("ingest.shutdown.kill_children", lambda _: None)
    watch = StopWatch(leave=leave)
    with pytest.raises(Left):
        watch.stop()
    handed_back: list[bool] = []
    with pytest.raises(Left), watch.running_job(lambda: handed_back.append(True)):
        pytest.fail("the job began")
    assert handed_back


def test_a_job_that_cannot_be_handed_back_is_left_to_its_lease(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("ingest.shutdown.kill_children", lambda _: None)

    def refuse() -> None:
        raise DatabaseUnreachableError("The database did not answer")

    watch = StopWatch(leave=leave)
    with pytest.raises(Left), watch.running_job(refuse):
        watch.stop()
    assert "storage.database_unreachable" in caplog.text


def test_outside_a_worker_the_block_simply_runs() -> None:
    with running_job(lambda: pytest.fail("nobody asked to stop")):
        pass
