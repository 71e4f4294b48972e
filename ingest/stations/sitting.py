"""Who sits at which station with which batch, and every step that a person takes. Touches the world.

Each function works in the caller's writing transaction and leaves a custody line and an audit row.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.stations.defaults import Defaults, StationSetUpError
from ingest.stations.reconcile import Reconciliation
from storage.audit.record import record_audit
from storage.database import database_now
from storage.errors import Disposition, ServiceError
from storage.ids import new_id
from storage.ledger.batch_states import OPEN_AT_A_STATION, PAPER_AT_HAND, BatchState
from storage.ledger.batches import BatchMovedError, lock_batch, move_batch, record_batch_event
from storage.reviews import Reviewer
from storage.tables import Batch, Station, User

BY_A_STATION = "station"  # batch.source
_HELD_FOR = timedelta(hours=12)  # the longest shift; whoever goes home without leaving keeps nobody out
_LONGEST_BOX = 60
MOST_SHEETS = 20_000
_OPEN = tuple(state.value for state in OPEN_AT_A_STATION)
S = BatchState


class StationTakenError(ServiceError):
    """Somebody else sits there or has the batch."""

    code = "ingest.station_taken"
    disposition = Disposition.ASK_HUMAN
    remedy = "Ask them to leave it or to hand it over; a supervisor can take it over"


class NotAtHandError(ServiceError):
    """The paper has been put away, or the counts do not agree and no reason was given."""

    code = "ingest.batch_not_ready"
    disposition = Disposition.ASK_HUMAN
    remedy = "Look at the batch's page: it says what is open"


@dataclass(frozen=True)
class Sitting:
    """What somebody says when they sit down: the box, the sheets they counted, and the batch's defaults."""

    box: str = ""
    sheets_counted: int | None = None
    defaults: Defaults = field(default_factory=Defaults)


def parse_sitting(*, box: str, sheets: str, defaults: Defaults) -> Sitting:
    """The words of a form.

    Raises:
        StationSetUpError: a field cannot be used.
    """
    box = " ".join(box.split())
    problems = {}
    if len(box) > _LONGEST_BOX or not box.isprintable():
        problems["box"] = f"The box's label has at most {_LONGEST_BOX} letters"
    counted, wrong = parse_sheets(sheets)
    if wrong:
        problems["sheets"] = wrong
    if problems:
        raise StationSetUpError(problems)
    return Sitting(box, counted, defaults)


def parse_sheets(text: str) -> tuple[int | None, str]:
    """(sheets, "") for a number or nothing, else (None, what is wrong)."""
    text = text.strip()
    if not text:
        return None, ""
    if not (text.isascii() and text.isdigit()) or not 0 < int(text[:9]) <= MOST_SHEETS:
        return None, f"The sheets are a number from 1 to {MOST_SHEETS:,}"
    return int(text), ""


def open_batch_at(session: Session, station_id: str) -> Batch | None:
    """The batch that the station's paper belongs to now."""
    return session.scalar(select(Batch).where(Batch.station_id == station_id, Batch.state.in_(_OPEN)))


def sit_down(session: Session, station: Station, sitting: Sitting, operator: Reviewer) -> Batch:
    """The new batch at the station, held by the operator.

    Raises:
        StationTakenError: there is a batch at the station already.
    """
    if station.retired_at is not None or open_batch_at(session, station.id) is not None:
        raise StationTakenError("There is an open batch at this station", where=f"station {station.id}")
    now = database_now(session)
    batch = Batch(
        id=new_id(),
        site_id=station.site_id,
        source=BY_A_STATION,
        created_by=operator.name,
        created_at=now,
        station_id=station.id,
        operator_id=operator.user_id,
        box=sitting.box,
        state=S.PREPARED.value,
        sheets_counted=sitting.sheets_counted,
        defaults=sitting.defaults.as_json(),
        holder_id=operator.user_id,
        holder_until=now + _HELD_FOR,
    )
    session.add(batch)
    session.flush()
    detail = {"station": station.name, "box": sitting.box, "sheets": sitting.sheets_counted}
    _note(session, batch, "opened", operator, **detail)
    return batch


def hold(session: Session, batch_id: str, operator: Reviewer, *, may_take_over: bool) -> Batch:
    """The batch, held by this person from now on: after a break, or in the place of who left it.

    Raises:
        StationTakenError: somebody else holds it, and this person may not take it over.
        NotAtHandError: its paper has been put away.
    """
    batch = lock_batch(session, batch_id)
    _check_at_hand(batch)
    if _held_by_another(session, batch, operator) and not may_take_over:
        raise StationTakenError("Somebody else has this batch", where=f"batch {batch_id}")
    was_mine = batch.holder_id == operator.user_id
    _give_to(session, batch, operator.user_id)
    if not was_mine:
        _note(session, batch, "taken", operator)
    return batch


def leave(session: Session, batch_id: str, operator: Reviewer) -> Batch:
    """The batch, held by nobody; it stays where it is.

    Raises:
        StationTakenError: somebody else holds it.
    """
    batch = _mine(session, batch_id, operator)
    _give_to(session, batch, None)
    _note(session, batch, "left", operator)
    return batch


