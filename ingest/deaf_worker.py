"""Ends a worker that no longer hears its queue, so that its successor does. Touches the world.

Celery comes back by itself after most losses of a broker, not after all: then the process lives, connected to
nothing, and waits for ever. The ledger shows it: messages of this queue were sent again and again while this
worker had nothing to do.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from celery.signals import task_postrun, task_prerun
from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.belt import Belt
from ingest.heartbeat import STALLED_EXIT
from storage.errors import ServiceError
from storage.ledger.jobs import JobState
from storage.tables import Job

log = logging.getLogger(__name__)

_SENT_AGAIN = 3  # one message may be lost with the broker's memory, and one with a worker
_IDLE_LEASES = 2.0


class Ear:
    """Remembers when this process last had something to do."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._is_busy = False
        self._heard_at_s = clock()

    def begins(self, **_: Any) -> None:
        """A message arrived and is worked on."""
        self._is_busy = True

    def ends(self, **_: Any) -> None:
        """The work is over."""
        self._heard_at_s = self._clock()
        self._is_busy = False

    @property
    def idle_s(self) -> float:
        """Seconds without a message; 0 while one is worked on."""
        return 0.0 if self._is_busy else self._clock() - self._heard_at_s


def is_deaf(session: Session, queue: str, *, idle_s: float, lease_s: float) -> bool:
    """Whether a worker of this queue, idle for so long, should have heard a message that was sent again."""
    if idle_s < _IDLE_LEASES * lease_s:
        return False
    unheard = select(Job.id).where(
        Job.queue == queue, Job.state == JobState.DISPATCHED, Job.deliveries >= _SENT_AGAIN
    )
    return session.scalar(unheard.limit(1)) is not None


def watch_for_deafness(
    queue: str, belt: Callable[[], Belt], *, lease_s: float, leave: Callable[[int], object] = os._exit
) -> None:
    """Begin to watch this process, a worker of `queue`, from a thread of its own.

    `belt` opens the belt; `lease_s` is how long a sent message may stay unclaimed.
    """
    ear = Ear()
    task_prerun.connect(ear.begins, weak=False)  # type: ignore[no-untyped-call]
    task_postrun.connect(ear.ends, weak=False)  # type: ignore[no-untyped-call]
    look = partial(watch, queue, belt, ear, lease_s=lease_s, ended=threading.Event(), leave=leave)
    threading.Thread(target=look, name="deafness watch", daemon=True).start()


def watch(
    queue: str,
    belt: Callable[[], Belt],
    ear: Ear,
    *,
    lease_s: float,
    ended: threading.Event,
    leave: Callable[[int], object],
) -> None:
    """Look once in every lease until `ended`, or until the process leaves."""
    while not ended.wait(lease_s):
        try:
            with belt().database.read() as session:
                deaf = is_deaf(session, queue, idle_s=ear.idle_s, lease_s=lease_s)
        except ServiceError as failure:
            log.warning("nobody can tell whether messages are waiting: %s", failure.code)
            continue
        if deaf:
            log.error("messages wait and none arrives for %d s: this worker ends", ear.idle_s)
            leave(STALLED_EXIT)
            return
