"""A page's fingerprint: a small picture of its ink by which a second scan of the same page is known. Pure."""

from __future__ import annotations

import base64

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engine import Pixels
from ocr.quality import ink_map
from ocr.scan_check.page_check import PageCheck

_SIDE = 32


def fingerprint(grey: Pixels, dpi: float) -> str:
    """The fingerprint of a page as text."""
    ink = ink_map(grey, dpi).astype(np.float32)
    small = cv2.resize(ink, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    return base64.b64encode(np.asarray(np.clip(small * 512, 0, 255), np.uint8).tobytes()).decode()


def is_same_page(one: PageCheck, other: PageCheck) -> bool:
    """Whether both are scans of the same sheet, as far as their fingerprints tell."""
    first, second = (_picture(check.fingerprint) for check in (one, other))
    return float(np.abs(first - second).mean()) < 1.0


def _picture(text: str) -> NDArray[np.float32]:
    return np.frombuffer(base64.b64decode(text), dtype=np.uint8).astype(np.float32)
