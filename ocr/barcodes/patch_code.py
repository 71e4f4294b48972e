"""Kodak patch codes: four thick bars at the edge of a page that tell scanners where documents begin. Pure.

Dimensions and patterns from Kodak's "Patch Code Information" (A-61599) and the i5000 user manual (A-61670):
wide bars 0.20 in, narrow bars and spaces 0.08 in, bars at least 0.75 in long, within 3.75 in of the leading
edge and parallel to it. Read from the leading edge, patch T is narrow, wide, narrow, wide.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.box import Box
from ocr.engine import Pixels
from ocr.page_structure import Barcode
from ocr.transform import Transform

PATCH_CODE = "Patch Code"
_DPI = 75
_PATTERNS = {"WNNW": "2", "WNWN": "3", "NWNW": "T", "WWNN": "1", "NWWN": "4", "NNWW": "6"}
_LEAST_LENGTH_IN = 0.7
# Half-way between the two widths; the outer limits allow a copier to fatten or thin a bar by a third.
_WIDE_FROM_IN = 0.14
_THICKNESS_IN = (0.05, 0.26)
_SPACE_IN = (0.04, 0.12)
_WITHIN_IN = 3.75


@dataclass(frozen=True)
class _Bar:
    """A bar of the turned page, bars lying: `top` and `bottom` in inches from the upper edge."""

    left: float
    right: float
    top: float
    bottom: float

    def letter(self) -> str:
        return "W" if self.bottom - self.top >= _WIDE_FROM_IN else "N"


def find_patch_code(grey: Pixels, *, dpi: float) -> Barcode | None:
    """The patch code on the page as a barcode with the text "PATCHT" ("PATCH1" …), or None.

    Bars may lie along any edge; the nearer edge is taken for the leading one. The page is dark on light.
    """
    factor = _DPI / dpi
    small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    dark = np.asarray(small < 110, dtype=np.uint8)
    for is_turned in (False, True):
        bars = _lying_bars(dark.T if is_turned else dark)
        found = _pattern(bars, height_in=(dark.shape[1] if is_turned else dark.shape[0]) / _DPI)
        if found is not None:
            name, outline = found
            return Barcode(
                symbology=PATCH_CODE, text=f"PATCH{name}", box=_box(outline, grey, dpi, is_turned=is_turned)
            )
    return None


def _lying_bars(dark: NDArray[np.uint8]) -> list[_Bar]:
    long_px, thick_px = round(_LEAST_LENGTH_IN * _DPI), max(round(_THICKNESS_IN[0] * _DPI), 2)
    opened = cv2.morphologyEx(np.ascontiguousarray(dark), cv2.MORPH_OPEN, np.ones((thick_px, long_px)))
    count, _, stats, _ = cv2.connectedComponentsWithStats(np.asarray(opened, np.uint8), connectivity=4)
    bars = []
    for left, top, width, height, area in stats[1:count]:
        # a tilted bar fills less of its upright outline: its own thickness is its area by its length
        thickness = area / width
        middle = top + height / 2
        upper, lower = (middle - thickness / 2) / _DPI, (middle + thickness / 2) / _DPI
        if _THICKNESS_IN[0] <= lower - upper <= _THICKNESS_IN[1]:
            bars.append(_Bar(left / _DPI, (left + width) / _DPI, upper, lower))
    return sorted(bars, key=lambda bar: bar.top)


def _pattern(bars: list[_Bar], *, height_in: float) -> tuple[str, tuple[float, float, float, float]] | None:
    for start in range(len(bars) - 3):
        four = bars[start : start + 4]
        if not all(_are_neighbours(one, two) for one, two in pairwise(four)):
            continue
        letters = "".join(bar.letter() for bar in four)
        to_upper, to_lower = four[0].top, height_in - four[-1].bottom
        if min(to_upper, to_lower) > _WITHIN_IN:
            continue
        name = _PATTERNS.get(letters if to_upper <= to_lower else letters[::-1])
        if name is not None:
            outline = (
                min(bar.left for bar in four),
                four[0].top,
                max(bar.right for bar in four),
                four[-1].bottom,
            )
            return name, outline
    return None


def _are_neighbours(upper: _Bar, lower: _Bar) -> bool:
    """Whether the two bars have the space of a patch code between them, and the same extent across."""
    across = min(upper.right, lower.right) - max(upper.left, lower.left)
    longest = max(upper.right - upper.left, lower.right - lower.left)
    return _SPACE_IN[0] <= lower.top - upper.bottom <= _SPACE_IN[1] and across >= 0.9 * longest


def _box(outline_in: tuple[float, float, float, float], grey: Pixels, dpi: float, *, is_turned: bool) -> Box:
    left, top, right, bottom = (side * dpi for side in outline_in)
    corners = (top, left, bottom, right) if is_turned else (left, top, right, bottom)
    return Transform().carry(corners, width=grey.shape[1], height=grey.shape[0])
