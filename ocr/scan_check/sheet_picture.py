"""A picture of a sheet that shows which one it is and of which no word can be read. Pure.

It stands on the scanning room's screen, which everybody sees: 12 dots an inch draw a letter of ordinary print
in two dots, so that a name cannot be told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2

from ocr.open_document import PageUnreadableError, TooManyPixelsError, open_document
from ocr.options import OcrOptions

LONGEST_SIDE_PX = 132  # 11 inches at 12 dpi
_DRAWN_AT_DPI = 72
_JPEG_QUALITY = 70


def sheet_pictures(source: bytes, *, options: OcrOptions, page_indexes: Sequence[int]) -> dict[int, bytes]:
    """A JPEG by page index (from 0) of each of these pages whose image can be loaded.

    Raises:
        ServiceError: the document cannot be opened, as `open_document` says.
    """
    if not page_indexes:
        return {}
    made = {}
    with open_document(source, options=replace(options, render_dpi=_DRAWN_AT_DPI)) as document:
        for index in page_indexes:
            try:
                grey = document.load_image(index).raster.grey()
            except (PageUnreadableError, TooManyPixelsError):
                continue
            height, width = grey.shape[:2]
            scale = LONGEST_SIDE_PX / max(height, width)
            size = (max(1, round(width * scale)), max(1, round(height * scale)))
            small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA) if scale < 1 else grey
            _, jpeg = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
            made[index] = jpeg.tobytes()
    return made
