"""A thread that says "still alive" for one running job. Touches the world."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ingest.belt import Belt
from storage.errors import ServiceError
from storage.ledger.jobs import extend_lease

log = logging.getLogger(__name__)


@contextmanager
def beating(belt: Belt, job_id: str, token: str) -> Iterator[None]:
    """Extend the job's lease every `heartbeat_s` until the block ends or the job is no longer ours."""
    ended = threading.Event()
    thread = threading.Thread(target=_beat, args=(belt, job_id, token, ended), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _beat(belt: Belt, job_id: str, token: str, ended: threading.Event) -> None:
    while not ended.wait(belt.settings.heartbeat_s):
        try:
            with belt.database.write() as session:
                ours = extend_lease(session, job_id, token, lease_s=belt.settings.running_lease_s)
        except ServiceError as failure:
            log.warning("job %s: no heartbeat, %s", job_id, failure.code)
            continue
        if not ours:
            log.warning("job %s: the lease is lost", job_id)
            return
