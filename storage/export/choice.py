"""Which documents an export takes: filed ones, by box, patient, date and type. Touches the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from storage.tables import Batch, Document, FiledRecordRow, Patient

_DATES = ("since", "until")


@dataclass(frozen=True)
class Chosen:
    """What a person chose; an empty field does not narrow. Days are dates of service, both included."""

    box: str = ""
    mrn: str = ""
    since: date | None = None
    until: date | None = None
    document_type: str = ""

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in asdict(self).items()
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Chosen:
        """What `as_json` wrote."""
        values = dict(stored)
        for name in _DATES:
            values[name] = date.fromisoformat(values[name]) if values.get(name) else None
        return cls(**values)

    @property
    def named(self) -> list[str]:
        """The names of the fields that narrow, for the audit, which holds no patient text."""
        return [name for name, value in asdict(self).items() if value]


def chosen_documents(chosen: Chosen, *, site_id: str) -> Select[Document, int]:
    """Each filed document that is chosen, with its newest filed version, in the order of their ids."""
    newest = (
        select(FiledRecordRow.record_id, func.max(FiledRecordRow.version).label("version"))
        .where(FiledRecordRow.record_type == "document")
        .group_by(FiledRecordRow.record_id)
        .subquery()
    )
    statement = (
        select(Document, newest.c.version)
        .join(newest, newest.c.record_id == Document.id)
        .where(Document.site_id == site_id)
        .order_by(Document.id)
    )
    if chosen.box:
        statement = statement.join(Batch, Batch.id == Document.batch_id).where(Batch.box == chosen.box)
    if chosen.mrn:
        statement = statement.where(Document.patient_id.in_(_patients(chosen.mrn)))
    if chosen.since is not None:
        statement = statement.where(Document.date_of_service >= chosen.since)
    if chosen.until is not None:
        statement = statement.where(Document.date_of_service <= chosen.until)
    if chosen.document_type:
        statement = statement.where(Document.document_type == chosen.document_type)
    return statement


def _patients(mrn: str) -> Select[str]:
    """The patient of that number, and those who were found to be the same person."""
    kept = aliased(Patient)
    return (
        select(Patient.id)
        .outerjoin(kept, kept.id == Patient.merged_into)
        .where(or_(Patient.mrn == mrn, kept.mrn == mrn))
    )


def count_chosen(session: Session, chosen: Chosen, *, site_id: str) -> int:
    """How many documents an export of this choice would take now."""
    statement = chosen_documents(chosen, site_id=site_id).order_by(None).with_only_columns(Document.id)
    return session.scalar(select(func.count()).select_from(statement.subquery())) or 0
