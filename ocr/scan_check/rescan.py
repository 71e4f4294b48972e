"""Why a page should be scanned again, in words that a person at the scanner can act on. Pure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ocr.quality import MAP_DPI, PageQuality
from ocr.scan_check.page_check import RescanKind, RescanReason
from ocr.scan_check.page_edges import is_cut_off

# Grey levels between paper and print: print of a quarter of its darkness measures 48 and reads well, of a
# fifth 35. The lowest clean clinical page (coloured letters) has 54.
_FAINT_BELOW = 45.0
# Blur of 4 pixels at 300 dpi measures 0.57 and more, the worst sharp page (a dark photocopy) 0.44.
_BLURRED_FROM = 0.55
# Small letters of 10-point print measure 6 to 7 pixels at 75 dpi and 8 at 100, where doubling still helps.
_LOW_GLYPH_PX = 7.5
_BLACK_FROM = 0.85
# What clean-up straightens; beyond it lines are not found.
_MOST_SKEW_DEG = 15.0

_NOTES: dict[RescanKind, str] = {
    "dark_page": "the page is nearly black: scan it again, lighter, and look whether it lay on the glass",
    "too_faint": "the print is too faint to read safely: scan it again, darker",
    "blurred": "the page is blurred: clean the glass, lay the page flat and scan it again",
    "low_resolution": "the letters have too few dots to read: scan it again at 300 dpi",
    "cut_off": "print runs over the edge of the image: lay the page straight and unfolded, scan it again",
    "skewed": "the page lies too far askew: straighten it and scan it again",
    "roller_streaks": "lines run through the whole page: clean the rollers and the glass, scan it again",
}


def rescan_reasons(
    dpi: float,
    *,
    content: NDArray[np.bool_],
    quality: PageQuality,
    is_blank: bool,
    streaks: int,
    tilt_deg: float | None,
) -> tuple[RescanReason, ...]:
    """The reasons to scan the page (dark on light) again; a blank page has none but having been black.

    `content` is its ink map without scan marks; `tilt_deg` is None where it has no letters to measure by.
    """
    if is_blank:
        return _reasons("dark_page") if quality.dark_share >= _BLACK_FROM else ()
    map_dpi = min(dpi, MAP_DPI)
    has_streaks = streaks > 0
    has_letters = quality.glyph_height_px > 0
    wrong: dict[RescanKind, bool] = {
        "too_faint": 0 < quality.contrast < _FAINT_BELOW,
        "blurred": has_letters and quality.blur >= _BLURRED_FROM,
        "low_resolution": has_letters and quality.glyph_height_px < _LOW_GLYPH_PX,
        "cut_off": is_cut_off(content, map_dpi, has_streaks=has_streaks),
        "skewed": tilt_deg is not None and abs(tilt_deg) > _MOST_SKEW_DEG,
        "roller_streaks": has_streaks,
    }
    return _reasons(*(kind for kind, is_so in wrong.items() if is_so))


def _reasons(*kinds: RescanKind) -> tuple[RescanReason, ...]:
    return tuple(RescanReason(kind=kind, note=_NOTES[kind]) for kind in kinds)
