"""Where on the pages of a document stands what was looked for. Touches the database and the object store."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.index_fields import parse_date
from ingest.patients.identity import name_key
from ocr.box import Box
from ocr.page import Page, Word
from review_ui.finding import Wanted
from review_ui.places import read_page
from review_ui.workplace import Workplace
from storage.artifacts import find_artifact
from storage.tables import Document, DocumentPage

_PAGES_LOOKED_AT = 6  # a name stands at the head of a chart's first pages, if anywhere
_MOST_BOXES = 6
_CROP_ABOVE, _CROP_BELOW = 0.04, 0.10  # of the page's height, around the first box


@dataclass(frozen=True)
class FoundPlace:
    """A page (number from 1) and the numbers of the words on it that were looked for, in reading order."""

    page: Page
    number: int
    words: tuple[int, ...]

    @property
    def boxes(self) -> tuple[Box, ...]:
        """The boxes around those words, in pixels of the page's frame."""
        every = list(self.page.words())
        return tuple(every[word].box for word in self.words if word < len(every))

    @property
    def turn_deg(self) -> int:
        """The turn that makes the page upright."""
        return int(-self.page.rotation_deg) % 360

    @property
    def crop(self) -> tuple[int, int, int, int]:
        """(left, top, width, height) of the strip with the first box; all of a page that lies turned."""
        if self.turn_deg or not self.boxes:
            return 0, 0, self.page.width, self.page.height
        height = self.page.height
        top = max(self.boxes[0].top - round(height * _CROP_ABOVE), 0)
        return 0, top, self.page.width, min(round(height * (_CROP_ABOVE + _CROP_BELOW)), height - top)

    def address(self, document_id: str) -> str:
        """The page that shows it; an address holds numbers only."""
        words = ",".join(map(str, self.words))
        return f"/documents/{document_id}/look/{self.number}" + (f"?words={words}" if words else "")


def find_place(place: Workplace, session: Session, document: Document, wanted: Wanted) -> FoundPlace | None:
    """The first page with a word that was looked for, else the first page that was read, else None."""
    first: FoundPlace | None = None
    for number, page in _pages(place, session, document):
        words = matching_words(page, wanted)
        if words:
            return FoundPlace(page, number, words)
        first = first or FoundPlace(page, number, ())
    return first


def place_on(
    place: Workplace, session: Session, document: Document, *, number: int, words: tuple[int, ...]
) -> FoundPlace | None:
    """That page with those words; None when it was not read, or there is no such page."""
    page = _page(place, session, document, number)
    return FoundPlace(page, number, words[:_MOST_BOXES]) if page else None


def matching_words(page: Page, wanted: Wanted) -> tuple[int, ...]:
    """The numbers of the words that hold a part of what was looked for; pure."""
    found = [number for number, word in enumerate(page.words()) if _matches(word, wanted)]
    return tuple(found[:_MOST_BOXES])


def _matches(word: Word, wanted: Wanted) -> bool:
    letters = name_key(word.text).replace(" ", "")
    plain = re.sub(r"[^0-9a-z]", "", word.text.casefold())
    names = any(name_key(part).replace(" ", "") in letters for part in wanted.name_parts)
    numbers = any(re.sub(r"[^0-9a-z]", "", part.casefold()) in plain for part in wanted.numbers)
    born = wanted.born is not None and parse_date(word.text.strip(".,;()")) == wanted.born
    return names or numbers or born


def _pages(place: Workplace, session: Session, document: Document) -> Iterator[tuple[int, Page]]:
    for number in range(1, min(document.page_count or 0, _PAGES_LOOKED_AT) + 1):
        page = _page(place, session, document, number)
        if page is not None:
            yield number, page


def _page(place: Workplace, session: Session, document: Document, number: int) -> Page | None:
    page_id = session.scalar(
        select(DocumentPage.page_id)
        .where(DocumentPage.document_id == document.id)
        .order_by(DocumentPage.position)
        .offset(max(number, 1) - 1)
        .limit(1)
    )
    made = find_artifact(session, page_id, "page", document.reading_no) if page_id else None
    return read_page(place.belt.store, made.sha256) if made else None
