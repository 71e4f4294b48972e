"""The check of one page image. Pure."""

from __future__ import annotations

from ocr.barcodes import find_patch_code, read_barcodes
from ocr.engine import Pixels
from ocr.page_structure import Barcode
from ocr.quality import is_blank, measure_quality
from ocr.raster import Raster
from ocr.scan_check.fingerprint import fingerprint
from ocr.scan_check.page_check import CheckOptions, PageCheck
from ocr.scan_check.rescan import rescan_reasons


def check_page(
    raster: Raster, *, options: CheckOptions, page_index: int = 0, is_scan: bool = True
) -> PageCheck:
    """What the page's image says without its words; boxes in pixels of `raster`.

    `is_scan` False (a page drawn from a born-digital file) leaves out the rescan reasons: there is no paper.
    """
    grey = raster.grey()
    quality = measure_quality(grey, raster.dpi)
    blank = is_blank(grey, raster.dpi)
    wants_rescan = options.wants_rescans and is_scan
    return PageCheck(
        page_index=page_index,
        width=raster.width,
        height=raster.height,
        dpi=raster.dpi,
        is_blank=blank,
        is_scan=is_scan,
        rescan=rescan_reasons(quality=quality, is_blank=blank) if wants_rescan else (),
        barcodes=_barcodes(grey, raster.dpi) if options.wants_barcodes and not blank else (),
        fingerprint=fingerprint(grey, raster.dpi),
        quality=quality,
    )


def _barcodes(grey: Pixels, dpi: float) -> tuple[Barcode, ...]:
    patch = find_patch_code(grey, dpi=dpi)
    return (*read_barcodes(grey, dpi=dpi), *((patch,) if patch is not None else ()))
