"""Tables without rules: rows of short texts whose columns stand under each other. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from ocr.structure.grid import Corners, Grid, GridCell, around, holds
from ocr.structure.page_words import PageWords

# Shares of the words' height.
_CELL_GAP = 1.0
_COLUMN_GAP = 0.5
_ROW_GAP = 2.6  # farther apart rows belong to different tables
_WRAP_GAP = 0.8
_LEAST_ROWS = 3
_LEAST_COLUMNS = 3  # two columns are a form's labels and values, or prose
_FILLED = 0.65  # the share of cells with words: forms leave more gaps
_LONGEST_CELL = 6  # words, the median: columns of prose have more


@dataclass
class _Run:
    """Rows that share their columns so far."""

    columns: list[tuple[float, float]]
    rows: list[list[int]]
    bottom: float
    tops: list[float] = field(default_factory=list)


def unruled_grids(words: PageWords, taken: Collection[int]) -> tuple[Grid, ...]:
    """Grids of at least three rows and columns among the words that are not `taken`."""
    grids: list[Grid] = []
    run: _Run | None = None
    for row in words.rows:
        segments = _segments(words, [place for place in row if place not in taken])
        if not segments:
            continue
        if run is not None and _goes_on(run, words, segments):
            continue
        grids += _finished(run, words)
        run = _begun(words, segments) if len(segments) >= _LEAST_COLUMNS else None
    return (*grids, *_finished(run, words))


def _segments(words: PageWords, row: list[int]) -> list[list[int]]:
    segments: list[list[int]] = []
    for place in row:
        gap = words.words[place].left - words.words[segments[-1][-1]].right if segments else 0.0
        if not segments or gap > _CELL_GAP * words.height:
            segments.append([])
        segments[-1].append(place)
    return segments


def _span(words: PageWords, segment: list[int]) -> tuple[float, float]:
    return words.words[segment[0]].left, max(words.words[place].right for place in segment)


def _begun(words: PageWords, segments: list[list[int]]) -> _Run:
    places = [place for segment in segments for place in segment]
    box = words.box(places)
    return _Run([_span(words, segment) for segment in segments], [places], box[3], [box[1]])


def _goes_on(run: _Run, words: PageWords, segments: list[list[int]]) -> bool:
    """Takes the row into the run if it fits under its columns."""
    places = [place for segment in segments for place in segment]
    box = words.box(places)
    if box[1] - run.bottom > _ROW_GAP * words.height:
        return False
    columns = _merged([*run.columns, *(_span(words, segment) for segment in segments)], words.height)
    if len(columns) < max(_LEAST_COLUMNS, len(run.columns) - 1) or len(segments) > len(columns):
        return False
    if len(segments) == 1:
        if box[1] - run.bottom > _WRAP_GAP * words.height:
            return False
        run.rows[-1].extend(places)
    else:
        run.rows.append(places)
        run.tops.append(box[1])
    run.columns, run.bottom = columns, max(run.bottom, box[3])
    return True


def _merged(spans: list[tuple[float, float]], height: float) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for left, right in sorted(spans):
        if merged and left - merged[-1][1] < _COLUMN_GAP * height:
            merged[-1] = (merged[-1][0], max(merged[-1][1], right))
        else:
            merged.append((left, right))
    return merged


def _finished(run: _Run | None, words: PageWords) -> list[Grid]:
    """The run's grid, if it is a table."""
    if run is None or len(run.rows) < _LEAST_ROWS:
        return []
    whole = around([words.box(row) for row in run.rows])
    columns = [whole[0], *((left[1] + right[0]) / 2 for left, right in pairwise(run.columns)), whole[2]]
    rows = [whole[1], *run.tops[1:], whole[3] + 1.0]
    cells = [
        GridCell(row, column, (left, top, right, bottom))
        for row, (top, bottom) in enumerate(pairwise(rows))
        for column, (left, right) in enumerate(pairwise(columns))
        if right > left and bottom > top
    ]
    held = [count for count in (_count(words, run, cell.corners) for cell in cells) if count]
    is_whole = len(cells) == (len(columns) - 1) * (len(rows) - 1)
    if not is_whole or median(held) > _LONGEST_CELL or len(held) < _FILLED * len(cells):
        return []
    corners: Corners = (whole[0], whole[1], whole[2], whole[3] + 1.0)
    return [Grid(corners, len(rows) - 1, len(columns) - 1, tuple(cells), ruled=False)]


def _count(words: PageWords, run: _Run, corners: Corners) -> int:
    return sum(holds(corners, *words.middle(place)) for row in run.rows for place in row)
