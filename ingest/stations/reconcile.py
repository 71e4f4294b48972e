"""Sheets in against images out: every image has exactly one place, and what is missing is said. Pure.

A separator sheet is laid in by the scanning room and is not among the sheets that were counted. A page that
was scanned again still is one sheet: the new image takes the place of the first, and the first is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class ImagePlace(StrEnum):
    """What became of one image."""

    PAGE = "page"
    BLANK = "blank"
    SEPARATOR = "separator"
    REPLACED = "replaced"  # scanned again: the new image stands in its place
    RESCAN = "rescan"  # the new image
    WITHDRAWN = "withdrawn"


P = ImagePlace
# each of these is one side of a sheet that was counted; a rescan is the second image of the same side
_OF_A_COUNTED_SHEET = frozenset({P.PAGE, P.BLANK, P.REPLACED, P.WITHDRAWN})


@dataclass(frozen=True)
class FileImages:
    """The images of one received file in the order of the paper."""

    images: tuple[ImagePlace, ...]


@dataclass(frozen=True)
class BatchImages:
    """All that came in for one batch.

    `twice` are pages that look like another page of their document, `same_files` files whose bytes were here
    already, `refused_files` files that cannot be used, and `unopened_files` those not yet looked into.
    """

    files: tuple[FileImages, ...]
    twice: int = 0
    same_files: int = 0
    refused_files: int = 0
    unopened_files: int = 0


@dataclass(frozen=True)
class Reconciliation:
    """The comparison: `missing` sheets (negative: more than counted; None: nobody counted).

    `lines` are (what, how many) for every place that holds an image or a file; `words` say it all.
    """

    sheets_counted: int | None
    sheets_scanned: int
    images: int
    lines: tuple[tuple[str, int], ...]
    missing: int | None
    words: str
    is_settled: bool
    twice: int = 0

    @property
    def agrees(self) -> bool:
        """True when every counted sheet came, everything was opened, and nothing is left to explain.

        A sheet that was scanned twice hides one that was not scanned: with it, equal numbers prove nothing.
        """
        return self.is_settled and self.missing == 0 and not self.twice


_LINE_WORDS = {
    P.PAGE: "pages with something on them",
    P.BLANK: "blank sides",
    P.SEPARATOR: "separator sheet sides",
    P.REPLACED: "first images that a new scan replaced",
    P.RESCAN: "new scans in their place",
    P.WITHDRAWN: "pages taken off",
}


def reconcile(came: BatchImages, *, sheets_counted: int | None, sides: int) -> Reconciliation:
    """The sheets that were counted against the images that came; `sides` (1 or 2) are scanned of each sheet.

    Raises:
        ValueError: `sides` is neither 1 nor 2.
    """
    if sides not in (1, 2):
        raise ValueError("a sheet has one side or two")
    places = Counter(image for file in came.files for image in file.images)
    sheets = sum(sheets_of(file.images, sides) for file in came.files)
    missing = None if sheets_counted is None else sheets_counted - sheets
    lines = [(_LINE_WORDS[place], places[place]) for place in P if places[place]]
    lines += [
        (words, number)
        for words, number in (
            ("pages that look like another one", came.twice),
            ("files that were here already", came.same_files),
            ("files that cannot be used", came.refused_files),
            ("files still being opened", came.unopened_files),
        )
        if number
    ]
    images = sum(places.values())
    return Reconciliation(
        sheets_counted=sheets_counted,
        sheets_scanned=sheets,
        images=images,
        lines=tuple(lines),
        missing=missing,
        words=_sentence(came, places, sheets=sheets, counted=sheets_counted),
        is_settled=not (came.unopened_files or came.refused_files),
        twice=came.twice,
    )


def sheets_of(images: Sequence[ImagePlace], sides: int) -> int:
    """How many counted sheets made these images of one file; an odd side is a sheet too."""
    ours = sum(image in _OF_A_COUNTED_SHEET for image in images)
    return -(-ours // sides)


def _sentence(came: BatchImages, places: Counter[ImagePlace], *, sheets: int, counted: int | None) -> str:
    images = sum(places.values())
    came_words = f"{_number(images, 'image')} came"
    start = (
        f"Nobody counted the sheets; {came_words}"
        if counted is None
        else (f"{_number(counted, 'sheet')} counted, {came_words}")
    )
    pages = sum(places[place] for place in _OF_A_COUNTED_SHEET)
    parts = [f"{_number(pages, 'page')} of {_number(sheets, 'sheet')}"]
    if places[P.WITHDRAWN]:
        parts.append(f"{places[P.WITHDRAWN]:,} of them taken off")
    if places[P.SEPARATOR]:
        parts.append(_number(places[P.SEPARATOR], "separator"))
    if places[P.RESCAN]:
        parts.append(_number(places[P.RESCAN], "page scanned again", "pages scanned again"))
    return f"{start}: {', '.join(parts)}: {_verdict(came, sheets=sheets, counted=counted)}"


def _verdict(came: BatchImages, *, sheets: int, counted: int | None) -> str:
    if came.unopened_files:
        return f"{_number(came.unopened_files, 'file')} {_is(came.unopened_files)} still being opened"
    notes = []
    if counted is not None and sheets != counted:
        gap = abs(counted - sheets)
        notes.append(
            f"{_written(gap, 'sheet')} {_is(gap)} missing"
            if sheets < counted
            else f"{_written(gap, 'sheet')} more than counted"
        )
    if came.twice:
        looks = "looks" if came.twice == 1 else "look"
        hides = (
            f": if so, {_written(came.twice, 'sheet')} {_is(came.twice)} missing" if sheets == counted else ""
        )
        notes.append(f"{_written(came.twice, 'page')} {looks} like another one{hides}")
    if came.refused_files:
        notes.append(f"{_written(came.refused_files, 'file')} cannot be used")
    if notes:
        return "; ".join(notes)
    return "count the paper to be sure" if counted is None else "all of them are here"


def _number(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _written(number: int, one: str) -> str:
    return f"one {one}" if number == 1 else f"{number:,} {one}s"


def _is(number: int) -> str:
    return "is" if number == 1 else "are"
