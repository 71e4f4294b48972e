"""The only writer of `batch.state`: each move is a compare-and-set and leaves a custody line.

Touches the world.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.database import database_now
from storage.errors import Disposition, ServiceError
from storage.ledger.batch_states import BatchState, may_move
from storage.tables import Batch, BatchEvent

MOVED = "moved"


class BatchMovedError(ServiceError):
    """The batch is not where the page said that it was, or has no such next step."""

    code = "storage.batch_moved"
    disposition = Disposition.ASK_HUMAN
    remedy = "Reload the page to see where the batch is now"


def lock_batch(session: Session, batch_id: str) -> Batch:
    """The batch's row, locked until the transaction ends.

    Raises:
        sqlalchemy.exc.NoResultFound: there is none.
    """
    return session.scalars(
        select(Batch)
        .where(Batch.id == batch_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def move_batch(session: Session, batch: Batch, to: BatchState, *, actor: str, **detail: Any) -> None:
    """Move the batch from the state that the caller saw to `to`, and write the custody line.

    Raises:
        BatchMovedError: it is no longer in that state, or cannot go there from it.
    """
    where = f"batch {batch.id}"
    seen = BatchState(batch.state) if batch.state else None
    if seen is None or not may_move(seen, to):
        raise BatchMovedError("The batch cannot go there from where it is", where=where)
    now = database_now(session)
    changed = session.execute(
        update(Batch)
        .where(Batch.id == batch.id, Batch.state == seen.value)
        .values(state=to.value, committed_at=now if to is BatchState.COMMITTED else None)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult: an UPDATE was executed
        raise BatchMovedError("Somebody else moved the batch first", where=where)
    session.refresh(batch)
    record_batch_event(
        session, batch.id, MOVED, actor=actor, **{"from": seen.value, "to": to.value}, **detail
    )


def record_batch_event(session: Session, batch_id: str, event: str, *, actor: str, **detail: Any) -> None:
    """Append one custody line; `detail` holds ids, counts and field names, never patient text."""
    session.add(
        BatchEvent(batch_id=batch_id, at=database_now(session), actor=actor, event=event, detail=detail)
    )
    session.flush()


def batch_events(session: Session, batch_id: str) -> list[BatchEvent]:
    """The custody lines of a batch, oldest first."""
    found = select(BatchEvent).where(BatchEvent.batch_id == batch_id).order_by(BatchEvent.id)
    return list(session.scalars(found))


def last_moved_at(session: Session, batch_id: str, to: BatchState) -> datetime | None:
    """When the batch came into that state last; None when it never did."""
    for event in reversed(batch_events(session, batch_id)):
        if event.event == MOVED and event.detail.get("to") == to.value:
            return event.at
    return None
