"""Who has a document open, and how they came by it. Touches the database."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.ledger.document_states import DocumentState as S
from storage.tables import Document, DocumentEventRow, User

TAKEN_OVER = "taken_over"  # the custody line of a review that changed hands


def taken_by(session: Session, document: Document) -> str:
    """Who has the document now and how they came by it, in words for the person who finds it taken."""
    holder = holder_of(session, document)
    if holder is None:
        return "Somebody else is working on this document"
    newest = session.scalars(
        select(DocumentEventRow)
        .where(DocumentEventRow.document_id == document.id)
        .order_by(DocumentEventRow.id.desc())
        .limit(1)
    ).first()
    if newest is not None and newest.event == TAKEN_OVER and newest.actor == holder.login:
        return f"{holder.display_name} took this document over; what you saved is kept"
    return f"{holder.display_name} is working on this document"


def holder_of(session: Session, document: Document) -> User | None:
    """The person in whose name the document is in review, active or not; None when nobody's."""
    if document.state != S.IN_REVIEW or document.reviewer_id is None:
        return None
    return session.get(User, document.reviewer_id)
