"""What lies around and beside the print: black scanner borders and punch holes. Pure."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.cleanup.tone import paper_level
from ocr.engine import Pixels

Mask = NDArray[np.uint8]

_MAP_DPI = 75
# As shares of the paper's grey. A scanner's bed is nearly black; deeper shadows still carry print.
_BLACK = 0.35
_DARK = 0.6
# Thinner dark parts are print or rules.
_THICK_IN = 0.07
# A sliver of border along the very edge may be thinner.
_EDGE_IN = 0.12
# Light parts this small inside a border are letters; what is darker or lighter by this much is print.
_LARGEST_LETTER_IN = 0.5
_LETTER_DEPTH = 30
_LETTER_ROOM_IN = 0.2
_LEAST_BORDER_SHARE = 0.0005
_HOLE_IN = (0.16, 0.42)
_HOLE_MARGIN_IN = 0.9
_HOLE_ROOM_IN = 0.1
_STRAY_DARK = 0.03
_ROUND = (0.85, 1.1)  # area of the blob as a share of the ellipse in its box


def without_border(grey: Pixels, dpi: float) -> tuple[Pixels, float]:
    """The page with dark borders along its edges painted as paper, and their share (0–1) of it.

    Print inside a border (a banner of the form that runs off the page) keeps its surroundings.
    """
    small, factor = _thumbnail(grey, dpi)
    map_dpi = dpi * factor
    paper = paper_level(small)
    black = np.asarray(small < _BLACK * paper, dtype=np.uint8)
    border = _touching_edges(black, map_dpi)
    if float(border.mean()) < _LEAST_BORDER_SHARE:
        return grey, 0.0
    border = np.where(
        _print_in(border, black, small, map_dpi) > 0, np.uint8(0), _with_slivers(border, black, map_dpi)
    )
    share = float(border.mean())
    return _painted(grey, border, paper), share


def without_punch_holes(grey: Pixels, dpi: float) -> tuple[Pixels, int]:
    """The page with round dark holes in its margins painted as paper, and how many there were."""
    small, factor = _thumbnail(grey, dpi)
    map_dpi = dpi * factor
    paper = paper_level(small)
    dark = np.asarray(small < _DARK * paper, dtype=np.uint8)
    solid = cv2.morphologyEx(dark, cv2.MORPH_OPEN, _square(_THICK_IN * map_dpi))
    count, labels, stats, middles = cv2.connectedComponentsWithStats(solid)
    height, width = small.shape
    holes = [
        label
        for label in range(1, count)
        if _is_hole(stats[label], map_dpi)
        and _to_edge(middles[label], width=width, height=height) < _HOLE_MARGIN_IN * map_dpi
        and _stands_alone(labels == label, dark, stats[label], map_dpi)
    ]
    if not holes:
        return grey, 0
    return _painted(grey, np.isin(labels, holes).astype(np.uint8), paper), len(holes)


def _thumbnail(grey: Pixels, dpi: float) -> tuple[Pixels, float]:
    """The page at 75 dpi or less, and its scale."""
    factor = min(_MAP_DPI / dpi, 1.0)
    small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8), factor


def _touching_edges(black: Mask, dpi: float) -> Mask:
    """The thick dark parts (1) that reach an edge of the page."""
    kernel = _square(_THICK_IN * dpi)
    frame = kernel.shape[0]
    framed = np.pad(black, frame, constant_values=1)
    thick = cv2.morphologyEx(framed, cv2.MORPH_OPEN, kernel)
    _, labels = cv2.connectedComponents(thick, connectivity=4)
    inside = labels[frame:-frame, frame:-frame]
    return np.asarray(inside == labels[0, 0], dtype=np.uint8)


def _with_slivers(border: Mask, black: Mask, dpi: float) -> Mask:
    """The border with the thin ends that it has along the very edge of the page."""
    width = max(round(_EDGE_IN * dpi), 1)
    slivers = black.copy()
    slivers[width:-width, width:-width] = 0
    count, labels = cv2.connectedComponents(cv2.max(border, slivers), connectivity=8)
    known = np.zeros(count, dtype=np.uint8)
    known[np.unique(labels[border > 0])] = 1
    known[0] = 0
    return np.asarray(known[labels], dtype=np.uint8)


def _print_in(border: Mask, black: Mask, small: Pixels, dpi: float) -> Mask:
    """The surroundings (1) of light letters enclosed by a border, and of dark ones in it."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(1 - black, connectivity=4)
    largest = _LARGEST_LETTER_IN * dpi
    sides = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
    is_letter = (sides.max(axis=1) < largest) & (stats[:, cv2.CC_STAT_AREA] > 3)
    is_letter[0] = False
    letters = is_letter[labels].astype(np.uint8) if count > 1 else np.zeros_like(border)
    inner = cv2.erode(border, _square(0.06 * dpi))
    strokes = cv2.subtract(cv2.medianBlur(small, 15), small) > _LETTER_DEPTH
    marks = cv2.max(letters, (strokes & (inner > 0)).astype(np.uint8))
    return np.asarray(cv2.dilate(marks, _square(2 * _LETTER_ROOM_IN * dpi)), dtype=np.uint8)


def _is_hole(stats: NDArray[np.int32], dpi: float) -> bool:
    width, height = stats[cv2.CC_STAT_WIDTH] / dpi, stats[cv2.CC_STAT_HEIGHT] / dpi
    if not all(_HOLE_IN[0] <= side <= _HOLE_IN[1] for side in (width, height)):
        return False
    ellipse = np.pi / 4 * stats[cv2.CC_STAT_WIDTH] * stats[cv2.CC_STAT_HEIGHT]
    share = stats[cv2.CC_STAT_AREA] / ellipse
    return bool(0.75 <= width / height <= 1.33 and _ROUND[0] <= share <= _ROUND[1])


def _stands_alone(blob: NDArray[np.bool_], dark: Mask, stats: NDArray[np.int32], dpi: float) -> bool:
    """Whether nothing dark lies close around a blob: a logo's round part has the rest of the logo there."""
    room = round(_HOLE_ROOM_IN * dpi)
    left, top = stats[cv2.CC_STAT_LEFT], stats[cv2.CC_STAT_TOP]
    right, bottom = left + stats[cv2.CC_STAT_WIDTH], top + stats[cv2.CC_STAT_HEIGHT]
    around = np.s_[max(top - room, 0) : bottom + room, max(left - room, 0) : right + room]
    own = cv2.dilate(blob[around].astype(np.uint8), np.ones((3, 3), np.uint8))
    others = (dark[around] > 0) & (own == 0)
    return float(others.sum()) <= _STRAY_DARK * float(stats[cv2.CC_STAT_AREA])


def _to_edge(middle: NDArray[np.float64], *, width: int, height: int) -> float:
    x, y = float(middle[0]), float(middle[1])
    return min(x, y, width - x, height - y)


def _square(side_px: float) -> Mask:
    side = max(round(side_px), 2)
    return np.ones((side, side), np.uint8)


def _painted(grey: Pixels, mask: Mask, paper: float) -> Pixels:
    """The page with the masked parts, and a hair around them, in the colour of its paper."""
    wide = cv2.dilate(mask, np.ones((5, 5), np.uint8))
    full = cv2.resize(wide, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_NEAREST)
    painted = grey.copy()
    painted[full > 0] = round(paper)
    return painted
