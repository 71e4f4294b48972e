"""Pages drawn for these tests: rules and boxes as pixels, words as an engine would give them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from ocr.engine import EngineWord

DPI = 200


class DrawnPage:
    """A white page on which rules, boxes and words are put."""

    def __init__(self, width: int = 1000, height: int = 800) -> None:
        self.image = Image.new("L", (width, height), 250)
        self.pen = ImageDraw.Draw(self.image)
        self.words: list[EngineWord] = []

    def write(self, text: str, left: float, top: float, *, confidence: float | None = 0.95) -> None:
        """Words 11 px a letter and 20 px high; they are not inked, as no test reads them."""
        for part in text.split():
            right = left + 11 * len(part)
            self.words.append(EngineWord(part, left, top, right, top + 20, confidence, 0, 0))
            left = right + 8

    def rule(self, *ends: float) -> None:
        self.pen.line(ends, fill=20, width=2)

    def table(self, xs: list[float], ys: list[float]) -> None:
        for y in ys:
            self.rule(xs[0], y, xs[-1], y)
        for x in xs:
            self.rule(x, ys[0], x, ys[-1])

    def checkbox(self, left: int, top: int, mark: str = "") -> None:
        """A box of 30 px: `mark` is "", "x", "tick", "dot" or "solid"."""
        right, bottom = left + 30, top + 30
        fill = 20 if mark == "solid" else None
        self.pen.rectangle((left, top, right, bottom), outline=20, width=2, fill=fill)
        if mark == "x":
            self.pen.line((left + 5, top + 5, right - 5, bottom - 5), fill=20, width=3)
            self.pen.line((left + 5, bottom - 5, right - 5, top + 5), fill=20, width=3)
        if mark == "tick":
            self.pen.line((left + 6, top + 14, left + 13, bottom - 5), fill=20, width=3)
            self.pen.line((left + 13, bottom - 5, right + 8, top - 10), fill=20, width=3)
        if mark == "dot":
            self.pen.ellipse((left + 13, top + 13, left + 17, top + 17), fill=20)

    @property
    def grey(self) -> NDArray[np.uint8]:
        return np.asarray(self.image, dtype=np.uint8)
