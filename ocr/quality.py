"""What the ink says apart from the words: how good the image is, blank pages, ink that nobody read. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engine import Pixels
from ocr.page import Box, Page
from ocr.scan_marks import without_scan_marks
from storage.errors import Deficiency

MAP_DPI = 150
_DARK = 60
NEGATIVE_BELOW = 110
_LEAST_DEPTH = 12  # grey levels: below it lie paper and sensor noise
_FEW_LETTERS = 10
_SHARPEST = 1.5
# Print of a tenth of its darkness measures 20 and is sharp; what shines through from the back of the sheet is
# as dark and blurred (over 0.6); paper and sensor noise stay under 15.
_FAINTEST_CONTRAST = 18.0
_SHARP_BELOW = 0.5
_INK_DEPTH = 40  # grey levels darker than the paper around it
_MARGIN_SHARE = 0.03
# White paper, noise, bleed-through and gradients measure 0.0e-4, "p.1" 0.7e-4, one word 3.3e-4.
BLANK_BELOW = 0.3e-4
_ONE_WORD = 3.3e-4
_FEW_WORDS = 5
_MUCH_INK = 50e-4
_LONG_RULE_IN = 0.5
_SPECK_PX = 2
_GLYPH_HEIGHT_IN = (0.025, 0.35)


@dataclass(frozen=True)
class PageQuality:
    """Plain measures of a page image; none is a verdict.

    `contrast` (0–255): grey levels between paper and print, at the middle of the strokes. `speck_share`
    (0–1): components of ink that are one or two pixels at 150 dpi. `glyph_height_px`: median height of
    letters in pixels of the image as it was given (small letters mostly); 0 where there are none. `blur`
    (0–1): 0 where print turns to paper within one pixel at 150 dpi. `paper_unevenness`: standard deviation
    of the paper's grey (even paper about 6, stains 40). Shares of pixels (0–1): `ink_share` darker than the
    paper by 40 levels, `dark_share` darker than 60 whatever they are, `print_share` those of strokes and
    letters however faint.
    """

    dpi: float
    contrast: float
    speck_share: float
    glyph_height_px: float
    blur: float
    paper_unevenness: float
    ink_share: float
    dark_share: float
    print_share: float = 0.0


def measure_quality(grey: Pixels, dpi: float) -> PageQuality:
    """The measures of a page (height, width, uint8), of a negative (white on black) those of its positive."""
    small, factor = _at_map_scale(grey, dpi)
    dark_share = float((small < _DARK).mean())
    if float(np.median(small)) < NEGATIVE_BELOW:
        small = np.asarray(255 - small, dtype=np.uint8)
    background = _background(small)
    depth = np.asarray(cv2.subtract(background, small), dtype=np.uint8)
    contrast, ink = _print_depth(depth)
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    parts = stats[1:count]
    is_speck = parts[:, cv2.CC_STAT_AREA] <= _SPECK_PX
    return PageQuality(
        dpi=round(dpi, 2),
        contrast=round(contrast, 1),
        speck_share=round(float(is_speck.mean()), 4) if len(parts) else 0.0,
        glyph_height_px=round(_glyph_height(parts, dpi * factor) / factor, 1),
        blur=round(_blur(small, ink), 3),
        paper_unevenness=round(float(np.std(background[::8, ::8])), 1),
        ink_share=round(ink_share(depth > _INK_DEPTH), 6),
        dark_share=round(dark_share, 4),
        print_share=round(float(parts[~is_speck, cv2.CC_STAT_AREA].sum()) / ink.size, 6),
    )


def _print_depth(depth: NDArray[np.uint8]) -> tuple[float, NDArray[np.bool_]]:
    """How deep the ink lies below the paper (median, grey levels), and where it is."""
    threshold, _ = cv2.threshold(depth, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    ink = np.asarray(depth > max(threshold, _LEAST_DEPTH), dtype=np.bool_)
    return (float(np.median(depth[ink])) if ink.any() else 0.0), ink


def _glyph_height(parts: NDArray[Any], dpi: float) -> float:
    """The median height of the components that can be letters, in their own pixels; 0.0 if too few are.

    On a page that lies on its side it is their width: letters are higher than wide.
    """
    height, width = parts[:, cv2.CC_STAT_HEIGHT], parts[:, cv2.CC_STAT_WIDTH]
    low, high = (limit * dpi for limit in _GLYPH_HEIGHT_IN)
    longer, shorter = np.maximum(height, width), np.minimum(height, width)
    is_letter = (longer >= max(low, 3)) & (longer <= high) & (longer <= 6 * shorter)
    if int(is_letter.sum()) < _FEW_LETTERS:
        return 0.0
    return float(max(np.median(height[is_letter]), np.median(width[is_letter])))


def _blur(small: Pixels, ink: NDArray[np.bool_]) -> float:
    """How wide the edges of the ink are: 0 for one pixel at 150 dpi or less, 1 for no edge at all.

    The second difference over the first does not depend on contrast: 0.85 to 1.6 on sharp pages however
    faint, faxed or copied; 0.5 to 0.65 blurred by 4 pixels at 300 dpi, 0.4 by 6 (own pages, FUNSD, clinical).
    """
    if not ink.any():
        return 0.0
    smooth = cv2.GaussianBlur(small, (3, 3), 0)  # a single speck has no edge to measure
    across = np.abs(cv2.Sobel(smooth, cv2.CV_32F, 1, 0, ksize=1)) / 2
    down = np.abs(cv2.Sobel(smooth, cv2.CV_32F, 0, 1, ksize=1)) / 2
    around = cv2.dilate(ink.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    steep = float(np.percentile(np.maximum(across, down)[around], 75))
    bend = float(np.percentile(np.abs(cv2.Laplacian(smooth, cv2.CV_32F))[around], 75))
    return min(max(1.0 - bend / max(steep, 1e-6) / _SHARPEST, 0.0), 1.0)


def _at_map_scale(grey: Pixels, dpi: float) -> tuple[Pixels, float]:
    factor = min(MAP_DPI / dpi, 1.0)
    if factor == 1.0:
        return grey, 1.0
    small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8), factor


def _background(small: Pixels) -> Pixels:
    coarse = cv2.resize(small, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(cv2.medianBlur(coarse, 31), (small.shape[1], small.shape[0])), np.uint8)


def ink_map(grey: Pixels, dpi: float) -> NDArray[np.bool_]:
    """Where the page carries ink, at 150 dpi or less: darker by 40 levels than the local background."""
    small, factor = _at_map_scale(grey, dpi)
    small = np.asarray(cv2.medianBlur(small, 3), dtype=np.uint8) if factor == 1.0 else small
    return np.asarray(cv2.subtract(_background(small), small) > _INK_DEPTH, dtype=np.bool_)


def ink_share(ink: NDArray[np.bool_]) -> float:
    """The share (0–1) of the page that is ink, its outer 3 % left out (scanner borders)."""
    height, width = ink.shape
    y, x = round(height * _MARGIN_SHARE), round(width * _MARGIN_SHARE)
    inner = ink[y : height - y or None, x : width - x or None]
    return float(inner.mean()) if inner.size else 0.0


def is_blank(grey: Pixels, dpi: float) -> bool:
    """Whether the page carries no ink but punch holes and scanner borders; when in doubt, it does."""
    content = without_scan_marks(ink_map(grey, dpi), min(dpi, MAP_DPI))
    return is_blank_map(content) and not has_faint_print(measure_quality(grey, dpi))


def is_blank_map(content: NDArray[np.bool_]) -> bool:
    """Whether an ink map whose scan marks are gone holds less ink than a page number."""
    return ink_share(content) < BLANK_BELOW


def has_faint_print(quality: PageQuality) -> bool:
    """Whether there is sharp print on the page that is too faint for the ink map."""
    is_sharp = quality.contrast >= _FAINTEST_CONTRAST and quality.blur < _SHARP_BELOW
    return is_sharp and quality.print_share >= BLANK_BELOW and quality.ink_share < _ONE_WORD


def has_unread_ink(grey: Pixels, dpi: float, boxes: Iterable[Box]) -> bool:
    """Whether ink worth a word lies outside all of the boxes (pixels of `grey`), rules not counted."""
    ink = ink_map(grey, dpi)
    factor_x, factor_y = ink.shape[1] / grey.shape[1], ink.shape[0] / grey.shape[0]
    for box in boxes:
        left, right = int(box.left * factor_x) - 1, int(box.right * factor_x) + 2
        top, bottom = int(box.top * factor_y) - 1, int(box.bottom * factor_y) + 2
        ink[max(top, 0) : bottom, max(left, 0) : right] = False
    return ink_share(without_rules(ink, min(dpi, MAP_DPI))) >= _ONE_WORD


def without_rules(ink: NDArray[np.bool_], dpi: float) -> NDArray[np.bool_]:
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
