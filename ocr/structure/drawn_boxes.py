"""Boxes and circles to tick that are drawn on a page, and whether there is a mark in them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engine import Pixels
from ocr.page_structure import CheckboxState
from ocr.structure.grid import Corners, overlap_px
from ocr.structure.rules import odd, shrunk_to_darkest

Mask = NDArray[np.uint8]

# Pixels at 300 dpi: boxes of forms are 0.09 to 0.3 inches wide.
_AT_DPI = 300
_FINE_DPI = 250  # from here on boxes are looked for in half the pixels
_LEAST_SIDE = 26
_MOST_SIDE = 90
_EDGE_RUN = 15  # the straight part of an edge that must be there in one piece
_THICKEST_EDGE = 9
_BREAK = 3
# Shares of the side.
_CORNERS_MEET = 0.16
_SQUARE = 1.25
_EDGE_COVERED = 0.72
_CORNER = 0.12
_CORNER_INKED = 0.45
_LEAST_CORNERS = 3
_RING = 0.45  # how far around a box is looked
_CROWDED = 0.45  # ink around: part of a picture
_CROWDED_SIDE = 0.3  # ink on the left and on the right: part of a barcode or of a word
# The share of the inside that is inked. A study of 40 boxes on forms saw at most .07 in empty ones and .29
# and more in marked ones. The lower bound of "marked" is a choice between the two, for thin ticks; all 57
# boxes of own pages (face sheets and consents, seeds 0–2, used for tuning) get the right state.
_EMPTY = 0.07
_MARKED = 0.14
_STROKE_OUTSIDE = 0.03  # the inked share of the place above, from strokes that leave the box; chosen
_DARK_SHARE = 0.5  # of the way from paper to ink
_LEAST_CONTRAST = 25


@dataclass(frozen=True)
class DrawnBox:
    """A box or circle in pixels of the page, and what is in it."""

    corners: Corners
    state: CheckboxState


def find_drawn_boxes(grey: Pixels, *, dpi: int) -> list[DrawnBox]:
    """The squares on an upright grey page that look like boxes to tick, from top to bottom."""
    shrunk = 2 if dpi >= _FINE_DPI else 1
    small = shrunk_to_darkest(grey, shrunk)
    scale = dpi / shrunk / _AT_DPI
    ink = ink_mask(small, dpi=dpi // shrunk)
    level, upright = (_runs(ink, scale, upright=upright) for upright in (False, True))
    squares = [
        square for square in _squares(_edges(level, scale), scale) if _has_sides(square, upright, scale)
    ]
    squares = [square for square in squares if _has_corners(square, ink) and not _is_crowded(square, ink)]
    outlined = _distinct(squares)
    solids = _solids(level, scale, outlined) if outlined else []
    found = [DrawnBox(full, state_of(grey, full)) for full in _enlarged(outlined, shrunk)]
    found += [DrawnBox(full, "marked") for full in _enlarged(solids, shrunk)]
    return sorted(found, key=lambda box: (box.corners[1], box.corners[0]))


def _enlarged(squares: list[Corners], factor: int) -> list[Corners]:
    return [
        (factor * left, factor * top, factor * right, factor * bottom) for left, top, right, bottom in squares
    ]


def ink_mask(grey: Pixels, *, dpi: int) -> Mask:
    """255 where the page is darker than its surroundings."""
    block = 2 * (dpi // 10) + 1
    low, high = (float(np.percentile(grey[::8, ::8], share)) for share in (1, 90))
    darker = max(0.15 * (high - low), 8.0)
    mean = cv2.blur(grey, (block, block))
    return np.asarray((cv2.subtract(mean, grey) > darker) * np.uint8(255), dtype=np.uint8)


def _runs(ink: Mask, scale: float, *, upright: bool) -> Mask:
    """What of the ink lies in straight runs as long as a box's edge."""
    mask = ink
    for operation, length in ((cv2.MORPH_CLOSE, _BREAK), (cv2.MORPH_OPEN, _EDGE_RUN)):
        pixels = odd(length * scale)
        kernel = np.ones((pixels, 1) if upright else (1, pixels), np.uint8)
        mask = np.asarray(cv2.morphologyEx(mask, operation, kernel), dtype=np.uint8)
    return mask


