"""The barcodes on a page image, read with zxing-cpp. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

import cv2
import numpy as np

from ocr.barcodes.bar_areas import bar_areas
from ocr.barcodes.bar_profile import profile_images
from ocr.box import Box
from ocr.engine import Pixels
from ocr.page_structure import Barcode
from ocr.transform import Transform, scaling

# Above this a page only costs time: a 10-mil bar is 3 pixels wide.
_ENOUGH_DPI = 300
# Symbologies without a checksum are read on text when they are short.
_LEAST_CHARACTERS = {"Code 39": 3, "ITF": 6}
_RETRY_DPI = 200
_QR = "QR Code"
_QR_KIND = "QRCode"
_MATRIX = (_QR_KIND, "MicroQRCode", "DataMatrix", "Aztec", "PDF417")
_LINEAR = ("Code128", "Code39", "ITF")
_Frame: TypeAlias = tuple[int, int]  # width, height


def read_barcodes(
    grey: Pixels, *, dpi: float, finest_dpi: float = _ENOUGH_DPI, retries: bool = True
) -> tuple[Barcode, ...]:
    """The barcodes of a page (height, width, uint8), top to bottom; boxes in pixels of `grey`.

    A page finer than `finest_dpi` is looked at as coarsely; the time grows with its square. Without `retries`
    only what can be read at once is, in a quarter of the time.

    QR, Micro QR, Data Matrix, Aztec, PDF417, Code 128, Code 39 and ITF; a Code 39 of fewer than 3 and an
    ITF of fewer than 6 characters is left out, because printed rules can look like one. What looks like bars
    and was not read is tried again upright, averaged and sharpened; where no QR code was read, the page is
    tried again smoothed, without specks and sharpened (5 to 10 ms each).
    """
    factor = min(finest_dpi / dpi, 1.0)
    page = grey if factor == 1.0 else _scaled(grey, factor)
    to_grey, frame = scaling(1 / factor, 1 / factor), (int(grey.shape[1]), int(grey.shape[0]))
    found = _decoded(page, _MATRIX + _LINEAR, to_grey, frame)
    if retries and not any(barcode.symbology == _QR for barcode in found):
        found += _qr_again(page, dpi * factor, to_grey, frame)
    for area in bar_areas(page, dpi=dpi * factor) if retries else ():
        back = to_grey.after(area.to_page)
        place = back.carry((0, 0, area.grey.shape[1], area.grey.shape[0]), width=frame[0], height=frame[1])
        if not any(place.overlap_px(barcode.box) for barcode in found):
            found += _bars_again(area.grey, dpi * factor, place)
    return tuple(sorted(_each_once(found), key=lambda barcode: (barcode.box.top, barcode.box.left)))


def _qr_again(page: Pixels, dpi: float, to_grey: Transform, frame: _Frame) -> list[Barcode]:
    factor = min(_RETRY_DPI / dpi, 1.0)
    small = page if factor == 1.0 else _scaled(page, factor)
    back = to_grey.after(scaling(1 / factor, 1 / factor))
    for image in _smoothed(small):
        found = _decoded(image, (_QR_KIND,), back, frame)
        if found:
            return found
    return []


def _smoothed(small: Pixels) -> Iterator[Pixels]:
    soft = cv2.GaussianBlur(small, (0, 0), 1.0)
    yield np.asarray(soft, dtype=np.uint8)
    yield np.asarray(cv2.medianBlur(small, 3), dtype=np.uint8)
    yield np.asarray(
        cv2.addWeighted(small, 3.5, cv2.GaussianBlur(small, (0, 0), 2.5), -2.5, 0), dtype=np.uint8
    )


def _bars_again(area: Pixels, dpi: float, place: Box) -> list[Barcode]:
    """The linear barcode of an upright area, or none; its box is the area's."""
    for image in (area, *profile_images(area, dpi=dpi)):
        read = _decoded(image, _LINEAR, Transform(), (image.shape[1], image.shape[0]))
        if read:
            return [barcode.model_copy(update={"box": place}) for barcode in read[:1]]
    return []


def _each_once(found: list[Barcode]) -> list[Barcode]:
    """The barcodes without a second reading of the same one."""
    kept: list[Barcode] = []
    for barcode in found:
        same = (one.text == barcode.text and one.box.overlap_px(barcode.box) for one in kept)
        if not any(same):
            kept.append(barcode)
    return kept


def _decoded(image: Pixels, kinds: tuple[str, ...], to_page: Transform, frame: _Frame) -> list[Barcode]:
    """What zxing reads of these kinds in the image; `to_page` leads to the page of size `frame`."""
    import zxingcpp

    formats: Any = [getattr(zxingcpp.BarcodeFormat, kind) for kind in kinds]
    results: list[Any] = zxingcpp.read_barcodes(
        np.ascontiguousarray(image),
        formats=formats,
        text_mode=zxingcpp.TextMode.Plain,
        try_invert=False,  # white bars on black: a fifth of the time, for what charts do not carry
    )
    return [
        Barcode(symbology=name, text=result.text, box=_box(result.position, to_page, frame))
        for result in results
        if (name := str(result.symbology)) and len(result.text) >= _LEAST_CHARACTERS.get(name, 1)
    ]


def _box(position: Any, to_page: Transform, frame: _Frame) -> Box:
    corners = (position.top_left, position.top_right, position.bottom_left, position.bottom_right)
    points = [to_page.point(corner.x, corner.y) for corner in corners]
    across, down = [x for x, _ in points], [y for _, y in points]
    outline = (min(across), min(down), max(across) + 1, max(down) + 1)
    return Transform().carry(outline, width=frame[0], height=frame[1])


def _scaled(grey: Pixels, factor: float) -> Pixels:
    small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8)
