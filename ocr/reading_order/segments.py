"""Words that stand side by side without a wide gap, and the lines that such segments make. Pure geometry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray

from ocr.engine import EngineWord
from ocr.structure.grid import Grid

Lines = list[list[EngineWord]]
Numbers = NDArray[np.float64]

# Shares of the words' height, chosen on simulated columns with gutters of 1.2 and more.
_WORDS_TOUCH = 0.85
_WIDEST_SPACE = 1.3  # typewriter faces: words lower than their letters are wide
_SPACES_TOUCH = 1.6  # times the page's own space
_OVERLAP = 0.5  # of the lower word: two engines' boxes of one line differ by less
_BOXES_OVERLAP = 0.6  # neighbours' boxes may reach into each other by this much
_USUAL_SPACE = 0.35
# A word without ascenders is about half as high as its line.
_LEAST_LINE_SHARE = 0.7


@dataclass(frozen=True)
class Segment:
    """Words of one line without a wide gap between them; or a table, which has no words of its own."""

    words: tuple[EngineWord, ...]
    left: float
    top: float
    right: float
    bottom: float
    grid: Grid | None = None

    @cached_property
    def middle(self) -> float:
        """Half-way down. The median of the words', so that one odd box does not move the line."""
        if self.grid is not None:
            return (self.top + self.bottom) / 2
        return median((word.top + word.bottom) / 2 for word in self.words)

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left


def segment_of(words: Sequence[EngineWord]) -> Segment:
    """One segment of at least one word."""
    return Segment(
        tuple(words),
        min(word.left for word in words),
        min(word.top for word in words),
        max(word.right for word in words),
        max(word.bottom for word in words),
    )


@dataclass(frozen=True)
class Scale:
    """The size of a page's print in px: the height of a word, and the usual space between two."""

    height: float
    space: float


def scale_of(words: Sequence[EngineWord]) -> Scale:
    """The medians over at least one word."""
    height = max(median(word.bottom - word.top for word in words), 1.0)
    _, gap, level = _gaps(_boxes(words))
    spaces = np.where(level & (gap > 0), gap, np.inf).min(axis=1)
    spaces = spaces[spaces < _WIDEST_SPACE * height]
    return Scale(height, float(np.median(spaces)) if len(spaces) else _USUAL_SPACE * height)


def segments_of(words: Sequence[EngineWord], scale: Scale) -> list[Segment]:
    """All words as segments: every word is followed by its nearest neighbour on the right, if near enough.

    Neighbours overlap in height; so a column whose lines stand between those of the next one keeps its own.
    """
    if not words:
        return []
    following = _following(words, scale)
    begun = set(range(len(words))) - set(following.values())
    segments = []
    for first in sorted(begun):
        chain = [first]
        while chain[-1] in following:
            chain.append(following[chain[-1]])
        segments.append(segment_of([words[place] for place in chain]))
    return segments


def _following(words: Sequence[EngineWord], scale: Scale) -> dict[int, int]:
    """For the place of each word the place of the one that follows it in its segment, if one does."""
    left, _, right, _ = boxes = _boxes(words)
    height, gap, level = _gaps(boxes)
    line = np.maximum(np.maximum(height[:, None], height[None, :]), _LEAST_LINE_SHARE * np.median(height))
    # the order of left edges keeps chains from closing into rings
    rank = np.empty(len(words), dtype=np.int64)
    rank[np.lexsort((right, left))] = np.arange(len(words))
    touching = np.maximum(_WORDS_TOUCH * line, _SPACES_TOUCH * scale.space)
    near = level & (rank[None, :] > rank[:, None]) & (gap <= touching) & (gap >= -_BOXES_OVERLAP * line)
    return _nearest_pairs(near, np.where(near, np.abs(gap), np.inf))


def _boxes(words: Sequence[EngineWord]) -> Numbers:
    """Lefts, tops, rights and bottoms (4 × words)."""
    boxes = [(word.left, word.top, word.right, word.bottom) for word in words]
    return np.array(boxes, dtype=np.float64).T


def _gaps(boxes: Numbers) -> tuple[Numbers, Numbers, NDArray[np.bool_]]:
    """Heights; and for each pair of words the gap between them and whether they share a line's height."""
    left, top, right, bottom = boxes
    height = bottom - top
    shared = np.minimum(bottom[:, None], bottom[None, :]) - np.maximum(top[:, None], top[None, :])
    level = shared >= _OVERLAP * np.minimum(height[:, None], height[None, :])
    return height, left[None, :] - right[:, None], level


def _nearest_pairs(near: NDArray[np.bool_], distance: Numbers) -> dict[int, int]:
    """Pairs (first, second) by rising distance; every place is first at most once and second at most once."""
    firsts, seconds = np.nonzero(near)
    order = np.argsort(distance[firsts, seconds], kind="stable")
    following: dict[int, int] = {}
    taken: set[int] = set()
    for first, second in zip(firsts[order].tolist(), seconds[order].tolist(), strict=True):
        if first not in following and second not in taken:
            following[first] = second
            taken.add(second)
    return following


def rows_of(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Segments whose middles lie within each other's rows: rows from top to bottom, each left to right."""
    rows: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda segment: (segment.middle, segment.left)):
        if rows and _is_level(rows[-1], segment):
            rows[-1].append(segment)
        else:
            rows.append([segment])
    return [sorted(row, key=lambda segment: (segment.left, segment.top)) for row in rows]


def _is_level(row: list[Segment], segment: Segment) -> bool:
    row_middle = median(other.middle for other in row)
    row_height = median(other.height for other in row)
    return segment.middle - row_middle < 0.5 * min(row_height, segment.height)


def bands_of(segments: Sequence[Segment], gap: float) -> list[list[Segment]]:
    """Runs of segments from top to bottom with more than `gap` px of nothing between one and the next."""
    bands: list[list[Segment]] = []
    bottom = 0.0
    for segment in sorted(segments, key=lambda segment: segment.top):
        if not bands or segment.top - bottom > gap:
            bands.append([])
            bottom = segment.bottom
        bands[-1].append(segment)
        bottom = max(bottom, segment.bottom)
    return bands


def columns_of(segments: Sequence[Segment], gap: float) -> list[list[Segment]]:
    """Runs of segments from left to right with more than `gap` px of nothing between one and the next."""
    columns: list[list[Segment]] = []
    right = 0.0
    for segment in sorted(segments, key=lambda segment: segment.left):
        if not columns or segment.left - right > gap:
            columns.append([])
            right = segment.right
        columns[-1].append(segment)
        right = max(right, segment.right)
    return columns


def gaps_px(segments: Sequence[Segment]) -> list[float]:
    """The empty heights between one row and the next, never below 0."""
    edges = [(min(s.top for s in row), max(s.bottom for s in row)) for row in rows_of(segments)]
    return [max(below[0] - above[1], 0.0) for above, below in pairwise(edges)]
