"""How urgent a document is: its priority, its due time, and a try that need not wait. Touches the database.

The work that is still open for a document follows it, so that a chart made stat overtakes at once.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from ingest.interventions import CannotInterveneError
from storage.audit.record import Actor, record_audit
from storage.database import database_now
from storage.ledger.document_states import FINAL_STATES, DocumentState
from storage.ledger.documents import lock_document, record_event
from storage.ledger.jobs import OPEN_STATES, JobState
from storage.tables import Document, Job

PRIORITY_WORDS = ("stat", "routine", "bulk")


def set_priority(session: Session, document_id: str, priority: int, *, actor: Actor) -> int:
    """The priority that it had; it has this one now (0 stat, 1 routine, 2 bulk).

    Raises:
        CannotInterveneError: nobody waits for the document any more.
    """
    document = _waited_for(session, document_id)
    before = document.priority
    if before != priority:
        document.priority, document.updated_at = priority, database_now(session)
        _tell_jobs(session, document, priority=priority)
        note = f"{PRIORITY_WORDS[before]} to {PRIORITY_WORDS[priority]}"
        _trace(session, document, "priority_changed", note, actor)
    return before


def set_due(session: Session, document_id: str, due_at: datetime, *, actor: Actor) -> datetime | None:
    """When it was due; it is due at this moment now.

    Raises:
        CannotInterveneError: nobody waits for the document any more.
    """
    document = _waited_for(session, document_id)
    before = document.due_at
    if before != due_at:
        document.due_at, document.updated_at = due_at, database_now(session)
        _tell_jobs(session, document, due_at=due_at)
        _trace(session, document, "due_changed", "", actor)
    return before


def try_now(session: Session, document_id: str, *, actor: Actor) -> None:
    """Let a failed attempt that waits for its next try run at once.

    Raises:
        CannotInterveneError: no attempt of it waits.
    """
    document = lock_document(session, document_id)
    waiting = update(Job).where(
        Job.subject_id == document_id, Job.state == JobState.READY, Job.not_before > database_now(session)
    )
    changed = session.execute(waiting.values(not_before=None).execution_options(synchronize_session=False))
    if changed.rowcount == 0:  # type: ignore[attr-defined]  # a CursorResult: an UPDATE was executed
        raise CannotInterveneError("It is not waiting for another try", where=f"document {document_id}")
    document.updated_at = database_now(session)
    _trace(session, document, "tried_at_once", "", actor)


def _waited_for(session: Session, document_id: str) -> Document:
    document = lock_document(session, document_id)
    if DocumentState(document.state) in FINAL_STATES | {DocumentState.FILED}:
        raise CannotInterveneError("Nobody waits for it any more", where=f"document {document_id}")
    return document


def _tell_jobs(session: Session, document: Document, **values: object) -> None:
    open_jobs = update(Job).where(Job.subject_id == document.id, Job.state.in_(OPEN_STATES))
    session.execute(open_jobs.values(**values).execution_options(synchronize_session=False))


def _trace(session: Session, document: Document, event: str, note: str, actor: Actor) -> None:
    record_event(session, document.id, event, actor=actor.name, note=note)
    record_audit(
        session,
        actor=actor,
        action=f"document.{event}",
        subject_kind="document",
        subject_id=document.id,
        patient_id=document.patient_id,
    )
