"""Rows that ledger tests start from."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from storage.ids import new_id
from storage.ledger.document_states import DocumentState
from storage.ledger.documents import record_event
from storage.tables import Document, SourceObject

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def add_document(session: Session, state: DocumentState = DocumentState.RECEIVED) -> str:
    """The id of a received chart in that state."""
    sha256 = (new_id() + new_id()).replace("-", "")
    session.add(
        SourceObject(
            sha256=sha256, object_key="key", size_bytes=1, media_type="application/pdf", created_at=NOW
        )
    )
    session.flush()
    document = Document(
        id=new_id(),
        kind="chart",
        source_sha256=sha256,
        file_name="chart.pdf",
        media_type="application/pdf",
        state=state,
        route="full",
        claimed_fields={},
        options={},
        received_at=NOW,
        updated_at=NOW,
    )
    session.add(document)
    session.flush()
    record_event(session, document.id, "received", actor="test")
    return document.id
