"""Drawn samples, measures of scans, and what stands behind a certificate for paper."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import DEFAULT_SITE, Base, Json, id_column


class SampleLot(Base):
    """The pages of a batch that are judged together by a drawn sample, and under which plan."""

    __tablename__ = "sample_lot"
    id: Mapped[str] = id_column()
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"), default=DEFAULT_SITE)
    batch_id: Mapped[str] = mapped_column(ForeignKey("batch.id"), index=True)
    state: Mapped[str]  # open | passed | failed | rechecked
    severity: Mapped[str]  # normal | tightened | reduced | every_page
    aql: Mapped[float]  # percent of wrong pages
    page_count: Mapped[int]  # of the whole lot
    sample_size: Mapped[int]
    accept: Mapped[int]  # most wrong pages in the sample with which the lot still passes
    reject: Mapped[
        int
    ]  # fewest with which it fails; between the two it passes and checking goes back to normal
    seed: Mapped[str]  # SHA-256 over the stored ids: whoever draws again gets the same pages
    drawn_at: Mapped[datetime] = mapped_column(index=True)
    drawn_by: Mapped[str]
    wrong: Mapped[int | None]  # found in the sample, when it was decided
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]


class SampleDocument(Base):
    """A document of a lot as it stood when the sample was drawn."""

    __tablename__ = "sample_document"
    lot_id: Mapped[str] = mapped_column(ForeignKey("sample_lot.id"), primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), primary_key=True, index=True)
    page_count: Mapped[int]
    document_type: Mapped[str]
    checked_by: Mapped[str]  # user id
    scanner: Mapped[str]
    sent_back_at: Mapped[datetime | None]
    rechecked_at: Mapped[datetime | None]


class SamplePage(Base):
    """A drawn page, in the order of the draw."""

    __tablename__ = "sample_page"
    lot_id: Mapped[str] = mapped_column(ForeignKey("sample_lot.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)  # from 1
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"))
    page_id: Mapped[str] = mapped_column(ForeignKey("page.id"))
    page_number: Mapped[int]  # within its document, from 1


class SampleVerdict(Base):
    """What a person said of a drawn page; the newest counts. Append-only."""

    __tablename__ = "sample_verdict"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    lot_id: Mapped[str] = mapped_column(ForeignKey("sample_lot.id"))
    place: Mapped[int]
    verdict: Mapped[str]  # right | wrong | taken_back
    kind: Mapped[str] = mapped_column(default="")  # wrong_patient | wrong_type | … ; "" unless wrong
    user_id: Mapped[str]
    at: Mapped[datetime]
    __table_args__ = (Index("ix_sample_verdict_lot", "lot_id", "place", "id"),)


class SampleHold(Base):
    """A verified document that is filed only when its batch's sample has passed."""

    __tablename__ = "sample_hold"
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), primary_key=True)
    batch_id: Mapped[str] = mapped_column(ForeignKey("batch.id"), index=True)
    since: Mapped[datetime]
    ended_at: Mapped[datetime | None]  # released, or sent back


class PageMeasure(Base):
    """What the look at a page's image measured, for the watch over scanners."""

    __tablename__ = "page_measure"
    page_id: Mapped[str] = mapped_column(ForeignKey("page.id"), primary_key=True)
    batch_id: Mapped[str | None] = mapped_column(ForeignKey("batch.id"))
    at: Mapped[datetime]
    position: Mapped[int]  # within its document, from 0
    is_blank: Mapped[bool]
    streaks: Mapped[int]  # lines from edge to edge in the direction of the feed
    skew_deg: Mapped[float | None]  # None: no lines to measure by
    contrast: Mapped[float | None]  # grey levels between paper and print; None on a blank page
    cut_off: Mapped[bool]
    __table_args__ = (Index("ix_page_measure_watch", "at", "batch_id"),)


class ReadBack(Base):
    """One reading of every filed object of a batch, byte by byte, against what was filed. Append-only."""

    __tablename__ = "read_back"
    id: Mapped[str] = id_column()
    batch_id: Mapped[str] = mapped_column(ForeignKey("batch.id"), index=True)
    started_at: Mapped[datetime]
    at: Mapped[datetime]  # when it ended
    records: Mapped[int]
    objects: Mapped[int]
    troubles: Mapped[int]
    user_id: Mapped[str]


class PaperCertificate(Base):
    """Says that a batch's paper may be destroyed; its PDF is an artifact of the batch. Append-only."""

    __tablename__ = "paper_certificate"
    id: Mapped[str] = id_column()
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"), default=DEFAULT_SITE)
    number: Mapped[int]
    batch_id: Mapped[str] = mapped_column(ForeignKey("batch.id"), unique=True)
    at: Mapped[datetime]
    asked_by: Mapped[str]
    confirmed_by: Mapped[str]
    how: Mapped[str]  # second_person | waited_24_hours
    sha256: Mapped[str]  # of the PDF
    checks: Mapped[Json]  # what was checked, as printed
    __table_args__ = (UniqueConstraint("site_id", "number"),)
