"""How far the lines of a page lean. Pure."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engine import Pixels

LEAST_SKEW_DEG = 0.2
_MOST_SKEW_DEG = 15.0
# The search looks a little further: a page at the very end must be a peak, not a slope.
_SEARCHED_DEG = 16.0
_COARSE_STEP_DEG = 0.5
_FINE_STEP_DEG = 0.05
_THUMBNAIL_PX = 1200
# More ink than this says nothing new about the angle, and costs in proportion.
_MOST_POINTS = 40_000
_FEWEST_POINTS = 40
_INK_DEPTH = 40
# A straightened page must be this much sharper in profile than the page as it is.
_SHARPER = 1.01
# Columns this much sharper in profile than rows: of 96 pages all but one measure below 0.6 upright and above
# 1.7 on their side.
_ON_ITS_SIDE = 1.3

Points = tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]


def find_skew_deg(grey: Pixels) -> float:
    """How far the content stands turned clockwise, within ±15 degrees of a right angle; 0.0 if unsure.

    Row sums of straight text jump between lines and gaps; the angle with the greatest sum of squared jumps
    wins. Column sums are tried as well, so a page lying on its side gives its skew too. Not pixels are
    turned for that, but the places of the ink.
    """
    ink = _ink_thumbnail(grey)
    # half the size is enough to come near, at a quarter of the work
    small = cv2.resize(ink, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    coarse_points = _points(np.asarray(small, dtype=np.uint8))
    if coarse_points[0].size < _FEWEST_POINTS:
        return 0.0
    steps = np.arange(-_SEARCHED_DEG, _SEARCHED_DEG + 0.01, _COARSE_STEP_DEG)
    by_axis = [[_sharpness(coarse_points, float(angle), axis=axis) for angle in steps] for axis in (0, 1)]
    axis = int(np.argmax([max(scores) for scores in by_axis]))
    nearest = float(steps[int(np.argmax(by_axis[axis]))])
    points = _points(ink)
    angles = nearest + np.arange(-0.45, 0.451, _FINE_STEP_DEG)
    fine = [_sharpness(points, float(angle), axis=axis) for angle in angles]
    best = int(np.argmax(fine))
    skew_deg = round(float(angles[best]), 2)
    if fine[best] < _SHARPER * _sharpness(points, 0.0, axis=axis) or abs(skew_deg) > _MOST_SKEW_DEG + 0.3:
        return 0.0
    return skew_deg


def lies_on_its_side(grey: Pixels) -> bool:
    """Whether the lines of a straightened page seem to run down it: a hint, for rules and columns may too."""
    ink = _ink_thumbnail(grey)
    small = cv2.resize(ink, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    points = _points(np.asarray(small, dtype=np.uint8))
    if points[0].size < _FEWEST_POINTS:
        return False
    across, down = (_sharpness(points, 0.0, axis=axis) for axis in (0, 1))
    return down > _ON_ITS_SIDE * across


def _sharpness(points: Points, angle_deg: float, *, axis: int) -> float:
    """The sum of squared jumps of the profile along the rows (axis 0) or columns (1) leaning by the angle."""
    x, y, weight = points
    sine, cosine = np.float32(np.sin(np.radians(angle_deg))), np.float32(np.cos(np.radians(angle_deg)))
    place, along = (y * cosine - x * sine, x) if axis == 0 else (x * cosine + y * sine, y)
    place -= place.min()
    # a profile for each half: the lines of two columns need not meet
    place[along > (along.min() + along.max()) / 2] += place.max() + 2
    whole = place.astype(np.int32)
    part = (place - whole) * weight
    size = int(whole.max()) + 2
    # each point is shared by its two nearest bins: whole bins alone would favour angles near zero
    profile = np.bincount(whole, weights=weight - part, minlength=size)
    profile += np.bincount(whole + 1, weights=part, minlength=size)
    return float(np.square(np.diff(profile)).sum())


def _points(ink: NDArray[np.uint8]) -> Points:
    """Where the ink lies (x, y, how dark), every n-th point only where there is very much of it."""
    y, x = np.nonzero(ink)
    every = max(x.size // _MOST_POINTS, 1)
    y, x = y[::every], x[::every]
    return x.astype(np.float32), y.astype(np.float32), ink[y, x].astype(np.float32)


def _ink_thumbnail(grey: Pixels) -> NDArray[np.uint8]:
    """Ink (depth in grey levels, 0 for paper) of the page at 1,200 px or less, its margins cut.

    Black scanner borders do not count: ink is what is darker than its neighbourhood.
    """
    factor = min(_THUMBNAIL_PX / max(grey.shape), 1.0)
    small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    height, width = small.shape
    small = small[height // 50 : height - height // 50, width // 50 : width - width // 50]
    if min(small.shape) < 32:
        return np.zeros((32, 32), dtype=np.uint8)
    ink = cv2.subtract(cv2.medianBlur(small, 31), small)
    return np.asarray(np.where(ink > _INK_DEPTH, ink, 0), dtype=np.uint8)
