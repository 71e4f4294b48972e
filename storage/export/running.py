"""An export from the request to its index: asked for with a reason, run in pieces, taken up after a kill.

Touches the world.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.audit.record import Actor, record_audit
from storage.database import Database, database_now
from storage.errors import Disposition, ServiceError
from storage.export.choice import Chosen
from storage.export.naming import check_pattern
from storage.export.planning import plan_export
from storage.export.writing import write_index, write_piece
from storage.ids import new_id
from storage.objects.durable_files import private_folder, write_if_absent
from storage.objects.object_store import store_error
from storage.objects.sealed_store import SealedStore
from storage.tables import DEFAULT_SITE, ExportRun

_MARK = ".chartscribe-export.json"
_OPEN = ("planning", "running")
See = Callable[[ExportRun], None]


class ExportTargetInUseError(ServiceError):
    """The folder of an export holds other files."""

    code: ClassVar[str] = "storage.export_target_in_use"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = (
        "Name a folder that is empty or does not exist yet; an export never writes over files"
    )


class ExportBusyError(ServiceError):
    """Another program writes this export now."""

    code: ClassVar[str] = "storage.export_busy"
    disposition: ClassVar[Disposition] = Disposition.RETRY
    remedy: ClassVar[str] = "Wait until it is done; the page Exports shows how far it is"


class ExportUnknownError(ServiceError):
    """There is no such export."""

    code: ClassVar[str] = "storage.export_unknown"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = "Open the list of exports and choose one of them"


@dataclass(frozen=True)
class ExportOrder:
    """What is asked for: by which pattern, into which folder, which documents, and why."""

    pattern: str
    target: Path
    chosen: Chosen
    why: str


def ask_export(session: Session, order: ExportOrder, *, actor: Actor) -> ExportRun:
    """The export to run: the unfinished one of the same order, else a new one.

    Raises:
        ExportPatternError: the pattern cannot be used.
    """
    pattern, target = check_pattern(order.pattern), str(order.target.absolute())
    known = session.scalars(
        select(ExportRun)
        .where(ExportRun.state != "done", ExportRun.target == target, ExportRun.pattern == pattern)
        .order_by(ExportRun.started_at.desc())
    )
    run = next((one for one in known if one.chosen == order.chosen.as_json()), None)
    if run is not None:
        return take_up_export(session, run, actor=actor)
    run = ExportRun(
        id=new_id(),
        site_id=DEFAULT_SITE,
        asked_by=actor.name,
        why=order.why,
        pattern=pattern,
        target=target,
        chosen=order.chosen.as_json(),
        state="planning",
        started_at=database_now(session),
    )
    session.add(run)
    record_audit(
        session,
        actor=actor,
        action="export.asked",
        subject_kind="export",
        subject_id=run.id,
        detail={"why": order.why, "narrowed_by": order.chosen.named},
    )
    session.flush()
    return run


def take_up_export(session: Session, run: ExportRun, *, actor: Actor) -> ExportRun:
    """The export, to go on where it stopped; one that is done, or goes on already, stays as it is."""
    if run.state in ("stopped", "failed"):
        run.state = "planning"  # the plan may have been cut off; one that is whole costs one look
        run.reason_code = run.reason = run.ended_at = None
    record_audit(session, actor=actor, action="export.taken_up", subject_kind="export", subject_id=run.id)
    return run


def find_export(session: Session, run_id: str) -> ExportRun:
    """The export of that id.

    Raises:
        ExportUnknownError: there is none.
    """
    run = session.get(ExportRun, run_id)
    if run is None:
        raise ExportUnknownError("There is no such export")
    return run


def waiting_export(session: Session) -> str | None:
    """The id of the export that has waited longest to go on; None when none does."""
    return session.scalar(
        select(ExportRun.id).where(ExportRun.state.in_(_OPEN)).order_by(ExportRun.started_at).limit(1)
    )


def stop_export(session: Session, run_id: str, *, actor: Actor) -> None:
    """Let the export rest; what is written stays, and it can be taken up again.

    Raises:
        ExportUnknownError: there is none of that id.
    """
    run = find_export(session, run_id)
    if run.state in _OPEN:
        run.state = "stopped"
        run.ended_at = database_now(session)
        record_audit(session, actor=actor, action="export.stopped", subject_kind="export", subject_id=run.id)


def run_export(
    run_id: str,
    *,
    database: Database,
    store: SealedStore,
    actor: Actor,
    see: See = lambda _: None,
) -> ExportRun:
    """The export as it stands when it is done, or when somebody stopped it.

    Raises:
        ExportTargetInUseError: the folder is not free; nothing was written.
        ExportBusyError: another program writes it.
        ServiceError: the folder, the store or the database failed; the row says why, and it can be taken up.
    """
    run = _read(database, run_id)
    try:
        with _alone_in(run):
            plan_export(database, store, run_id)
            see(_read(database, run_id))
            while (run := _read(database, run_id)).state == "running":
                if not write_piece(database, store, run, actor):
                    write_index(database, store, run)
                    _finish(database, run_id, actor)
                see(_read(database, run_id))
    except ExportBusyError:
        raise  # it is in good hands
    except ServiceError as failure:
        with database.write() as session:
            session.execute(
                update(ExportRun)
                .where(ExportRun.id == run_id)
                .values(
                    state="failed",
                    ended_at=database_now(session),
                    reason_code=failure.code,
                    reason=failure.message,
                )
            )
        raise
    return _read(database, run_id)


def _read(database: Database, run_id: str) -> ExportRun:
    with database.read() as session:
        return find_export(session, run_id)


def _finish(database: Database, run_id: str, actor: Actor) -> None:
    with database.write() as session:
        run = find_export(session, run_id)
        run.state = "done"
        run.ended_at = database_now(session)
        record_audit(
            session,
            actor=actor,
            action="export.done",
            subject_kind="export",
            subject_id=run_id,
            detail={"written": run.written, "left_out": run.left_out, "why": run.why},
        )


@contextmanager
def _alone_in(run: ExportRun) -> Iterator[None]:
    """The folder of the export: new, empty, or this export's own; nobody else writes it meanwhile."""
    folder = private_folder(Path(run.target))
    mark = json.dumps({"schema_version": 1, "export": run.id}).encode() + b"\n"
    path = folder / _MARK
    try:
        if not path.exists() and any(folder.iterdir()):
            raise ExportTargetInUseError("The folder is not empty", where=folder.name)
        write_if_absent(path, mark)
        if path.read_bytes() != mark:
            raise ExportTargetInUseError("The folder belongs to another export", where=folder.name)
        lock = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError as cause:
        raise store_error(cause, doing="opening the folder of the export") from cause
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as held:
        raise ExportBusyError("Another program writes this export now", where=folder.name) from held
    finally:
        os.close(lock)
