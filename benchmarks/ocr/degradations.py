"""Clean, and thirty things that happen to a page between the printer and our door, each from a seed. Pure.

Each takes a clean 300 dpi page and gives a scan; where the page is turned or resampled, the matrix that
carries true boxes along is part of the scan.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.ocr.truth import Grey, Matrix

_CLEAN_DPI = 300.0
_BAYER = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]], dtype=np.float32)


@dataclass(frozen=True)
class Scan:
    """A page image, its resolution across and down, and how a clean page's pixels came to lie in it."""

    grey: Grey
    dpi: tuple[float, float] = (_CLEAN_DPI, _CLEAN_DPI)
    from_clean: Matrix | None = None
    rotation_deg: int = 0
    skew_deg: float = 0.0

    @property
    def matrix(self) -> Matrix:
        """The 3 × 3 matrix from clean pixels to pixels of this scan."""
        return np.eye(3) if self.from_clean is None else self.from_clean


Random = np.random.Generator
Degradation = Callable[[Scan, Random], Scan]


def _grey(pixels: NDArray[Any]) -> Grey:
    return np.asarray(np.clip(np.round(pixels), 0, 255), dtype=np.uint8)


def _turn(middle: tuple[float, float], counterclockwise_deg: float) -> Matrix:
    return np.asarray(cv2.getRotationMatrix2D(middle, counterclockwise_deg, 1.0), dtype=np.float64)


def _clean(scan: Scan, _: Random) -> Scan:
    return scan


def _rotated(angle_deg: int) -> Degradation:
    def turn(scan: Scan, _: Random) -> Scan:
        height, width = scan.grey.shape
        grey, matrix = {
            90: (cv2.ROTATE_90_CLOCKWISE, [[0, -1, height], [1, 0, 0], [0, 0, 1]]),
            180: (cv2.ROTATE_180, [[-1, 0, width], [0, -1, height], [0, 0, 1]]),
            270: (cv2.ROTATE_90_COUNTERCLOCKWISE, [[0, 1, 0], [-1, 0, width], [0, 0, 1]]),
        }[angle_deg]
        turned = np.asarray(cv2.rotate(scan.grey, grey), dtype=np.uint8)
        return replace(
            scan, grey=turned, from_clean=np.array(matrix, float) @ scan.matrix, rotation_deg=angle_deg
        )

    return turn


def _skewed(angle_deg: float, *, paper: int = 255) -> Degradation:
    """Turned about the middle by the angle, to either side by the seed; the canvas grows to hold it all."""

    def turn(scan: Scan, random: Random) -> Scan:
        signed = angle_deg * float(random.choice((-1, 1)))
        height, width = scan.grey.shape
        cos, sin = abs(np.cos(np.radians(signed))), abs(np.sin(np.radians(signed)))
        new_width, new_height = round(width * cos + height * sin), round(width * sin + height * cos)
        matrix = _turn((width / 2, height / 2), -signed)
        matrix[:, 2] += (new_width - width) / 2, (new_height - height) / 2
        grey = cv2.warpAffine(
            scan.grey, matrix, (new_width, new_height), flags=cv2.INTER_CUBIC, borderValue=(paper,)
        )
        moved = np.vstack([matrix, [0, 0, 1]]) @ scan.matrix
        return replace(scan, grey=_grey(grey), from_clean=moved, skew_deg=scan.skew_deg + signed)

    return turn


def _resampled(dpi_x: float, dpi_y: float | None = None) -> Degradation:
    def shrink(scan: Scan, _: Random) -> Scan:
        by_x, by_y = dpi_x / scan.dpi[0], (dpi_y or dpi_x) / scan.dpi[1]
        height, width = scan.grey.shape
        size = (round(width * by_x), round(height * by_y))
        grey = cv2.resize(scan.grey, size, interpolation=cv2.INTER_AREA)
        moved = np.diag([size[0] / width, size[1] / height, 1.0]) @ scan.matrix
        return replace(scan, grey=_grey(grey), dpi=(dpi_x, dpi_y or dpi_x), from_clean=moved)

    return shrink


