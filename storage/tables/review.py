"""How a review was done, and what people set up for it: quality data, never part of a filed record."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, Json, id_column


class ReviewCoverage(Base):
    """What one person saw of one page, or heard of one recording, in one reading of a document."""

    __tablename__ = "review_coverage"
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), primary_key=True)
    reading_no: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[str] = mapped_column(primary_key=True)  # the page's id; "sound" for a recording
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), primary_key=True)
    seen_s: Mapped[float] = mapped_column(default=0.0)  # seconds on a screen, large enough to read
    heard: Mapped[Json]  # {"spans": [[start_s, end_s], …]} in order, apart from each other
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]


class ReviewEffort(Base):
    """Keys pressed and seconds worked by one person on one document; shown to that person alone."""

    __tablename__ = "review_effort"
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), primary_key=True)
    keystrokes: Mapped[int] = mapped_column(default=0)
    active_s: Mapped[float] = mapped_column(default=0.0)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]


class CriticalConfirmation(Base):
    """A person's look at one critical word (drug, dose, side, negation, identifier) as it stood then."""

    __tablename__ = "critical_confirmation"
    id: Mapped[str] = id_column()
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"))
    reading_no: Mapped[int]
    token_id: Mapped[str]
    how: Mapped[str]  # pressed | seen | heard
    user_id: Mapped[str]
    at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("document_id", "reading_no", "token_id"),)


class VerifiedLines(Base):
    """The size of a verified report, frozen when it was verified: what a transcriptionist is paid by."""

    __tablename__ = "verified_lines"
    id: Mapped[str] = id_column()
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), unique=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    worktype: Mapped[str] = mapped_column(default="")
    characters: Mapped[int]  # with spaces
    visible_characters: Mapped[int]  # without white space
    typed_characters: Mapped[int]  # of those with spaces, what a person typed
    from_draft: Mapped[bool]  # False: the draft was put away and the text typed from sound
    verified_at: Mapped[datetime]
    __table_args__ = (Index("ix_verified_lines_user_id_verified_at", "user_id", "verified_at"),)


class AuthorQuestion(Base):
    """A place that a transcriptionist asks the author about."""

    __tablename__ = "author_question"
    id: Mapped[str] = id_column()
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), index=True)
    token_id: Mapped[str | None]
    start_s: Mapped[float | None]
    question: Mapped[str]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[str | None]
    answered_at: Mapped[datetime | None]


class PersonalSetting(Base):
    """What one person set for herself: keys, looks, speed of sound, saved filters. Nothing about patients."""

    __tablename__ = "personal_setting"
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Json]
    changed_at: Mapped[datetime]


class Phrase(Base):
    """A short form and what it stands for, a person's or the site's; a changed text is a new row."""

    __tablename__ = "phrase"
    id: Mapped[str] = id_column()
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"), index=True)  # None: the site's
    kind: Mapped[str]  # expander: written while typing; macro: chosen by key; template: a worktype's headings
    short: Mapped[str]
    text: Mapped[str]
    worktype: Mapped[str] = mapped_column(default="")  # "": for every worktype
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[str | None]


class PhysicianQuery(Base):
    """A question about a case to the physician who documented it, from its draft to its answer."""

    __tablename__ = "physician_query"
    id: Mapped[str] = id_column()
    case_id: Mapped[str] = mapped_column(ForeignKey("coding_case.id"), index=True)
    state: Mapped[str]  # draft | sent | answered | withdrawn
    about: Mapped[str]  # what has to be made clear, in a few words
    question: Mapped[str]
    choices: Mapped[list[str]]
    evidence: Mapped[list[Json]]  # snapshot: document, quote, token ids, anchors
    to_login: Mapped[str] = mapped_column(default="")
    drafted_by: Mapped[str]
    drafted_at: Mapped[datetime]
    sent_by: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]
