"""A page's fingerprint: a small upright picture of its print by which a second scan is known. Pure.

At 50 dpi a word is a smudge of its own shape and place: enough to tell two fillings of one form apart, and an
empty form from a filled one, which no short hash can. Rules are left out, because all fillings share them. A
single changed digit is not seen, nor would it be at 75 dpi (measured), which makes it twice as long.
"""

from __future__ import annotations

import base64
import binascii
import zlib

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.quality import without_rules
from ocr.scan_check.tilt import find_tilt_deg

_DPI = 50
_VERSION = "1"
# Share of ink in a 50-dpi pixel from which it counts: a thin stroke covers about a third of one.
_INKED = 0.3
_LONGEST_SIDE_PX = 1_200

Picture = NDArray[np.uint8]


def fingerprint(ink: NDArray[np.bool_], dpi: float) -> str:
    """The fingerprint of a page's ink map (at `dpi`): up to 7,000 characters for a full page."""
    upright = _turned_back(ink, find_tilt_deg(ink))
    factor = min(_DPI / dpi, _LONGEST_SIDE_PX / max(upright.shape))
    print_only = without_rules(upright, dpi).astype(np.float32)
    small = cv2.resize(print_only, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    picture = np.asarray(small >= _INKED, dtype=np.uint8)
    height, width = picture.shape
    packed = zlib.compress(np.packbits(picture).tobytes(), 9)
    return f"{_VERSION}.{width}.{height}.{base64.b85encode(packed).decode()}"


def picture_of(text: str) -> Picture:
    """The picture (height, width; 0 or 1) in a fingerprint.

    Raises:
        ValueError: the text is none, or of another version.
    """
    try:
        version, width, height, packed = text.split(".", 3)
        bits = np.unpackbits(np.frombuffer(zlib.decompress(base64.b85decode(packed)), np.uint8))
        picture = bits[: int(width) * int(height)].reshape(int(height), int(width))
    except (ValueError, zlib.error, binascii.Error) as wrong:
        raise ValueError("not a page's fingerprint") from wrong
    if version != _VERSION:
        raise ValueError("a fingerprint of another version")
    return picture


def _turned_back(ink: NDArray[np.bool_], tilt_deg: float) -> NDArray[np.bool_]:
    """The map turned upright on a canvas that holds all of it, so that its rules lie straight."""
    if tilt_deg == 0.0:
        return ink
    height, width = ink.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), tilt_deg, 1.0)
    cosine, sine = abs(turn[0, 0]), abs(turn[0, 1])
    size = (int(np.ceil(width * cosine + height * sine)), int(np.ceil(width * sine + height * cosine)))
    turn[0, 2] += (size[0] - width) / 2
    turn[1, 2] += (size[1] - height) / 2
    grey = ink.astype(np.uint8) * 255
    return np.asarray(cv2.warpAffine(grey, turn, size, flags=cv2.INTER_LINEAR) > 127, dtype=np.bool_)
