"""What a clinic answered in its first hour, and steps that one person takes twice for want of a second."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import DEFAULT_SITE, Base, id_column


class SiteAnswer(Base):
    """The present answer to one question of the first hour; the audit keeps the ones before."""

    __tablename__ = "site_answer"
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"), primary_key=True, default=DEFAULT_SITE)
    question: Mapped[str] = mapped_column(primary_key=True)  # storage.first_hour.Question
    value: Mapped[Any] = mapped_column(JSON, nullable=False)
    answered_by: Mapped[str]
    answered_at: Mapped[datetime]


class SecondStep(Base):
    """A step that needs a second person: asked by one, confirmed by another or by the same a day later."""

    __tablename__ = "second_step"
    id: Mapped[str] = id_column()
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"), default=DEFAULT_SITE)
    act: Mapped[str]  # what is to be done, such as destroy_paper
    subject_id: Mapped[str]  # the batch, document … it is done to
    asked_by: Mapped[str]  # user id
    asked_at: Mapped[datetime]
    confirmed_by: Mapped[str | None]
    confirmed_at: Mapped[datetime | None]
    how: Mapped[str | None]  # second_person | waited_24_hours
    withdrawn_by: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_second_step_act_subject_id", "act", "subject_id"),)
