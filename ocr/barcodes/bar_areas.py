"""Where a page has stripes like a linear barcode's, and those places turned so that bars stand. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engine import Pixels
from ocr.transform import Transform

_DPI = 150
_WINDOW_IN = 0.2
# Stripes measure 0.8 to 0.99, lines of print 0.1 to 0.5, under five per cent of noise stripes still 0.5.
_COHERENCE = 0.45
# Mean squared gradient of stripes in black on white: 2,000 and more after a fax; of empty paper under 50.
_ENERGY = 500.0
_LEAST_IN = (0.45, 0.12)
_QUIET_IN = 0.25
_MOST_AREAS = 6


@dataclass(frozen=True)
class BarArea:
    """A cut-out with its bars standing upright, and the way from its pixels back to the page's."""

    grey: Pixels
    to_page: Transform


def bar_areas(grey: Pixels, *, dpi: float) -> list[BarArea]:
    """The places of a page that look like linear barcodes, the largest first, at most six."""
    factor = min(_DPI / dpi, 1.0)
    small = (
        grey if factor == 1.0 else cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    )
    window = max(round(_WINDOW_IN * dpi * factor), 5)
    striped, angle_rad = _stripes(np.asarray(small, dtype=np.uint8), window)
    outlines, _ = cv2.findContours(striped, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    areas = []
    for outline in sorted(outlines, key=cv2.contourArea, reverse=True)[:_MOST_AREAS]:
        inside = np.zeros(striped.shape, dtype=np.uint8)
        cv2.drawContours(inside, [outline], -1, (1.0,), cv2.FILLED)
        turn_rad = _mean_direction(angle_rad[(inside > 0) & (striped > 0)])
        area = _upright(grey, outline.reshape(-1, 2) / factor, turn_rad, dpi=dpi)
        if area is not None:
            areas.append(area)
    return areas


def _stripes(small: Pixels, window: int) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Where gradients are strong and nearly all point one way, and (radians, twice the angle) which way."""
    smooth = cv2.GaussianBlur(small, (3, 3), 0)
    across = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, scale=0.25)
    down = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, scale=0.25)
    size = (window, window)
    xx, yy, xy = (cv2.boxFilter(each, -1, size) for each in (across * across, down * down, across * down))
    energy = xx + yy
    double_x, double_y = xx - yy, 2 * xy
    coherence = np.sqrt(double_x**2 + double_y**2) / np.maximum(energy, 1.0)
    marks = np.asarray((coherence > _COHERENCE) & (energy > _ENERGY), dtype=np.uint8)
    whole = cv2.morphologyEx(marks, cv2.MORPH_OPEN, np.ones((window // 3, window // 3), np.uint8))
    return np.asarray(whole, np.uint8), np.asarray(np.arctan2(double_y, double_x), dtype=np.float32)


def _mean_direction(double_angles_rad: NDArray[np.float32]) -> float:
    if double_angles_rad.size == 0:
        return 0.0
    return math.atan2(float(np.sin(double_angles_rad).sum()), float(np.cos(double_angles_rad).sum())) / 2


def _upright(grey: Pixels, points: NDArray[np.float64], turn_rad: float, *, dpi: float) -> BarArea | None:
    """The area around `points` turned back by the direction across its bars; None if it is too small."""
    cosine, sine = math.cos(turn_rad), math.sin(turn_rad)
    along, beside = points @ (cosine, sine), points @ (-sine, cosine)
    margin = _QUIET_IN * dpi
    width, height = float(np.ptp(along)), float(np.ptp(beside))
    if width < _LEAST_IN[0] * dpi or height < _LEAST_IN[1] * dpi:
        return None
    left, top = float(along.min()) - margin, float(beside.min())
    there = Transform(cosine, sine, -left, -sine, cosine, -top)
    matrix = np.array([[there.a, there.b, there.c], [there.d, there.e, there.f]])
    size = (round(width + 2 * margin), round(height))
    upright = cv2.warpAffine(grey, matrix, size, flags=cv2.INTER_LINEAR, borderValue=(255, 255, 255))
    return BarArea(np.asarray(upright, dtype=np.uint8), there.inverse())
