"""Where corrected text stands on the page: the words of a searchable PDF's text layer. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ocr.page import Box, Page
from ocr.searchable_pdf import FiledPage, PlacedWord


@dataclass(frozen=True)
class CorrectedToken:
    """A token of the reviewed text: its text, the machine words it stands for, whether a person typed it."""

    text: str
    sources: tuple[str, ...]
    origin: str
    struck: bool


@dataclass(frozen=True)
class _Place:
    page_index: int
    box: Box
    line_no: int


def place_words(tokens: Sequence[CorrectedToken], pages: Sequence[tuple[int, Page]]) -> list[FiledPage]:
    """Each page with its corrected words: a word stands in the box of all the words it replaces.

    `pages` are (index in the source, reading). A word that was added between two others gets the last pixel
    column of the word before it, so that a search finds it at the right place.
    """
    places = _places(pages) | _region_places(pages)
    words: dict[int, list[PlacedWord]] = {index: [] for index, _ in pages}
    here: _Place | None = None
    for token in tokens:
        found = [places[key] for source in token.sources if (key := _key(source)) in places]
        if found:
            first = found[0]
            same_page = [place.box for place in found if place.page_index == first.page_index]
            here = _Place(first.page_index, Box.around(same_page), first.line_no)
            box = here.box
        elif here is not None:
            box = Box(here.box.right - 1, here.box.top, here.box.right, here.box.bottom)
        else:
            here, box = _top_of(pages)
        if not token.struck and here is not None:
            words[here.page_index].append(PlacedWord(token.text, box, here.line_no))
    return [FiledPage(page_index=index, page=page, words=tuple(words[index])) for index, page in pages]


def _places(pages: Sequence[tuple[int, Page]]) -> dict[str, _Place]:
    return {
        word.id: _Place(index, word.box, line_no)
        for index, page in pages
        for line_no, line in enumerate(page.lines())
        for word in line.words
    }


def _region_places(pages: Sequence[tuple[int, Page]]) -> dict[str, _Place]:
    """The places of regions that a person typed, each a line of its own below the page's lines."""
    return {
        f"{page.id}:r{number}": _Place(index, region.box, sum(1 for _ in page.lines()) + number)
        for index, page in pages
        for number, region in enumerate(page.structure.regions)
    }


def _key(source: str) -> str:
    """A word's id as it is; of a region's (page_id:reading_no:r<n>) what does not name the reading."""
    page_id, _, number = source.rpartition(":")
    return f"{page_id.rpartition(':')[0]}:{number}" if number.startswith("r") else source


def _top_of(pages: Sequence[tuple[int, Page]]) -> tuple[_Place | None, Box]:
    """A place for words added before anything that was read: the first page's top left corner."""
    box = Box(0, 0, 1, 1)
    return (_Place(pages[0][0], box, 0), box) if pages else (None, box)
