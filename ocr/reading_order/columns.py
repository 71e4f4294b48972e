"""Columns of prose: where a gutter runs down a page, from where to where, and what stands on either side.

A form or a table has gaps above each other too. What tells prose apart is that its lines fill their column,
hold several words, and go on from one line to the next. Pure geometry, with a look at how lines begin.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from ocr.reading_order.segments import Numbers, Segment, bands_of, rows_of

_LEAST_LINES = 3
# The share of a column's width that its median line covers: prose .8 and more, labels and values below .5.
_COLUMN_FILL = 0.55
_LEAST_WORDS = 3
# The share of lines that begin in small letters: prose .4–.9, cells and labels below .1.
_FLOWS = 0.15
_LABELS = 0.5  # the share of lines with "Label:" at which a column is a form's
_TABLE_ROWS = 3
_TABLE_ROW_LINES = 4
_EDGE_ROWS = 2  # a running head over two columns has one line or two
# Shares of the line height.
_EDGE_NOISE = 0.25
_CLEAN_GAP = 0.6
_SECTION_GAP = 1.0
_FAR_GAP = 2.5
_BULLETS = tuple("•·▪◦‣●○*-–—")


@dataclass(frozen=True)
class Gutter:
    """A gap between columns: its x and the stretches (top, bottom) over which columns stand beside it."""

    x: float
    stretches: tuple[tuple[float, float], ...]
    score: float


def find_gutter(segments: Sequence[Segment], height: float) -> Gutter | None:
    """The gutter with the most well-filled lines beside it, or None; `height` is that of a line in px."""
    if len(segments) < 2 * _LEAST_LINES:
        return None
    edges = _Edges(segments)
    gutters = [edges.gutter_at(x, height) for x in _candidates(segments, height)]
    found = [gutter for gutter in gutters if gutter is not None]
    return max(found, key=lambda gutter: gutter.score, default=None)


def _candidates(segments: Sequence[Segment], height: float) -> list[float]:
    """The x before each second or later segment of a row; near ones once, rare ones not at all."""
    counts: dict[int, list[float]] = {}
    for row in rows_of(segments):
        right = row[0].right
        for segment in row[1:]:
            if segment.left > right:
                x = max(segment.left - _EDGE_NOISE * height, (right + segment.left) / 2)
                counts.setdefault(round(2 * x / height), []).append(x)
            right = max(right, segment.right)
    # lines of neighbouring columns are not always level: two rows that show the gap are enough to look
    return [min(near) for place, near in sorted(counts.items()) if _support(counts, place) >= 2]


def _support(counts: dict[int, list[float]], place: int) -> int:
    return sum(len(counts.get(near, ())) for near in (place - 1, place, place + 1))


class _Edges:
    """The edges of all segments as arrays, so that many candidates can be tried."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.segments = list(segments)
        self.left = np.array([segment.left for segment in segments])
        self.right = np.array([segment.right for segment in segments])
        self.middle = np.array([segment.middle for segment in segments])

    def gutter_at(self, x: float, height: float) -> Gutter | None:
        noise = _EDGE_NOISE * height
        on_left, on_right = self.right <= x + noise, self.left >= x - noise
        spanning: Numbers = np.sort(self.middle[~on_left & ~on_right])
        if min(int(on_left.sum()), int(on_right.sum())) < _LEAST_LINES:
            return None
        band = np.searchsorted(spanning, self.middle)
        stretches, score = [], 0.0
        for number in np.unique(band[on_left]):
            left = [self.segments[place] for place in np.flatnonzero(on_left & (band == number))]
            right = [self.segments[place] for place in np.flatnonzero(on_right & ~on_left & (band == number))]
            trimmed = _trimmed(left, right, height)
            if trimmed is None:
                continue
            left, right = trimmed
            middles = [segment.middle for segment in (*left, *right)]
            stretches.append((min(middles), max(middles)))
            score += (len(rows_of(left)) + len(rows_of(right))) * _fill(left) * _fill(right)
        return Gutter(x, tuple(stretches), score) if stretches else None


