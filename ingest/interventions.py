"""What a person can do to a document on its way: try again, withdraw, mark as seen. Touches the world.

Each is one transaction with its custody line and its audit row.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from ingest.jobs import send_document
from ingest.stages import FIRST_JOB, JobKind, belongs
from storage.audit.record import Actor, record_audit
from storage.database import database_now
from storage.errors import Disposition, ServiceError
from storage.ledger.document_states import FINAL_STATES, DocumentState, may_move
from storage.ledger.documents import lock_document, move, record_event
from storage.ledger.jobs import cancel_open_jobs, parked_jobs, unpark
from storage.tables import Document, Job

S = DocumentState
_BEFORE_REVIEW = (S.RECEIVED, S.SPLITTING, S.READING)
LONGEST_REASON = 500


class CannotInterveneError(ServiceError):
    """The document is not in a state in which this can be done."""

    code = "ingest.cannot_intervene"
    disposition = Disposition.ASK_HUMAN
    remedy = "Reload the page to see where the document is now"


class ReasonNeededError(ServiceError):
    """A withdrawal needs a reason."""

    code = "ingest.reason_needed"
    disposition = Disposition.ASK_HUMAN
    remedy = f"Say in a few words why (at most {LONGEST_REASON} characters); it stays with the document"


def may_withdraw(state: str) -> bool:
    """True while a document in this state can be withdrawn: until it is filed."""
    return may_move(S(state), S.WITHDRAWN)


def withdraw(session: Session, document_id: str, *, reason: str, actor: Actor) -> None:
    """Take the document off the belt for good; its bytes are kept.

    Raises:
        ReasonNeededError: there is no reason, or it is too long.
        CannotInterveneError: the document is filed or off the belt already.
    """
    reason = " ".join(reason.split())
    if not reason or len(reason) > LONGEST_REASON:
        raise ReasonNeededError("A withdrawal needs a reason")
    document = lock_document(session, document_id)
    if not may_withdraw(document.state):
        raise CannotInterveneError("It cannot be withdrawn now", where=f"document {document_id}")
    cancel_open_jobs(session, document_id)
    move(session, document, S.WITHDRAWN, actor=actor.name, reason_code="withdrawn", note=reason)
    _record(session, document, "document.withdrawn", actor)


def try_again(session: Session, document_id: str, *, actor: Actor) -> None:
    """Let a stopped document go on where it stopped; one without any stopped job is read anew.

    Raises:
        CannotInterveneError: the document does not wait for a person.
    """
    document = lock_document(session, document_id)
    if document.state != S.NEEDS_ATTENTION or document.resume_state is None:
        raise CannotInterveneError("It does not need another try", where=f"document {document_id}")
    resume = S(document.resume_state)
    # a page given up long ago stays a loss that was said: run now, it would stand open where nobody closes it
    stopped = [job for job in parked_jobs(session, document_id) if belongs(JobKind(job.kind), resume)]
    if stopped:
        move(session, document, resume, actor=actor.name, note="a person said to try again")
        for job in stopped:
            unpark(session, job)
    elif resume in _BEFORE_REVIEW:
        move(session, document, S.RECEIVED, actor=actor.name, note="a person said to read it anew")
        document = lock_document(session, document_id)
        document.reading_no += 1
        send_document(session, document, FIRST_JOB[document.kind])
    else:
        move(session, document, resume, actor=actor.name, note="a person said to go on")
    _record(session, document, "document.tried_again", actor)


def try_job_again(session: Session, job: Job, *, actor: Actor) -> None:
    """Let stopped work without a document (the filing of a coding) run again."""
    unpark(session, job)
    record_audit(
        session, actor=actor, action="job.tried_again", subject_kind=job.kind, subject_id=job.subject_id
    )


def mark_seen(session: Session, document_id: str, *, actor: Actor) -> None:
    """Note that a person has seen the rejection; it leaves the list, not the ledger.

    Raises:
        CannotInterveneError: the document is not rejected.
    """
    document = lock_document(session, document_id)
    if document.state != S.REJECTED or actor.user_id is None:
        raise CannotInterveneError("There is no rejection to see", where=f"document {document_id}")
    if document.seen_by is None:
        document.seen_by, document.updated_at = actor.user_id, database_now(session)
        record_event(session, document_id, "rejection_seen", actor=actor.name)
        _record(session, document, "document.rejection_seen", actor)


def is_over(state: str) -> bool:
    """True when the document is off the belt for good."""
    return S(state) in FINAL_STATES


def _record(session: Session, document: Document, action: str, actor: Actor) -> None:
    record_audit(
        session,
        actor=actor,
        action=action,
        subject_kind="document",
        subject_id=document.id,
        patient_id=document.patient_id,
    )
