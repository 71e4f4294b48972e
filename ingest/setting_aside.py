"""A document set aside by a person: it stops where it is, with a reason, until somebody lets it go on.

Touches the database. Its open work is parked, not thrown away, so `interventions.try_again` takes it up where
it stopped; nothing that was read or typed is lost.
"""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from ingest.interventions import LONGEST_REASON, CannotInterveneError, ReasonNeededError
from storage.audit.record import Actor, record_audit
from storage.database import database_now
from storage.ledger.document_states import DocumentState as S
from storage.ledger.documents import lock_document, move
from storage.ledger.jobs import OPEN_STATES, JobState
from storage.tables import Job

SET_ASIDE = "ingest.set_aside"
_BEFORE_REVIEW = (S.RECEIVED, S.SPLITTING, S.READING)
_MAY_STOP = (*_BEFORE_REVIEW, S.AWAITING_REVIEW, S.IN_REVIEW)


def may_set_aside(state: str) -> bool:
    """True while a document in this state can be set aside: until a person has verified it."""
    return S(state) in _MAY_STOP


def set_aside(session: Session, document_id: str, *, reason: str, actor: Actor) -> None:
    """Stop the document where it is; it is listed under what needs a look, with the reason.

    Raises:
        ReasonNeededError: there is no reason, or it is too long.
        CannotInterveneError: it is verified, stopped or off the belt already.
    """
    reason = " ".join(reason.split())
    if not reason or len(reason) > LONGEST_REASON:
        raise ReasonNeededError("Setting a document aside needs a reason")
    document = lock_document(session, document_id)
    if not may_set_aside(document.state):
        raise CannotInterveneError("It cannot be set aside now", where=f"document {document_id}")
    if document.state in _BEFORE_REVIEW:
        _park_work(session, document_id)
    if document.state == S.IN_REVIEW:  # it comes back to the worklist, not to whoever had it open
        move(session, document, S.AWAITING_REVIEW, actor=actor.name)
        document = lock_document(session, document_id)
        document.reviewer_id = document.reviewer_until = None
        session.flush()
    move(session, document, S.NEEDS_ATTENTION, actor=actor.name, reason_code=SET_ASIDE, note=reason)
    record_audit(
        session,
        actor=actor,
        action="document.set_aside",
        subject_kind="document",
        subject_id=document_id,
        patient_id=document.patient_id,
    )


def _park_work(session: Session, document_id: str) -> None:
    session.execute(
        update(Job)
        .where(Job.subject_id == document_id, Job.state.in_(OPEN_STATES))
        .values(
            state=JobState.PARKED,
            token=None,
            lease_until=None,
            error_code=SET_ASIDE,
            finished_at=database_now(session),
        )
        .execution_options(synchronize_session=False)
    )
