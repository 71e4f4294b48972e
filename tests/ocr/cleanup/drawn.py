"""Small pages of print, and what scanners do to them."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image, ImageDraw

from ocr.engine import Pixels
from tests.ocr.charts import NOTE, font

DPI = 150


def letter(lines: int = 14, *, paper: int = 250, size: tuple[int, int] = (1000, 800)) -> Pixels:
    """A page (height, width) of print at 150 dpi."""
    height, width = size
    page = Image.new("L", (width, height), paper)
    draw = ImageDraw.Draw(page)
    for number in range(lines):
        draw.text((110, 90 + number * 60), NOTE[number % len(NOTE)], fill=20, font=font(22))
    return np.asarray(page, dtype=np.uint8)


def leaning(page: Pixels, skew_deg: float, *, ground: int = 250) -> Pixels:
    """The page turned clockwise, on a canvas that holds it."""
    height, width = page.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -skew_deg, 1.0)
    cosine, sine = abs(turn[0, 0]), abs(turn[0, 1])
    size = (int(width * cosine + height * sine), int(width * sine + height * cosine))
    turn[0, 2] += (size[0] - width) / 2
    turn[1, 2] += (size[1] - height) / 2
    return np.asarray(
        cv2.warpAffine(page, turn, size, flags=cv2.INTER_CUBIC, borderValue=(ground,)), dtype=np.uint8
    )


def negative(page: Pixels) -> Pixels:
    """White on black."""
    return np.asarray(255 - page, dtype=np.uint8)


def on_black_bed(page: Pixels, margin: int = 60) -> Pixels:
    """The page on the black bed of a scanner that is larger."""
    return np.pad(page, margin, constant_values=12)


def with_specks(page: Pixels, share: float) -> Pixels:
    """Salt and pepper over a share of the pixels."""
    chance = np.random.default_rng(5).random(page.shape)
    speckled = page.copy()
    speckled[chance < share / 2] = 0
    speckled[chance > 1 - share / 2] = 255
    return speckled


def dithered(page: Pixels) -> Pixels:
    """The page as black dots in a 4 × 4 order, its white a light grey and its black a dark one."""
    order = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]]) * 16 + 8
    height, width = page.shape
    limits = np.tile(order, (height // 4 + 1, width // 4 + 1))[:height, :width]
    return np.where(60 + page.astype(float) * 0.6 > limits, 255, 0).astype(np.uint8)


def screened(page: Pixels, period_px: float) -> Pixels:
    """The page as round dots on lines at 45 degrees, as a printing press makes grey."""
    y, x = np.mgrid[: page.shape[0], : page.shape[1]] * (2 * np.pi / period_px / np.sqrt(2))
    limit = (np.cos(x + y) + np.cos(x - y)) / 4 + 0.5
    return np.where((60 + page * 0.6) / 255 > 0.05 + 0.9 * (1 - limit), 255, 0).astype(np.uint8)
