"""The way back: from pixels of a cleaned-up image to pixels of the original page frame."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ocr.page import Box


@dataclass(frozen=True)
class Transform:
    """An affine map (x, y) -> (a·x + b·y + c, d·x + e·y + f)."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 0.0
    e: float = 1.0
    f: float = 0.0

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where (x, y) goes."""
        return self.a * x + self.b * y + self.c, self.d * x + self.e * y + self.f

    def after(self, first: Transform) -> Transform:
        """The map that does `first`, then this one."""
        c, f = self.point(first.c, first.f)
        return Transform(
            a=self.a * first.a + self.b * first.d,
            b=self.a * first.b + self.b * first.e,
            c=c,
            d=self.d * first.a + self.e * first.d,
            e=self.d * first.b + self.e * first.e,
            f=f,
        )

    def rows(self) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
        """The map as the two rows of a matrix, as image libraries want it."""
        return (self.a, self.b, self.c), (self.d, self.e, self.f)

    def inverse(self) -> Transform:
        """The map back.

        Raises:
            ValueError: this map flattens the plane.
        """
        area = self.a * self.e - self.b * self.d
        if abs(area) < 1e-12:
            raise ValueError("a transform that flattens the plane has no way back")
        a, b, d, e = self.e / area, -self.b / area, -self.d / area, self.a / area
        return Transform(a, b, -(a * self.c + b * self.f), d, e, -(d * self.c + e * self.f))

    def carry(self, corners: tuple[float, float, float, float], *, width: int, height: int) -> Box:
        """The box (left, top, right, bottom) carried over, inside a frame of `width` × `height` pixels.

        The result is the smallest upright box around the four carried corners, cut to the frame and at
        least one pixel wide and high.
        """
        left, top, right, bottom = corners
        carried = [self.point(x, y) for x in (left, right) for y in (top, bottom)]
        x_low, x_high = min(x for x, _ in carried), max(x for x, _ in carried)
        y_low, y_high = min(y for _, y in carried), max(y for _, y in carried)
        new_left, new_right = _cut(x_low, x_high, width)
        new_top, new_bottom = _cut(y_low, y_high, height)
        return Box(new_left, new_top, new_right, new_bottom)


def _cut(low: float, high: float, size: int) -> tuple[int, int]:
    # A hair of rounding error must not widen a box by a whole pixel.
    start = min(max(math.floor(low + 1e-6), 0), size - 1)
    end = min(max(math.ceil(high - 1e-6), start + 1), size)
    return start, end


def scaling(factor_x: float, factor_y: float) -> Transform:
    """The map that stretches by the two factors."""
    return Transform(a=factor_x, e=factor_y)


def shifting(by_x: float, by_y: float) -> Transform:
    """The map that moves by the two distances."""
    return Transform(c=by_x, f=by_y)


def turn_right_angle(rotation_deg: int, *, width: float, height: float) -> Transform:
    """The map of a frame of `width` × `height` turned clockwise by 0, 90, 180 or 270 degrees about itself.

    The turned frame's own top-left corner is its origin again.
    """
    maps = {
        0: Transform(),
        90: Transform(0, -1, height, 1, 0, 0),
        180: Transform(-1, 0, width, 0, -1, height),
        270: Transform(0, 1, 0, -1, 0, width),
    }
    return maps[rotation_deg % 360]
