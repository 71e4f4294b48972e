"""Archive charts that wait with their filing until their batch's sample has passed. Touches the database.

A held chart is verified and stands still; nothing of it has been made or filed, so that a lot that fails can
go back to checking as it was.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.jobs import send_document
from ingest.stages import RENDER_JOB
from storage.database import database_now
from storage.ledger.document_states import DocumentState
from storage.rows import insert_if_absent
from storage.tables import Document, SampleDocument, SampleHold, SampleLot

SAMPLED_ROUTE = "archive"


def is_sampled(document: Document) -> bool:
    """True for a chart whose pages a sample speaks for."""
    return document.kind == "chart" and document.route == SAMPLED_ROUTE and document.batch_id is not None


def render_next_version(session: Session, document: Document, *, waits_for_sample: bool = False) -> None:
    """Send the document's next version to be made, or hold it until its sample has passed."""
    document.record_version += 1
    if not (waits_for_sample and is_sampled(document)) or _was_released(session, document):
        _send(session, document)
        return
    now = database_now(session)
    made = insert_if_absent(
        session, SampleHold, document_id=document.id, batch_id=document.batch_id, since=now
    )
    if not made:
        hold = session.get_one(SampleHold, document.id)
        hold.batch_id, hold.since, hold.ended_at = document.batch_id or "", now, None


def _was_released(session: Session, document: Document) -> bool:
    """True when the chart's lot passed and it only came back to be mended."""
    passed = (
        select(SampleLot.id)
        .join(SampleDocument, SampleDocument.lot_id == SampleLot.id)
        .where(SampleDocument.document_id == document.id, SampleLot.state == "passed")
    )
    return session.scalar(passed.limit(1)) is not None


def _send(session: Session, document: Document) -> None:
    payload = {"version": document.record_version, "revision": document.revision}
    send_document(session, document, RENDER_JOB[document.kind], payload)


def is_held(session: Session, document: Document) -> bool:
    """True while the document stands verified and waits for its sample."""
    if document.state != DocumentState.VERIFIED:
        return False
    hold = session.get(SampleHold, document.id)
    return hold is not None and hold.ended_at is None


def held_ids(session: Session, batch_id: str) -> set[str]:
    """The documents of the batch that wait for its sample."""
    return set(
        session.scalars(
            select(SampleHold.document_id)
            .join(Document, Document.id == SampleHold.document_id)
            .where(
                SampleHold.batch_id == batch_id,
                SampleHold.ended_at.is_(None),
                Document.state == DocumentState.VERIFIED.value,
            )
        )
    )


def release_held(session: Session, document: Document) -> bool:
    """True when the document was held and is on its way to be filed now."""
    if not is_held(session, document):
        return False
    session.get_one(SampleHold, document.id).ended_at = database_now(session)
    _send(session, document)
    return True
