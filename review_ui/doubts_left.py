"""How many doubtful words of each page nobody has settled yet. Touches the database and the object store.

A page that nobody edited has as many as its reading says; the others are counted word by word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocr.confidence import needs_review
from ocr.draft import draft_words
from ocr.page import Page
from review_ui.chart_presenter import PageInList
from review_ui.page_text import first_page_with_words
from review_ui.workplace import Workplace
from storage.artifacts import load_json
from storage.edits import Splice, Token
from storage.objects.sealed_store import SealedStore
from storage.page_tokens import PageEdits
from storage.reviewed_text import splices_of
from storage.tables import Artifact, Document

_PAGES_KEPT = 2048


def with_doubts_left(
    place: Workplace, session: Session, document: Document, pages: Sequence[PageInList]
) -> list[PageInList]:
    """The same pages, each with the doubts that are left on it."""
    splices = splices_of(session, document, up_to=document.revision)
    touched = PageEdits(splices, first_page_with_words(session, document)).touched
    ids = [page.page_id for page in pages if page.page_id in touched and page.doubtful]
    query = select(Artifact.subject_id, Artifact.sha256).where(
        Artifact.kind == "page", Artifact.version == document.reading_no, Artifact.subject_id.in_(ids)
    )
    read = {page_id: sha256 for page_id, sha256 in session.execute(query)}
    open_words = OpenWords(splices)
    left = {
        page_id: sum(map(open_words.has, _doubtful_ids(place.belt.store, sha256)))
        for page_id, sha256 in read.items()
    }
    return [replace(page, doubtful=left.get(page.page_id, page.doubtful)) for page in pages]


class OpenWords:
    """The machine's words that still stand in the text as the machine read them."""

    def __init__(self, splices: Iterable[Splice]) -> None:
        self._removed: set[str] = set()
        standing: dict[str, Token] = {}
        for splice in splices:
            self._removed.update(splice.removed)
            for token_id in splice.removed:
                standing.pop(token_id, None)
            standing |= {token.id: token for token in splice.inserted}
        machines = [token for token in standing.values() if token.origin == "machine"]
        self._brought_back = {source for token in machines for source in token.sources}

    def has(self, word_id: str) -> bool:
        """True for a word that nobody settled, or whose settling was taken back."""
        return word_id not in self._removed or word_id in self._brought_back


@lru_cache(maxsize=_PAGES_KEPT)
def _doubtful_ids(store: SealedStore, sha256: str) -> tuple[str, ...]:
    page = Page.from_json(load_json(store, sha256))
    return tuple(word.id for word, _ in draft_words(page) if needs_review(word))
