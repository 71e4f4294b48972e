"""Reads audit rows by patient, person, subject and time, newest first. Touches the world."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from storage.tables import AuditEvent, Patient

_CHUNK = 1000


@dataclass(frozen=True)
class AuditFilter:
    """What to look for; a field that is None does not narrow. `since` is included, `until` is not."""

    patient_id: str | None = None
    user_id: str | None = None
    subject_id: str | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def __post_init__(self) -> None:
        if self.since and self.until and self.until < self.since:
            raise ValueError("the end of the time span lies before its start")


@dataclass(frozen=True)
class AuditLine:
    """One audit row as people read it; `patient` is the chart number, not the name."""

    id: int
    at: datetime
    actor: str
    action: str
    subject_kind: str
    subject_id: str
    patient: str
    detail: dict[str, Any]


def day_span(
    first: date | None, last: date | None, zone: ZoneInfo
) -> tuple[datetime | None, datetime | None]:
    """The instants from the start of `first` to the end of `last` (both days included) at the site."""
    since = datetime.combine(first, time(), zone).astimezone(UTC) if first else None
    until = datetime.combine(last + timedelta(days=1), time(), zone).astimezone(UTC) if last else None
    return since, until


def audit_lines(
    session: Session, wanted: AuditFilter, *, before_id: int | None = None, limit: int = 100
) -> list[AuditLine]:
    """Up to `limit` lines, newest first, older than the row `before_id` (the last one of the page before)."""
    statement = _narrowed(wanted).order_by(AuditEvent.id.desc()).limit(limit)
    if before_id is not None:
        statement = statement.where(AuditEvent.id < before_id)
    return [_line(event, mrn) for event, mrn in session.execute(statement)]


def all_audit_lines(session: Session, wanted: AuditFilter) -> Iterator[AuditLine]:
    """Every matching line, newest first, read a thousand at a time."""
    before_id: int | None = None
    while lines := audit_lines(session, wanted, before_id=before_id, limit=_CHUNK):
        yield from lines
        before_id = lines[-1].id


def _narrowed(wanted: AuditFilter) -> Select[AuditEvent, str]:
    statement = select(AuditEvent, Patient.mrn).outerjoin(Patient, Patient.id == AuditEvent.patient_id)
    equal = {
        AuditEvent.patient_id: wanted.patient_id,
        AuditEvent.user_id: wanted.user_id,
        AuditEvent.subject_id: wanted.subject_id,
        AuditEvent.action: wanted.action,
    }
    for column, value in equal.items():
        if value is not None:
            statement = statement.where(column == value)
    if wanted.since is not None:
        statement = statement.where(AuditEvent.at >= wanted.since)
    if wanted.until is not None:
        statement = statement.where(AuditEvent.at < wanted.until)
    return statement


def _line(event: AuditEvent, mrn: str | None) -> AuditLine:
    return AuditLine(
        id=event.id,
        at=event.at,
        actor=event.actor,
        action=event.action,
        subject_kind=event.subject_kind,
        subject_id=event.subject_id,
        patient=mrn or "",
        detail=event.detail,
    )
