"""Specks and halftone screens: found by a measure each, and filtered only where the measure asks. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engine import Pixels

# Grey levels by which a speck differs from every one of its neighbours.
_SPECK_DEPTH = 60
# Share of single-pixel specks. Own drawn pages: none at 300 dpi, 0.1 % at 75 dpi (dots of small print),
# grain of σ 30 0.1 %; salt and pepper over 1, 2 and 8 % of the pixels 0.7, 0.9 and 2.7 %.
_SPECKLED = 0.003
# Random specks touch each other: no density leaves more than 4.3 % of them alone. Dithering does (7–17 %).
_DITHERED = 0.05
# Share of a tile's energy in one slanted wave, in the middle of all tiles. Own drawn pages of 75–300 dpi with
# fax, grain and specks, 60 real forms and 48 clinical pages: at most 0.003; ordered dither and screens of
# 4–6 px, scanned sharp or soft: 0.012 and more.
_SCREENED = 0.007
_SOFTENING_PX = 0.8
_TILE_PX = 64
_TILES_ACROSS = 8
_EVEN_TILE_STD = 8.0
_SLOWEST_SCREEN = 0.12  # cycles a pixel; slower waves are strokes of large letters
_FEWEST_TILES = 6
_LEAST_SIGMA_PX = 1.25
_SIGMA_OF_WAVE = 0.37


def speck_share(grey: Pixels) -> float:
    """The share (0–1) of pixels much darker or much lighter than all of their eight neighbours."""
    around = np.ones((3, 3), np.uint8)
    around[1, 1] = 0
    darker = cv2.subtract(cv2.erode(grey, around), grey)
    lighter = cv2.subtract(grey, cv2.dilate(grey, around))
    specks = cv2.countNonZero(cv2.threshold(cv2.max(darker, lighter), _SPECK_DEPTH, 1, cv2.THRESH_BINARY)[1])
    return float(specks / grey.size)


@dataclass(frozen=True)
class Screen:
    """The strongest slanted wave of a page: its share (0–1) of the energy, and its cycles a pixel."""

    share: float
    frequency: float

    @property
    def sigma_px(self) -> float:
        """How wide a blur makes the wave's dots run together.

        Measured on drawn pages: 1–1.5 px reads best on ordered dither (waves of 1.4 px), 2 px on screens of
        6 px; wider blurs lose small print.
        """
        return max(_LEAST_SIGMA_PX, round(_SIGMA_OF_WAVE / self.frequency, 2))


def find_screen(grey: Pixels) -> Screen | None:
    """The wave of a dithered or screened page, None on every other.

    Print spreads its energy over many waves, and its rules over upright ones, which are left out.
    """
    spectra = _tile_spectra(grey)
    if len(spectra) < _FEWEST_TILES:
        return None
    down, across = np.abs(np.fft.fftfreq(_TILE_PX))[:, None], np.fft.rfftfreq(_TILE_PX)[None]
    frequency = np.hypot(down, across)
    slanted = (down > 2.5 / _TILE_PX) & (across > 2.5 / _TILE_PX) & (frequency > _SLOWEST_SCREEN)
    shares = np.where(slanted, np.median(spectra, axis=0), 0.0)
    strongest = np.unravel_index(int(np.argmax(shares)), shares.shape)
    share = float(shares[strongest])
    if share < _SCREENED and speck_share(grey) < _DITHERED:
        return None
    return Screen(share, float(frequency[strongest]))


def _tile_spectra(grey: Pixels) -> list[NDArray[np.float32]]:
    """The energy of every wave in tiles spread over the page, each adding up to 1; empty tiles left out."""
    height, width = grey.shape
    if min(height, width) < 2 * _TILE_PX:
        return []
    window = np.outer(np.hanning(_TILE_PX), np.hanning(_TILE_PX)).astype(np.float32)
    spectra: list[NDArray[np.float32]] = []
    for top in _spread_out(height):
        for left in _spread_out(width):
            tile = grey[top : top + _TILE_PX, left : left + _TILE_PX].astype(np.float32)
            if float(tile.std()) < _EVEN_TILE_STD:
                continue
            energy = np.square(np.abs(np.fft.rfft2((tile - tile.mean()) * window)))
            spectra.append(np.asarray(energy / energy.sum(), dtype=np.float32))
    return spectra


def _spread_out(size: int) -> NDArray[np.int64]:
    return np.linspace(0.08 * size, 0.92 * size - _TILE_PX, _TILES_ACROSS).clip(0).astype(np.int64)


def is_speckled(specks: float) -> bool:
    """Whether there are so many specks that reading suffers."""
    return specks >= _SPECKLED


def without_specks(grey: Pixels) -> Pixels:
    """The page with the median of its neighbourhood in place of every pixel, its edges a little softened.

    The softening is worth 1 word in 100 at 8 % of specks: a median leaves ragged strokes.
    """
    return np.asarray(cv2.GaussianBlur(cv2.medianBlur(grey, 3), (0, 0), _SOFTENING_PX), dtype=np.uint8)


def without_screen(grey: Pixels, sigma_px: float) -> Pixels:
    """The page blurred until the dots of a screen run together into grey."""
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), sigma_px), dtype=np.uint8)
