"""Which documents of an encounter a person has read, at which revision. Touches the database.

Kept among the coverage of reviews as a unit of its own beside pages and sound: what was read is the text.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.database import database_now
from storage.rows import insert_if_absent
from storage.tables import Document, ReviewCoverage

_UNIT = "text:"  # and the revision of the text


def mark_read(session: Session, document: Document, user_id: str) -> None:
    """Keep that the person has read the document's text as it is now."""
    now = database_now(session)
    key = (document.id, document.reading_no, f"{_UNIT}{document.revision}", user_id)
    known = session.get(ReviewCoverage, key)
    if known is not None:
        known.last_at = now
        return
    insert_if_absent(
        session,
        ReviewCoverage,
        document_id=document.id,
        reading_no=document.reading_no,
        unit_id=f"{_UNIT}{document.revision}",
        user_id=user_id,
        seen_s=0.0,
        heard={"spans": []},
        first_at=now,
        last_at=now,
    )


def read_states(session: Session, documents: Sequence[Document], user_id: str) -> dict[str, str]:
    """For each document's id "read", "changed" (read before its text changed) or "unread"."""
    rows = session.execute(
        select(ReviewCoverage.document_id, ReviewCoverage.reading_no, ReviewCoverage.unit_id).where(
            ReviewCoverage.document_id.in_([one.id for one in documents]),
            ReviewCoverage.user_id == user_id,
            ReviewCoverage.unit_id.startswith(_UNIT),
        )
    ).all()
    seen = {(row[0], row[1], row[2]) for row in rows}
    ever = {row[0] for row in rows}
    return {
        one.id: "read"
        if (one.id, one.reading_no, f"{_UNIT}{one.revision}") in seen
        else "changed"
        if one.id in ever
        else "unread"
        for one in documents
    }
