"""Chores that may take hours, in a thread of their own beside the others. Touches the world."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from ingest.belt import Belt, open_belt
from ingest.housekeeping import Chore
from storage.audit.record import Actor
from storage.database import Database, database_now
from storage.second_copy import (
    CopyBusyError,
    CopyDiskNotMarkedError,
    newest_run,
    run_copy,
    second_copy_folder,
)
from storage.settings import StorageSettings
from storage.tables import CopyRun

_log = logging.getLogger(__name__)
_LOOK_EVERY_S = 60.0
_TRY_AGAIN_AFTER = timedelta(minutes=15)


def long_chores(database: Database, storage: StorageSettings) -> list[Chore]:
    """The long chores of one site."""

    @cache
    def belt() -> Belt:
        return open_belt(storage)  # not before the first look: see `ingest.chores`

    return [Chore("second copy", _LOOK_EVERY_S, lambda: copy_if_due(database, belt, storage))]


def copy_if_due(database: Database, belt: Callable[[], Belt], storage: StorageSettings) -> bool:
    """True when the nightly copy was made; False when it is not due, or its disk is not there.

    Raises:
        ServiceError: the copy broke off; it is tried again a quarter of an hour later.
    """
    with database.read() as session:
        folder = second_copy_folder(session, storage)
        newest, now = newest_run(session), database_now(session)
    zone = ZoneInfo(storage.site_time_zone)
    if folder is None or not is_due(now, newest, time.fromisoformat(storage.second_copy_at), zone):
        return False
    try:
        report = run_copy(
            folder,
            database=database,
            store=belt().store,
            settings=storage,
            actor=Actor.program("dispatcher"),
        )
    except (CopyDiskNotMarkedError, CopyBusyError):
        return False  # the disk is away, or somebody copies by hand: the age of the last copy says the rest
    _log.info("second copy: %d objects, %d of them new", report.objects, report.objects_new)
    return True


def is_due(now: datetime, newest: CopyRun | None, at: time, zone: ZoneInfo) -> bool:
    """True when no copy was made since `at` last passed on the site's clock, and none was tried lately."""
    here = now.astimezone(zone)
    planned = datetime.combine(here.date(), at, zone)
    if planned > here:
        planned = datetime.combine(here.date() - timedelta(days=1), at, zone)
    if newest is None:
        return True
    if newest.state == "done":
        return newest.started_at < planned.astimezone(UTC)
    return now - (newest.ended_at or newest.started_at) >= _TRY_AGAIN_AFTER