def _trimmed(
    left: list[Segment], right: list[Segment], height: float
) -> tuple[list[Segment], list[Segment]] | None:
    """The two columns without running head and foot, or None where they are no columns of prose."""
    if min(len(left), len(right)) < _LEAST_LINES:
        return None
    bands = bands_of([*left, *right], _SECTION_GAP * height)
    lefts = {id(segment) for segment in left}
    while bands and _is_edge(bands, 0, lefts, height):
        bands = bands[1:]
    while bands and _is_edge(bands, -1, lefts, height):
        bands = bands[:-1]
    kept = [segment for band in bands for segment in band]
    left = [segment for segment in kept if id(segment) in lefts]
    right = [segment for segment in kept if id(segment) not in lefts]
    return (left, right) if are_columns(left, right, height) else None


def _is_edge(bands: list[list[Segment]], place: int, lefts: set[int], height: float) -> bool:
    """Whether the first or last band is a running head or foot: few rows, on both sides or far away."""
    band = bands[place]
    if len(bands) < 2 or len(rows_of(band)) > _EDGE_ROWS:
        return False
    sides = {id(segment) in lefts for segment in band}
    other = bands[1] if place == 0 else bands[-2]
    above, below = (band, other) if place == 0 else (other, band)
    gap = min(segment.top for segment in below) - max(segment.bottom for segment in above)
    # a last paragraph on the left alone belongs to its column, a date on the right alone stands over both
    return len(sides) == 2 or gap > _FAR_GAP * height or (place == 0 and sides == {False})


def are_columns(left: list[Segment], right: list[Segment], height: float) -> bool:
    """Whether both sides are columns of prose, read one after the other."""
    for side in (left, right):
        rows = rows_of(side)
        words = median(sum(len(segment.words) for segment in row) for row in rows) if rows else 0
        if len(rows) < _LEAST_LINES or words < _LEAST_WORDS or _fill(side) < _COLUMN_FILL:
            return False
        if _labels(side) >= _LABELS:
            return False
    if _are_table_rows(left, right, height):
        return False
    return max(_flow(left), _flow(right)) >= _FLOWS or not _are_level(left, right)


def _fill(side: list[Segment]) -> float:
    """The share of the side's width that its median row covers."""
    width = max(segment.right for segment in side) - min(segment.left for segment in side)
    return median(sum(segment.width for segment in row) for row in rows_of(side)) / max(width, 1.0)


def _labels(side: list[Segment]) -> float:
    return sum(any(word.text.endswith(":") for word in s.words[:4]) for s in side) / len(side)


def _flow(side: list[Segment]) -> float:
    """The share of lines that go on from the line above or are listed with a bullet."""
    starts = [segment.words[0].text for segment in side if segment.words]
    flowing = sum(text[0].islower() or text[0] in _BULLETS for text in starts)
    return flowing / max(len(starts), 1)


def _are_level(left: list[Segment], right: list[Segment]) -> bool:
    """Whether nearly every line has one beside it on the other side, as cells of a table have."""
    rows = rows_of([*left, *right])
    lefts = {id(segment) for segment in left}
    both = sum(len({id(segment) in lefts for segment in row}) == 2 for row in rows)
    return both >= 0.8 * len(rows)


def _are_table_rows(left: list[Segment], right: list[Segment], height: float) -> bool:
    """Whether gaps run right across, each followed by cells that begin on one level."""
    gap = _CLEAN_GAP * height
    shared = len(bands_of([*left, *right], gap))
    own = max(len(bands_of(left, gap)), len(bands_of(right, gap)))
    lines = max(len(rows_of(left)), len(rows_of(right)))
    return shared >= _TABLE_ROWS and shared >= 0.8 * own and lines <= _TABLE_ROW_LINES * shared
