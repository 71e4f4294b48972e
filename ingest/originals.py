"""Which received files a record rests on, and which of their pages are its own. Touches the database."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.rescan import replaced_pages
from storage.filing.record_schema import OriginalRef
from storage.page_order import REPLACED
from storage.tables import Document, DocumentPage, Page, SetAsidePage, SourceObject


def originals_of(session: Session, document: Document) -> tuple[OriginalRef, ...]:
    """The file as it came, then files that pages of it were scanned again into.

    Of a file that was split only the record's own pages are named as belonging to it, a page whose place a
    later scan took among them.
    """
    aside = replaced_pages(session, document)
    pages = [*page_rows(session, document), *aside]
    rescans = _rescans(session, document, aside)
    shas = dict.fromkeys((document.source_sha256, *(one.source_sha256 for one in pages)))
    if pages and document.source_sha256 not in {one.source_sha256 for one in pages}:  # a recording has none
        del shas[document.source_sha256]  # every page of it went to other documents
    sources = [session.get_one(SourceObject, sha256) for sha256 in shas]
    return tuple(
        OriginalRef(
            sha256=source.sha256,
            size_bytes=source.size_bytes,
            media_type=source.media_type,
            name=document.file_name
            if source.sha256 == document.source_sha256 and document.part_of is None
            else "",  # the name of a file that others share may name one of them
            page_indexes=None
            if document.part_of is None or source.sha256 in rescans
            else tuple(sorted({one.source_index for one in pages if one.source_sha256 == source.sha256})),
        )
        for source in sources
    )


def _rescans(session: Session, document: Document, aside: Sequence[Page]) -> set[str]:
    """The SHA-256 of the files that a page of the document was scanned again into: nobody else's pages."""
    by = select(SetAsidePage.replaced_by).where(
        SetAsidePage.document_id == document.id, SetAsidePage.reason == REPLACED
    )
    found = session.scalars(select(Page.source_sha256).where(Page.id.in_(by)))
    return set(found) - {document.source_sha256} | {
        one.source_sha256 for one in aside if one.source_sha256 != document.source_sha256
    }


def page_rows(session: Session, document: Document) -> Sequence[Page]:
    """The document's pages in order."""
    return session.scalars(
        select(Page)
        .join(DocumentPage, DocumentPage.page_id == Page.id)
        .where(DocumentPage.document_id == document.id)
        .order_by(DocumentPage.position)
    ).all()
