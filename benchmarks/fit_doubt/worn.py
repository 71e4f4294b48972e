"""Worn pages: copies of copies, two-toned, scanned coarsely, with broken and merged characters. Pure.

The thirty degradations of `benchmarks.ocr` cost the second engine hardly a character; what a doubt model has
to learn from are the slips that old forms cause.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]


def worn(grey: Grey, *, wear: float, dpi: int, seed: int) -> Grey:
    """A 300 dpi page after copying with `wear` (0–1: how far the copier's threshold drifts), at `dpi`.

    Ink spreads and thins in patches of an inch or so, edges fray, specks settle, and the two-toned result
    is scanned at `dpi` with a little noise.
    """
    random = np.random.default_rng(seed)
    height, width = grey.shape
    soft = cv2.GaussianBlur(grey, (0, 0), 1.2 + 1.6 * wear).astype(np.float32)
    patches = cv2.resize(
        random.normal(0.0, 1.0, (height // 250, width // 250)).astype(np.float32),
        (width, height),
        interpolation=cv2.INTER_CUBIC,
    )
    fray = cv2.GaussianBlur(random.normal(0.0, 1.0, grey.shape).astype(np.float32), (0, 0), 1.5) * 5
    copied = np.where(soft + 45 * wear * patches + 30 * wear * fray < 150, 20.0, 245.0)
    specks = random.random(grey.shape) < 0.0015 * wear
    copied[cv2.dilate(specks.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0] = 20.0
    factor = dpi / 300
    small = cv2.resize(copied, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return np.clip(np.round(small + random.normal(0.0, 4.0, small.shape)), 0, 255).astype(np.uint8)
