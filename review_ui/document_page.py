"""Everything that a document's own page shows, as plain values. Touches the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ingest.index_fields import IndexFields
from ingest.interventions import is_over, may_withdraw
from ingest.patients.known import kept_patient
from review_ui.auth import CurrentUser
from review_ui.presenters import Said, day_words, state_said
from review_ui.set_aside import PagesBeside, pages_beside
from review_ui.visibility import visible_document, visible_to
from review_ui.worklist_rows import WorklistRow, document_row, document_statement
from storage.database import database_now
from storage.ledger.document_states import DocumentState
from storage.reviews import NOTES
from storage.tables import (
    Document,
    DocumentDeficiency,
    DocumentEventRow,
    DocumentPage,
    Encounter,
    FiledRecordRow,
    Patient,
    Reading,
    SourceObject,
    User,
)

_EVENT_WORDS = {
    "received": "Received",
    "same_bytes_again": "The same file came again",
    "came_by_mail": "Came attached to a message",
    "source_removed": "Removed from the watch folder after it was safely kept",
    "rejection_seen": "Seen that it could not be used",
    "edited": "Text corrected",
    "split_from": "Split from a file with separator sheets",
    "split_into": "Another document of the same file",
    "pages_moved_to": "Pages went to another document",
    "pages_moved_from": "Pages came from another document",
    "page_replaced": "A page was scanned again",
    "page_put_back": "The first image of a page was put back",
}
_FIELD_LABELS = {
    "mrn": "MRN",
    "name": "Patient",
    "dob": "Born",
    "encounter": "Encounter",
    "encounter_type": "Encounter type",
    "document_type": "Type",
    "author": "Author",
    "date_of_service": "Date of service",
    "discharge_date": "Discharged",
}


@dataclass(frozen=True)
class FieldLine:
    """One index field: as it came in, and as a person confirmed it ('' while nobody has)."""

    label: str
    claimed: str
    confirmed: str


@dataclass(frozen=True)
class CustodyLine:
    """One step of the document's way."""

    at: datetime
    who: str
    words: str
    note: str


@dataclass(frozen=True)
class Loss:
    """Something that could not be read, and whether somebody acknowledged it."""

    place: str
    note: str
    acknowledged: bool
    is_note: bool = False


@dataclass(frozen=True)
class DocumentView:
    """The page's content."""

    item: WorklistRow
    state: str
    said: Said
    reason: str
    file_name: str
    media_type: str
    size_bytes: int
    source_sha256: str
    received_at: datetime
    units_read: int
    units: int
    heard_s: float | None  # of a recording that is being listened to now
    duration_s: float | None
    fields: list[FieldLine]
    confirmed_by: str
    losses: list[Loss]
    custody: list[CustodyLine]
    linked: tuple[str, str] | None  # (words, document id), only when the person may see it
    records: list[tuple[int, datetime, str]]  # version, filed at, preliminary or final
    can_withdraw: bool
    needs_try: bool
    unseen_rejection: bool
    is_over: bool
    beside: PagesBeside


def document_view(session: Session, user: CurrentUser, document_id: str) -> DocumentView:
    """The content of a document's page.

    Raises:
        DocumentUnknownError: there is none, or the person may not see it.
    """
    document = visible_document(session, user, document_id)
    now = database_now(session)
    row = session.execute(document_statement().where(Document.id == document_id)).one()
    item = document_row(row, opens="document", user=user, now=now)
    source = session.get_one(SourceObject, document.source_sha256)
    units_read, units = _progress(session, document)
    return DocumentView(
        item=item,
        state=document.state,
        said=item.state,
        reason=document.reason or "",
        file_name=document.file_name,
        media_type=document.media_type,
        size_bytes=source.size_bytes,
        source_sha256=document.source_sha256,
        received_at=document.received_at,
        units_read=units_read,
        units=units,
        heard_s=document.heard_s,
        duration_s=document.duration_s,
        fields=_fields(session, document),
        confirmed_by=_name_of(session, document.patient_confirmed_by),
        losses=_losses(session, document),
        custody=_custody(session, document),
        linked=_linked(session, user, document),
        records=_records(session, document),
        can_withdraw=may_withdraw(document.state),
        needs_try=document.state == DocumentState.NEEDS_ATTENTION,
        unseen_rejection=document.state == DocumentState.REJECTED and document.seen_by is None,
        is_over=is_over(document.state),
        beside=pages_beside(session, user, document),
    )