def _blurred(sigma_px: float) -> Degradation:
    return lambda scan, _: replace(scan, grey=_grey(cv2.GaussianBlur(scan.grey, (0, 0), sigma_px)))


def _salt_and_pepper(share: float) -> Degradation:
    def sprinkle(scan: Scan, random: Random) -> Scan:
        chance, grey = random.random(scan.grey.shape, dtype=np.float32), scan.grey.copy()
        grey[chance < share / 2] = 0
        grey[chance > 1 - share / 2] = 255
        return replace(scan, grey=grey)

    return sprinkle


def _fax(scan: Scan, random: Random) -> Scan:
    """Group 3 standard resolution, 204 × 98 dots an inch, one bit."""
    small = _resampled(204, 98)(scan, random)
    return replace(small, grey=np.where(small.grey > 150, 255, 0).astype(np.uint8))


def _halftone(scan: Scan, _: Random) -> Scan:
    """Dark grey on light grey, printed as 4 × 4 ordered dots."""
    height, width = scan.grey.shape
    tone = 55 + scan.grey.astype(np.float32) * (150 / 255)
    dots = np.tile(_BAYER, (height // 4 + 1, width // 4 + 1))[:height, :width] * 16 + 8
    return replace(scan, grey=np.where(tone > dots, 255, 0).astype(np.uint8))


def _stained(scan: Scan, random: Random) -> Scan:
    """Light falls off to one side, and two rings of coffee lie on the text."""
    height, width = scan.grey.shape
    light = np.linspace(0.55, 1.0, width, dtype=np.float32)[None, :] * np.ones((height, 1), np.float32)
    stains = np.zeros((height, width), np.float32)
    for _ring in range(2):
        centre = (
            int(random.integers(width // 4, 3 * width // 4)),
            int(random.integers(height // 5, 4 * height // 5)),
        )
        radius = int(random.integers(width // 8, width // 5))
        cv2.circle(stains, centre, radius, (0.28,), -1)
        cv2.circle(stains, centre, radius, (0.45,), max(3, radius // 10))
    stains = np.asarray(cv2.GaussianBlur(stains, (0, 0), 9), dtype=np.float32)
    return replace(scan, grey=_grey(scan.grey * light * (1 - stains)))


def _shadowed(scan: Scan, random: Random) -> Scan:
    """A soft shadow over a corner, as a phone leaves it."""
    height, width = scan.grey.shape
    across, down = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))
    angle = random.uniform(0, 2 * np.pi)
    edge = (across * np.cos(angle) + down * np.sin(angle)).astype(np.float32)
    light = 0.42 + 0.58 / (1 + np.exp(-edge * 7))
    return replace(scan, grey=_grey(scan.grey * light.astype(np.float32)))


def _black_border(scan: Scan, random: Random) -> Scan:
    """A black frame of uneven width round a page that lies 0.8° askew."""
    turned = _skewed(0.8)(scan, random)
    grey = turned.grey.copy()
    height, width = grey.shape
    left, top, right, bottom = (int(random.integers(20, 75)) for _ in range(4))
    grey[:top], grey[height - bottom :], grey[:, :left], grey[:, width - right :] = 10, 10, 10, 10
    return replace(turned, grey=grey)


def _stamped(scan: Scan, random: Random) -> Scan:
    """A grey RECEIVED stamp in a frame, aslant over the text."""
    height, width = scan.grey.shape
    stamp = np.zeros((420, 1100), np.uint8)
    cv2.rectangle(stamp, (20, 20), (1080, 400), (255,), 12)
    cv2.putText(stamp, "RECEIVED", (90, 270), cv2.FONT_HERSHEY_DUPLEX, 5.4, (255,), 14)
    matrix = _turn((550, 210), float(random.uniform(-24, 24)))
    matrix[:, 2] += random.uniform(0.2, 0.5) * width, random.uniform(0.25, 0.65) * height
    ink = cv2.warpAffine(stamp, matrix, (width, height)).astype(np.float32) / 255
    return replace(scan, grey=_grey(np.minimum(scan.grey, 255 - ink * 120)))


def _bleeding_through(scan: Scan, _: Random) -> Scan:
    """The other side of the sheet shows, mirrored, at a quarter of its strength."""
    back = cv2.GaussianBlur(cv2.flip(scan.grey, 1), (0, 0), 2.0)
    back = np.roll(back, 37, axis=0).astype(np.float32)
    return replace(scan, grey=_grey(np.minimum(scan.grey, 255 - (255 - back) * 0.25)))


def _punched(scan: Scan, random: Random) -> Scan:
    grey = scan.grey.copy()
    x = int(random.integers(85, 130))
    for share in (0.12, 0.5, 0.88):
        cv2.circle(grey, (x, int(grey.shape[0] * share)), 42, (25,), -1)
    return replace(scan, grey=grey)


def _faint(scan: Scan, random: Random) -> Scan:
    """Ink at 18 % contrast on paper with a little noise."""
    noise = random.normal(0, 1.5, scan.grey.shape).astype(np.float32)
    return replace(scan, grey=_grey(248 - (255 - scan.grey.astype(np.float32)) * 0.18 + noise))


def _inverted(scan: Scan, _: Random) -> Scan:
    return replace(scan, grey=np.asarray(255 - scan.grey, dtype=np.uint8))


def _photocopied(scan: Scan, random: Random) -> Scan:
    """A copy of a copy: swollen strokes, hard contrast, specks."""
    thick = cv2.erode(scan.grey, np.ones((3, 3), np.uint8)).astype(np.float32)
    grey = _grey((np.asarray(cv2.GaussianBlur(thick, (0, 0), 1.1)) - 90) * 2.0)
    height, width = grey.shape
    for _speck in range(500):
        centre = int(random.integers(width)), int(random.integers(height))
        cv2.circle(grey, centre, int(random.integers(1, 5)), (int(random.integers(0, 90)),), -1)
    return replace(scan, grey=grey)


def _jpeg(scan: Scan, _: Random) -> Scan:
    _ok, encoded = cv2.imencode(".jpg", scan.grey, [cv2.IMWRITE_JPEG_QUALITY, 15])
    return replace(scan, grey=_grey(np.asarray(cv2.imdecode(encoded, cv2.IMREAD_GRAYSCALE))))


def _combined(scan: Scan, random: Random) -> Scan:
    """Bleed-through, 2.2° askew, stains, and 1 % salt and pepper."""
    steps: tuple[Degradation, ...] = (_bleeding_through, _skewed(2.2), _stained, _salt_and_pepper(0.01))
    for step in steps:
        scan = step(scan, random)
    return scan


DEGRADATIONS: dict[str, Degradation] = {
    "clean": _clean,
    **{f"rot{angle}": _rotated(angle) for angle in (90, 180, 270)},
    **{f"skew{angle}": _skewed(angle) for angle in (1, 2, 3, 5, 7, 10, 15)},
    **{f"dpi{dpi}": _resampled(dpi) for dpi in (150, 100, 75)},
    **{f"blur{sigma}": _blurred(sigma) for sigma in (2, 4)},
    "snp2": _salt_and_pepper(0.02),
    "snp8": _salt_and_pepper(0.08),
    "fax": _fax,
    "halftone": _halftone,
    "stain": _stained,
    "shadow": _shadowed,
    "border": _black_border,
    "stamp": _stamped,
    "bleed": _bleeding_through,
    "punch": _punched,
    "faint": _faint,
    "inverted": _inverted,
    "photocopy": _photocopied,
    "jpeg15": _jpeg,
    "combo": _combined,
}
