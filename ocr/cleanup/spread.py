"""Two pages on one image: where they meet. Pure."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engine import Pixels

_MAP_DPI = 50
# Width by height of two letter or A4 pages, or of two half-letter ones; with room for a crooked scan.
_SPREAD_SHAPE = (1.15, 1.75)
# A sheet this wide holds two pages; a narrower one may be a landscape table, whose columns part too.
_TWO_SHEETS_IN = 12.5
# Where the gutter may lie, as shares of the width, and how wide white paper must be to be one.
_MIDDLE = (0.42, 0.58)
_LEAST_GUTTER_SHARE = 0.035
_PRINT_DEPTH = 30
_PICTURE_SHARE = 0.45  # of the paper's grey: a dark part too large to be strokes
# Print may stray into this share of a gutter's rows: specks, staples, a hole.
_STRAY_ROWS = 0.004
# A fold darkens the paper from top to bottom by this many grey levels.
_FOLD_DEPTH = 12
_FOLD_ROWS = 0.85
_LEAST_ROWS_PER_SIDE = 0.08


def find_gutter(grey: Pixels, *, dpi: float) -> float | None:
    """Where (pixels from the left) the two pages of an upright spread meet; None on a single page.

    A spread is as wide as two sheets, has print on both sides, and between them, near the middle, white
    paper from top to bottom. A fold's shadow there makes a spread of a narrower image, too.
    """
    height, width = grey.shape
    if not _SPREAD_SHAPE[0] <= width / height <= _SPREAD_SHAPE[1]:
        return None
    factor = min(_MAP_DPI / dpi, 1.0)
    small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    fold = _fold(np.asarray(small, dtype=np.uint8))
    strokes = cv2.subtract(cv2.medianBlur(small, 21), small) > _PRINT_DEPTH
    pictures = small < _PICTURE_SHARE * float(np.median(small))
    marks = np.asarray(strokes | pictures, dtype=np.bool_)
    white = _white_gap(marks, fold)
    if white is None:
        return None
    left, right = white
    middle = (left + right) / 2 if fold is None else float(fold)
    if not _has_print(marks[:, :left]) or not _has_print(marks[:, right:]):
        return None
    wide_enough = width / dpi >= _TWO_SHEETS_IN and right - left >= _LEAST_GUTTER_SHARE * small.shape[1]
    return (middle + 0.5) / factor if wide_enough or fold is not None else None


def _white_gap(marks: NDArray[np.bool_], fold: int | None) -> tuple[int, int] | None:
    """The widest run of columns near the middle without print, the fold not counted as print."""
    height, width = marks.shape
    inked = marks[height // 50 : height - height // 50].mean(axis=0) > _STRAY_ROWS
    if fold is not None:
        inked[max(fold - 2, 0) : fold + 3] = False
    first, last = int(_MIDDLE[0] * width), int(_MIDDLE[1] * width)
    best: tuple[int, int] | None = None
    start = first
    for column in range(first, last + 1):
        if column < last and not inked[column]:
            continue
        if column > start and (best is None or column - start > best[1] - best[0]):
            best = (start, column)
        start = column + 1
    return best


def _fold(small: Pixels) -> int | None:
    """The column near the middle that is darker than the paper beside it from top to bottom."""
    height, width = small.shape
    near = max(width // 40, 3)
    rows = cv2.blur(small, (1, max(height // 40, 1))).astype(np.int16)
    first, last = int(_MIDDLE[0] * width), int(_MIDDLE[1] * width)
    beside = np.minimum(rows[:, first - near : last - near], rows[:, first + near : last + near])
    share = ((beside - rows[:, first:last]) > _FOLD_DEPTH).mean(axis=0)
    if float(share.max()) < _FOLD_ROWS:
        return None
    return first + round(float(np.flatnonzero(share >= share.max() - 0.02).mean()))


def _has_print(marks: NDArray[np.bool_]) -> bool:
    """Whether print stands on enough of the rows to be a page's."""
    return bool(marks.size) and float(marks.any(axis=1).mean()) >= _LEAST_ROWS_PER_SIDE
