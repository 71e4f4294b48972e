from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from ingest.deaf_worker import Ear, is_deaf, watch
from ingest.heartbeat import STALLED_EXIT
from storage.tables import Job
from tests.small_site import SmallSite, small_site

QUEUE = "scan"


class Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SmallSite]:
    with small_site(tmp_path) as site:
        yield site


def send_again(site: SmallSite, *, times: int) -> None:
    site.receive()
    site.next_messages()
    site.write(lambda session: session.execute(update(Job).values(deliveries=times)))


def deaf(site: SmallSite, *, idle_s: float, queue: str = QUEUE) -> bool:
    with site.belt.database.read() as session:
        return is_deaf(session, queue, idle_s=idle_s, lease_s=60)


def test_an_ear_counts_from_the_end_of_the_last_work() -> None:
    clock = Clock()
    ear = Ear(clock)
    clock.now_s += 7
    assert ear.idle_s == 7
    ear.begins()
    clock.now_s += 500
    assert ear.idle_s == 0
    ear.ends()
    clock.now_s += 3
    assert ear.idle_s == 3


def test_an_idle_worker_is_deaf_when_a_message_of_its_queue_was_sent_three_times(site: SmallSite) -> None:
    send_again(site, times=3)
    assert deaf(site, idle_s=120)


def test_a_worker_that_was_at_work_a_moment_ago_is_not_deaf(site: SmallSite) -> None:
    send_again(site, times=9)
    assert not deaf(site, idle_s=119)


@pytest.mark.parametrize(("times", "queue"), [(2, QUEUE), (3, "ocr")])
def test_a_worker_is_not_deaf_for_a_lost_message_or_for_another_queue(
    site: SmallSite, times: int, queue: str
) -> None:
    send_again(site, times=times)
    assert not deaf(site, idle_s=1000, queue=queue)


def test_a_deaf_worker_leaves(site: SmallSite) -> None:
    send_again(site, times=3)
    codes: list[int] = []
    clock = Clock()
    ear = Ear(clock)
    clock.now_s += 1000

    watch(QUEUE, lambda: site.belt, ear, lease_s=0.01, ended=threading.Event(), leave=codes.append)

    assert codes == [STALLED_EXIT]


def test_a_worker_that_hears_stays_until_it_is_told_to_end(site: SmallSite) -> None:
    ended = threading.Event()
    threading.Timer(0.1, ended.set).start()

    codes: list[int] = []
    watch(QUEUE, lambda: site.belt, Ear(), lease_s=0.01, ended=ended, leave=codes.append)

    assert codes == []
