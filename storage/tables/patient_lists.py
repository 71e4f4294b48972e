"""Patient lists and messages that came in, other names of patients, merges, and whose page is whose."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import DEFAULT_SITE, Base, Json, id_column


class PatientAlias(Base):
    """Another name or number that a patient is known by: a maiden name, an old chart number."""

    __tablename__ = "patient_alias"
    id: Mapped[str] = id_column()
    patient_id: Mapped[str] = mapped_column(ForeignKey("patient.id"), index=True)
    kind: Mapped[str]  # name | mrn | chart_number
    value: Mapped[str]
    value_key: Mapped[str] = mapped_column(index=True)  # folded as the patient's own name or MRN is
    source: Mapped[str]  # person | list | adt
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("patient_id", "kind", "value_key"),)


class PatientNameKey(Base):
    """How two words of a name sound and begin: finds a patient whose name was misspelt."""

    __tablename__ = "patient_name_key"
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    patient_id: Mapped[str] = mapped_column(ForeignKey("patient.id"), primary_key=True, index=True)


class PatientMerge(Base):
    """Two patients found to be one. Their rows and histories stay; taking it back leaves this row."""

    __tablename__ = "patient_merge"
    id: Mapped[str] = id_column()
    kept_id: Mapped[str] = mapped_column(ForeignKey("patient.id"), index=True)
    merged_id: Mapped[str] = mapped_column(ForeignKey("patient.id"), index=True)
    reason: Mapped[str]
    merged_by: Mapped[str]  # login, or the name of the message's sender
    merged_at: Mapped[datetime]
    undone_by: Mapped[str | None]
    undone_at: Mapped[datetime | None]
    undone_reason: Mapped[str] = mapped_column(default="")


class PatientList(Base):
    """One list of patients, or one file of messages, that came in, and what became of its rows."""

    __tablename__ = "patient_list"
    id: Mapped[str] = id_column()
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"), default=DEFAULT_SITE)
    kind: Mapped[str]  # csv | adt
    file_name: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    rows_new: Mapped[int] = mapped_column(default=0)
    rows_changed: Mapped[int] = mapped_column(default=0)
    rows_known: Mapped[int] = mapped_column(default=0)  # said nothing new
    rows_asked: Mapped[int] = mapped_column(default=0)
    rows_refused: Mapped[int] = mapped_column(default=0)
    created_by: Mapped[str]
    created_at: Mapped[datetime]


class PatientListNote(Base):
    """A row or message that was refused, or that a person is asked about, and what was decided."""

    __tablename__ = "patient_list_note"
    id: Mapped[str] = id_column()
    list_id: Mapped[str] = mapped_column(ForeignKey("patient_list.id"), index=True)
    line: Mapped[int]  # of the file, from 1
    kind: Mapped[str]  # refused | asked
    reason: Mapped[str]  # in plain words, without anything about a patient
    patient_id: Mapped[str | None] = mapped_column(ForeignKey("patient.id"))
    said: Mapped[Json]  # asked: what the list says, by field
    decision: Mapped[str | None]  # taken | left
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_patient_list_note_open", "kind", "decided_at"),)


class PatientListColumns(Base):
    """Which column of a list is which field: chosen once for lists with these headings."""

    __tablename__ = "patient_list_columns"
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"), primary_key=True, default=DEFAULT_SITE)
    headings_key: Mapped[str] = mapped_column(String(64), primary_key=True)  # SHA-256 of the folded headings
    columns: Mapped[Json]  # field name -> heading
    date_order: Mapped[str]  # ymd | mdy | dmy
    created_by: Mapped[str]
    created_at: Mapped[datetime]


class AdtMessage(Base):
    """A message that was read, by the number its sender gave it: a second delivery does nothing."""

    __tablename__ = "adt_message"
    sender: Mapped[str] = mapped_column(primary_key=True)
    control_id: Mapped[str] = mapped_column(primary_key=True)
    trigger: Mapped[str]  # A01 …
    list_id: Mapped[str] = mapped_column(ForeignKey("patient_list.id"), index=True)
    taken_at: Mapped[datetime]


class PagePatientDecision(Base):
    """A person's word about a page that names somebody else than its document. Append-only."""

    __tablename__ = "page_patient_decision"
    id: Mapped[str] = id_column()
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), index=True)
    page_id: Mapped[str | None] = mapped_column(ForeignKey("page.id"))
    patient_id: Mapped[str | None] = mapped_column(ForeignKey("patient.id"))  # chosen for the document then
    read: Mapped[Json]  # what the page reads, as ingest.patients.identity writes it
    decision: Mapped[str]  # same_patient | moved | both_named
    reason: Mapped[str]
    user_id: Mapped[str]
    at: Mapped[datetime]


class UnidentifiedDocument(Base):
    """A document that somebody could not give to a patient and laid aside to ask."""

    __tablename__ = "unidentified_document"
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), primary_key=True)
    note: Mapped[str]
    set_aside_by: Mapped[str]
    set_aside_at: Mapped[datetime]
