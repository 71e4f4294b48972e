"""What authors of dictations taught: corrections, learned terms, their standard texts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, id_column


class LearnedDictation(Base):
    """A filed dictation whose corrections were looked at, and at which revision of its text."""

    __tablename__ = "learned_dictation"
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), primary_key=True)
    author_key: Mapped[str] = mapped_column(index=True)
    revision: Mapped[int]
    learned_at: Mapped[datetime]


class AuthorCorrection(Base):
    """Words of the machine that a person replaced in one verified dictation."""

    __tablename__ = "author_correction"
    id: Mapped[str] = id_column()
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), index=True)
    author_key: Mapped[str]
    heard: Mapped[str]  # as compared: lower case, one blank between words
    meant: Mapped[str]  # as the person wrote it
    occurrences: Mapped[int]
    __table_args__ = (Index("ix_author_correction_pair", "author_key", "heard", "meant"),)


class AuthorTerm(Base):
    """A correction that a replay over the author's verified dictations allowed: expected and suggested."""

    __tablename__ = "author_term"
    id: Mapped[str] = id_column()
    author_key: Mapped[str]
    author: Mapped[str]
    heard: Mapped[str]
    meant: Mapped[str]
    occurrences: Mapped[int]
    replayed: Mapped[int]  # verified dictations of the replay
    errors_before: Mapped[int]
    errors_after: Mapped[int]
    learned_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]  # a person took it off; it is never learned again by itself
    removed_by: Mapped[str | None]
    __table_args__ = (UniqueConstraint("author_key", "heard", "meant"),)


class AuthorNormal(Base):
    """A named block of text of one author, called by voice; a changed text is a new row."""

    __tablename__ = "author_normal"
    id: Mapped[str] = id_column()
    author_key: Mapped[str] = mapped_column(index=True)
    author: Mapped[str]
    worktype: Mapped[str] = mapped_column(default="")  # "": for every worktype
    name: Mapped[str]
    text: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[str | None]
