"""Columns of prose: where a gutter runs down a page, from where to where, and what stands on either side.

A form or a table has gaps above each other too. What tells prose apart is that its lines fill their column,
hold several words, and go on from one line to the next. Pure geometry, with a look at how lines begin.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from ocr.reading_order.segments import Numbers, Segment, bands_of, columns_of, gaps_px, rows_of

_LEAST_LINES = 3
# The share of a column's width that its median line covers. Own two-column pages measure .90–.92.
_COLUMN_FILL = 0.55
_LEAST_WORDS = 3
# The share of lines that begin in small letters. Own two-column pages measure .61–.63; the bound is chosen.
_FLOWS = 0.15
_LABELS = 0.5  # the share of lines with "Label:" at which a column is a form's
_TABLE_ROWS = 3
_TABLE_ROW_LINES = 2.5  # lines of a wrapped cell; a paragraph has more
_EDGE_ROWS = 2  # a running head over two columns has one line or two
_HEADING = 1.15  # times the height of the columns' lines: the next section's heading below them
# Shares of the line height.
_EDGE_NOISE = 0.25
_SAME_EDGE = 0.6
_CLEAN_GAP = 0.6
_WIDER_GAP = 1.4  # times the gap between lines
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
    """A little left of every edge at which several lines begin, the page's own left edge left out.

    Lines of neighbouring columns need not be level, so it is not asked what stands beside them.
    """
    lefts = sorted(segment.left for segment in segments)
    runs: list[list[float]] = [[lefts[0]]]
    for left in lefts[1:]:
        if left - runs[-1][0] > _SAME_EDGE * height:
            runs.append([])
        runs[-1].append(left)
    return [run[0] - _EDGE_NOISE * height for run in runs[1:] if len(run) >= _LEAST_LINES]


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
    if gap > _FAR_GAP * height or (place == 0 and sides == {False}):
        return True
    if len(sides) == 2:
        return not _heads_column(band, bands, lefts, height)
    columns = [segment.height for later in bands for segment in later if later is not band]
    return place == -1 and min(segment.height for segment in band) > _HEADING * median(columns)


def _heads_column(band: list[Segment], bands: list[list[Segment]], lefts: set[int], height: float) -> bool:
    """Whether the band's right part begins where the right column does, as a heading of its own does."""
    column = [s.left for other in bands for s in other if other is not band and id(s) not in lefts]
    own = min(segment.left for segment in band if id(segment) not in lefts)
    return bool(column) and abs(own - min(column)) <= _SAME_EDGE * height


def are_columns(left: list[Segment], right: list[Segment], height: float) -> bool:
    """Whether both sides are columns of prose, read one after the other.

    Only the height that both reach over counts: one column of three may go on alone.
    """
    if not left or not right:
        return False
    top = max(min(segment.middle for segment in side) for side in (left, right)) - height
    bottom = min(max(segment.middle for segment in side) for side in (left, right)) + height
    left, right = ([s for s in side if top <= s.middle <= bottom] for side in (left, right))
    if not all(_is_prose(side) for side in (left, right)) or _are_table_rows(left, right, height):
        return False
    return max(_flow(left), _flow(right)) >= _FLOWS or not _are_level(left, right)


def _is_prose(side: list[Segment]) -> bool:
    if len(rows_of(side)) < _LEAST_LINES or median(len(segment.words) for segment in side) < _LEAST_WORDS:
        return False
    return _fill(side) >= _COLUMN_FILL and _labels(side) < _LABELS


def _fill(side: list[Segment]) -> float:
    """The share of a column's width that its median line covers; a side may itself hold several columns."""
    shares = []
    for column in columns_of(side, 0.0):
        width = max(segment.right for segment in column) - min(segment.left for segment in column)
        rows = [sum(segment.width for segment in row) / max(width, 1.0) for row in rows_of(column)]
        shares += [median(rows)] * len(column)
    return median(shares)


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
    """Whether gaps wider than those between lines run right across and part short cells."""
    line_gaps = sorted([*gaps_px(left), *gaps_px(right)])
    small = line_gaps[len(line_gaps) // 10] if line_gaps else 0.0
    gap = max(_CLEAN_GAP * height, _WIDER_GAP * small)
    lefts = {id(segment) for segment in left}
    bands = bands_of([*left, *right], gap)
    shared = sum(len({id(segment) in lefts for segment in band}) == 2 for band in bands)
    own = max(len(bands_of(left, gap)), len(bands_of(right, gap)))
    lines = min(len(rows_of(left)), len(rows_of(right)))
    return shared >= _TABLE_ROWS and shared >= 0.8 * own and lines <= _TABLE_ROW_LINES * shared