def _progress(session: Session, document: Document) -> tuple[int, int]:
    """(pages read, pages), or (0 or 1, 1) for a dictation."""
    pages = select(DocumentPage.page_id).where(DocumentPage.document_id == document.id)
    units = session.scalar(select(func.count()).select_from(pages.subquery())) or 0
    of_document = (Reading.unit_id == document.id) | Reading.unit_id.in_(pages)
    read = session.scalar(
        select(func.count())
        .select_from(Reading)
        .where(of_document, Reading.reading_no == document.reading_no)
    )
    return read or 0, units or (1 if document.kind == "dictation" else 0)


def _fields(session: Session, document: Document) -> list[FieldLine]:
    claimed = _as_words(IndexFields.from_json(document.claimed_fields))
    confirmed = dict.fromkeys(_FIELD_LABELS, "")
    if document.patient_confirmed_by and document.patient_id:
        patient = kept_patient(session, session.get_one(Patient, document.patient_id))
        confirmed |= {"mrn": patient.mrn, "name": patient.name, "dob": day_words(patient.birth_date)}
        confirmed |= {
            "document_type": document.document_type,
            "author": document.author,
            "date_of_service": day_words(document.date_of_service),
        }
    if document.encounter_confirmed_by and document.encounter_id:
        encounter = session.get_one(Encounter, document.encounter_id)
        confirmed |= {
            "encounter": encounter.number,
            "encounter_type": encounter.encounter_type,
            "discharge_date": day_words(encounter.discharge_date),
        }
    return [
        FieldLine(label, claimed[name], confirmed[name])
        for name, label in _FIELD_LABELS.items()
        if claimed[name] or confirmed[name]
    ]


def _as_words(fields: IndexFields) -> dict[str, str]:
    values = {name: getattr(fields, name) for name in _FIELD_LABELS}
    return {
        name: day_words(value) if isinstance(value, date) else value or "" for name, value in values.items()
    }


def _name_of(session: Session, user_id: str | None) -> str:
    user = session.get(User, user_id) if user_id else None
    return user.display_name if user else ""


def _losses(session: Session, document: Document) -> list[Loss]:
    rows = session.scalars(
        select(DocumentDeficiency)
        .where(
            DocumentDeficiency.document_id == document.id,
            DocumentDeficiency.reading_no == document.reading_no,
        )
        .order_by(DocumentDeficiency.page_number, DocumentDeficiency.start_s)
    )
    return [Loss(_place(row), row.note, row.acknowledged_by is not None, row.kind in NOTES) for row in rows]


def _place(row: DocumentDeficiency) -> str:
    if row.page_number is not None:
        return f"page {row.page_number}"
    if row.start_s is not None:
        return f"at {row.start_s:.0f} s"
    return "whole document"


def _custody(session: Session, document: Document) -> list[CustodyLine]:
    rows = session.scalars(
        select(DocumentEventRow)
        .where(DocumentEventRow.document_id == document.id)
        .order_by(DocumentEventRow.id)
    )
    return [CustodyLine(row.at, row.actor, _event_words(row, document), row.note) for row in rows]


def _event_words(row: DocumentEventRow, document: Document) -> str:
    if row.event == "moved" and row.to_state:
        return state_said(row.to_state, kind=document.kind).words.capitalize()
    return _EVENT_WORDS.get(row.event, row.event.replace("_", " ").capitalize())


def _linked(session: Session, user: CurrentUser, document: Document) -> tuple[str, str] | None:
    if document.linked_document_id is None:
        return None
    seen = session.scalar(
        select(Document.id).where(Document.id == document.linked_document_id, visible_to(user))
    )
    if seen is None:
        return None
    words = (
        "An earlier document that was taken off"
        if document.link_kind == "resubmission"
        else ("The same file also came for another or no patient")
    )
    return words, seen


def _records(session: Session, document: Document) -> list[tuple[int, datetime, str]]:
    rows = session.scalars(
        select(FiledRecordRow)
        .where(FiledRecordRow.record_id == document.id)
        .order_by(FiledRecordRow.version.desc())
    )
    return [(row.version, row.filed_at, row.doc_status) for row in rows]
