"""Which batch a file in a station's folder belongs to. Touches the database.

A file belongs to the batch that was open when it was seen first, so that the last pages of a stack, still
being written when somebody says "all scanned", do not open the next one.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.stations.sitting import BY_A_STATION
from storage.database import database_now
from storage.ids import new_id
from storage.ledger.batch_states import OPEN_AT_A_STATION, BatchState
from storage.ledger.batches import last_moved_at, lock_batch, move_batch, record_batch_event
from storage.tables import Batch, Station

BY_ITSELF = "station"  # who acts when a file came and nobody sat there
_ONE_BATCH_FOR = timedelta(hours=12)  # what comes by fax or mail in half a day is one batch
S = BatchState


def batch_for(session: Session, station: Station, *, seen_at: datetime, grace: timedelta) -> str:
    """The id of the batch that a file first seen at `seen_at` belongs to; it is being scanned now.

    `grace` is how long after "all scanned" a file may still be seen for the first time.
    """
    batch = _sat_with(session, station, seen_at, grace) or _unattended(session, station)
    if batch.state == S.PREPARED:
        move_batch(session, lock_batch(session, batch.id), S.SCANNING, actor=BY_ITSELF)
    return batch.id


def _sat_with(session: Session, station: Station, seen_at: datetime, grace: timedelta) -> Batch | None:
    newest = session.scalars(
        select(Batch)
        .where(Batch.station_id == station.id, Batch.operator_id.is_not(None))
        .order_by(Batch.created_at.desc(), Batch.id.desc())
        .limit(2)
    ).all()
    opened = next((one for one in newest if one.state in OPEN_AT_A_STATION), None)
    for batch in newest:
        if batch.state != S.SCANNED or seen_at < batch.created_at:
            continue
        ended_at = last_moved_at(session, batch.id, S.SCANNED)
        before_the_next = opened is None or seen_at < opened.created_at
        if ended_at is not None and seen_at <= ended_at + grace and before_the_next:
            return batch
    return opened


def _unattended(session: Session, station: Station) -> Batch:
    """The batch of what comes while nobody sits there: one for half a day."""
    now = database_now(session)
    found = session.scalar(
        select(Batch)
        .where(
            Batch.station_id == station.id,
            Batch.operator_id.is_(None),
            Batch.state == S.SCANNED.value,
            Batch.created_at > now - _ONE_BATCH_FOR,
        )
        .order_by(Batch.created_at.desc(), Batch.id.desc())
    )
    if found is not None:
        return found
    batch = Batch(
        id=new_id(),
        site_id=station.site_id,
        source=BY_A_STATION,
        created_by=BY_ITSELF,
        created_at=now,
        station_id=station.id,
        state=S.SCANNED.value,
        defaults=station.defaults,
    )
    session.add(batch)
    session.flush()
    record_batch_event(session, batch.id, "opened", actor=BY_ITSELF, station=station.name)
    return batch