def _edges(level: Mask, scale: float) -> list[Corners]:
    """Level runs no longer than a box is wide: the edges of table cells and combs go on."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(level, connectivity=8)
    return [
        (left, top, left + width, top + height)
        for left, top, width, height, _ in stats[1:].tolist()
        if width <= _MOST_SIDE * scale * 1.1 and height <= _THICKEST_EDGE * scale + 1
    ]


def _squares(edges: list[Corners], scale: float) -> list[Corners]:
    """Pairs of edges that stand above each other as far as they are wide."""
    ordered = np.asarray(sorted(edges, key=lambda edge: edge[1]), dtype=np.float64).reshape(-1, 4)
    ordered = ordered[ordered[:, 2] - ordered[:, 0] >= _LEAST_SIDE * scale * 0.6]
    squares: list[Corners] = []
    for left, top, right, bottom in ordered:
        width = right - left
        if width < _LEAST_SIDE * scale * 0.8:
            continue
        first, last = np.searchsorted(ordered[:, 1], (top + width / _SQUARE, bottom + width * _SQUARE))
        below = ordered[first:last]
        lefts, rights = np.minimum(below[:, 0], left), np.maximum(below[:, 2], right)
        sides, heights = rights - lefts, below[:, 3] - top
        meet = _CORNERS_MEET * sides
        ends_meet = (abs(below[:, 0] - left) <= meet) & (abs(below[:, 2] - right) <= meet)
        least, most = np.minimum(sides, heights), np.maximum(sides, heights)
        in_range = (least >= _LEAST_SIDE * scale) & (most <= _MOST_SIDE * scale) & (most <= _SQUARE * least)
        squares.extend(
            (float(lefts[n]), float(top), float(rights[n]), float(below[n, 3]))
            for n in np.flatnonzero(ends_meet & in_range)
        )
    return squares


def _has_sides(square: Corners, upright: Mask, scale: float) -> bool:
    left, top, right, bottom = (int(edge) for edge in square)
    reach = max(round(_CORNERS_MEET * (right - left)), 2)
    inset = max(round(2 * scale), 1)
    for x in (left, right):
        strip = upright[top + inset : bottom - inset, max(x - reach, 0) : x + reach]
        if strip.size == 0 or float((strip > 0).mean(axis=0).max()) < _EDGE_COVERED:
            return False
    return True


def _has_corners(square: Corners, ink: Mask) -> bool:
    """Whether ink reaches into the corners: the letters O, D and B are round there."""
    left, top, right, bottom = (int(edge) for edge in square)
    reach = max(round(_CORNER * (right - left)), 2)
    patches = (
        ink[y : y + reach, x : x + reach] for y in (top, bottom - reach) for x in (left, right - reach)
    )
    return sum(float((patch > 0).mean()) >= _CORNER_INKED for patch in patches) >= _LEAST_CORNERS


def _distinct(squares: list[Corners]) -> list[Corners]:
    """Of squares that overlap, the largest: the outer edges of a doubled or thick frame."""
    kept: list[Corners] = []
    for square in sorted(squares, key=lambda square: (square[0] - square[2]) * (square[3] - square[1])):
        if all(overlap_px(square, other) == 0 for other in kept):
            kept.append(square)
    return kept


def _is_crowded(square: Corners, ink: Mask) -> bool:
    """Whether there is so much ink around, or on both sides, that it is part of a picture or a barcode."""
    left, top, right, bottom = (int(edge) for edge in square)
    ring = _ring(square, ink.shape)
    near = ink[ring[1] : ring[3], ring[0] : ring[2]] > 0
    box = ink[top:bottom, left:right] > 0
    outside = near.size - box.size
    if outside > 0 and (int(near.sum()) - int(box.sum())) / outside > _CROWDED:
        return True
    sides = (ink[top:bottom, ring[0] : max(left - 1, 0)], ink[top:bottom, right + 1 : ring[2]])
    return all(side.size > 0 and float((side > 0).mean()) > _CROWDED_SIDE for side in sides)


def _ring(square: Corners, shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    reach = round(_RING * (square[2] - square[0]))
    left, top, right, bottom = (int(edge) for edge in square)
    return (
        max(left - reach, 0),
        max(top - reach, 0),
        min(right + reach, shape[1]),
        min(bottom + reach, shape[0]),
    )


def _solids(level: Mask, scale: float, outlined: list[Corners]) -> list[Corners]:
    """Filled squares of the size of the outlined ones on the page."""
    side = median(square[2] - square[0] for square in outlined)
    _, _, stats, _ = cv2.connectedComponentsWithStats(level, connectivity=8)
    return [
        (left, top, left + width, top + height)
        for left, top, width, height, area in stats[1:].tolist()
        if height > _THICKEST_EDGE * scale + 1
        and max(width, height) <= _SQUARE * min(width, height, side)
        and min(width, height) * _SQUARE >= side
        and area >= 0.85 * width * height
        and all(overlap_px((left, top, left + width, top + height), other) == 0 for other in outlined)
    ]


def state_of(grey: Pixels, square: Corners) -> CheckboxState:
    """Whether there is a mark in a box, by the share of its inside that is inked."""
    left, top, right, bottom = (int(edge) for edge in square)
    ring = _ring(square, grey.shape)
    near = grey[ring[1] : ring[3], ring[0] : ring[2]]
    paper = float(np.percentile(near, 85))
    box = grey[top:bottom, left:right]
    edge = float(np.percentile(np.concatenate((box[:3].ravel(), box[-3:].ravel())), 20))
    if paper - edge < _LEAST_CONTRAST:
        return "unsure"
    dark = near < paper - _DARK_SHARE * (paper - edge)
    inside = _inside(dark[top - ring[1] : bottom - ring[1], left - ring[0] : right - ring[0]])
    share = float(inside.mean()) if inside.size else 0.0
    if share >= _MARKED:
        return "marked"
    if share < _EMPTY:
        return "empty"
    return "marked" if _stroke_share(dark, square, ring) > _STROKE_OUTSIDE else "unsure"


def _inside(dark: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The box without its edges, which are as thick as the rows that are mostly dark."""
    rows, columns = dark.mean(axis=1) > 0.6, dark.mean(axis=0) > 0.6
    depths = [_edge_depth(line) for line in (rows, rows[::-1], columns, columns[::-1])]
    top, bottom, left, right = (depth + 2 for depth in depths)
    return dark[top : len(rows) - bottom, left : len(columns) - right]


def _edge_depth(mostly_dark: NDArray[np.bool_]) -> int:
    """How many rows from the outside belong to the edge; at most a quarter."""
    near = np.flatnonzero(mostly_dark[: max(len(mostly_dark) // 4, 1)])
    return int(near[-1]) + 1 if len(near) else 2


def _stroke_share(dark: NDArray[np.bool_], square: Corners, ring: tuple[int, int, int, int]) -> float:
    """The ink just above the box and up to its right that a tick leaves there, as a share of that place."""
    top, right = int(square[1]) - ring[1], int(square[2]) - ring[0]
    above = dark[: max(top - 2, 0), right // 2 :]
    return float(above.mean()) if above.size else 0.0
