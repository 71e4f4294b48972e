"""Splits a batch of checked pages into documents at its cover and patch sheets. Pure.

Every page of the batch is in exactly one part, as a page or as a separator: nothing is ever dropped. A cover
sheet's values belong to the part that it opens and to no other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ocr.scan_check.page_check import PageCheck
from ocr.separators.cover import CoverSheet, is_cover_text, parse_cover
from storage.errors import Deficiency

# "PATCHT" is what scanning programs print on their separator sheets, with or without a space or a dash
_PATCH_T = re.compile(r"PATCH[ _-]?T", re.IGNORECASE)


@dataclass(frozen=True)
class SplitPolicy:
    """What counts as a separator.

    `separator_texts` are a site's own separator barcodes, compared whole and without regard to case. With
    `has_blank_backs` the blank back of a separator sheet (duplex scanning) goes with the sheet.
    """

    separator_texts: tuple[str, ...] = ()
    has_blank_backs: bool = True

    def __post_init__(self) -> None:
        if not all(text.strip() for text in self.separator_texts):
            raise ValueError("a separator text is not empty")


@dataclass(frozen=True)
class DocumentPart:
    """One document of a batch; page indexes count from 0, in order.

    `pages` are the pages to keep and read, the blank ones (`blank_pages`) among them, marked. The separators
    that opened the part are in `separator_pages`. `cover` is what its own cover sheet says. `notes` are for a
    person: a sheet that could not be read, or that had no pages.
    """

    pages: tuple[int, ...]
    blank_pages: tuple[int, ...] = ()
    separator_pages: tuple[int, ...] = ()
    cover: CoverSheet | None = None
    notes: tuple[Deficiency, ...] = ()

    def __post_init__(self) -> None:
        if not self.pages and not self.separator_pages:
            raise ValueError("a document part has pages")
        if set(self.pages) & set(self.separator_pages) or not set(self.blank_pages) <= set(self.pages):
            raise ValueError("a page is kept or a separator; a blank page is a kept one")


@dataclass(frozen=True)
class _Sheet:
    """A separator page: its cover values if it is a readable cover sheet."""

    cover: CoverSheet | None
    note: Deficiency | None


def split_pages(checks: Sequence[PageCheck], policy: SplitPolicy) -> tuple[DocumentPart, ...]:
    """The documents of a batch, in order, from the checks of its pages in order.

    Pages before the first separator are a part of their own. Separators in a row open one part: the last
    sheet decides, and a cover sheet before it that had no pages is a note. Separators at the very end belong
    to the last part. A batch of nothing but separators is one part without pages, for a person.
    """
    parts: list[DocumentPart] = []
    opening = _Opening()
    pages: list[PageCheck] = []
    for check in checks:
        sheet = _sheet(check, policy)
        if sheet is None:
            if policy.has_blank_backs and check.is_blank and opening.ends_with_sheet and not pages:
                opening.add_back(check.page_index)
            else:
                pages.append(check)
            continue
        if any(not page.is_blank for page in pages):
            parts.append(opening.part(pages))
            opening = _Opening()
        else:
            opening.separators += [page.page_index for page in pages]
        pages = []
        opening.add(check.page_index, sheet)
    return _with_rest(parts, opening, pages)


class _Opening:
    """The separators met since the last page, and what they say about the part that they open."""

    def __init__(self) -> None:
        self.separators: list[int] = []
        self.notes: list[Deficiency] = []
        self.cover: CoverSheet | None = None
        self.ends_with_sheet = False
        self._cover_index = 0

    def add(self, page_index: int, sheet: _Sheet) -> None:
        """Take one more sheet: from here on it alone says what follows."""
        if self.cover is not None and self.cover != sheet.cover:
            self._note_without_pages()
        self.separators.append(page_index)
        self.ends_with_sheet = True
        self.cover, self._cover_index = sheet.cover, page_index
        if sheet.note is not None:
            self.notes.append(sheet.note)

    def add_back(self, page_index: int) -> None:
        """Take the blank back of the last sheet."""
        self.separators.append(page_index)
        self.ends_with_sheet = False

    def part(self, pages: Sequence[PageCheck]) -> DocumentPart:
        """The part of these pages behind these separators."""
        if self.cover is not None and all(page.is_blank for page in pages):
            self._note_without_pages()
        return DocumentPart(
            pages=tuple(page.page_index for page in pages),
            blank_pages=tuple(page.page_index for page in pages if page.is_blank),
            separator_pages=tuple(self.separators),
            cover=self.cover,
            notes=tuple(self.notes),
        )

    def _note_without_pages(self) -> None:
        note = "no page follows this cover sheet: look whether pages were left out of the scan"
        self.notes.append(Deficiency("cover_sheet_without_pages", note, self._cover_index + 1))


def _with_rest(
    parts: list[DocumentPart], opening: _Opening, pages: Sequence[PageCheck]
) -> tuple[DocumentPart, ...]:
    """The parts with what came last: a part of its own, or separators that go with the part before."""
    if not pages and not opening.separators:
        return tuple(parts)
    rest = opening.part(pages)
    if len(rest.blank_pages) < len(rest.pages) or not parts:
        return (*parts, rest)
    last = parts[-1]
    joined = replace(
        last,
        separator_pages=(*last.separator_pages, *sorted((*rest.separator_pages, *rest.pages))),
        notes=(*last.notes, *rest.notes),
    )
    return (*parts[:-1], joined)


def _sheet(check: PageCheck, policy: SplitPolicy) -> _Sheet | None:
    texts = [barcode.text.strip() for barcode in check.barcodes]
    claims = [text for text in texts if is_cover_text(text)]
    covers = {cover for text in claims if (cover := parse_cover(text)) is not None}
    where = check.page_index + 1
    if len(covers) == 1:
        return _Sheet(covers.pop(), None)
    if len(covers) > 1:
        note = "two cover sheets with different values are on one page: choose the patient yourself"
        return _Sheet(None, Deficiency("cover_sheet_unclear", note, where))
    if claims:
        note = (
            "the barcode of this cover sheet is damaged or from a newer version: choose the patient yourself"
        )
        return _Sheet(None, Deficiency("cover_sheet_unreadable", note, where))
    own = {text.casefold().strip() for text in policy.separator_texts}
    if any(_PATCH_T.fullmatch(text) or text.casefold() in own for text in texts):
        return _Sheet(None, None)
    return None
