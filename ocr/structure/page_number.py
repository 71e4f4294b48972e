"""The number printed on a page: "Page 2 of 5", "2/5", "- 2 -", "Pg 3", at its head or foot. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ocr.structure.grid import Corners
from ocr.structure.page_words import PageWords

_HEAD, _FOOT = 0.14, 0.86  # shares of the page's height above and below which numbers of pages stand
_APART = 1.2  # times the words' height
_MOST_PAGES = 9_999  # a chart of more is several documents
_OF_COUNT = r"(?i:of)"
_OF = r"(?:of|0f|oi|/)"
_NUMBER = r"([0-9]{1,4}|[lI])"
# Read after each other: what names a page outright goes before a bare fraction or dashes.
_NAMED = re.compile(
    rf"(?i)\b(?:page|pg|p)\s?[.:#]?\s?(?:no\.?\s)?{_NUMBER}(?:\s?{_OF}\s?{_NUMBER})?(?![\w/])"
)
_COUNTED = re.compile(rf"(?<![\w/.,-]){_NUMBER}\s?{_OF_COUNT}\s?{_NUMBER}(?![\w/.,-])")
_BARE = re.compile(rf"^(?:[-–—]\s?{_NUMBER}\s?[-–—]|{_NUMBER}\s?/\s?{_NUMBER}|{_NUMBER})$")


@dataclass(frozen=True)
class FoundNumber:
    """A page's number, the count that it names if it names one, and where it stands."""

    number: int
    of: int | None
    corners: Corners


def find_page_number(words: PageWords, *, height_px: float) -> FoundNumber | None:
    """The page's number, or None. What is named "page" wins over what only looks like a number."""
    zones = [
        row for row in words.rows if not _HEAD * height_px <= words.middle(row[0])[1] <= _FOOT * height_px
    ]
    found: list[tuple[int, FoundNumber]] = []
    for row in zones:
        segments = _segments(words, row)
        # a bare number is a page's only as the first or last thing on it
        alone = len(segments) == 1 and _stands_apart(words, row)
        patterns = (_NAMED, _COUNTED, _BARE) if alone else (_NAMED, _COUNTED)
        for segment in segments:
            numbers = ((rank, _numbered(words, segment, pattern)) for rank, pattern in enumerate(patterns))
            found += [(rank, number) for rank, number in numbers if number is not None][:1]
    if not found:
        return None
    # at the foot rather than at the head, where a fax or a form prints numbers of its own
    return min(found, key=lambda ranked: (ranked[0], -ranked[1].corners[1]))[1]


def _stands_apart(words: PageWords, row: tuple[int, ...]) -> bool:
    """Whether a row is the first or last of its page, with a gap to the rest."""
    if row not in (words.rows[0], words.rows[-1]):
        return False
    others = [
        other for other in (words.rows[:2] if row == words.rows[0] else words.rows[-2:]) if other != row
    ]
    if not others:
        return True
    here, there = words.box(row), words.box(others[0])
    return max(here[1], there[1]) - min(here[3], there[3]) > _APART * words.height


def _segments(words: PageWords, row: tuple[int, ...]) -> list[tuple[int, ...]]:
    segments: list[list[int]] = []
    for place in row:
        word = words.words[place]
        if not segments or word.left - words.words[segments[-1][-1]].right > 2.0 * words.height:
            segments.append([])
        segments[-1].append(place)
    return [tuple(segment) for segment in segments]


def _numbered(words: PageWords, segment: tuple[int, ...], pattern: re.Pattern[str]) -> FoundNumber | None:
    text = words.text(segment)
    match = pattern.search(text)
    if match is None:
        return None
    numbers = [_value(group) for group in match.groups() if group]
    number, of = numbers[0], numbers[1] if len(numbers) > 1 else None
    if not 1 <= number <= _MOST_PAGES or (of is not None and not number <= of <= _MOST_PAGES):
        return None
    offset, places = 0, []
    for place in segment:
        end = offset + len(words.words[place].text)
        if offset < match.end() and end > match.start():
            places.append(place)
        offset = end + 1
    return FoundNumber(number, of, words.box(places))


def _value(digits: str) -> int:
    return 1 if digits in "lIiL" else int(digits)  # "(?i)" lets the two other cases through
