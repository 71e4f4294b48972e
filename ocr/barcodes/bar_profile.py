"""Reads the bars of one area from their average along the bars, where a single row is too noisy. Pure.

Specks, folds and blur spoil every row of a barcode, but not the same way: the median of many rows, evened out
and sharpened, still tells wide from narrow.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engine import Pixels

_BAND_IN = 0.1
_STRETCH = 4
# Blurs (standard deviation in pixels of the area) that are taken back; 0 is as it is.
_BLURS_PX = (0.0, 1.3, 2.0)
_NOISE = 0.01
_BAND_ROWS = 12


def profile_images(grey: Pixels, *, dpi: float) -> Iterator[Pixels]:
    """Pictures of the area's bars made of its averaged rows, the plainest first."""
    profiles = _profiles(grey, dpi=dpi)
    for blur_px in _BLURS_PX:
        rows = [_evened(_deblurred(profile, blur_px) if blur_px else profile, dpi) for profile in profiles]
        yield np.asarray(np.repeat(np.stack(rows), _BAND_ROWS, axis=0), dtype=np.uint8)


def _profiles(grey: Pixels, *, dpi: float) -> list[NDArray[np.float32]]:
    """Medians of bands of rows, of a tenth of an inch and of the whole middle."""
    height = grey.shape[0]
    band = max(round(_BAND_IN * dpi), 3)
    starts = range(0, max(height - band, 0) + 1, band)
    parts = [grey[start : start + band] for start in starts]
    parts.append(grey[height // 4 : max(height - height // 4, height // 4 + 1)])
    return [np.asarray(np.median(part, axis=0), dtype=np.float32) for part in parts]


def _deblurred(profile: NDArray[np.float32], blur_px: float) -> NDArray[np.float32]:
    """The profile with a Gaussian blur taken back as far as noise allows (Wiener's filter)."""
    padded = np.pad(profile, 32, mode="edge")
    frequency = np.fft.rfftfreq(len(padded))
    blur = np.exp(-2 * (np.pi * blur_px * frequency) ** 2)
    restored = np.fft.irfft(np.fft.rfft(padded) * blur / (blur**2 + _NOISE), n=len(padded))
    return np.asarray(restored[32:-32], dtype=np.float32)


def _evened(profile: NDArray[np.float32], dpi: float) -> NDArray[np.float32]:
    """The profile stretched to more pixels and to full contrast everywhere, whatever shade lies on it."""
    wide = cv2.resize(profile.reshape(1, -1), None, fx=_STRETCH, fy=1, interpolation=cv2.INTER_CUBIC)
    window = np.ones((1, max(round(0.15 * dpi * _STRETCH), 3)), np.uint8)
    low, high = cv2.erode(wide, window), cv2.dilate(wide, window)
    low, high = cv2.blur(low, (window.shape[1], 1)), cv2.blur(high, (window.shape[1], 1))
    span = np.maximum(high - low, 40.0)  # paper alone is not stretched into bars
    return np.asarray(np.clip((wide - low) / span * 255, 0, 255)[0], dtype=np.float32)
