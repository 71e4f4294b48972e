"""Printed page numbers against the pages that are here: what a clerk may want to look for. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage.errors import Deficiency

PAGE_COUNT_NOTE = "page_count_note"  # said, and never asked to be answered: numbering is often wrong on paper
_MOST_NAMED = 6


@dataclass(frozen=True)
class NumberedPage:
    """A page that prints "page `number` of `of`", at its place (from 0) in the document."""

    position: int
    number: int
    of: int


def missing_from_series(pages: Sequence[NumberedPage]) -> list[Deficiency]:
    """One note for each numbered series of which pages are missing, at its first page.

    A series ends where the count changes or the numbers start again, but neither at a sheet that was scanned
    twice nor at a single strange sheet between its pages. `pages` are in document order. A number above its
    own count is a misreading and opens no series.
    """
    found = []
    for series in _series(pages):
        count = series[0].of
        here = {page.number for page in series}
        missing = [number for number in range(1, count + 1) if number not in here]
        if missing:
            note = f"Its pages are numbered up to {count}, and {_named(missing)} {_verb(missing)} not here"
            found.append(Deficiency(PAGE_COUNT_NOTE, note, page_number=series[0].position + 1))
    return found


def _series(pages: Sequence[NumberedPage]) -> list[list[NumberedPage]]:
    series: list[list[NumberedPage]] = []
    for page in pages:
        if not 1 <= page.number <= page.of:
            continue
        if series and _goes_on(series[-1][-1], page):
            series[-1].append(page)
        elif _goes_on_behind_a_stranger(series, page):
            series.append([*series.pop(-2), page])
        else:
            series.append([page])
    return sorted(series, key=lambda one: one[0].position)


def _goes_on_behind_a_stranger(series: Sequence[list[NumberedPage]], page: NumberedPage) -> bool:
    """True when one strange sheet alone stands between the page and the one before it in its series."""
    if len(series) < 2 or len(series[-1]) > 1:
        return False
    last = series[-2][-1]
    return last.of == page.of and last.number + 1 == page.number and page.position - last.position == 2


def _goes_on(last: NumberedPage, page: NumberedPage) -> bool:
    # page 1 twice may be two documents; any other number twice is one sheet, scanned twice
    is_again = last.number == page.number > 1
    return last.of == page.of and (last.number < page.number or is_again)


def _named(numbers: list[int]) -> str:
    if len(numbers) == 1:
        return f"page {numbers[0]}"
    if len(numbers) > _MOST_NAMED:
        return f"{len(numbers)} of them"
    return f"pages {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


def _verb(numbers: list[int]) -> str:
    return "is" if len(numbers) == 1 else "are"
