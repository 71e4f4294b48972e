"""The barcodes on a page image, read with zxing-cpp. Pure."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from ocr.engine import Pixels
from ocr.page_structure import Barcode
from ocr.transform import Transform, scaling

# Above this a page only costs time: a 10-mil bar is 3 pixels wide.
_ENOUGH_DPI = 300
# Symbologies without a checksum are read on text when they are short.
_LEAST_CHARACTERS = {"Code 39": 3, "ITF": 6}
_NAMES = {"QR Code Model 2": "QR Code", "QR Code Model 1": "QR Code", "Code 39 Std": "Code 39"}


def read_barcodes(grey: Pixels, *, dpi: float) -> tuple[Barcode, ...]:
    """The barcodes of a page (height, width, uint8), top to bottom; boxes in pixels of `grey`.

    QR, Micro QR, Data Matrix, Aztec, PDF417, Code 128, Code 39 and ITF; a Code 39 of fewer than 3 and an
    ITF of fewer than 6 characters is left out, because printed rules can look like one.
    """
    factor = min(_ENOUGH_DPI / dpi, 1.0)
    small = grey if factor == 1.0 else _scaled(grey, factor)
    found = decode(small, scaling(1 / factor, 1 / factor), frame=grey.shape)
    return tuple(sorted(found, key=lambda barcode: (barcode.box.top, barcode.box.left)))


def decode(grey: Pixels, to_page: Transform, *, frame: tuple[int, ...]) -> list[Barcode]:
    """What zxing reads in this image; `to_page` leads to the page of shape `frame`."""
    import zxingcpp

    results: list[Any] = zxingcpp.read_barcodes(
        np.ascontiguousarray(grey), formats=_formats(), text_mode=zxingcpp.TextMode.Plain
    )
    return [
        _barcode(result, to_page, frame=frame)
        for result in results
        if result.valid and len(result.text) >= _LEAST_CHARACTERS.get(_symbology(result), 1)
    ]


def _formats() -> Any:
    from zxingcpp import BarcodeFormat as Kind

    return (
        Kind.QRCode
        | Kind.MicroQRCode
        | Kind.DataMatrix
        | Kind.Aztec
        | Kind.PDF417
        | Kind.Code128
        | Kind.Code39
        | Kind.ITF
    )


def _symbology(result: Any) -> str:
    name = str(result.format)
    return _NAMES.get(name, name)


def _barcode(result: Any, to_page: Transform, *, frame: tuple[int, ...]) -> Barcode:
    place = result.position
    corners = (place.top_left, place.top_right, place.bottom_left, place.bottom_right)
    points = [to_page.point(corner.x, corner.y) for corner in corners]
    outline = (
        min(x for x, _ in points),
        min(y for _, y in points),
        max(x for x, _ in points) + 1,
        max(y for _, y in points) + 1,
    )
    box = Transform().carry(outline, width=frame[1], height=frame[0])
    return Barcode(symbology=_symbology(result), text=result.text, box=box)


def _scaled(grey: Pixels, factor: float) -> Pixels:
    small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8)
