"""One writer's hand: handwriting faces made uneven, letter by letter. Pure but for fonts.

A handwriting face alone is too even: each writer has a face, a size, a slant and an ink, each word its own
height and drift, each letter its own turn, size and place.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import cv2
import numpy as np
from PIL import Image, ImageDraw

from benchmarks.ocr.fonts import HAND_FACES, font
from benchmarks.ocr.sheet import Sheet
from benchmarks.ocr.truth import Corners, Grey, TrueWord, around

# How large each face must be set to look like writing beside print of 10 points
_SIZE_PT = {"caveat": 17, "indie-flower": 14.5, "kalam": 13.5, "shadows-into-light": 16, "zeyada": 21}
_INKED = 200  # grey below which a pixel counts as written on


@dataclass(frozen=True)
class Hand:
    """A writer. `slant` is sideways per upward pixel, `jitter` how uneven, 1 being usual."""

    random: Random
    face: str
    size_pt: float
    slant: float
    ink: int
    jitter: float

    @classmethod
    def of(cls, random: Random) -> Hand:
        """A writer out of the generator."""
        face = random.choice(sorted(HAND_FACES))
        size_pt = _SIZE_PT[face] * random.uniform(0.92, 1.18)
        slant, ink, jitter = random.uniform(-0.12, 0.3), random.randrange(20, 120), random.uniform(0.5, 1.3)
        return cls(random, face, size_pt, slant, ink, jitter)

    def write(self, sheet: Sheet, text: str, x: float, y: float, *, scale: float = 1.0) -> float:
        """Writes the words from `x` on around the baseline `y`; the place behind the last one."""
        drift, start = self.random.gauss(0, 0.008) * self.jitter, x
        for word in text.split():
            x = self._write_word(sheet, word, x, y + drift * (x - start), scale) + 28 * scale
        return x

    def width_of(self, text: str) -> float:
        """How wide the text comes out, about."""
        words = text.split()
        return font(self.face, round(self.size_pt)).getlength("".join(words)) * 1.08 + 28 * len(words)

    def _write_word(self, sheet: Sheet, word: str, x: float, y: float, scale: float) -> float:
        boxes: list[Corners] = []
        y += self.random.gauss(0, 3.0) * self.jitter
        for letter in word:
            glyph, pen, advance = self._letter(letter, scale)
            left, top = round(x - pen[0]), round(y - pen[1] + self.random.gauss(0, 1.8) * self.jitter)
            rows, columns = np.nonzero(glyph < _INKED)
            if rows.size:
                lay_on(sheet.image, glyph, left, top)
                edges = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
                boxes.append((left + edges[0], top + edges[1], left + edges[2], top + edges[3]))
            x += advance * self.random.uniform(0.96, 1.05)
        if boxes:
            left_, top_, right_, bottom_ = (float(side) for side in around(boxes))
            box = (left_, top_, right_, bottom_)
            sheet.words.append(TrueWord(word, box, handwritten=True, part=sheet.part))
        return x

    def _letter(self, letter: str, scale: float) -> tuple[Grey, tuple[float, float], float]:
        """The letter's image (dark on white), where the pen stands in it, and how far it moves on."""
        size = self.size_pt * scale * self.random.uniform(1 - 0.05 * self.jitter, 1 + 0.05 * self.jitter)
        face = font(self.face, round(size * 2) / 2)
        side = round(face.size * 2.4)
        tile, pen = Image.new("L", (side, side), 255), (side * 0.35, side * 0.62)
        pressure = int(min(150, max(0, self.ink + self.random.gauss(0, 14))))
        ImageDraw.Draw(tile).text(pen, letter, font=face, fill=pressure, anchor="ls")
        angle = self.random.gauss(0, 2.2) * self.jitter
        turned = np.asarray(cv2.getRotationMatrix2D(pen, angle, 1.0), dtype=np.float64)
        slanted = np.array([[1.0, -self.slant, self.slant * pen[1]], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
        glyph = cv2.warpAffine(np.asarray(tile), turned @ slanted, (side, side), borderValue=(255,))
        return np.asarray(glyph, dtype=np.uint8), pen, face.getlength(letter)


def lay_on(image: Image.Image, glyph: Grey, left: int, top: int) -> None:
    """Lays ink on the paper at (left, top): the darker of both at every pixel; what falls off is lost."""
    width, height = image.size
    cut = glyph[max(0, -top) : max(0, height - top), max(0, -left) : max(0, width - left)]
    if cut.size == 0:
        return
    left, top = max(0, left), max(0, top)
    below = np.asarray(image.crop((left, top, left + cut.shape[1], top + cut.shape[0])))
    image.paste(Image.fromarray(np.minimum(below, cut)), (left, top))
