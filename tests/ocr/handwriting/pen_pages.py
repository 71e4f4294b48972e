"""Pages drawn by the tests: print in Pillow's own font, and strokes as a pen makes them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from ocr.engine import EngineWord

DPI = 200


@dataclass
class PenPage:
    """A page of 5 × 4 inches at 200 dpi that words are put on."""

    grey: NDArray[np.uint8] = field(default_factory=lambda: np.full((4 * DPI, 5 * DPI), 255, np.uint8))
    words: list[EngineWord] = field(default_factory=list)

    def type(self, text: str, x: int, y: int, *, size: int = 30) -> None:
        """Printed words from (x, y), the top left."""
        canvas = Image.fromarray(self.grey)
        font = ImageFont.load_default(size)
        for word in text.split():
            left, top, right, bottom = font.getbbox(word)
            ImageDraw.Draw(canvas).text((x, y), word, font=font, fill=0)
            self.words.append(EngineWord(word, x + left, y + top, x + right, y + bottom, 0.95, 0, y))
            x += round(right) + size // 3
        self.grey = np.array(canvas)

    def scrawl(self, x: int, y: int, *, seed: int, width: int = 150, height: int = 44) -> None:
        """Joined loops such as a hurried pen makes, in the box from (x, y), no two alike."""
        random = Random(seed)  # noqa: S311  a scrawl is no secret
        phase, lean = random.uniform(0, 6), random.uniform(0.2, 0.5)
        points = []
        for step in range(240):
            t = step / 240
            swing = math.sin(2 * math.pi * (width / 22) * t + phase)
            reach = 0.5 + 0.5 * math.sin(9 * t + phase) * random.uniform(0.95, 1.05)
            up = height * (0.5 + 0.45 * reach * math.cos(2 * math.pi * (width / 22) * t + phase))
            points.append((x + width * t + 9 * swing + lean * (height - up), y + up))
        curve = np.round(np.array(points)).astype(np.int32).reshape(-1, 1, 2)
        cv2.polylines(self.grey, [curve], False, (30,), 3, cv2.LINE_AA)

    def write(self, text: str, x: int, y: int, *, seed: int) -> None:
        """A scrawl that an engine takes for the word `text`."""
        self.scrawl(x, y, seed=seed)
        self.words.append(EngineWord(text, x, y, x + 170, y + 46, 0.4, 0, y))
