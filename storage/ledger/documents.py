"""The only writer of `document.state`: each move is a compare-and-set and leaves an event.

Touches the world. Rows are locked in this order, so that nobody ever waits in a circle: document, its
source, jobs. The locks let others refer to the row (PostgreSQL's NO KEY UPDATE): a custody line about a
document does not wait for whoever works on it.
"""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.database import database_now
from storage.errors import Disposition, ServiceError
from storage.ledger.document_states import DocumentState, may_move
from storage.tables import Document, DocumentEventRow, SourceObject


class DocumentMovedError(ServiceError):
    """Somebody else moved the document first."""

    code = "storage.document_moved"
    disposition = Disposition.ASK_HUMAN
    remedy = "Reload the page to see where the document is now"


def lock_document(session: Session, document_id: str) -> Document:
    """The document's row, locked against other roll-ups until the transaction ends."""
    return session.scalars(
        select(Document)
        .where(Document.id == document_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def lock_source(session: Session, sha256: str) -> None:
    """Lock received bytes until the transaction ends: documents and pages on them are made one at a time."""
    source = select(SourceObject.sha256).where(SourceObject.sha256 == sha256)
    session.execute(source.with_for_update(key_share=True)).one()


def move(
    session: Session,
    document: Document,
    to: DocumentState,
    *,
    actor: str,
    reason_code: str | None = None,
    note: str = "",
) -> None:
    """Move the document from the state that the caller saw to `to`, and write the event.

    Raises:
        DocumentMovedError: the document is no longer in the state that the caller saw.
        ValueError: the belt has no such move (a bug of ours).
    """
    seen = DocumentState(document.state)
    if not may_move(seen, to):
        raise ValueError(f"the belt has no move from {seen} to {to}")
    now = database_now(session)
    stops = to is DocumentState.NEEDS_ATTENTION
    explains = stops or to in (DocumentState.REJECTED, DocumentState.WITHDRAWN)
    changed = session.execute(
        update(Document)
        .where(Document.id == document.id, Document.state == seen.value)
        .values(
            state=to.value,
            updated_at=now,
            resume_state=seen.value if stops else None,
            reason_code=reason_code if explains else None,
            reason=note if explains else None,
        )
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult: an UPDATE was executed
        raise DocumentMovedError(f"The document is no longer {seen.value}", where=f"document {document.id}")
    record_event(
        session,
        document.id,
        "moved",
        actor=actor,
        from_state=seen,
        to_state=to,
        reason_code=reason_code,
        note=note,
    )


def record_event(
    session: Session,
    document_id: str,
    event: str,
    *,
    actor: str,
    from_state: DocumentState | None = None,
    to_state: DocumentState | None = None,
    reason_code: str | None = None,
    note: str = "",
) -> None:
    """Append one custody line."""
    session.add(
        DocumentEventRow(
            document_id=document_id,
            at=database_now(session),
            actor=actor,
            event=event,
            from_state=from_state.value if from_state else None,
            to_state=to_state.value if to_state else None,
            reason_code=reason_code,
            note=note,
        )
    )
