"""A sheet laid into the scanner again: the next file of the batch takes the place of its page.

Touches the world. Nothing is lost when it cannot: the file is then taken like any other.
"""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.belt import Belt
from ingest.rescan import RescanRefusedError, replace_page
from ingest.settings import IngestSettings
from ingest.stations.events import RESCAN_CALLED_OFF, RESCAN_CAME, AskedRescan, asked_rescan
from storage.ledger.batch_states import PAPER_AT_HAND, BatchState
from storage.ledger.batches import batch_events, record_batch_event
from storage.ledger.document_states import DocumentState
from storage.objects.sealed_store import ByteSource
from storage.reviews import Reviewer
from storage.tables import Batch, Document

_log = logging.getLogger(__name__)
S = DocumentState
_NOT_READ_YET = (S.RECEIVED, S.SPLITTING, S.READING)


def must_wait(belt: Belt, station_id: str) -> bool:
    """True while a rescan is asked for at the station and its document is still being read."""
    at_hand = [state.value for state in PAPER_AT_HAND]
    with belt.database.read() as session:
        batches = session.query(Batch).filter(Batch.station_id == station_id, Batch.state.in_(at_hand))
        asked = [asked_rescan(session, batch.id) for batch in batches]
        states = [_state_of(session, one) for one in asked if one is not None]
    return any(state in _NOT_READ_YET for state in states)


def batch_asking(session: Session, station_id: str, *, seen_at: datetime) -> str | None:
    """The id of the batch before the one at the station now, when it waits for a sheet; else None.

    The verdict on a stack often comes when the next stack is at the scanner. A file that was seen before
    anybody asked belongs to that next stack, and is no sheet laid in again.
    """
    scanned = select(Batch.id).where(Batch.station_id == station_id, Batch.state == BatchState.SCANNED.value)
    for batch_id in session.scalars(scanned.order_by(Batch.created_at.desc())).all():
        asked = asked_rescan(session, batch_id)
        if asked is not None and asked.at is not None and asked.at <= seen_at:
            return batch_id
    return None


def put_in_place(
    source: ByteSource, *, batch_id: str, key: str, belt: Belt, settings: IngestSettings
) -> str | None:
    """The id of the document in which the file took a page's place; None when it is a file like any other.

    Raises:
        storage.reviews.ClaimedError: somebody else has the document open.
    """
    with belt.database.read() as session:
        came = next((one for one in batch_events(session, batch_id) if _is_this(one.detail, key)), None)
        asked = asked_rescan(session, batch_id)
    if came is not None:  # a crash came between the new page and the removal of its file
        return str(came.detail["document_id"])
    if asked is None:
        return None
    try:
        replace_page(
            source,
            document_id=asked.document_id,
            page_number=asked.page_number,
            reviewer=Reviewer(asked.user_id, asked.login),
            belt=belt,
            settings=settings,
        )
    except RescanRefusedError as refused:
        _log.warning("a rescan was taken as a file of its own: %s", refused.message)
        _note(belt, batch_id, RESCAN_CALLED_OFF, asked, key="")
        return None
    _note(belt, batch_id, RESCAN_CAME, asked, key=key)
    return asked.document_id


def _is_this(detail: dict[str, object], key: str) -> bool:
    return bool(key) and detail.get("key") == key


def _note(belt: Belt, batch_id: str, event: str, asked: AskedRescan, *, key: str) -> None:
    detail = {"document_id": asked.document_id, "page": asked.page_number, "key": key}
    with belt.database.write() as session:
        record_batch_event(session, batch_id, event, actor=asked.login, **detail)


def _state_of(session: Session, asked: AskedRescan) -> str:
    document = session.get(Document, asked.document_id)
    return document.state if document else ""
