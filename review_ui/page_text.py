"""Reads the text of one page of a chart without reading all the others. Touches the database and the store.

A chart may have hundreds of pages, and turning to one, or saving a word of it, must not wait for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from review_ui.workplace import Workplace
from storage.artifacts import find_artifact
from storage.edits import Token, fold
from storage.objects.sealed_store import SealedStore
from storage.page_tokens import ChartPage, PageEdits
from storage.reviewed_text import DRAFT, draft_hashes, edits_of, machine_tokens, splices_of
from storage.tables import Document, DocumentPage, Reading
from storage.undoing import acts_by_token

_PAGES_KEPT = 64


@dataclass(frozen=True)
class PageText:
    """All tokens of one page at one revision of the document, struck ones included.

    `acts` says by token id what kind of act put it there ("" for typing).
    """

    revision: int
    tokens: tuple[Token, ...]
    acts: Mapping[str, str]


@dataclass(frozen=True)
class PageBase:
    """The machine's words of one page, and which page it is."""

    page: ChartPage
    tokens: tuple[Token, ...]


@lru_cache(maxsize=_PAGES_KEPT)
def _drafted(store: SealedStore, sha256: str) -> tuple[Token, ...]:
    return machine_tokens(store, [sha256])


def page_base(place: Workplace, session: Session, document: Document, page_id: str) -> PageBase:
    """The machine's words of the page; none where it was not read, or was given up."""
    drafted = find_artifact(session, page_id, DRAFT, document.reading_no)
    is_read = drafted is not None and drafted.sha256 in draft_hashes(session, document)
    tokens = _drafted(place.belt.store, drafted.sha256) if drafted and is_read else ()
    return PageBase(ChartPage(page_id, first_page_with_words(session, document)), tokens)


def first_page_with_words(session: Session, document: Document) -> str:
    """The id of the document's first page on which words were read; '' without one."""
    found = session.scalar(
        select(DocumentPage.page_id)
        .join(
            Reading,
            (Reading.unit_id == DocumentPage.page_id) & (Reading.reading_no == document.reading_no),
        )
        .where(DocumentPage.document_id == document.id, Reading.word_count > 0)
        .order_by(DocumentPage.position)
        .limit(1)
    )
    return found or ""


def page_edits(session: Session, document: Document) -> PageEdits:
    """The document's edits, page by page."""
    splices = splices_of(session, document, up_to=document.revision)
    return PageEdits(splices, first_page_with_words(session, document))


def read_page_text(place: Workplace, document_id: str, page_id: str) -> PageText:
    """The page's text at the document's newest revision."""
    with place.database.read() as session:
        document = session.get_one(Document, document_id)
        base = page_base(place, session, document, page_id)
        edits = page_edits(session, document)
        acts = acts_by_token(edits_of(session, document))
        revision = document.revision
    return PageText(revision, fold(base.tokens, [one for one in edits.on(page_id) if one]), acts)
