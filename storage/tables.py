"""The tables. Rows hold who, where, state and references; words, images and audio are objects.

Append-only tables (`APPEND_ONLY`) are held so by database triggers that the first migration creates.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from storage.database import UtcDateTime
from storage.ids import new_id

APPEND_ONLY = ("document_event", "audit_event", "text_edit", "code_decision", "sign_off")
DEFAULT_SITE = "site"

Json = dict[str, Any]
_naming = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Declares how Python types are stored."""

    metadata = MetaData(naming_convention=_naming)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads a plain dict here
        datetime: UtcDateTime,
        date: Date,
        str: Text,
        Json: JSON,
        list[str]: JSON,
        list[Json]: JSON,
    }


def _id_column() -> Mapped[str]:
    return mapped_column(String(36), primary_key=True, default=new_id)


class Site(Base):
    """One clinic."""

    __tablename__ = "site"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str]
    created_at: Mapped[datetime]


class User(Base):
    """A person (or a named service account) who may sign in."""

    __tablename__ = "user"
    id: Mapped[str] = _id_column()
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"), default=DEFAULT_SITE)
    login: Mapped[str] = mapped_column(unique=True)  # lower case
    display_name: Mapped[str]
    password_hash: Mapped[str | None]  # argon2; None until the first link was used
    roles: Mapped[list[str]]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    failed_sign_ins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]


class OneTimeLink(Base):
    """A link that sets a password once, within 24 hours; only its SHA-256 is stored."""

    __tablename__ = "one_time_link"
    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    purpose: Mapped[str]  # welcome | reset
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class UserSession(Base):
    """A signed-in browser; the cookie's value is stored only as its SHA-256."""

    __tablename__ = "session"
    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), index=True)
    csrf_token: Mapped[str]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Patient(Base):
    """A patient as this site knows them: by MRN, or by name and birth date under a chart number of ours."""

    __tablename__ = "patient"
    id: Mapped[str] = _id_column()
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"), default=DEFAULT_SITE)
    mrn: Mapped[str]
    mrn_is_ours: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str]  # "Family, Given"
    name_key: Mapped[str] = mapped_column(index=True)  # case-folded letters and digits, for matching
    birth_date: Mapped[date | None]
    created_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("site_id", "mrn"),)


class Encounter(Base):
    """One visit or stay of a patient; its documents are coded together."""

    __tablename__ = "encounter"
    id: Mapped[str] = _id_column()
    patient_id: Mapped[str] = mapped_column(ForeignKey("patient.id"))
    number: Mapped[str]
    encounter_type: Mapped[str]  # inpatient | outpatient | emergency | observation
    date_of_service: Mapped[date | None]
    discharge_date: Mapped[date | None]
    created_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("patient_id", "number"),)


class Batch(Base):
    """What came in together: one upload, one watch-folder sweep, one `add`."""

    __tablename__ = "batch"
    id: Mapped[str] = _id_column()
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"), default=DEFAULT_SITE)
    source: Mapped[str]  # upload | watch_folder | command_line | api | demo
    created_by: Mapped[str]
    created_at: Mapped[datetime]


class SourceObject(Base):
    """Received bytes, once for each SHA-256, never changed."""

    __tablename__ = "source_object"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    object_key: Mapped[str]
    size_bytes: Mapped[int]
    media_type: Mapped[str]
    created_at: Mapped[datetime]


