"""What machines do and make: jobs, readings, artifacts, suggestion sets, filed records."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, Json, id_column


class Job(Base):
    """A piece of work; inserting the row is the outbox. See storage.ledger.jobs."""

    __tablename__ = "job"
    id: Mapped[str] = id_column()
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
    marks: Mapped[Json] = mapped_column(
        default=dict
    )  # what roll-up and lists need of a page: see storage.page_marks
    created_at: Mapped[datetime] = mapped_column(index=True)


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


class SuggestionSet(Base):
    """One run of the coding stage on one revision of a document's text."""

    __tablename__ = "suggestion_set"
    id: Mapped[str] = id_column()
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), index=True)
    reading_no: Mapped[int]
    revision: Mapped[int]
    artifact_sha256: Mapped[str] = mapped_column(String(64))
    edition: Mapped[str]
    engine: Mapped[Json]
    created_at: Mapped[datetime]


class FiledRecordRow(Base):
    """A filed version of a document or of a case's coding: where its manifest is and what it hashes to."""

    __tablename__ = "filed_record"
    record_id: Mapped[str] = mapped_column(String(36), primary_key=True)  # document id or case id
    version: Mapped[int] = mapped_column(primary_key=True)
    record_type: Mapped[str]  # document | coding
    manifest_key: Mapped[str]
    manifest_sha256: Mapped[str] = mapped_column(String(64))
    doc_status: Mapped[str]  # preliminary | final | amended
    filed_at: Mapped[datetime] = mapped_column(index=True)
