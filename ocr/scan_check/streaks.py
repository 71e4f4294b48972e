"""Lines that a dirty glass or roller draws from one end of the paper to the other. Pure."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engine import Pixels

_DPI = 100
_THICKEST_PX = 5
_BANDS = 24
# Grey levels below the paper beside it; the paper's own noise stays below 8 in the median of a band.
_DEPTH = 16
# In this share of the bands, the first and the last among them: a printed rule ends at the margins.
_BANDS_SHARE = 0.9
# The shadow at the paper's own edge is no streak.
_MARGIN_IN = 0.4


def count_streaks(grey: Pixels, dpi: float) -> int:
    """How many thin dark lines run through the whole page along its feed, upright or lying."""
    factor = min(_DPI / dpi, 1.0)
    resized = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    small = np.asarray(resized, dtype=np.uint8)
    return max(_upright_streaks(small, dpi * factor), _upright_streaks(small.T, dpi * factor))


def _upright_streaks(small: NDArray[np.uint8], dpi: float) -> int:
    height, width = small.shape
    margin = round(_MARGIN_IN * dpi)
    if height < 4 * _BANDS or width <= 3 * margin:
        return 0
    lying = np.ones((1, 2 * _THICKEST_PX + 1), np.uint8)
    depth = cv2.morphologyEx(np.ascontiguousarray(small), cv2.MORPH_BLACKHAT, lying)
    # the line may lie between two pixels, or drift by one
    depth = cv2.dilate(depth, np.ones((1, 3), np.uint8))
    bands = np.array_split(np.asarray(depth), _BANDS, axis=0)
    medians = np.stack([np.median(band, axis=0) for band in bands])
    # on a speckled or dotted page every column is dark
    is_dark = medians - np.median(medians, axis=1, keepdims=True) >= _DEPTH
    runs_through = (is_dark.mean(axis=0) >= _BANDS_SHARE) & is_dark[0] & is_dark[-1]
    runs_through[:margin] = runs_through[width - margin :] = False
    return int(np.count_nonzero(np.diff(runs_through.astype(np.int8)) == 1))
