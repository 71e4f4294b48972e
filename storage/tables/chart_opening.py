"""How a long chart is taken apart by a person, and what the site's own filing taught about document types."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import DEFAULT_SITE, Base, Json, id_column


class ChartOpening(Base):
    """What the machine proposed for one chart, and where the person stands in it."""

    __tablename__ = "chart_opening"
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), primary_key=True)
    reading_no: Mapped[int]
    proposal: Mapped[Json]  # see ingest.chart_opening.proposal
    place: Mapped[int] = mapped_column(default=0)  # the page that the last person stood on, from 0
    made_at: Mapped[datetime]
    committed_by: Mapped[str | None]
    committed_at: Mapped[datetime | None]


class OpeningAct(Base):
    """One decision of a person about a chart's documents; `taken_back_at` when it was undone."""

    __tablename__ = "opening_act"
    id: Mapped[str] = id_column()
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"))
    number: Mapped[int]  # from 1, in the order of the decisions
    act: Mapped[str]  # see ingest.chart_opening.acts
    detail: Mapped[Json]
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]
    __table_args__ = (UniqueConstraint("document_id", "number"),)


class PageGlance(Base):
    """That a person had a page's small picture before them and said so; nothing about its words."""

    __tablename__ = "page_glance"
    page_id: Mapped[str] = mapped_column(ForeignKey("page.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), primary_key=True)
    at: Mapped[datetime]


class TypeCount(Base):
    """How many verified documents of a type the site taught, and how many signs they had in all."""

    __tablename__ = "type_count"
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"), primary_key=True, default=DEFAULT_SITE)
    document_type: Mapped[str] = mapped_column(primary_key=True)
    documents: Mapped[int] = mapped_column(default=0)
    signs: Mapped[int] = mapped_column(default=0)


class TypeSignCount(Base):
    """In how many verified documents of a type a sign (a word, a trait of the layout) stood."""

    __tablename__ = "type_sign_count"
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"), primary_key=True, default=DEFAULT_SITE)
    sign: Mapped[str] = mapped_column(String(60), primary_key=True)
    document_type: Mapped[str] = mapped_column(primary_key=True)
    documents: Mapped[int] = mapped_column(default=0)


class TypeLesson(Base):
    """A verified document that was learnt from, and as which type."""

    __tablename__ = "type_lesson"
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), primary_key=True)
    document_type: Mapped[str]
    learned_at: Mapped[datetime]
