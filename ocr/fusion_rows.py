"""Brings two readings of one page together: rows of words of both, and within a row what lies on what. Pure.

The second reading's pieces (its `line_no`) are the frame: its detector finds nearly all text, while the
first engine's lines run across columns and miss whole cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from rapidfuzz.distance import Levenshtein

from ocr.engine import EngineWord
from ocr.text_detector import Corners

# Shares of the smaller of two heights or widths.
_SAME_ROW = 0.5
_COVERS = 0.5
# A "word" this much higher than the piece that it crosses is a misread rule, picture or pile of lines.
_TOO_HIGH = 2.2

Words = tuple[EngineWord, ...]


@dataclass(frozen=True)
class Segment:
    """The smallest stretch of a row at whose ends both readings start a new word; either may be empty."""

    first: Words
    second: Words


def rows_of(
    first: Sequence[EngineWord], second: Sequence[EngineWord]
) -> tuple[list[Segment], list[EngineWord]]:
    """(rows as unaligned segments, words of the first reading that lie on no piece of the second).

    Words of a row come from left to right.
    """
    pieces: dict[int, list[EngineWord]] = {}
    for word in second:
        pieces.setdefault(word.line_no, []).append(word)
    groups = _Groups(len(pieces))
    boxes = [_around(words) for words in pieces.values()]
    homes: dict[int, list[EngineWord]] = {}
    elsewhere = []
    for word in first:
        under = _pieces_under(word, boxes)
        if not under:
            elsewhere.append(word)
            continue
        homes.setdefault(under[0], []).append(word)
        for number in under[1:]:
            if _share_across(_corners(word), boxes[number]) > _COVERS:
                groups.join(under[0], number)
    rows: dict[int, tuple[list[EngineWord], list[EngineWord]]] = {}
    for number, words in enumerate(pieces.values()):
        row = rows.setdefault(groups.of(number), ([], []))
        row[0].extend(homes.get(number, ()))
        row[1].extend(words)
    return [Segment(_from_left(ours), _from_left(theirs)) for ours, theirs in rows.values()], elsewhere


def aligned(row: Segment) -> list[Segment]:
    """The row cut wherever both readings start a new word, by the best alignment of their characters."""
    if not row.first or not row.second:
        return [row]
    starts = _starts(row.first), _starts(row.second)
    cuts, done = [], (0, 0)
    places = character_columns(_text(row.first), _text(row.second))
    for start in starts[0][1:]:
        low, high = _range_of(places, 0, start)
        for other in starts[1][1:]:
            other_low, other_high = _range_of(places, 1, other)
            if other > done[1] and max(low, other_low) <= min(high, other_high):
                done = (start, other)
                cuts.append(done)
                break
    ends = [*cuts, (len(_text(row.first)), len(_text(row.second)))]
    segments, before = [], (0, 0)
    for end in ends:
        segments.append(
            Segment(
                _within(row.first, starts[0], before[0], end[0]),
                _within(row.second, starts[1], before[1], end[1]),
            )
        )
        before = end
    return segments


def read_beside(segment: Segment, word: EngineWord) -> str:
    """What the other reading has at the place of a word of the segment, spaces between its words; or ""."""
    ours_is_first = word in segment.first
    ours, theirs = (segment.first, segment.second) if ours_is_first else (segment.second, segment.first)
    if len(ours) == 1:
        return " ".join(other.text for other in theirs)
    place = ours.index(word)
    start = sum(len(other.text) for other in ours[:place])
    inside: list[int] = []
    for columns in character_columns(_text(ours), _text(theirs)):
        if columns[0] is not None and columns[1] is not None and start <= columns[0] < start + len(word.text):
            inside.append(columns[1])
    if not inside:
        return ""
    begins = set(_starts(theirs)) - {inside[0]}
    text = _text(theirs)
    return "".join(
        (" " if place in begins else "") + text[place] for place in range(inside[0], inside[-1] + 1)
    )


Places = list[tuple[int | None, int | None]]


def character_columns(first: str, second: str) -> Places:
    """The characters of both texts in common columns; None where one has nothing to stand beside."""
    places: Places = []
    for step in Levenshtein.opcodes(first.casefold(), second.casefold()):
        ours, theirs = step.src_end - step.src_start, step.dest_end - step.dest_start
        places.extend(
            (step.src_start + n if n < ours else None, step.dest_start + n if n < theirs else None)
            for n in range(max(ours, theirs))
        )
    return places


def _range_of(places: Places, side: int, start: int) -> tuple[int, int]:
    """The columns before which a word that starts at character `start` may be said to begin."""
    high = next(column for column, both in enumerate(places) if both[side] == start)
    low = high
    while low > 0 and places[low - 1][side] is None:
        low -= 1
    return low, high


def _text(words: Words) -> str:
    return "".join(word.text for word in words)


def _starts(words: Words) -> list[int]:
    return list(accumulate((len(word.text) for word in words[:-1]), initial=0))


def _within(words: Words, starts: list[int], low: int, high: int) -> Words:
    return tuple(word for word, start in zip(words, starts, strict=True) if low <= start < high)


def _from_left(words: Iterable[EngineWord]) -> Words:
    return tuple(sorted(words, key=lambda word: (word.left, word.right)))


def _corners(word: EngineWord) -> Corners:
    return word.left, word.top, word.right, word.bottom


def _around(words: Sequence[EngineWord]) -> Corners:
    lefts, tops, rights, bottoms = zip(*(_corners(word) for word in words), strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _pieces_under(word: EngineWord, boxes: Sequence[Corners]) -> list[int]:
    """The pieces of the word's own row that it touches, the most touched first."""
    box = _corners(word)
    touched = []
    for number, piece in enumerate(boxes):
        across = min(box[2], piece[2]) - max(box[0], piece[0])
        down = min(box[3], piece[3]) - max(box[1], piece[1])
        if across <= 0 or down < _SAME_ROW * min(box[3] - box[1], piece[3] - piece[1]):
            continue
        if box[3] - box[1] <= _TOO_HIGH * (piece[3] - piece[1]):
            touched.append((across * down, number))
    return [number for _, number in sorted(touched, reverse=True)]


def _share_across(box: Corners, piece: Corners) -> float:
    """The share of the piece's width that the box covers."""
    return (min(box[2], piece[2]) - max(box[0], piece[0])) / max(piece[2] - piece[0], 1.0)


class _Groups:
    """Numbers that were joined, directly or through others."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def of(self, number: int) -> int:
        while self._above[number] != number:
            number = self._above[number]
        return number

    def join(self, one: int, other: int) -> None:
        self._above[self.of(other)] = self.of(one)