def hand_over(session: Session, batch_id: str, operator: Reviewer, *, to: User) -> Batch:
    """The batch, held by `to` from now on.

    Raises:
        StationTakenError: somebody else holds it.
    """
    batch = _mine(session, batch_id, operator)
    _give_to(session, batch, to.id)
    _note(session, batch, "handed_over", operator, to=to.login)
    return batch


def count_sheets(session: Session, batch_id: str, operator: Reviewer, *, sheets: int, reason: str) -> Batch:
    """The batch with the number of sheets corrected; the number before stays in the custody line.

    Raises:
        StationTakenError: somebody else holds it.
        NotAtHandError: the count has been checked already.
    """
    batch = _mine(session, batch_id, operator)
    before, batch.sheets_counted = batch.sheets_counted, sheets
    _note(session, batch, "counted", operator, before=before, sheets=sheets, reason=reason)
    return batch


def go_to(session: Session, batch_id: str, operator: Reviewer, *, to: BatchState) -> Batch:
    """The batch after "all scanned" (scanned) or "one more sheet" (scanning).

    Raises:
        StationTakenError: somebody else holds it, or another batch is open at its station.
        NotAtHandError: its paper has been put away.
        storage.ledger.batches.BatchMovedError: it cannot go there from where it is.
    """
    batch = _mine(session, batch_id, operator)
    other = open_batch_at(session, batch.station_id or "")
    if to in OPEN_AT_A_STATION and other is not None and other.id != batch.id:
        raise StationTakenError("There is another batch at its station now", where=f"batch {batch_id}")
    if to is S.SCANNED and batch.state == S.PREPARED:  # nothing came: still both steps, for the custody line
        move_batch(session, batch, S.SCANNING, actor=operator.name)
    move_batch(session, batch, to, actor=operator.name)
    _audit(session, batch, f"batch.{to.value}", operator)
    return batch


def look_again(session: Session, batch_id: str, operator: Reviewer) -> Batch:
    """The batch with its check taken back, held by this person.

    Raises:
        storage.ledger.batches.BatchMovedError: it was not checked, or has gone on since.
    """
    batch = lock_batch(session, batch_id)
    if batch.state != S.CHECKED:
        raise BatchMovedError("The counts are not checked, or it went on", where=f"batch {batch_id}")
    move_batch(session, batch, S.SCANNED, actor=operator.name)
    _give_to(session, batch, operator.user_id)
    _audit(session, batch, "batch.looked_at_again", operator)
    return batch


def check(
    session: Session, batch_id: str, operator: Reviewer, *, found: Reconciliation, reason: str
) -> Batch:
    """The batch, checked: the counts agree, or a person says why it is right all the same.

    Raises:
        NotAtHandError: files are still being opened, or the counts do not agree and no reason was given.
        StationTakenError, storage.ledger.batches.BatchMovedError: as above.
    """
    batch = _mine(session, batch_id, operator)
    where = f"batch {batch_id}"
    if not found.agrees and not reason.strip():
        raise NotAtHandError("Sheets and images do not agree, and no reason was given", where=where)
    counts = {"sheets": found.sheets_counted, "scanned": found.sheets_scanned, "images": found.images}
    move_batch(session, batch, S.CHECKED, actor=operator.name, reason=reason.strip(), **counts)
    _give_to(session, batch, None)
    _audit(session, batch, "batch.checked", operator)
    return batch


def is_held(batch: Batch, *, now: Any) -> bool:
    """True while somebody has the batch and has not gone home with it."""
    return batch.holder_id is not None and (batch.holder_until is None or batch.holder_until > now)


def _check_at_hand(batch: Batch) -> None:
    if BatchState(batch.state or S.COMMITTED) not in PAPER_AT_HAND:
        raise NotAtHandError("The sheets were checked already", where=f"batch {batch.id}")


def _held_by_another(session: Session, batch: Batch, operator: Reviewer) -> bool:
    return is_held(batch, now=database_now(session)) and batch.holder_id != operator.user_id


def _mine(session: Session, batch_id: str, operator: Reviewer) -> Batch:
    """The batch, locked; whoever acts on one that nobody holds takes it by that."""
    batch = lock_batch(session, batch_id)
    _check_at_hand(batch)
    if _held_by_another(session, batch, operator):
        raise StationTakenError("Somebody else has this batch", where=f"batch {batch_id}")
    if batch.holder_id != operator.user_id:
        _give_to(session, batch, operator.user_id)
        record_batch_event(session, batch.id, "taken", actor=operator.name)
    return batch


def _give_to(session: Session, batch: Batch, user_id: str | None) -> None:
    batch.holder_id = user_id
    batch.holder_until = database_now(session) + _HELD_FOR if user_id else None
    session.flush()


def _note(session: Session, batch: Batch, event: str, operator: Reviewer, **detail: Any) -> None:
    record_batch_event(session, batch.id, event, actor=operator.name, **detail)
    _audit(session, batch, f"batch.{event}", operator)


def _audit(session: Session, batch: Batch, action: str, operator: Reviewer) -> None:
    record_audit(session, actor=operator.actor, action=action, subject_kind="batch", subject_id=batch.id)
