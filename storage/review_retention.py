"""Removes how reviews were done some time after their documents were filed. Touches the database.

Coverage, effort and the confirmations of critical words are quality data: useful while a review may be
questioned, and kept no longer. The record itself, its edits and its audit trail are not touched.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import CursorResult, delete, func, or_, select
from sqlalchemy.orm import Session

from storage.database import database_now
from storage.ledger.document_states import DocumentState as S
from storage.tables import CriticalConfirmation, Document, FiledRecordRow, ReviewCoverage, ReviewEffort


def remove_old_proofs(session: Session, *, days: int) -> int:
    """The number of rows removed: of documents filed, withdrawn or rejected longer than `days` ago."""
    before = database_now(session) - timedelta(days=days)
    last_filed = (
        select(func.max(FiledRecordRow.filed_at)).where(FiledRecordRow.record_id == Document.id)
    ).scalar_subquery()
    over = select(Document.id).where(
        or_(
            (Document.state == S.FILED.value) & (last_filed < before),
            Document.state.in_([S.WITHDRAWN.value, S.REJECTED.value]) & (Document.updated_at < before),
        )
    )
    removed = 0
    for table in (ReviewCoverage, ReviewEffort, CriticalConfirmation):
        done = session.execute(delete(table).where(table.document_id.in_(over)))
        assert isinstance(done, CursorResult)  # noqa: S101 - a DELETE always gives a cursor
        removed += done.rowcount
    return removed
