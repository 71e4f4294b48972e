"""What people do: edits, sign-offs, coding decisions, and the audit trail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, Json, id_column


class TextEdit(Base):
    """One splice of the reviewed text: `removed` token ids give way to `inserted` tokens. Append-only."""

    __tablename__ = "text_edit"
    id: Mapped[str] = id_column()
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"))
    reading_no: Mapped[int]
    revision: Mapped[int]  # the revision that this edit made
    after_token: Mapped[str | None]  # the token before the gap; None: the start of the text
    removed: Mapped[list[str]]
    inserted: Mapped[list[Json]]
    undoes: Mapped[int | None]  # the revision that this edit took back
    cause: Mapped[str] = mapped_column(
        default=""
    )  # "": typed; else the act (accepted, replaced_all, page_replaced …) and the first revision it made
    user_id: Mapped[str]
    at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("document_id", "revision"),)


class SignOff(Base):
    """A person's word that something is right, on a stated revision. Append-only."""

    __tablename__ = "sign_off"
    id: Mapped[str] = id_column()
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), index=True)
    kind: Mapped[str]  # index | text | author | returned
    revision: Mapped[int]
    note: Mapped[str] = mapped_column(default="")
    user_id: Mapped[str]
    at: Mapped[datetime]
    __table_args__ = (Index("ix_sign_off_kind", "kind", "document_id"),)


class CodingCase(Base):
    """The coding of one encounter, over all its documents."""

    __tablename__ = "coding_case"
    id: Mapped[str] = id_column()
    encounter_id: Mapped[str] = mapped_column(ForeignKey("encounter.id"), unique=True)
    state: Mapped[str] = mapped_column(index=True)  # open | query_pending | final | changed_since_final
    revision: Mapped[int] = mapped_column(default=0)  # number of decisions
    record_version: Mapped[int] = mapped_column(default=0)
    finalised_by: Mapped[str | None]
    finalised_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class CodeDecision(Base):
    """What a person decided about one code of a case. Append-only: a change of mind is a new row."""

    __tablename__ = "code_decision"
    id: Mapped[str] = id_column()
    case_id: Mapped[str] = mapped_column(ForeignKey("coding_case.id"))
    sequence: Mapped[int]
    code: Mapped[str]
    edition: Mapped[str]
    title: Mapped[str]
    action: Mapped[str]  # accept | reject | add | undo | order
    reason: Mapped[str] = mapped_column(default="")
    evidence: Mapped[list[Json]]  # snapshot: document, quote, token ids, anchors; order: the codes
    user_id: Mapped[str]
    at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("case_id", "sequence"),)


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
