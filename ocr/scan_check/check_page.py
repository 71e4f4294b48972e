"""The check of one page image. Pure."""

from __future__ import annotations

import cv2
import numpy as np

from ocr.barcodes import find_patch_code, read_barcodes
from ocr.engine import Pixels
from ocr.page_structure import Barcode
from ocr.quality import MAP_DPI, NEGATIVE_BELOW, has_faint_print, ink_map, is_blank_map, measure_quality
from ocr.raster import Raster
from ocr.scan_check.fingerprint import fingerprint
from ocr.scan_check.page_check import CheckOptions, PageCheck
from ocr.scan_check.rescan import rescan_reasons
from ocr.scan_check.streaks import count_streaks
from ocr.scan_check.tilt import find_tilt_deg
from ocr.scan_marks import without_scan_marks
from ocr.transform import scaling


def check_page(
    raster: Raster, *, options: CheckOptions, page_index: int = 0, is_scan: bool = True
) -> PageCheck:
    """What the page's image says without its words; boxes in pixels of `raster`.

    `is_scan` False (a page drawn from a born-digital file) leaves out the rescan reasons: there is no paper.
    """
    grey, dpi = _at_check_scale(raster, options)
    quality = measure_quality(grey, dpi)
    if float(np.median(grey[::8, ::8])) < NEGATIVE_BELOW:
        grey = np.asarray(255 - grey, dtype=np.uint8)
    ink = ink_map(grey, dpi)
    map_dpi = min(dpi, MAP_DPI)
    content = without_scan_marks(ink, map_dpi)
    blank = is_blank_map(content) and not has_faint_print(quality)
    wants_rescan = options.wants_rescans and is_scan
    streaks = count_streaks(grey, dpi) if wants_rescan else 0
    has_letters = wants_rescan and not blank and quality.glyph_height_px > 0
    tilt_deg = find_tilt_deg(content) if has_letters else None
    return PageCheck(
        page_index=page_index,
        width=raster.width,
        height=raster.height,
        dpi=raster.dpi,
        is_blank=blank,
        is_scan=is_scan,
        streaks=streaks,
        tilt_deg=tilt_deg,
        rescan=rescan_reasons(
            dpi, content=content, quality=quality, is_blank=blank, streaks=streaks, tilt_deg=tilt_deg
        )
        if wants_rescan
        else (),
        barcodes=_barcodes(grey, dpi, raster) if options.wants_barcodes and not blank else (),
        fingerprint=fingerprint(content, map_dpi),
        quality=quality,
    )


def _at_check_scale(raster: Raster, options: CheckOptions) -> tuple[Pixels, float]:
    grey, factor = raster.grey(), min(options.render_dpi / raster.dpi, 1.0)
    if factor == 1.0:
        return grey, raster.dpi
    small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8), raster.dpi * factor


def _barcodes(grey: Pixels, dpi: float, raster: Raster) -> tuple[Barcode, ...]:
    """The barcodes of the smaller page, their boxes in pixels of the raster."""
    patch = find_patch_code(grey, dpi=dpi)
    found = (*read_barcodes(grey, dpi=dpi), *((patch,) if patch is not None else ()))
    if grey.shape == raster.pixels.shape[:2]:
        return found
    back = scaling(raster.width / grey.shape[1], raster.height / grey.shape[0])
    size = {"width": raster.width, "height": raster.height}
    return tuple(
        barcode.model_copy(
            update={
                "box": back.carry(
                    (barcode.box.left, barcode.box.top, barcode.box.right, barcode.box.bottom), **size
                )
            }
        )
        for barcode in found
    )
