"""Finds the pieces of text on a page: boxes around lines or parts of lines, from a detector's heat map.

The network says for each pixel how likely it belongs to the core of a line; the boxes are what its authors'
own reading of that map gives (differentiable binarization, arXiv:1911.08947): contours, the smallest
rectangle around each, grown by its own thickness. Pure, but for the network it is given.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engine import Pixels

Network = Callable[[NDArray[np.float32]], NDArray[np.float32]]
Corners = tuple[float, float, float, float]

# The network's own grid: sides are multiples of 32 pixels.
_GRID_PX = 32
_CORE_FROM = 0.3  # a pixel is part of a line's core from this probability
_BOX_FROM = 0.3  # mean probability inside a box
# Fainter boxes are seen, but not read: more of them hold specks and rules than words.
READABLE_FROM = 0.4
_GROWN_BY = 1.6  # a core is thinner than its line: area × this / perimeter is added all round
_THINNEST_PX = 3
# White paper excites the detector a little: without this much between dark and light there is no ink.
_LEAST_DEPTH = 20


@dataclass(frozen=True)
class TextBox:
    """A rectangle of text, perhaps slanted, in pixels of the page: its middle, sides and slant.

    `angle_deg` (-45 to 45) is how far it stands turned clockwise; `score` (0–1) how sure the detector is.
    """

    x: float
    y: float
    width: float
    height: float
    angle_deg: float
    score: float

    @property
    def corners(self) -> Corners:
        """(left, top, right, bottom) of the upright box around it."""
        cosine = abs(math.cos(math.radians(self.angle_deg)))
        sine = abs(math.sin(math.radians(self.angle_deg)))
        half_width = (self.width * cosine + self.height * sine) / 2
        half_height = (self.width * sine + self.height * cosine) / 2
        return self.x - half_width, self.y - half_height, self.x + half_width, self.y + half_height


def find_text(grey: Pixels, network: Network, *, long_side_px: int) -> tuple[TextBox, ...]:
    """The pieces of text on a grey page, from top to bottom, looked for at `long_side_px` pixels."""
    height, width = grey.shape
    factor = long_side_px / max(height, width)
    seen_width, seen_height = (max(round(side * factor / _GRID_PX), 1) * _GRID_PX for side in (width, height))
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    seen = np.asarray(cv2.resize(grey, (seen_width, seen_height), interpolation=how), dtype=np.float32)
    planes = np.broadcast_to(seen / 127.5 - 1.0, (1, 3, seen_height, seen_width))
    heat = network(np.ascontiguousarray(planes))[0, 0]
    found = _boxes_of(heat)
    inked = [box for box in found if _depth(seen, box) >= _LEAST_DEPTH]
    boxes = [_scaled(box, width / seen_width, height / seen_height) for box in inked]
    return tuple(sorted(boxes, key=lambda box: (box.y, box.x)))


def _depth(grey: NDArray[np.float32], box: TextBox) -> float:
    """How many grey levels the darkest pixel in the box lies under the lightest."""
    left, top, right, bottom = (max(round(edge), 0) for edge in box.corners)
    part = grey[top : bottom + 1, left : right + 1]
    return float(part.max() - part.min()) if part.size else 0.0


def _scaled(box: TextBox, scale_x: float, scale_y: float) -> TextBox:
    return replace(
        box,
        x=box.x * scale_x,
        y=box.y * scale_y,
        width=box.width * scale_x,
        height=box.height * scale_y,
    )


def _boxes_of(heat: NDArray[np.float32]) -> list[TextBox]:
    """The boxes in pixels of the heat map."""
    cores = cv2.dilate((heat > _CORE_FROM).astype(np.uint8), np.ones((2, 2), np.uint8))
    contours, _ = cv2.findContours(cores, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    boxes = []
    for contour in contours:
        (x, y), (long, short), angle_deg = cv2.minAreaRect(contour)
        if min(long, short) < _THINNEST_PX:
            continue
        score = _mean_inside(heat, ((x, y), (long, short), angle_deg))
        if score < _BOX_FROM:
            continue
        if angle_deg > 45:  # OpenCV gives 0–90 and calls either side the width
            long, short, angle_deg = short, long, angle_deg - 90
        grown = long * short * _GROWN_BY / (long + short)  # twice area × ratio / perimeter
        boxes.append(TextBox(x, y, long + grown, short + grown, angle_deg, min(round(score, 4), 1.0)))
    return boxes


def _mean_inside(
    heat: NDArray[np.float32], rectangle: tuple[tuple[float, float], tuple[float, float], float]
) -> float:
    points = cv2.boxPoints(rectangle)
    height, width = heat.shape
    left, top = (max(math.floor(value), 0) for value in points.min(axis=0))
    right = min(math.ceil(points[:, 0].max()), width - 1)
    bottom = min(math.ceil(points[:, 1].max()), height - 1)
    if right < left or bottom < top:
        return 0.0
    mask = np.zeros((bottom - top + 1, right - left + 1), dtype=np.uint8)
    cv2.fillPoly(mask, [(points - (left, top)).astype(np.int32)], (1,))
    return float(cv2.mean(heat[top : bottom + 1, left : right + 1], mask)[0])
