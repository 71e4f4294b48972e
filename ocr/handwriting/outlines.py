"""The outlines of a page's ink as flat arrays, so that a page is measured in a few passes. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engine import Pixels

Corners = tuple[float, float, float, float]
Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

# Ink differs from the paper around it by this share of the page's own contrast.
_INK_CONTRAST_SHARE = 0.35
# Grey levels: less than this is paper grain and JPEG ringing, however pale the page.
_LEAST_CONTRAST = 14.0
# The paper's brightness is taken over this length; letters of a heading have thinner strokes.
_PAPER_WINDOW_IN = 0.22
# Outlines shorter than this are specks of noise or of salt and pepper.
_SPECK_OUTLINE_IN = 0.035


@dataclass(frozen=True)
class Outlines:
    """Every outline on a page, outer ones and holes, its points one after the other.

    `x` and `y` are the points in pixels; outline j owns points `starts[j]` to `starts[j] + lengths[j]` and
    runs round so that ink lies on the same side in outer outlines and in holes. `areas` are square pixels
    (of a hole: of the hole); `boxes` is (m, 4) of left, top, right, bottom (half-open).
    """

    x: Ints
    y: Ints
    starts: Ints
    lengths: Ints
    is_hole: NDArray[np.bool_]
    areas: Floats
    boxes: Ints


def find_ink(grey: Pixels, *, dpi: float) -> Pixels:
    """255 where ink is and 0 on paper: darker than its surroundings by a share of the page's contrast."""
    window = max(round(_PAPER_WINDOW_IN * dpi) | 1, 3)
    smooth = cv2.GaussianBlur(grey, (3, 3), 0)
    paper = cv2.blur(smooth, (window, window))
    darker = cv2.subtract(paper, smooth)
    sample = grey[::4, ::4]
    contrast = float(np.percentile(sample, 75)) - float(np.percentile(sample, 1))
    least = max(_INK_CONTRAST_SHARE * contrast, _LEAST_CONTRAST)
    return np.asarray(cv2.threshold(darker, least, 255, cv2.THRESH_BINARY)[1], dtype=np.uint8)


def find_outlines(ink: Pixels, *, dpi: float) -> Outlines:
    """The outlines of a mask from `find_ink`, specks left out."""
    found, hierarchy = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    shortest = max(_SPECK_OUTLINE_IN * dpi, 6.0)
    kept = [number for number, outline in enumerate(found) if len(outline) >= shortest]
    if not kept:
        return _NO_OUTLINES
    points = np.concatenate([found[number] for number in kept]).reshape(-1, 2)
    x, y = np.ascontiguousarray(points[:, 0]), np.ascontiguousarray(points[:, 1])
    lengths = np.array([len(found[number]) for number in kept], dtype=np.int32)
    ends = np.cumsum(lengths, dtype=np.int32)
    starts = np.asarray(ends - lengths, dtype=np.int32)
    edges = [np.minimum.reduceat(x, starts), np.minimum.reduceat(y, starts)]
    edges += [np.maximum.reduceat(x, starts) + 1, np.maximum.reduceat(y, starts) + 1]
    areas = np.array([cv2.contourArea(found[number]) for number in kept], dtype=np.float64)
    is_hole = np.asarray(hierarchy)[0, kept, 3] >= 0
    return Outlines(x, y, starts, lengths, is_hole, areas, np.stack(edges, axis=1))


_NONE = np.zeros(0, dtype=np.int32)
_NO_OUTLINES = Outlines(
    x=_NONE,
    y=_NONE,
    starts=_NONE,
    lengths=_NONE,
    is_hole=np.zeros(0, dtype=np.bool_),
    areas=np.zeros(0, dtype=np.float64),
    boxes=np.zeros((0, 4), dtype=np.int32),
)


def number_map(corners: Sequence[Corners], shape: tuple[int, int]) -> NDArray[np.int16]:
    """A map of `shape` that holds at each pixel the number of the corners it lies in, from 0; -1 outside.

    Where boxes lie over each other the smaller one wins, so a long box does not swallow a word.
    """
    numbers = np.full(shape, -1, dtype=np.int16)
    sizes = [(right - left) * (bottom - top) for left, top, right, bottom in corners]
    for number in np.argsort(sizes)[::-1]:
        left, top, right, bottom = corners[number]
        rows = slice(max(round(top), 0), max(round(bottom), 0))
        numbers[rows, max(round(left), 0) : max(round(right), 0)] = number
    return numbers
