"""A review that changes hands: taken over by somebody else, or handed back for a person who left it open.

Touches the database. Nothing typed is lost by either: every save is an edit of its own. Both leave a custody
line that names the person whose review it was, and the page of that person says so at its next word.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from storage.audit.record import record_audit
from storage.database import database_now
from storage.errors import Disposition, ServiceError
from storage.holders import TAKEN_OVER, holder_of
from storage.ledger.document_states import DocumentState as S
from storage.ledger.documents import lock_document, move, record_event
from storage.reviews import Reviewer
from storage.tables import Document, User


class NobodyHoldsItError(ServiceError):
    """The document is not open under anybody else's name."""

    code = "storage.nobody_holds_it"
    disposition = Disposition.ASK_HUMAN
    remedy = "Open it as usual: nobody else has it"


def take_over(session: Session, document_id: str, reviewer: Reviewer, *, lease_minutes: int) -> str:
    """The name of the person who had it; the review is this reviewer's now.

    Raises:
        NobodyHoldsItError: nobody else holds it.
    """
    document = lock_document(session, document_id)
    holder = holder_of(session, document)
    if holder is None or holder.id == reviewer.user_id:
        raise NobodyHoldsItError("There is nobody to take it over from", where=f"document {document_id}")
    document.reviewer_id = reviewer.user_id
    document.reviewer_until = database_now(session) + timedelta(minutes=lease_minutes)
    record_event(session, document_id, TAKEN_OVER, actor=reviewer.name, note=f"from {holder.display_name}")
    _record(session, document, "document.taken_over", reviewer, holder)
    return holder.display_name


def hand_back_for(session: Session, document_id: str, reviewer: Reviewer) -> str:
    """The name of the person who had it open; it waits on the worklist again.

    Raises:
        NobodyHoldsItError: nobody has it open.
    """
    document = lock_document(session, document_id)
    holder = holder_of(session, document)
    if holder is None:
        raise NobodyHoldsItError("Nobody has it open", where=f"document {document_id}")
    other = holder.id != reviewer.user_id
    note = f"for {holder.display_name}" if other else ""
    move(session, document, S.AWAITING_REVIEW, actor=reviewer.name, note=note)
    document = lock_document(session, document_id)
    document.reviewer_id = document.reviewer_until = None
    _record(session, document, "document.handed_back", reviewer, holder)
    return holder.display_name


def _record(session: Session, document: Document, action: str, reviewer: Reviewer, holder: User) -> None:
    record_audit(
        session,
        actor=reviewer.actor,
        action=action,
        subject_kind="document",
        subject_id=document.id,
        patient_id=document.patient_id,
        detail={"from_user": holder.id},
    )
