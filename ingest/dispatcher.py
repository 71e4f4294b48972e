"""Moves ready jobs to the broker; any number of dispatchers may run. Touches the world.

One round: expired leases return; each queue releases, by priority, no more than twice its workers; what was
released is published after the commit. A job whose message could not be published goes back; one whose
message is lost comes back when its lease runs out. So the broker may be killed or flushed at any time.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from ingest.celery_app import app, send, use_broker
from ingest.chores import site_chores
from ingest.housekeeping import Housekeeping
from ingest.long_chores import long_chores
from ingest.settings import IngestSettings
from ingest.stages import STAGES, JobKind
from storage.database import Database
from storage.errors import ServiceError
from storage.ledger.jobs import release, return_expired, unsend
from storage.settings import StorageSettings
from storage.tables import Job

_log = logging.getLogger(__name__)
_JOBS_OUT_PER_SLOT = 2  # no worker waits for work, and stat work is soon at the front
_BUSY_POLL_SHARE = 0.2  # after a round that sent something the next one comes five times as soon

Send = Callable[[str, str, str, str], None]  # task name, queue, job id, token


@dataclass(frozen=True)
class DispatchRules:
    """How much is sent, for how long, and how often the dispatcher looks."""

    slots: Mapping[str, int]
    lease_s: float
    poll_s: float

    def __post_init__(self) -> None:
        if min(self.slots.values()) < 1 or self.lease_s <= 0 or self.poll_s <= 0:
            raise ValueError("slots, lease and poll interval are positive")


@dataclass(frozen=True)
class _Message:
    task: str
    queue: str
    job_id: str
    token: str


def dispatch_once(database: Database, send: Send, rules: DispatchRules) -> int:
    """The number of jobs that were published in one round.

    Raises:
        storage.database.DatabaseUnreachableError: nothing was sent, or failed sends could not be taken back
            (their leases run out).
    """
    messages = _release(database, rules)
    for number, message in enumerate(messages):
        try:
            send(message.task, message.queue, message.job_id, message.token)
        except ServiceError as failure:
            # The rest would most likely fail as slowly: back with all of them
            _log.warning("%d jobs were not sent: %s", len(messages) - number, failure.code)
            _take_back(database, messages[number:])
            return number
    return len(messages)


def _release(database: Database, rules: DispatchRules) -> list[_Message]:
    messages = []
    with database.write() as session:
        returned = return_expired(session)
        for queue, slots in rules.slots.items():
            limit = slots * _JOBS_OUT_PER_SLOT
            tokens = dict(release(session, queue=queue, limit=limit, lease_s=rules.lease_s))
            kinds = {job.id: job.kind for job in session.scalars(select(Job).where(Job.id.in_(tokens)))}
            messages += [
                _Message(STAGES[JobKind(kinds[job_id])].task, queue, job_id, token)
                for job_id, token in tokens.items()
            ]
    if returned:
        _log.warning("%d leases ran out; their jobs are ready again", returned)
    return messages


def _take_back(database: Database, messages: Sequence[_Message]) -> None:
    with database.write() as session:
        for message in messages:
            unsend(session, message.job_id, message.token)


class Dispatcher:
    """The loop around `dispatch_once`."""

    def __init__(self, database: Database, send: Send, rules: DispatchRules) -> None:
        self._database = database
        self._send = send
        self._rules = rules
        self._wake = threading.Event()
        self._stopped = False

    def run(self) -> None:
        """Dispatch until `stop` is called; outages are logged and waited out."""
        while not self._stopped:
            self._wake.wait(self._rules.poll_s * (_BUSY_POLL_SHARE if self._round() else 1))
            self._wake.clear()

    def _round(self) -> int:
        try:
            return dispatch_once(self._database, self._send, self._rules)
        except ServiceError as failure:
            _log.warning("no jobs were sent: %s", failure.code)
            return 0

    def wake(self) -> None:
        """Look again now."""
        self._wake.set()

    def stop(self) -> None:
        """End the loop after the round at hand."""
        self._stopped = True
        self._wake.set()


def stop_on_signal(stop: Callable[[], None]) -> None:
    """Call `stop` on SIGTERM or SIGINT."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop())


def run_dispatcher(
    storage: StorageSettings, ingest: IngestSettings, *, engine_options: Mapping[str, Any] | None = None
) -> None:
    """Dispatch and keep house for one site until told to stop.

    `engine_options` are the snapshot that the watch folder keeps with each document it brings in.

    Raises:
        ingest.celery_app.BrokerNotNamedError: there is no broker to send to.
    """
    use_broker(app, ingest.broker_url)
    database = Database(storage.effective_database_url)
    rules = DispatchRules(ingest.slots, lease_s=storage.dispatched_lease_s, poll_s=ingest.dispatch_poll_s)
    dispatcher = Dispatcher(database, send, rules)
    stop_on_signal(dispatcher.stop)
    housekeeping = Housekeeping(site_chores(database, storage, ingest, engine_options))
    housekeeping.start()
    slow_housekeeping = Housekeeping(long_chores(database, storage))
    slow_housekeeping.start()
    _log.info("dispatching to %s", ", ".join(f"{queue} x{slots}" for queue, slots in rules.slots.items()))
    dispatcher.run()
    housekeeping.stop()
    slow_housekeeping.stop()
    database.close()
