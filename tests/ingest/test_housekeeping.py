from __future__ import annotations

import logging
import threading

import pytest

from ingest.celery_app import BrokerUnreachableError
from ingest.housekeeping import Chore, Housekeeping


class Clock:
    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_each_chore_is_done_at_once_and_then_at_its_own_interval() -> None:
    clock, done = Clock(), []
    house = Housekeeping(
        [Chore("fast", 5, lambda: done.append("fast")), Chore("slow", 60, lambda: done.append("slow"))],
        clock=clock,
    )
    assert house.do_what_is_due() == 5
    clock.now_s += 5
    house.do_what_is_due()
    clock.now_s += 55
    house.do_what_is_due()
    assert done == ["fast", "slow", "fast", "fast", "slow"]


def test_a_chore_that_fails_stops_neither_itself_nor_the_others(caplog: pytest.LogCaptureFixture) -> None:
    def outage() -> None:
        raise BrokerUnreachableError("away")

    def bug() -> None:
        raise KeyError("oops")

    clock, done = Clock(), []
    house = Housekeeping(
        [Chore("a", 1, outage), Chore("b", 1, bug), Chore("c", 1, lambda: done.append("c"))], clock=clock
    )
    with caplog.at_level(logging.WARNING):
        house.do_what_is_due()
        clock.now_s += 1
        house.do_what_is_due()
    assert done == ["c", "c"]
    assert "ingest.broker_unreachable" in caplog.text
    assert "chore b failed" in caplog.text


def test_a_house_runs_in_a_thread_until_it_is_stopped() -> None:
    done = threading.Event()
    house = Housekeeping([Chore("once", 60, done.set)])
    house.start()
    assert done.wait(5)
    house.stop()
    assert Housekeeping([]).do_what_is_due() > 0


def test_a_chore_needs_a_name_and_an_interval() -> None:
    with pytest.raises(ValueError, match="interval"):
        Chore("x", 0, print)
