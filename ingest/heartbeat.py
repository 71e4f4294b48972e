"""A thread that says "still alive" for one running job, as long as the job moves. Touches the world."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ingest.belt import Belt
from storage.errors import ServiceError
from storage.ledger.jobs import extend_lease

log = logging.getLogger(__name__)

STALLED_EXIT = 70  # EX_SOFTWARE of sysexits.h


@contextmanager
def beating(
    belt: Belt,
    job_id: str,
    token: str,
    *,
    progress: threading.Event,
    leave: Callable[[int], object] = os._exit,
) -> Iterator[None]:
    """Extend the job's lease every `heartbeat_s` until the block ends or the job is no longer ours.

    Whoever writes a unit of work sets `progress`. Without progress for `stalled_after_s` the process leaves:
    a call that hangs in foreign code cannot be interrupted otherwise, and its job must not be held for ever.
    """
    ended = threading.Event()
    thread = threading.Thread(target=_beat, args=(belt, job_id, token, ended, progress, leave), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _beat(
    belt: Belt,
    job_id: str,
    token: str,
    ended: threading.Event,
    progress: threading.Event,
    leave: Callable[[int], object],
) -> None:
    settings = belt.settings
    still_s = 0.0
    while not ended.wait(settings.heartbeat_s):
        still_s = 0.0 if progress.is_set() else still_s + settings.heartbeat_s
        progress.clear()
        if still_s >= settings.stalled_after_s:
            log.error("job %s showed no progress for %d s: this worker ends", job_id, still_s)
            leave(STALLED_EXIT)
            return
        try:
            with belt.database.write() as session:
                ours = extend_lease(session, job_id, token, lease_s=settings.running_lease_s)
        except ServiceError as failure:
            log.warning("job %s: no heartbeat, %s", job_id, failure.code)
            continue
        if not ours:
            log.warning("job %s: the lease is lost", job_id)
            return
