"""Reading order of words on an upright page: lines, columns, blocks. Pure geometry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ocr.engine import EngineWord

# Shares of the median line height.
_WORDS_TOUCH = 1.8  # a wider gap inside a row starts a new segment, a gutter perhaps
_PARAGRAPH_GAP = 0.9
# Prose fills its column; labels and values of a form do not, and are read row by row.
_COLUMN_FILL = 0.55
_LEAST_COLUMN_LINES = 3


@dataclass(frozen=True)
class _Segment:
    """Words of one row without a wide gap between them."""

    words: tuple[EngineWord, ...]
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


Lines = list[list[EngineWord]]


def order_words(words: Sequence[EngineWord]) -> list[Lines]:
    """The words as blocks of lines in reading order; every word comes out exactly once.

    Prose in columns is read column by column, headings that span columns where they stand, and everything
    else row by row. The words' boxes are those of an upright, deskewed page.
    """
    if not words:
        return []
    height = median(word.bottom - word.top for word in words)
    segments = [segment for row in _rows(words) for segment in _split(row, _WORDS_TOUCH * height)]
    return [block for part in _parts(segments) for block in _blocks(part, height)]


def _rows(words: Sequence[EngineWord]) -> list[list[EngineWord]]:
    """Words whose middles lie within each other's rows, rows from top to bottom."""
    rows: list[list[EngineWord]] = []
    for word in sorted(words, key=lambda word: ((word.top + word.bottom) / 2, word.left)):
        middle = (word.top + word.bottom) / 2
        if rows:
            row_middle = median((other.top + other.bottom) / 2 for other in rows[-1])
            row_height = median(other.bottom - other.top for other in rows[-1])
            if middle - row_middle < 0.5 * min(row_height, word.bottom - word.top):
                rows[-1].append(word)
                continue
        rows.append([word])
    return [sorted(row, key=lambda word: (word.left, word.top)) for row in rows]


def _split(row: list[EngineWord], gap: float) -> list[_Segment]:
    segments: list[list[EngineWord]] = [[row[0]]]
    for before, word in pairwise(row):
        if word.left - before.right > gap:
            segments.append([])
        segments[-1].append(word)
    return [_segment(words) for words in segments]


def _segment(words: list[EngineWord]) -> _Segment:
    return _Segment(
        tuple(words),
        min(word.left for word in words),
        min(word.top for word in words),
        max(word.right for word in words),
        max(word.bottom for word in words),
    )


def _parts(segments: list[_Segment]) -> list[list[_Segment]]:
    """Runs of segments that are read one after the other: a spanning heading, a column, the next column."""
    gutter = _gutter(segments)
    if gutter is None:
        return [segments]
    parts: list[list[_Segment]] = []
    band: list[_Segment] = []
    spanning: list[_Segment] = []
    for segment in sorted(segments, key=lambda segment: (segment.top, segment.left)):
        if segment.left < gutter < segment.right:
            parts.extend(_columns(band, gutter))
            band = []
            spanning.append(segment)
        else:
            if spanning:
                parts.append(spanning)
                spanning = []
            band.append(segment)
    parts.extend(_columns(band, gutter))
    return [*parts, spanning] if spanning else parts


def _columns(band: list[_Segment], gutter: float) -> list[list[_Segment]]:
    sides = (
        [segment for segment in band if segment.right <= gutter],
        [segment for segment in band if segment.left >= gutter],
    )
    return [part for side in sides if side for part in _parts(side)]


def _gutter(segments: list[_Segment]) -> float | None:
    """The x of the best gap between two columns of prose, or None."""
    best: tuple[int, float] | None = None
    for x in sorted({round((a.right + b.left) / 2, 1) for a, b in _neighbours(segments)}):
        left = [segment for segment in segments if segment.right <= x]
        right = [segment for segment in segments if segment.left >= x]
        spanning = len(segments) - len(left) - len(right)
        fewest = min(len(left), len(right))
        if spanning <= fewest and _is_prose(left) and _is_prose(right) and (best is None or fewest > best[0]):
            best = (fewest, x)
    return None if best is None else best[1]


def _neighbours(segments: list[_Segment]) -> list[tuple[_Segment, _Segment]]:
    """Pairs of segments that stand side by side in one row."""
    ordered = sorted(segments, key=lambda segment: (segment.middle, segment.left))
    pairs = []
    for index, first in enumerate(ordered):
        for second in ordered[index + 1 : index + 6]:
            one, other = (first, second) if first.left <= second.left else (second, first)
            level = abs(first.middle - second.middle) < (first.bottom - first.top)
            if level and one.right < other.left:
                pairs.append((one, other))
    return pairs


def _is_prose(column: list[_Segment]) -> bool:
    """Whether enough lines fill enough of the column's width."""
    if len(column) < _LEAST_COLUMN_LINES:
        return False
    width = max(segment.right for segment in column) - min(segment.left for segment in column)
    filled = median(segment.right - segment.left for segment in column)
    several_words = median(len(segment.words) for segment in column) >= 3
    return several_words and filled >= _COLUMN_FILL * width


def _blocks(part: list[_Segment], height: float) -> list[Lines]:
    """The part's rows as lines, a new block where the gap between two of them is a paragraph's."""
    rows = _rows([word for segment in part for word in segment.words])
    blocks: list[Lines] = []
    bottom = 0.0
    for row in rows:
        top = min(word.top for word in row)
        if not blocks or top - bottom > _PARAGRAPH_GAP * height:
            blocks.append([])
        blocks[-1].append(row)
        bottom = max(word.bottom for word in row)
    return blocks
