"""Pages with barcodes and patch bars that the tests draw for themselves."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image

from tests.ocr.charts import typed_page

DPI = 200
Grey = NDArray[np.uint8]


def text_page() -> Grey:
    return np.array(typed_page(), dtype=np.uint8)


def page_with(text: str, kind: Any, *, module_px: int = 3, bar_height_px: int = 90) -> Grey:
    """A page of print with the barcode at its foot."""
    code = np.array(zxingcpp.create_barcode(text, kind).to_image(scale=1, add_quiet_zones=True))
    if kind in (zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.Code39):
        row = code[code.shape[0] // 2][None, :]
        drawn = np.repeat(np.repeat(row, bar_height_px, axis=0), module_px, axis=1)
    else:
        drawn = np.repeat(np.repeat(code, module_px, axis=0), module_px, axis=1)
    page = np.full((1200, 1300), 255, dtype=np.uint8)
    page[:800] = text_page()[:, :1300]
    page[900 : 900 + drawn.shape[0], 200 : 200 + drawn.shape[1]] = drawn
    return page


def tilted(page: Grey, angle_deg: float) -> Grey:
    image = Image.fromarray(page).rotate(-angle_deg, Image.Resampling.BILINEAR, expand=True, fillcolor=255)
    return np.asarray(image, dtype=np.uint8)


def speckled(page: Grey, share: float) -> Grey:
    chance = np.random.default_rng(7).random(page.shape)
    noisy = page.copy()
    noisy[chance < share / 2] = 0
    noisy[chance > 1 - share / 2] = 255
    return noisy


def blurred(page: Grey, sigma_px: float) -> Grey:
    return np.asarray(cv2.GaussianBlur(page, (0, 0), sigma_px), dtype=np.uint8)


def patch_page(widths_in: tuple[float, ...] = (0.08, 0.2, 0.08, 0.2), *, dpi: int = DPI) -> Grey:
    """A sheet with four bars near its upper edge."""
    page = np.full((11 * dpi, round(8.5 * dpi)), 255, dtype=np.uint8)
    top = 0.5
    for width_in in widths_in:
        page[round(top * dpi) : round((top + width_in) * dpi), dpi : 7 * dpi] = 0
        top += width_in + 0.08
    return page
