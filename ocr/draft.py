"""What goes from a page's reading into the reviewed text, and what is said beside it. Pure.

Handwriting is never guessed as print: its words stay in the page's JSON and out of the text, until a person
types them.
"""

from __future__ import annotations

from ocr.confidence import needs_review
from ocr.open_document import OpenDocument
from ocr.page import Page, Word, page_tokens
from ocr.page_structure import Region
from storage.errors import Deficiency, EngineInfo

_STRENGTH = ("", " ", "\n", "\n\n")


def draft_words(page: Page) -> tuple[tuple[Word, str], ...]:
    """Every printed word with the separator that follows it, as `page_tokens` without handwriting.

    Where handwriting ended a line or a block, the printed word before it ends it now.
    """
    kept: list[tuple[Word, str]] = []
    for word, separator in page_tokens(page):
        if not word.handwritten:
            kept.append((word, separator))
        elif kept:
            before, gap = kept[-1]
            kept[-1] = (before, max(gap, separator, key=_STRENGTH.index))
    if kept:
        kept[-1] = (kept[-1][0], "")
    return tuple(kept)


def draft_text(page: Page) -> str:
    """The printed text of the page in reading order."""
    return "".join(word.text + separator for word, separator in draft_words(page))


def doubtful_printed_words(page: Page) -> int:
    """How many printed words of the page a person should look at."""
    return sum(needs_review(word) for word in page.words() if not word.handwritten)


def printed_fields(page: Page) -> dict[str, str]:
    """The labelled values of the page by our names, handwritten ones left out; the first of each name."""
    words = list(page.words())
    fields: dict[str, str] = {}
    for one in page.structure.key_values:
        if not any(words[place].handwritten for place in one.words if place < len(words)):
            fields.setdefault(one.name, one.text)
    return fields


def region_id(page_id: str, reading_no: int, place: int) -> str:
    """The id of the page's region at this place (from 0): a source of text like a word's id."""
    return f"{page_id}:{reading_no}:r{place}"


def regions_by_id(page: Page, reading_no: int) -> dict[str, Region]:
    """The page's regions by id."""
    return {
        region_id(page.id, reading_no, place): region for place, region in enumerate(page.structure.regions)
    }


def unread_regions(page: Page, reading_no: int) -> tuple[str, ...]:
    """Ids of the regions where there is writing that no engine read."""
    return tuple(one for one, region in regions_by_id(page, reading_no).items() if region.kind == "unread")


def handwritten_places(page: Page, reading_no: int) -> tuple[str, ...]:
    """Ids of the handwritten words, then of regions of handwriting without words; a signature is no text."""
    words = tuple(word.id for word in page.words() if word.handwritten)
    regions = regions_by_id(page, reading_no).items()
    return words + tuple(one for one, region in regions if region.kind == "handwriting" and not region.words)


def unread_page(opened: OpenDocument, page_id: str, index: int) -> Page:
    """A page without words in the place of one that could not be read, with the loss that says so."""
    width, height, dpi = opened.page_size(index)
    lost = Deficiency("page_not_read", "This page could not be read", page_number=index + 1)
    return Page(page_id, width, height, dpi, (), EngineInfo(name="none", version="0"), deficiencies=(lost,))
