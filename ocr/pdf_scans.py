"""How much of a PDF page is a scan, and how fine it is, from the page's objects alone. Pure."""

from __future__ import annotations

from typing import Any

_POINTS_PER_INCH = 72.0
# An image smaller than this share of the page is a logo or a signature, not the scan of the page.
_PAGE_FILLING = 0.5
_DEPTH = 3


def scanned_image(page: Any) -> tuple[float, float | None]:
    """(share of the page that images cover, dpi of the scan that fills it or None) of a PDFium page.

    The share is 0–1, a sum cut at 1, so that a scan stored in strips counts as one; images inside forms three
    deep are seen, with the form's place left out of account.
    """
    import pypdfium2.raw

    # typed Any: PDFium's constants carry no types
    constants: Any = pypdfium2.raw
    width_pt, height_pt = page.get_size()
    covered, finest, largest = 0.0, None, 0.0
    for image in page.get_objects(filter=[constants.FPDF_PAGEOBJ_IMAGE], max_depth=_DEPTH):
        left, bottom, right, top = image.get_bounds()
        across, down = min(right - left, width_pt), min(top - bottom, height_pt)
        if across <= 0 or down <= 0:
            continue
        share = across * down / (width_pt * height_pt)
        covered += share
        if share > largest:
            # A page turned by /Rotate is measured turned and its image is not: compare the long sides
            largest, long_px = share, max(image.get_px_size())
            finest = long_px / max(right - left, top - bottom) * _POINTS_PER_INCH
    return min(covered, 1.0), finest if covered >= _PAGE_FILLING else None
