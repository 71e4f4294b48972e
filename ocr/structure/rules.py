"""Printed rules of a page: thin straight dark lines, level or upright, as masks and as segments. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engine import Pixels

Mask = NDArray[np.uint8]

_FINE_DPI = 220  # from here on half the pixels are enough to see rules
# Inches. A rule is thinner and longer than this; a letter's strokes are shorter.
_THICKEST_IN = 0.05
_SHORTEST_IN = 0.25
_SHORT_RUN_IN = 0.08  # pieces of a broken rule
_BREAK_IN = 0.035
# Grey levels by which a rule is darker than what lies beside it, as a share of the page's own contrast.
_CONTRAST_SHARE = 0.2
_LEAST_CONTRAST = 12.0


@dataclass(frozen=True)
class Rule:
    """A rule's box in pixels of the page."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def x(self) -> float:
        """Half-way across."""
        return (self.left + self.right) / 2

    @property
    def y(self) -> float:
        """Half-way down."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True)
class Rules:
    """All rules of a page. The masks are 1/`shrunk` of the page's size, 255 on a rule."""

    level_mask: Mask
    upright_mask: Mask
    level: tuple[Rule, ...]
    upright: tuple[Rule, ...]
    shrunk: int
    dpi: int


def find_rules(grey: Pixels, *, dpi: int) -> Rules:
    """The rules of a grey page (height × width, dark on light)."""
    shrunk = 2 if dpi >= _FINE_DPI else 1
    small = shrunk_to_darkest(grey, shrunk)
    small_dpi = dpi / shrunk
    contrast = float(np.percentile(small[::4, ::4], 90)) - float(np.percentile(small[::4, ::4], 1))
    least = max(_CONTRAST_SHARE * contrast, _LEAST_CONTRAST)
    level = _mask(small, least, small_dpi, upright=False)
    upright = _mask(small, least, small_dpi, upright=True)
    return Rules(level, upright, _segments(level, shrunk), _segments(upright, shrunk), shrunk, dpi)


def shrunk_to_darkest(grey: Pixels, factor: int) -> Pixels:
    """The darkest of each `factor` × `factor` pixels, so that a rule of one pixel stays as dark."""
    if factor == 1:
        return grey
    darkest = cv2.erode(grey, np.ones((factor, factor), np.uint8))
    return np.ascontiguousarray(darkest[factor // 2 :: factor, factor // 2 :: factor], dtype=np.uint8)


def odd(length_px: float) -> int:
    """The nearest odd whole number, 3 and up: kernels of even length move what they filter."""
    return max(2 * round((length_px - 1) / 2) + 1, 3)


def _mask(small: Pixels, least: float, dpi: float, *, upright: bool) -> Mask:
    thick, run, gap, long = (
        odd(inches * dpi) for inches in (_THICKEST_IN, _SHORT_RUN_IN, _BREAK_IN, _SHORTEST_IN)
    )
    # what a closing across the rule fills is thinner than the kernel, whatever shade lies on either side
    across = (thick, 1) if upright else (1, thick)
    thin = cv2.subtract(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones(across[::-1], np.uint8)), small)
    mask = np.asarray((thin > least) * np.uint8(255), dtype=np.uint8)
    for operation, length in (
        (cv2.MORPH_OPEN, run),
        (cv2.MORPH_CLOSE, gap),
        (cv2.MORPH_OPEN, long),
    ):
        along = (length, 1) if upright else (1, length)
        mask = np.asarray(cv2.morphologyEx(mask, operation, np.ones(along, np.uint8)), dtype=np.uint8)
    return mask


def _segments(mask: Mask, shrunk: int) -> tuple[Rule, ...]:
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    rules = []
    for left, top, width, height, _ in stats[1:count].tolist():
        rules.append(Rule(shrunk * left, shrunk * top, shrunk * (left + width), shrunk * (top + height)))
    return tuple(rules)
