"""Steps that move pixels: to the working resolution, straight, upright; each with its exact way back. Pure.

Places are measured from the corner of the first pixel, as boxes are: the middle of a pixel is at one half.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from ocr.cleanup.clean_page import CleanPage
from ocr.cleanup.spread import find_gutter
from ocr.page import CleanupStep
from ocr.transform import Transform, scaling, shifting, turn_right_angle

# Below 200 dpi doubling the pixels is worth 8 F1 points on forms; tripling adds nothing above 85 dpi.
_ENOUGH_DPI = 200
_TRIPLE_BELOW_DPI = 85
# Above this the engine only gets slower.
_TOO_FINE_DPI = 450
_WORKING_DPI = 300


def working_scale(dpi: float) -> float:
    """The factor from a page's resolution to the one it is read at."""
    if dpi < _TRIPLE_BELOW_DPI:
        return 3.0
    if dpi < _ENOUGH_DPI:
        return 2.0
    if dpi > _TOO_FINE_DPI:
        return _WORKING_DPI / dpi
    return 1.0


def scaled(page: CleanPage, factor: float, *, dpi: int) -> CleanPage:
    """The page with its sides stretched by `factor`, at the resolution that this makes."""
    height, width = page.grey.shape
    size = (max(round(width * factor), 1), max(round(height * factor), 1))
    how = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA
    grey = np.asarray(cv2.resize(page.grey, size, interpolation=how), dtype=np.uint8)
    back = scaling(width / size[0], height / size[1])
    return replace(
        page.with_step("scale", grey, factor=factor), dpi=dpi, to_original=page.to_original.after(back)
    )


def deskewed(page: CleanPage, skew_deg: float) -> CleanPage:
    """The page turned back by its skew on a canvas large enough that no corner is cut off."""
    height, width = page.grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), skew_deg, 1.0)
    cosine, sine = abs(turn[0, 0]), abs(turn[0, 1])
    size = (int(np.ceil(width * cosine + height * sine)), int(np.ceil(width * sine + height * cosine)))
    turn[0, 2] += (size[0] - width) / 2
    turn[1, 2] += (size[1] - height) / 2
    there = Transform(*(float(value) for value in turn.reshape(-1)))
    # OpenCV counts places from the middle of the first pixel
    by_middles = shifting(-0.5, -0.5).after(there).after(shifting(0.5, 0.5))
    matrix = np.array(by_middles.rows())
    paper = int(np.percentile(page.grey[::8, ::8], 80))
    grey = cv2.warpAffine(page.grey, matrix, size, flags=cv2.INTER_CUBIC, borderValue=(paper, paper, paper))
    straight = page.with_step("deskew", np.asarray(grey, dtype=np.uint8), skew_deg=skew_deg)
    return replace(straight, to_original=page.to_original.after(there.inverse()), skew_deg=skew_deg)


def turned_upright(page: CleanPage, rotation_deg: int) -> CleanPage:
    """The page with content that stands `rotation_deg` clockwise turned back by as much."""
    if rotation_deg == 0:
        return page
    height, width = page.grey.shape
    back = turn_right_angle(-rotation_deg, width=width, height=height)
    turns = {90: cv2.ROTATE_90_COUNTERCLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_CLOCKWISE}
    grey = np.ascontiguousarray(cv2.rotate(page.grey, turns[rotation_deg]), dtype=np.uint8)
    step = CleanupStep("turn", (("rotation_deg", float(rotation_deg)),))
    return replace(
        page,
        grey=grey,
        to_original=page.to_original.after(back.inverse()),
        steps=(*page.steps, step),
        gutter_x=find_gutter(grey, dpi=page.dpi),
    )
