"""Why a page should be scanned again, in words that a person at the scanner can act on. Pure."""

from __future__ import annotations

from ocr.quality import PageQuality
from ocr.scan_check.page_check import RescanReason

_FAINT_BELOW = 35.0
_BLURRED_FROM = 0.8
_LOW_GLYPH_PX = 7.0
_BLACK_FROM = 0.9


def rescan_reasons(*, quality: PageQuality, is_blank: bool) -> tuple[RescanReason, ...]:
    """The reasons to scan the page again, worst first; a blank page has none but being black."""
    if quality.dark_share >= _BLACK_FROM and is_blank:
        note = "the page is nearly black: scan it again with the lid closed, or lighter"
        return (RescanReason(kind="dark_page", note=note),)
    if is_blank:
        return ()
    found = []
    if 0 < quality.contrast < _FAINT_BELOW:
        found.append(RescanReason(kind="too_faint", note="the print is too faint: scan it again, darker"))
    if quality.blur >= _BLURRED_FROM:
        note = "the page is blurred: clean the glass, lay the page flat and scan it again"
        found.append(RescanReason(kind="blurred", note=note))
    if 0 < quality.glyph_height_px < _LOW_GLYPH_PX:
        note = "the letters have too few dots to be read: scan it again at 300 dpi"
        found.append(RescanReason(kind="low_resolution", note=note))
    return tuple(found)
