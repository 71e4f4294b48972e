"""The rows that remember how far a list came. Touches the database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from ingest.file_lists.rows import OpenedList
from storage.audit.record import Actor, record_audit
from storage.database import database_now
from storage.ids import new_id
from storage.tables import Batch, FileList, FileListRow

ACCEPTED, ALREADY_HERE, REFUSED = "accepted", "already_here", "refused"


@dataclass(frozen=True)
class RowOutcome:
    """What became of one row."""

    number: int
    outcome: str
    document_id: str | None = None
    reason_code: str | None = None
    reason: str | None = None
    size_bytes: int = 0


def begin_list(
    session: Session, listed: OpenedList, *, actor: Actor, defaults: Mapping[str, str | None]
) -> FileList:
    """The list's row: the one of an earlier run over the same rows with the same settings, else a new one."""
    known = _list_key(listed, defaults)
    row = session.scalars(select(FileList).where(FileList.list_sha256 == known)).one_or_none()
    if row is not None:
        row.ended_at = None
        return row
    now = database_now(session)
    batch = Batch(id=new_id(), source="command_line", created_by=actor.name, created_at=now)
    session.add(batch)
    session.flush()
    row = FileList(
        id=new_id(),
        source=str(listed.path),
        list_sha256=known,
        batch_id=batch.id,
        started_by=actor.name,
        started_at=now,
        rows=listed.rows,
    )
    session.add(row)
    record_audit(
        session,
        actor=actor,
        action="file_list.begun",
        subject_kind="file_list",
        subject_id=row.id,
        detail={"rows": listed.rows},
    )
    return row


def done_numbers(session: Session, list_id: str, first: int, last: int) -> set[int]:
    """The rows from `first` to `last` that need nothing more; what was refused is tried again."""
    return set(
        session.scalars(
            select(FileListRow.row_no).where(
                FileListRow.list_id == list_id,
                FileListRow.row_no.between(first, last),
                FileListRow.outcome != REFUSED,
            )
        )
    )


def is_named_already(session: Session, list_id: str, document_id: str) -> bool:
    """True when another row of the list has become this document."""
    found = session.scalars(
        select(FileListRow.row_no)
        .where(FileListRow.document_id == document_id, FileListRow.list_id == list_id)
        .limit(1)
    )
    return found.first() is not None


def write_outcomes(session: Session, list_id: str, outcomes: Iterable[RowOutcome]) -> None:
    """Remember what became of these rows; an earlier refusal of a row gives way."""
    now = database_now(session)
    rows = [
        {
            "list_id": list_id,
            "row_no": one.number,
            "outcome": one.outcome,
            "document_id": one.document_id,
            "reason_code": one.reason_code,
            "reason": one.reason,
            "size_bytes": one.size_bytes,
            "at": now,
        }
        for one in outcomes
    ]
    if not rows:
        return
    numbers = [row["row_no"] for row in rows]
    session.execute(
        delete(FileListRow).where(FileListRow.list_id == list_id, FileListRow.row_no.in_(numbers))
    )
    session.execute(insert(FileListRow), rows)


def end_list(session: Session, list_id: str, *, actor: Actor) -> None:
    """Note that every row was looked at."""
    session.execute(update(FileList).where(FileList.id == list_id).values(ended_at=database_now(session)))
    record_audit(
        session,
        actor=actor,
        action="file_list.ended",
        subject_kind="file_list",
        subject_id=list_id,
        detail=dict(outcome_counts(session, list_id)),
    )


def outcome_counts(session: Session, list_id: str) -> dict[str, int]:
    """How many rows became what."""
    found = session.execute(
        select(FileListRow.outcome, func.count())
        .where(FileListRow.list_id == list_id)
        .group_by(FileListRow.outcome)
    )
    return {outcome: count for outcome, count in found}


def refusals(session: Session, list_id: str, first: int, last: int) -> dict[int, tuple[str, str]]:
    """Number -> (code, reason) of the refused rows from `first` to `last`."""
    found = session.execute(
        select(FileListRow.row_no, FileListRow.reason_code, FileListRow.reason).where(
            FileListRow.list_id == list_id,
            FileListRow.row_no.between(first, last),
            FileListRow.outcome == REFUSED,
        )
    )
    return {number: (code or "", reason or "") for number, code, reason in found}


def _list_key(listed: OpenedList, defaults: Mapping[str, str | None]) -> str:
    given = json.dumps({name: text for name, text in defaults.items() if text}, sort_keys=True)
    parts = (listed.sha256, str(listed.path.parent), given, *listed.columns)
    return hashlib.sha256("\0".join(parts).encode(errors="surrogateescape")).hexdigest()
