"""Pictures of a page for people: a JPEG for the review page and a thumbnail, in the original frame."""

from __future__ import annotations

import io

from ocr.raster import Raster

_REVIEW_QUALITY = 80
_THUMBNAIL_QUALITY = 70


def review_jpeg(raster: Raster, *, longest_side_px: int) -> bytes:
    """The page as a JPEG whose longer side is at most `longest_side_px`; never enlarged."""
    return _jpeg(raster, longest_side_px, _REVIEW_QUALITY)


def thumbnail_jpeg(raster: Raster, *, longest_side_px: int) -> bytes:
    """The page as a small JPEG for lists."""
    return _jpeg(raster, longest_side_px, _THUMBNAIL_QUALITY)


def _jpeg(raster: Raster, longest_side_px: int, quality: int) -> bytes:
    from PIL import Image

    image = Image.fromarray(raster.pixels)
    image.thumbnail((longest_side_px, longest_side_px), Image.Resampling.LANCZOS, reducing_gap=2.0)
    written = io.BytesIO()
    image.save(written, "JPEG", quality=quality)
    return written.getvalue()
