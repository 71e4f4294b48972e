"""Which pages of a chart have words for it, in which order. Touches the database."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from storage.tables import Document, DocumentDeficiency, DocumentPage, SetAsidePage

PAGE_NOT_READ = "page_not_read"  # deficiency kind: the page exists, its reading failed for good
REPLACED = "replaced"  # why a page is set aside: a later scan stands in its place
MOVED = "moved"  # why a page is set aside: it went to another document


def pages_with_words(session: Session, document: Document) -> list[str]:
    """Ids of the document's pages in order, each after the scans that stood there before it."""
    now = session.execute(
        select(DocumentPage.position, DocumentPage.page_id).where(
            DocumentPage.document_id == document.id,
            (DocumentPage.position + 1).not_in(given_up_pages(document)),
        )
    )
    before = session.execute(
        select(SetAsidePage.position, SetAsidePage.page_id, SetAsidePage.id).where(
            SetAsidePage.document_id == document.id,
            SetAsidePage.reason.in_((REPLACED, MOVED)),
            SetAsidePage.put_back_at.is_(None),
        )
    )
    places = [(position, 1, "", page_id) for position, page_id in now]
    places += [(position, 0, row_id, page_id) for position, page_id, row_id in before]
    return [page_id for *_, page_id in sorted(places)]


def given_up_pages(document: Document) -> Select[int]:
    """The query for the numbers of the pages (from 1) that this document's reading gave up."""
    return select(DocumentDeficiency.page_number).where(  # type: ignore[return-value]  # no row is None
        DocumentDeficiency.document_id == document.id,
        DocumentDeficiency.reading_no == document.reading_no,
        DocumentDeficiency.kind == PAGE_NOT_READ,
        DocumentDeficiency.page_number.is_not(None),
    )
