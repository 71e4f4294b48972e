"""Pages with a barcode and the twelve things that happen to them, for the separators benchmark. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import cv2
import numpy as np
import zxingcpp

from benchmarks.ocr.truth import Grey

Spoil = Callable[[Grey, float], Grey]
QR, CODE_128 = zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Code128
_BAR_HEIGHT_IN = 0.5
_OVERSAMPLED = 16


def with_barcode(page: Grey, text: str, kind: Any, *, dpi: float, module_in: float) -> Grey:
    """The page (letter, drawn at 300 dpi) at `dpi`, the barcode over its upper right corner."""
    result = _resized(page, dpi / 300, dpi / 300)
    code = np.array(zxingcpp.create_barcode(text, kind).to_image(scale=1, add_quiet_zones=True))
    if kind == CODE_128:
        row = code[code.shape[0] // 2][None, :]
        code = np.repeat(row, round(_BAR_HEIGHT_IN / module_in), axis=0)
    fine = np.repeat(np.repeat(code, _OVERSAMPLED, axis=0), _OVERSAMPLED, axis=1)
    drawn = _resized(fine, module_in * dpi / _OVERSAMPLED, module_in * dpi / _OVERSAMPLED)
    left, top = result.shape[1] - drawn.shape[1] - round(0.3 * dpi), round(0.3 * dpi)
    if left < 0:
        raise ValueError("the barcode is wider than the page")
    result[top : top + drawn.shape[0], left : left + drawn.shape[1]] = drawn
    return result


def _resized(page: Grey, across: float, down: float) -> Grey:
    return np.asarray(cv2.resize(page, None, fx=across, fy=down, interpolation=cv2.INTER_AREA), np.uint8)


def _turned(angle_deg: float) -> Spoil:
    def turn(page: Grey, _: float) -> Grey:
        height, width = page.shape
        cosine, sine = abs(np.cos(np.radians(angle_deg))), abs(np.sin(np.radians(angle_deg)))
        size = (round(width * cosine + height * sine), round(width * sine + height * cosine))
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -angle_deg, 1.0)
        matrix[0, 2] += (size[0] - width) / 2
        matrix[1, 2] += (size[1] - height) / 2
        return np.asarray(cv2.warpAffine(page, matrix, size, borderValue=(255.0,)), dtype=np.uint8)

    return turn


def _speckled(share: float) -> Spoil:
    def speckle(page: Grey, _: float) -> Grey:
        chance = np.random.default_rng(6).random(page.shape)
        noisy = page.copy()
        noisy[chance < share / 2] = 0
        noisy[chance > 1 - share / 2] = 255
        return noisy

    return speckle


def _faxed(page: Grey, dpi: float) -> Grey:
    small = _resized(page, 204 / dpi, 98 / dpi)
    dots = _speckled(0.004)(np.where(small < 160, 0, 255).astype(np.uint8), dpi)
    size = (page.shape[1], page.shape[0])
    return np.asarray(cv2.resize(dots, size, interpolation=cv2.INTER_NEAREST), dtype=np.uint8)


def _stained(page: Grey, _: float) -> Grey:
    height, width = page.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    stain = np.exp(-(((x - width * 0.7) / (width * 0.18)) ** 2 + ((y - height * 0.06) / (height * 0.1)) ** 2))
    return np.asarray(np.clip(page * (1 - 0.55 * stain) * (1 - 0.3 * x / width), 0, 255), dtype=np.uint8)


def _resampled(page: Grey, dpi: float) -> Grey:
    size = (page.shape[1], page.shape[0])
    return np.asarray(cv2.resize(_resized(page, 100 / dpi, 100 / dpi), size), dtype=np.uint8)


def _blurred(page: Grey, _: float) -> Grey:
    return np.asarray(cv2.GaussianBlur(page, (0, 0), 2.0), dtype=np.uint8)


TWELVE: Mapping[str, Spoil] = {
    "clean": lambda page, _: page,
    "skew 2": _turned(2),
    "skew 5": _turned(-5),
    "skew 20": _turned(20),
    "90": lambda page, _: np.ascontiguousarray(np.rot90(page)),
    "180": lambda page, _: np.ascontiguousarray(page[::-1, ::-1]),
    "blur 2": _blurred,
    "s&p 2 %": _speckled(0.02),
    "s&p 5 %": _speckled(0.05),
    "fax": _faxed,
    "stain": _stained,
    "100 dpi": _resampled,
}
