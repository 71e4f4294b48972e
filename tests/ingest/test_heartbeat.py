from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.heartbeat import STALLED_EXIT, beating
from storage.ledger.jobs import claim
from storage.tables import Job
from tests.small_site import FERN, PDF, SmallSite, small_site

PATIENCE_S = 10


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SmallSite]:
    with small_site(tmp_path, heartbeat_s=0.01, stalled_after_s=0.05, running_lease_s=60) as site:
        yield site


@pytest.fixture
def running(site: SmallSite) -> tuple[str, str]:
    site.receive(PDF, **FERN)
    ((job_id, token),) = site.next_messages()
    site.write(lambda s: claim(s, job_id, token, lease_s=0.001, max_attempts=3))
    return job_id, token


def test_a_running_job_keeps_its_lease(site: SmallSite, running: tuple[str, str]) -> None:
    progress, extended = threading.Event(), threading.Event()
    with site.belt.database.read() as session:
        before = session.get_one(Job, running[0]).lease_until

    with beating(site.belt, *running, progress=progress, leave=lambda _: None):
        for _ in range(1000):
            with site.belt.database.read() as session:
                if session.get_one(Job, running[0]).lease_until != before:
                    extended.set()
                    break

    assert extended.is_set()


def test_a_job_without_progress_ends_its_worker(site: SmallSite, running: tuple[str, str]) -> None:
    left: list[int] = []
    gone = threading.Event()

    def leave(code: int) -> None:
        left.append(code)
        gone.set()

    with beating(site.belt, *running, progress=threading.Event(), leave=leave):
        assert gone.wait(PATIENCE_S)

    assert left == [STALLED_EXIT]


def test_a_job_that_moves_is_left_alone_however_long_it_takes(
    site: SmallSite, running: tuple[str, str]
) -> None:
    class AlwaysMoving(threading.Event):
        looks = 0

        def is_set(self) -> bool:
            self.looks += 1
            if self.looks > 30:
                enough.set()
            return True

    enough = threading.Event()

    with beating(site.belt, *running, progress=AlwaysMoving(), leave=lambda _: pytest.fail("it moves")):
        assert enough.wait(PATIENCE_S)


def test_a_lost_lease_ends_the_beating(site: SmallSite, running: tuple[str, str]) -> None:
    job_id, _ = running

    with beating(site.belt, job_id, "somebody else's", progress=threading.Event(), leave=lambda _: None):
        pass

    with site.belt.database.read() as session:
        assert session.get_one(Job, job_id).token == running[1]
