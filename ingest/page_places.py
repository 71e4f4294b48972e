"""Where the pages of a document stand while pages leave it and come to it. Touches the database.

The caller holds the locks of both documents.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storage.database import database_now
from storage.errors import Disposition, ServiceError
from storage.ids import new_id
from storage.page_order import MOVED
from storage.reviews import Reviewer
from storage.tables import Document, DocumentDeficiency, DocumentPage, RegionMark, SetAsidePage


class PagesNotMovedError(ServiceError):
    """These pages cannot go to that document now."""

    code = "ingest.pages_not_moved"
    disposition = Disposition.ASK_HUMAN
    remedy = "Pages move between charts that wait to be checked: reload both, then choose the pages again"


class PagePlace(NamedTuple):
    """A page and where it stands in its document, from 0."""

    position: int
    page_id: str


def page_ids_of(session: Session, document: Document) -> list[str]:
    """The ids of the document's pages in order."""
    return [place.page_id for place in _all_places(session, document)]


def places_of(session: Session, document: Document, page_ids: Sequence[str]) -> list[PagePlace]:
    """Where these pages of the document stand, in order.

    Raises:
        PagesNotMovedError: one of them is not in it.
    """
    found = [place for place in _all_places(session, document) if place.page_id in page_ids]
    if len(found) != len(page_ids):
        raise PagesNotMovedError("A page is not in this document any more", where=f"document {document.id}")
    return found


def _all_places(session: Session, document: Document) -> list[PagePlace]:
    rows = select(DocumentPage.position, DocumentPage.page_id).where(DocumentPage.document_id == document.id)
    return [PagePlace(*row) for row in session.execute(rows.order_by(DocumentPage.position))]


def leave(
    session: Session,
    source: Document,
    target: Document,
    places: Sequence[PagePlace],
    reviewer: Reviewer,
    *,
    leaves_stone: bool = True,
) -> None:
    """Tombstones where the pages stood; those that stay close the gap, with what was found on them.

    A chart that falls into its documents `leaves_stone` only where its text has to name the words that went.
    """
    now = database_now(session)
    for place in places if leaves_stone else ():
        session.add(
            SetAsidePage(
                id=new_id(),
                document_id=source.id,
                page_id=place.page_id,
                position=place.position,
                reason=MOVED,
                replaced_by=target.id,
                actor=reviewer.name,
                at=now,
            )
        )
    gone = set(places)
    stay = [place for place in _all_places(session, source) if place not in gone]
    came_to = len(page_ids_of(session, target))
    homes = {one.position: (source.id, new) for new, one in enumerate(stay)}
    homes |= {one.position: (target.id, came_to + number) for number, one in enumerate(places)}
    session.execute(delete(DocumentPage).where(DocumentPage.document_id == source.id))
    session.flush()
    session.add_all(
        DocumentPage(document_id=source.id, position=new, page_id=one.page_id) for new, one in enumerate(stay)
    )
    source.page_count = len(stay)
    _rehome_losses(session, source, homes)


def _rehome_losses(session: Session, source: Document, homes: Mapping[int, tuple[str, int]]) -> None:
    found = session.scalars(
        select(DocumentDeficiency).where(
            DocumentDeficiency.document_id == source.id,
            DocumentDeficiency.reading_no == source.reading_no,
            DocumentDeficiency.page_number.is_not(None),
        )
    ).all()
    for one in found:
        if one.page_number is not None and one.page_number - 1 in homes:
            one.document_id, place = homes[one.page_number - 1]
            one.page_number = place + 1
    session.flush()


def arrive(session: Session, source: Document, target: Document, places: Sequence[PagePlace]) -> None:
    """Put the pages behind those that the document has, with what people said of their regions."""
    came_to = len(page_ids_of(session, target))
    target.page_count = came_to + len(places)
    for number, place in enumerate(places):
        stayed = session.scalars(
            select(SetAsidePage).where(
                SetAsidePage.document_id == target.id,
                SetAsidePage.page_id == place.page_id,
                SetAsidePage.reason == MOVED,
                SetAsidePage.put_back_at.is_(None),
            )
        ).all()
        for one in stayed:
            one.put_back_at = database_now(session)
        session.add(DocumentPage(document_id=target.id, position=came_to + number, page_id=place.page_id))
        marks = select(RegionMark).where(
            RegionMark.document_id == source.id,
            RegionMark.region_id.startswith(f"{place.page_id}:", autoescape=True),
        )
        for mark in session.scalars(marks).all():
            session.merge(
                RegionMark(document_id=target.id, region_id=mark.region_id, user_id=mark.user_id, at=mark.at)
            )
    session.flush()
