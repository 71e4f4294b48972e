"""What came in: received bytes, documents and their pages."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import DEFAULT_SITE, Base, Json, id_column


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
    id: Mapped[str] = id_column()
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"), default=DEFAULT_SITE)
    batch_id: Mapped[str | None] = mapped_column(ForeignKey("batch.id"), index=True)
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
    heard_s: Mapped[float | None]  # how far the listening has come, while it goes on
    due_at: Mapped[datetime | None]  # when it should be ready to be used, by worktype and priority
    word_count: Mapped[int | None]
    doubtful_words: Mapped[int | None]
    suggestion_count: Mapped[int | None]
    reviewer_id: Mapped[str | None]
    reviewer_until: Mapped[datetime | None]
    verified_by: Mapped[str | None]
    verified_at: Mapped[datetime | None] = mapped_column(index=True)
    signed_by: Mapped[str | None]
    signed_at: Mapped[datetime | None]
    record_version: Mapped[int] = mapped_column(default=0)  # of the newest filed or rendering record
    arrival_key: Mapped[str | None] = mapped_column(unique=True)  # knows a second delivery of the same file
    linked_document_id: Mapped[str | None]
    link_kind: Mapped[str | None]  # same_bytes | resubmission
    part_of: Mapped[str | None] = mapped_column(
        index=True
    )  # a split file: its first document's id, on all parts
    proposed_fields: Mapped[Json] = mapped_column(
        default=dict
    )  # read from labels and form ids, nobody's word yet
    received_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    __table_args__ = (
        # the order of work within a state; the rest lets a list be cut and counted from the index. The site
        # comes last: there is one, and an index that begins with it would be taken for a way to few rows
        Index("ix_document_work", "state", "priority", "due_at", "id", "kind", "site_id"),
        Index("ix_document_newest", "state", "updated_at", "id", "site_id"),
        Index("ix_document_unsigned", "state", "kind", "signed_by"),
    )


class Page(Base):
    """One page of one source, for ever: order and ownership live in document_page."""

    __tablename__ = "page"
    id: Mapped[str] = id_column()
    source_sha256: Mapped[str] = mapped_column(ForeignKey("source_object.sha256"))
    source_index: Mapped[int]
    __table_args__ = (UniqueConstraint("source_sha256", "source_index"),)


class DocumentPage(Base):
    """Which pages make a document, in which order."""

    __tablename__ = "document_page"
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[str] = mapped_column(ForeignKey("page.id"), index=True)


class SetAsidePage(Base):
    """A page that a document keeps but not among its pages: a separator sheet, or a replaced scan."""

    __tablename__ = "set_aside_page"
    id: Mapped[str] = id_column()
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), index=True)
    page_id: Mapped[str] = mapped_column(ForeignKey("page.id"))
    position: Mapped[int]  # where it stood: in the file (separator) or in the document (replaced)
    reason: Mapped[str]  # separator | replaced
    replaced_by: Mapped[str | None]  # the page that stands there now
    actor: Mapped[str]
    at: Mapped[datetime]
    put_back_at: Mapped[datetime | None]


class RegionMark(Base):
    """A person's word that there is nothing to read in a region where a detector saw writing."""

    __tablename__ = "region_mark"
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), primary_key=True)
    region_id: Mapped[str] = mapped_column(primary_key=True)  # page_id:reading_no:r<n>, n from 0
    user_id: Mapped[str]
    at: Mapped[datetime]


class DocumentDeficiency(Base):
    """A loss or doubt found on a document, and who acknowledged it."""

    __tablename__ = "deficiency"
    id: Mapped[str] = id_column()
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
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str]
    event: Mapped[str]  # received | moved | same_bytes_again | source_removed | edited …
    from_state: Mapped[str | None]
    to_state: Mapped[str | None]
    reason_code: Mapped[str | None]
    note: Mapped[str] = mapped_column(default="")
    __table_args__ = (Index("ix_document_event_event", "event", "document_id"),)
