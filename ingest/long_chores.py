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
from storage.export import ExportBusyError, find_export, run_export, waiting_export
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
_LOOK_EVERY_S = 10.0
_EXPORTS_EVERY_S = 2.0
_TRY_AGAIN_AFTER = timedelta(minutes=15)


def long_chores(database: Database, storage: StorageSettings) -> list[Chore]:
    """The long chores of one site."""

    @cache
    def belt() -> Belt:
        return open_belt(storage)  # not before the first look: see `ingest.chores`

    return [
        Chore("second copy", _LOOK_EVERY_S, lambda: copy_if_due(database, belt, storage)),
        Chore("exports", _EXPORTS_EVERY_S, lambda: export_if_asked(database, belt)),
    ]


def export_if_asked(database: Database, belt: Callable[[], Belt]) -> bool:
    """True when an export that somebody asked for was run to its end.

    Raises:
        ServiceError: it broke off; its row says why, and a person can let it go on.
    """
    with database.read() as session:
        run_id = waiting_export(session)
        if run_id is None:
            return False
        asked_by = find_export(session, run_id).asked_by
    try:
        run = run_export(run_id, database=database, store=belt().store, actor=Actor.program(asked_by))
    except ExportBusyError:
        return False  # somebody exports at the command line
    _log.info("export %s: %d files written, %d left out", run_id, run.written, run.left_out)
    return run.state == "done"


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
    if newest is None or newest.state == "asked":
        return True
    if newest.state == "done":
        return newest.started_at < planned.astimezone(UTC)
    return now - (newest.ended_at or newest.started_at) >= _TRY_AGAIN_AFTER