class Document(Base):
    """One chart or dictation on the belt. `state` is written by storage.ledger.documents alone."""

    __tablename__ = "document"
    id: Mapped[str] = _id_column()
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"), default=DEFAULT_SITE)
    batch_id: Mapped[str | None] = mapped_column(ForeignKey("batch.id"))
    kind: Mapped[str]  # chart | dictation | unknown
    source_sha256: Mapped[str] = mapped_column(ForeignKey("source_object.sha256"), index=True)
    file_name: Mapped[str]
    media_type: Mapped[str]
    state: Mapped[str]
    resume_state: Mapped[str | None]  # where NEEDS_ATTENTION goes on
    reason_code: Mapped[str | None]
    reason: Mapped[str | None]
    seen_by: Mapped[str | None]  # who saw the rejection
    route: Mapped[str]  # archive | key_fields | full
    priority: Mapped[int] = mapped_column(default=1)  # 0 stat, 1 routine, 2 bulk
    claimed_fields: Mapped[Json]  # index fields as they came in: see ingest.index_fields
    options: Mapped[Json]  # engine options, a snapshot at intake
    patient_id: Mapped[str | None] = mapped_column(ForeignKey("patient.id"), index=True)
    patient_confirmed_by: Mapped[str | None]
    patient_confirmed_at: Mapped[datetime | None]
    encounter_id: Mapped[str | None] = mapped_column(ForeignKey("encounter.id"), index=True)
    encounter_confirmed_by: Mapped[str | None]
    document_type: Mapped[str] = mapped_column(default="")  # charts: document type; dictations: worktype
    author: Mapped[str] = mapped_column(default="")
    date_of_service: Mapped[date | None]
    revision: Mapped[int] = mapped_column(default=0)  # of the reviewed text
    reading_no: Mapped[int] = mapped_column(default=1)
    page_count: Mapped[int | None]
    duration_s: Mapped[float | None]
    word_count: Mapped[int | None]
    doubtful_words: Mapped[int | None]
    suggestion_count: Mapped[int | None]
    reviewer_id: Mapped[str | None]
    reviewer_until: Mapped[datetime | None]
    verified_by: Mapped[str | None]
    verified_at: Mapped[datetime | None]
    signed_by: Mapped[str | None]
    signed_at: Mapped[datetime | None]
    record_version: Mapped[int] = mapped_column(default=0)  # of the newest filed or rendering record
    arrival_key: Mapped[str | None] = mapped_column(unique=True)  # knows a second delivery of the same file
    linked_document_id: Mapped[str | None]
    link_kind: Mapped[str | None]  # same_bytes | resubmission
    received_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    __table_args__ = (Index("ix_document_worklist", "state", "priority", "received_at"),)


class Page(Base):
    """One page of one source, for ever: order and ownership live in document_page."""

    __tablename__ = "page"
    id: Mapped[str] = _id_column()
    source_sha256: Mapped[str] = mapped_column(ForeignKey("source_object.sha256"))
    source_index: Mapped[int]
    __table_args__ = (UniqueConstraint("source_sha256", "source_index"),)


class DocumentPage(Base):
    """Which pages make a document, in which order."""

    __tablename__ = "document_page"
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[str] = mapped_column(ForeignKey("page.id"), index=True)


class Reading(Base):
    """One machine reading of a page (unit = page id) or of a dictation (unit = document id)."""

    __tablename__ = "reading"
    unit_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    reading_no: Mapped[int] = mapped_column(primary_key=True)
    engine: Mapped[Json]
    word_count: Mapped[int]
    doubtful_words: Mapped[int]
    seconds: Mapped[float]
    identity: Mapped[Json]  # name, birth date and MRN read on the unit; see ingest.patients
    created_at: Mapped[datetime]


class Artifact(Base):
    """An immutable object that the belt made, named by what it belongs to, its kind and its version."""

    __tablename__ = "artifact"
    subject_id: Mapped[str] = mapped_column(String(36), primary_key=True)  # page, document or coding case
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)  # reading number, revision or record version
    sha256: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int]
    media_type: Mapped[str]
    schema_version: Mapped[int]
    created_at: Mapped[datetime]


class Job(Base):
    """A piece of work; inserting the row is the outbox. See storage.ledger.jobs."""

    __tablename__ = "job"
    id: Mapped[str] = _id_column()
    kind: Mapped[str]
    queue: Mapped[str]
    subject_id: Mapped[str] = mapped_column(index=True)  # document id, or coding case id
    payload: Mapped[Json]
    state: Mapped[str]  # ready | dispatched | running | done | parked
    priority: Mapped[int]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    deliveries: Mapped[int] = mapped_column(default=0)
    token: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    not_before: Mapped[datetime | None]
    error_code: Mapped[str | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_job_release", "queue", "state", "priority", "due_at"),)


class TextEdit(Base):
    """One splice of the reviewed text: `removed` token ids give way to `inserted` tokens. Append-only."""

    __tablename__ = "text_edit"
    id: Mapped[str] = _id_column()
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"))
    reading_no: Mapped[int]
    revision: Mapped[int]  # the revision that this edit made
    after_token: Mapped[str | None]  # the token before the gap; None: the start of the text
    removed: Mapped[list[str]]
    inserted: Mapped[list[Json]]
    undoes: Mapped[int | None]  # the revision that this edit took back
    user_id: Mapped[str]
    at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("document_id", "revision"),)


