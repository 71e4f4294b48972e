"""One run of the second copy, with its row: what it did, or why it failed. Touches the world."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from storage.audit.record import Actor, record_audit
from storage.database import Database, database_now
from storage.errors import Disposition, ServiceError
from storage.ids import new_id
from storage.objects.object_store import store_error
from storage.objects.sealed_store import SealedStore
from storage.second_copy.copying import CopyReport, make_copy
from storage.second_copy.marked_disk import CopyDisk, open_marked
from storage.settings import StorageSettings
from storage.tables import CopyRun


class CopyBusyError(ServiceError):
    """Another program is copying to this disk now."""

    code: ClassVar[str] = "storage.copy_busy"
    disposition: ClassVar[Disposition] = Disposition.RETRY
    remedy: ClassVar[str] = "Wait until it is done; `chartscribe copy status` shows how far it is"


class CopyCutOffError(ServiceError):
    """A second copy was cut off: the machine or the program stopped on the way."""

    code: ClassVar[str] = "storage.copy_cut_off"
    disposition: ClassVar[Disposition] = Disposition.RETRY
    remedy: ClassVar[str] = "Nothing has to be done: the next copy goes on from there"


def run_copy(
    folder: Path,
    *,
    database: Database,
    store: SealedStore,
    settings: StorageSettings,
    actor: Actor,
    see: Callable[[CopyReport], None] = lambda _: None,
) -> CopyReport:
    """What the marked folder holds after this run, which `copy_run` and the audit remember.

    Raises:
        CopyDiskNotMarkedError, CopyDiskOfOtherSiteError: nothing was begun.
        CopyBusyError: another program copies to this disk.
        ServiceError: the copy broke off; the row says why, and the next run goes on from there.
    """
    disk = open_marked(folder, store.keys)
    with _alone_on(disk):
        run_id = _begin(database, folder, actor)
        with database.read() as session:
            up_to = database_now(session)

        def show(report: CopyReport) -> None:
            _note(database, run_id, report)
            see(report)

        try:
            report = make_copy(
                disk,
                database_url=settings.effective_database_url,
                store=store,
                scratch=settings.home / "spool",
                up_to=up_to,
                see=show,
            )
        except ServiceError as failure:
            _end(database, run_id, state="failed", reason_code=failure.code, reason=failure.message)
            raise
        with database.write() as session:
            now = database_now(session)
            record_audit(
                session,
                actor=actor,
                action="second_copy.made",
                subject_kind="copy_run",
                subject_id=run_id,
                detail={
                    "objects": report.objects,
                    "objects_new": report.objects_new,
                    "mended": report.mended,
                },
            )
            session.execute(
                update(CopyRun)
                .where(CopyRun.id == run_id)
                .values(state="done", ended_at=now, verified_at=now, up_to=up_to)
            )
    return report


def ask_copy(session: Session, folder: Path, *, actor: Actor) -> None:
    """Ask for a copy now, once however often it is asked; the dispatcher makes it when the disk is there."""
    waiting = select(CopyRun.id).where(CopyRun.state.in_(("asked", "running"))).limit(1)
    if session.scalars(waiting).first() is not None:
        return
    now = database_now(session)
    session.add(CopyRun(id=new_id(), target=str(folder), started_at=now, state="asked"))
    record_audit(session, actor=actor, action="second_copy.asked")


def _begin(database: Database, folder: Path, actor: Actor) -> str:
    """The id of the new run; one that a kill left as running is closed, for the disk is ours alone now."""
    run_id = new_id()
    with database.write() as session:
        now = database_now(session)
        session.execute(delete(CopyRun).where(CopyRun.state == "asked"))
        session.execute(
            update(CopyRun)
            .where(CopyRun.state == "running", CopyRun.target == str(folder))
            .values(state="failed", ended_at=now, reason_code=CopyCutOffError.code, reason="It was cut off")
        )
        session.add(CopyRun(id=run_id, target=str(folder), started_at=now, state="running"))
        record_audit(
            session, actor=actor, action="second_copy.begun", subject_kind="copy_run", subject_id=run_id
        )
    return run_id


def _note(database: Database, run_id: str, report: CopyReport) -> None:
    with database.write() as session:
        session.execute(
            update(CopyRun)
            .where(CopyRun.id == run_id)
            .values(
                objects=report.objects,
                bytes=report.size_bytes,
                objects_new=report.objects_new,
                bytes_new=report.bytes_new,
            )
        )


def _end(database: Database, run_id: str, **values: str) -> None:
    with database.write() as session:
        session.execute(
            update(CopyRun).where(CopyRun.id == run_id).values(ended_at=database_now(session), **values)
        )


@contextmanager
def _alone_on(disk: CopyDisk) -> Iterator[None]:
    try:
        lock = os.open(disk.lock_file, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o600)
    except OSError as cause:
        raise store_error(cause, doing="opening the disk of the second copy") from cause
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as held:
        raise CopyBusyError("Another program copies to this disk now", where=disk.folder.name) from held
    finally:
        os.close(lock)
