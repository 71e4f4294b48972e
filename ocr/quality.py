"""What the ink says apart from the words: blank pages, and ink that nobody read."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engine import Pixels
from ocr.page import Box, Page
from storage.errors import Deficiency

_MAP_DPI = 150
_INK_DEPTH = 40  # grey levels darker than the paper around it
_MARGIN_SHARE = 0.03
# White paper, noise, bleed-through and gradients measure 0.0e-4, "p.1" 0.7e-4, one word 3.3e-4.
BLANK_BELOW = 0.3e-4
_ONE_WORD = 3.3e-4
_FEW_WORDS = 5
_MUCH_INK = 50e-4
_LONG_RULE_IN = 0.5


def ink_map(grey: Pixels, dpi: float) -> NDArray[np.bool_]:
    """Where the page carries ink, at 150 dpi or less: darker by 40 levels than the local background."""
    factor = min(_MAP_DPI / dpi, 1.0)
    small = np.asarray(cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA))
    small = cv2.medianBlur(small, 3) if factor == 1.0 else small
    coarse = cv2.resize(small, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    background = cv2.resize(cv2.medianBlur(coarse, 31), (small.shape[1], small.shape[0]))
    return np.asarray(cv2.subtract(background, small) > _INK_DEPTH, dtype=np.bool_)


def ink_share(ink: NDArray[np.bool_]) -> float:
    """The share (0–1) of the page that is ink, its outer 3 % left out (scanner borders)."""
    height, width = ink.shape
    y, x = round(height * _MARGIN_SHARE), round(width * _MARGIN_SHARE)
    inner = ink[y : height - y or None, x : width - x or None]
    return float(inner.mean()) if inner.size else 0.0


def is_blank(grey: Pixels, dpi: float) -> bool:
    """Whether the page carries no ink; when in doubt, it does."""
    return ink_share(ink_map(grey, dpi)) < BLANK_BELOW


def has_unread_ink(grey: Pixels, dpi: float, boxes: Iterable[Box]) -> bool:
    """Whether ink worth a word lies outside all of the boxes (pixels of `grey`), rules not counted."""
    ink = ink_map(grey, dpi)
    factor_x, factor_y = ink.shape[1] / grey.shape[1], ink.shape[0] / grey.shape[0]
    for box in boxes:
        left, right = int(box.left * factor_x) - 1, int(box.right * factor_x) + 2
        top, bottom = int(box.top * factor_y) - 1, int(box.bottom * factor_y) + 2
        ink[max(top, 0) : bottom, max(left, 0) : right] = False
    return ink_share(_without_rules(ink, min(dpi, _MAP_DPI))) >= _ONE_WORD


def _without_rules(ink: NDArray[np.bool_], dpi: float) -> NDArray[np.bool_]:
    """The ink without straight lines half an inch long: borders of tables and boxes of forms."""
    length = max(round(_LONG_RULE_IN * dpi), 3)
    marks = ink.astype(np.uint8)
    rules = np.zeros_like(marks)
    for shape in ((length, 1), (1, length)):
        rules |= np.asarray(cv2.morphologyEx(marks, cv2.MORPH_OPEN, np.ones(shape, np.uint8)), np.uint8)
    thick = cv2.dilate(rules, np.ones((3, 3), np.uint8))
    return np.asarray((marks > 0) & (thick == 0), dtype=np.bool_)


def unread_ink(page: Page, share: float, *, page_number: int) -> Deficiency | None:
    """The flag for a page whose ink yielded no or hardly any words: an empty result is never trusted."""
    words = sum(any(char.isalnum() for char in word.text) for word in page.words())
    if words == 0 and share >= BLANK_BELOW:
        return Deficiency("ink_without_words", "there is ink on the page, but no word was read", page_number)
    if words < _FEW_WORDS and share >= _MUCH_INK:
        note = f"there is much ink on the page, but only {words} words were read"
        return Deficiency("ink_with_few_words", note, page_number)
    return None