class SuggestionSet(Base):
    """One run of the coding stage on one revision of a document's text."""

    __tablename__ = "suggestion_set"
    id: Mapped[str] = _id_column()
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), index=True)
    reading_no: Mapped[int]
    revision: Mapped[int]
    artifact_sha256: Mapped[str] = mapped_column(String(64))
    edition: Mapped[str]
    engine: Mapped[Json]
    created_at: Mapped[datetime]


class CodingCase(Base):
    """The coding of one encounter, over all its documents."""

    __tablename__ = "coding_case"
    id: Mapped[str] = _id_column()
    encounter_id: Mapped[str] = mapped_column(ForeignKey("encounter.id"), unique=True)
    state: Mapped[str]  # open | query_pending | final | changed_since_final
    revision: Mapped[int] = mapped_column(default=0)  # number of decisions
    record_version: Mapped[int] = mapped_column(default=0)
    finalised_by: Mapped[str | None]
    finalised_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class CodeDecision(Base):
    """What a person decided about one code of a case. Append-only: a change of mind is a new row."""

    __tablename__ = "code_decision"
    id: Mapped[str] = _id_column()
    case_id: Mapped[str] = mapped_column(ForeignKey("coding_case.id"))
    sequence: Mapped[int]
    code: Mapped[str]
    edition: Mapped[str]
    title: Mapped[str]
    action: Mapped[str]  # accept | reject | add | undo
    reason: Mapped[str] = mapped_column(default="")
    evidence: Mapped[list[Json]]  # snapshot: document, quote, token ids, anchors
    user_id: Mapped[str]
    at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("case_id", "sequence"),)


class SignOff(Base):
    """A person's word that something is right, on a stated revision. Append-only."""

    __tablename__ = "sign_off"
    id: Mapped[str] = _id_column()
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), index=True)
    kind: Mapped[str]  # index | text | author | returned
    revision: Mapped[int]
    note: Mapped[str] = mapped_column(default="")
    user_id: Mapped[str]
    at: Mapped[datetime]


class DocumentDeficiency(Base):
    """A loss or doubt found on a document, and who acknowledged it."""

    __tablename__ = "deficiency"
    id: Mapped[str] = _id_column()
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), index=True)
    reading_no: Mapped[int]
    page_id: Mapped[str | None]
    kind: Mapped[str]
    note: Mapped[str]
    page_number: Mapped[int | None]
    start_s: Mapped[float | None]
    end_s: Mapped[float | None]
    acknowledged_by: Mapped[str | None]
    acknowledged_at: Mapped[datetime | None]
    decision: Mapped[str | None]


class DocumentEventRow(Base):
    """Every move of a document, and its custody lines. Append-only."""

    __tablename__ = "document_event"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), index=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    event: Mapped[str]  # received | moved | same_bytes_again | source_removed | edited …
    from_state: Mapped[str | None]
    to_state: Mapped[str | None]
    reason_code: Mapped[str | None]
    note: Mapped[str] = mapped_column(default="")


class AuditEvent(Base):
    """Who did what: sign-ins, reads, corrections, decisions, filings. Append-only."""

    __tablename__ = "audit_event"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[str | None] = mapped_column(index=True)  # None: the system
    actor: Mapped[str]  # login, or the program's name
    action: Mapped[str]
    subject_kind: Mapped[str] = mapped_column(default="")
    subject_id: Mapped[str] = mapped_column(default="", index=True)
    patient_id: Mapped[str | None] = mapped_column(index=True)
    detail: Mapped[Json]


class FiledRecordRow(Base):
    """A filed version of a document or of a case's coding: where its manifest is and what it hashes to."""

    __tablename__ = "filed_record"
    record_id: Mapped[str] = mapped_column(String(36), primary_key=True)  # document id or case id
    version: Mapped[int] = mapped_column(primary_key=True)
    record_type: Mapped[str]  # document | coding
    manifest_key: Mapped[str]
    manifest_sha256: Mapped[str] = mapped_column(String(64))
    doc_status: Mapped[str]  # preliminary | final
    filed_at: Mapped[datetime]
