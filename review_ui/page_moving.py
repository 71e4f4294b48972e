"""What the page "Pages of this chart" shows: its pages, where others went, and where pages can go.

Touches the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from review_ui.auth import CurrentUser
from review_ui.review_rights import IN_REVIEW_STATES
from review_ui.visibility import visible_to
from storage.page_order import MOVED
from storage.tables import Document, DocumentPage, SetAsidePage

_MOST_TARGETS = 40


@dataclass(frozen=True)
class MovablePage:
    """A page of the chart, its number from 1."""

    page_id: str
    number: int


@dataclass(frozen=True)
class Tombstone:
    """A page that stood at `number` and went to another document."""

    page_id: str
    number: int
    document_id: str
    actor: str
    at: datetime


@dataclass(frozen=True)
class Target:
    """A document that pages can go to, in words that tell it from the others."""

    document_id: str
    words: str


def movable_pages(session: Session, document: Document) -> list[MovablePage]:
    """The chart's pages in order."""
    rows = session.execute(
        select(DocumentPage.page_id, DocumentPage.position)
        .where(DocumentPage.document_id == document.id)
        .order_by(DocumentPage.position)
    )
    return [MovablePage(page_id, position + 1) for page_id, position in rows]


def tombstones(session: Session, document: Document) -> list[Tombstone]:
    """The pages that went to other documents, by the place where they stood."""
    rows = session.scalars(
        select(SetAsidePage)
        .where(
            SetAsidePage.document_id == document.id,
            SetAsidePage.reason == MOVED,
            SetAsidePage.put_back_at.is_(None),
        )
        .order_by(SetAsidePage.id)
    )
    return [
        Tombstone(one.page_id, one.position + 1, one.replaced_by or "", one.actor, one.at) for one in rows
    ]


def targets(session: Session, user: CurrentUser, document: Document) -> list[Target]:
    """Charts of the same file, batch or patient that wait to be checked too, newest first."""
    near: list[ColumnElement[bool]] = [Document.source_sha256 == document.source_sha256]
    if document.part_of:
        near.append(Document.part_of == document.part_of)
    if document.batch_id:
        near.append(Document.batch_id == document.batch_id)
    if document.patient_id:
        near.append(Document.patient_id == document.patient_id)
    went = [one.document_id for one in tombstones(session, document)]
    near.append(Document.id.in_(went))
    rows = session.scalars(
        select(Document)
        .where(
            visible_to(user),
            Document.kind == "chart",
            Document.state.in_([state.value for state in IN_REVIEW_STATES]),
            Document.id != document.id,
            or_(*near),
        )
        .order_by(Document.id.desc())
        .limit(_MOST_TARGETS)
    ).all()
    return [Target(one.id, _words(one)) for one in rows]


def _words(document: Document) -> str:
    claimed = document.claimed_fields
    said: Sequence[str] = [
        str(claimed.get("name") or claimed.get("mrn") or "nobody named yet"),
        document.document_type or "no type yet",
        f"{document.date_of_service:%d %b %Y}" if document.date_of_service else "",
        "1 page" if document.page_count == 1 else f"{document.page_count or 0} pages",
        f"…{document.id[-6:]}",
    ]
    return ", ".join(one for one in said if one)
