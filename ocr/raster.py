"""Page images as arrays: any Pillow image becomes grey or RGB pixels, square, dark on white."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ocr.engine import Pixels

if TYPE_CHECKING:
    from PIL import Image

_LETTER_LONG_SIDE_IN = 11.0
# 72 and 96 are what software writes when it does not know; a real page is not longer than A2.
_SOFTWARE_DEFAULTS_DPI = (72, 96)
_LONGEST_PAGE_IN = 24.0
_LOWEST_DPI, _HIGHEST_DPI = 50, 4800


@dataclass(frozen=True)
class Raster:
    """A page image in the original frame: (height, width) grey or (height, width, 3) RGB, uint8."""

    pixels: Pixels
    dpi: float

    def __post_init__(self) -> None:
        if self.pixels.ndim not in (2, 3) or 0 in self.pixels.shape or self.dpi <= 0:
            raise ValueError("a raster needs pixels and a resolution")

    @property
    def width(self) -> int:
        """Pixels across."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Pixels down."""
        return int(self.pixels.shape[0])

    def grey(self) -> Pixels:
        """The pixels as (height, width) grey values."""
        import cv2

        if self.pixels.ndim == 2:
            return self.pixels
        return np.asarray(cv2.cvtColor(self.pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def raster_of_image(image: Image.Image, *, declared_dpi: tuple[float, float] | None) -> Raster:
    """The raster of a loaded Pillow image of any mode, its pixels squared.

    Transparency is laid on white. Fax pages (204 × 98 dpi) are stretched to the higher of their two
    resolutions: OCR and viewers both need square pixels.
    """
    flat = _flatten(image)
    x_dpi, y_dpi = believable_dpi(flat.width, flat.height, declared_dpi)
    dpi = max(x_dpi, y_dpi)
    if abs(x_dpi - y_dpi) > 0.05 * dpi:
        size = (max(round(flat.width * dpi / x_dpi), 1), max(round(flat.height * dpi / y_dpi), 1))
        flat = flat.convert("L" if flat.mode == "1" else flat.mode).resize(size)
    pixels = np.asarray(flat.convert("L") if flat.mode == "1" else flat, dtype=np.uint8)
    return Raster(pixels=pixels, dpi=dpi)


def believable_dpi(width: int, height: int, declared_dpi: tuple[float, float] | None) -> tuple[float, float]:
    """The declared (x, y) resolution where it can be true, else the one that makes a letter page of it."""
    guess = float(min(max(round(max(width, height) / _LETTER_LONG_SIDE_IN), _LOWEST_DPI), 600))
    if declared_dpi is None:
        return guess, guess
    x_dpi, y_dpi = declared_dpi
    if not all(math.isfinite(dpi) and _LOWEST_DPI <= dpi <= _HIGHEST_DPI for dpi in declared_dpi):
        return guess, guess
    longest_in = max(width / x_dpi, height / y_dpi)
    if round(x_dpi) in _SOFTWARE_DEFAULTS_DPI and longest_in > _LONGEST_PAGE_IN:
        return guess, guess
    return x_dpi, y_dpi


def resolution_of(image: Image.Image) -> tuple[float, float] | None:
    """The (x, y) dots per inch that an image file declares, or None."""
    declared: Any = image.info.get("dpi")
    try:
        x_dpi, y_dpi = (float(value) for value in declared)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return x_dpi, y_dpi


def _flatten(image: Image.Image) -> Image.Image:
    """The image in mode 1, L or RGB, without transparency."""
    from PIL import Image

    if image.mode in ("1", "L", "RGB"):
        return image if "transparency" not in image.info else _flatten(image.convert("RGBA"))
    if image.mode.startswith("I") or image.mode == "F":
        return _from_deep_grey(image)
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La", "P"):
        rgba = image.convert("RGBA")
        white = Image.new("RGBA", rgba.size, (255, 255, 255, 255))
        return Image.alpha_composite(white, rgba).convert("RGB")
    return image.convert("RGB")  # CMYK, YCbCr, LAB, HSV


def _from_deep_grey(image: Image.Image) -> Image.Image:
    """16- and 32-bit grey squeezed into 8 bits; Pillow's own conversion would cut everything above 255."""
    from PIL import Image

    values = np.asarray(image, dtype=np.float64)
    full = 65535.0 if image.mode.startswith("I") else max(float(values.max()), 1.0)
    return Image.fromarray(np.clip(values * (255.0 / full), 0, 255).astype(np.uint8))
