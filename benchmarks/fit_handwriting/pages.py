"""Draws pages with print and pen strokes and the truth by word, to fit and to check the handwriting labels.

Handwriting fonts stand in for pens: each written word is turned, stretched, bent and inked by chance, since
a pen never writes a letter twice. Needs font files; draws nothing that belongs to a patient.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Pixels = NDArray[np.uint8]

_CHART_WORDS = (
    "patient denies chest pain and shortness of breath today blood pressure pulse temp weight height right "
    "left mild moderate severe acute chronic history of hypertension diabetes mellitus type asthma follow up "
    "in weeks continue lisinopril metformin aspirin daily twice at bedtime with food no known drug allergies "
    "abdomen soft non-tender lungs clear heart regular rate rhythm without murmur edema normal exam plan "
    "labs cbc ordered refer to cardiology return if worse knee shoulder fracture healed wound clean dry "
    "dressing changed nurse doctor signed the was is on for not x-ray shows report impression findings"
)
VOCABULARY = tuple(_CHART_WORDS.split())
LABELS = ("Name:", "DOB:", "MRN:", "Date:", "Allergies:", "Medications:", "BP:", "Pulse:", "Notes:", "Plan:")


@dataclass(frozen=True)
class DrawnWord:
    """A word on a drawn page: its box in pixels (left, top, right, bottom) and whether a pen wrote it."""

    text: str
    corners: tuple[float, float, float, float]
    handwritten: bool


@dataclass(frozen=True)
class DrawnPage:
    """A page as it would be cleaned for reading, with the truth. `dpi` is the working resolution."""

    grey: Pixels
    dpi: int
    words: tuple[DrawnWord, ...]
    damage: str


def draw_page(
    random: Random, *, printed: Sequence[Path], written: Path | None, dpi: int, damage: str
) -> DrawnPage:
    """6 × 6 inches of page at `dpi`, damaged and brought to 200 dpi or more; no pen if `written` is None."""
    sheet = _Sheet(random, dpi)
    while sheet.top < sheet.grey.shape[0] - 0.5 * dpi:
        sheet.start_line()
        is_penned = written is not None and random.random() < 0.5
        if is_penned and random.random() < 0.5:
            label_font = random.choice(list(printed))
            for label in LABELS[(at := random.randrange(len(LABELS))) : at + 1]:
                sheet.add_word(label, label_font, is_pen=False)
        font = written if is_penned and written is not None else random.choice(list(printed))
        sheet.fill_line(font, is_pen=is_penned)
    return _damaged(sheet, random, damage)


class _Sheet:
    """Words are put down line by line; every line has its size, its case and its ink."""

    def __init__(self, random: Random, dpi: int) -> None:
        self.random = random
        self.dpi = dpi
        self.grey: Pixels = np.full((6 * dpi, 6 * dpi), random.randint(238, 255), np.uint8)
        self.words: list[DrawnWord] = []
        self.top = 0.3 * dpi
        self.left = 0.3 * dpi
        self.size_pt = 10.0
        self.change_case: Callable[[str], str] = str
        self.ink = 0
        self.is_wild = random.random() < 0.7

    def start_line(self) -> None:
        """Moves down by the line before and chooses how the next one looks."""
        random = self.random
        self.top += self.size_pt * self.dpi / 72 * random.choice((1.15, 1.3, 1.8))
        self.left = self.dpi * random.choice((0.3, 0.3, 0.6, 1.5))
        self.size_pt = random.choice((7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 12.0, 14.0, 18.0))
        self.change_case = random.choice((str, str, str, str.title, str.upper))
        self.ink = random.choice((0, 0, 20, 60, 100))

    def fill_line(self, font: Path, *, is_pen: bool) -> None:
        """Words up to the right margin or less."""
        size_pt = self.size_pt * (self.random.uniform(0.8, 1.9) if is_pen else 1.0)
        if not is_pen and self.random.random() < 0.05:
            size_pt *= 2.0
        self.size_pt = size_pt
        end = self.grey.shape[1] * self.random.choice((0.4, 0.9, 0.95))
        is_underlined = self.random.random() < 0.15
        start = self.left
        while self.left < end and self.add_word(self._next_text(), font, is_pen=is_pen):
            pass
        if is_underlined:
            at = round(self.top + size_pt * self.dpi / 72 * self.random.uniform(1.15, 1.4))
            self._rule((round(start), at), (round(self.left), at))
        if self.random.random() < 0.15:
            self._frame(start)

    def _rule(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        cv2.line(self.grey, start, end, (0,), max(self.dpi // 100, 1))

    def _frame(self, start: float) -> None:
        """A table's cell around the line."""
        size_px = self.size_pt * self.dpi / 72
        top, bottom = round(self.top - 0.1 * size_px), round(self.top + 1.5 * size_px)
        left, right = round(start - 0.2 * size_px), round(self.left)
        corners = ((left, top), (right, top), (right, bottom), (left, bottom))
        for number, corner in enumerate(corners):
            self._rule(corner, corners[number - 1])

    def add_word(self, text: str, path: Path, *, is_pen: bool) -> bool:
        """Whether the word still found room."""
        stamp = _word_ink(text, path, self.size_pt * self.dpi / 72)
        if is_pen and self.is_wild:
            stamp = _penned(stamp, self.random)
        height, width = stamp.shape
        is_lifted = is_pen and self.is_wild
        lift = self.random.uniform(-0.12, 0.12) * self.size_pt * self.dpi / 72
        x, y = round(self.left), round(self.top + (lift if is_lifted else 0.0))
        if x + width >= self.grey.shape[1] or y + height >= self.grey.shape[0] or y < 0:
            return False
        place = self.grey[y : y + height, x : x + width]
        covered = place.astype(np.float32) * (1 - stamp) + self.ink * stamp
        place[:] = np.minimum(place, covered.astype(np.uint8))
        rows, columns = np.flatnonzero(stamp.max(axis=1) > 0.3), np.flatnonzero(stamp.max(axis=0) > 0.3)
        if len(rows) and len(columns):
            corners = (x + columns[0], y + rows[0], x + columns[-1] + 1, y + rows[-1] + 1)
            self.words.append(DrawnWord(text, tuple(float(edge) for edge in corners), is_pen))  # type: ignore[arg-type]
        self.left += width + self.size_pt * self.dpi / 72 * self.random.uniform(0.2, 0.4)
        return True

    def _next_text(self) -> str:
        random = self.random
        kind = random.random()
        if kind < 0.15:
            return random.choice(
                (
                    f"{random.randint(1, 999)}",
                    f"{random.randint(1, 12)}/{random.randint(1, 28)}/{random.randint(1940, 2026)}",
                    f"{random.randint(90, 190)}/{random.randint(50, 110)}",
                    f"{random.randint(1, 40) / 2}",
                    "mg",
                    "-",
                    f"({random.randint(200, 999)})",
                    f"{random.randint(100, 999)}-{random.randint(1000, 9999)}",
                )
            )
        return self.change_case(random.choice(VOCABULARY)) + random.choice(("", "", "", "", ",", ".", ":"))


def _word_ink(text: str, path: Path, size_px: float) -> NDArray[np.float32]:
    """How much of each pixel the word covers, 0–1, with a margin to bend in."""
    font = ImageFont.truetype(path, size_px)
    left, _, right, bottom = font.getbbox(text)
    margin = round(0.2 * size_px) + 1
    size = (round(right - left) + 2 * margin, round(max(bottom, size_px)) + 2 * margin)
    canvas = Image.new("L", size, 0)
    ImageDraw.Draw(canvas).text((margin - left, margin), text, font=font, fill=255)
    return np.asarray(canvas, np.float32) / 255


def _penned(stamp: NDArray[np.float32], random: Random) -> NDArray[np.float32]:
    """The word turned, sheared, stretched and bent a little, with a thinner or thicker pen."""
    height, width = stamp.shape
    slant, turn = random.uniform(-0.25, 0.25), random.uniform(-0.05, 0.05)
    stretch = random.uniform(0.85, 1.15)
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    field = np.asarray([random.gauss(0, 1) for _ in range(2 * 4 * 8)], np.float32).reshape(2, 4, 8)
    bend = [
        0.02 * height * cv2.resize(part, (width, height), interpolation=cv2.INTER_CUBIC) for part in field
    ]
    middle_x, middle_y = width / 2, height / 2
    from_x = middle_x + (xs - middle_x) / stretch + slant * (ys - middle_y) + bend[0]
    from_y = middle_y + (ys - middle_y) + turn * (xs - middle_x) + bend[1]
    bent = cv2.remap(stamp, from_x, from_y, cv2.INTER_LINEAR)
    pen = random.random()
    if pen < 0.15:
        thick_px = max(round(height * random.uniform(0.02, 0.06)), 2)
        bent = cv2.dilate(bent, np.ones((thick_px, thick_px), np.uint8))
    elif pen < 0.25:
        bent = cv2.GaussianBlur(bent, (3, 3), 0)
    return np.asarray(np.clip(bent, 0, 1), np.float32)


def _damaged(sheet: _Sheet, random: Random, damage: str) -> DrawnPage:
    """The sheet after `damage`, brought to the resolution that pages are read at."""
    noise = np.random.default_rng(random.randrange(2**32))
    grey = DAMAGES[damage](sheet.grey, noise, random)
    factor = 2.0 if sheet.dpi < 200 else 1.0
    if factor != 1.0:
        larger = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
        grey = np.asarray(larger, np.uint8)
    words = tuple(
        DrawnWord(w.text, tuple(factor * edge for edge in w.corners), w.handwritten)  # type: ignore[arg-type]
        for w in sheet.words
    )
    return DrawnPage(grey, round(sheet.dpi * factor), words, damage)


def _clean(grey: Pixels, noise: np.random.Generator, random: Random) -> Pixels:
    speckled = grey + noise.normal(0, random.choice((0.0, 2.0, 5.0)), grey.shape)
    return np.clip(speckled, 0, 255).astype(np.uint8)


def _blurred(grey: Pixels, noise: np.random.Generator, random: Random) -> Pixels:
    soft = cv2.GaussianBlur(grey, (0, 0), random.uniform(0.6, 1.6))
    return _clean(np.asarray(soft, np.uint8), noise, random)


def _faxed(grey: Pixels, noise: np.random.Generator, random: Random) -> Pixels:
    height, width = grey.shape
    coarse = cv2.resize(grey, (round(width * 0.7), round(height * 0.7)), interpolation=cv2.INTER_AREA)
    speckled = coarse + noise.normal(0, 14, coarse.shape)
    black = np.where(speckled > random.randint(130, 200), 255, 0).astype(np.uint8)
    return np.asarray(cv2.resize(black, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def _peppered(grey: Pixels, noise: np.random.Generator, random: Random) -> Pixels:
    chance = noise.random(grey.shape)
    share = random.uniform(0.002, 0.02)
    return np.where(chance < share, 0, np.where(chance > 1 - share, 255, grey)).astype(np.uint8)


def _faint(grey: Pixels, noise: np.random.Generator, random: Random) -> Pixels:
    pale = 255 - (255 - grey.astype(np.float32)) * random.uniform(0.2, 0.5)
    return np.clip(pale + noise.normal(0, 4, grey.shape), 0, 255).astype(np.uint8)


def _straightened(grey: Pixels, noise: np.random.Generator, random: Random) -> Pixels:
    """Skewed and turned back with a remainder, as a deskewed scan is."""
    angle_deg = random.uniform(-4, 4)
    height, width = grey.shape
    for turned_deg in (angle_deg, -angle_deg + random.uniform(-0.2, 0.2)):
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), turned_deg, 1.0)
        grey = np.asarray(
            cv2.warpAffine(grey, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255,)), np.uint8
        )
    return _clean(grey, noise, random)


def _copied(grey: Pixels, noise: np.random.Generator, random: Random) -> Pixels:
    """Thick and rough, as a copy of a copy."""
    thick = cv2.erode(grey, np.ones((2, 2), np.uint8)) if random.random() < 0.7 else grey
    rough = cv2.GaussianBlur(thick + noise.normal(0, 40, grey.shape), (0, 0), 0.8)
    return np.clip((rough - 128) * random.uniform(1.5, 3.0) + 128, 0, 255).astype(np.uint8)


Damage = Callable[[Pixels, np.random.Generator, Random], Pixels]
DAMAGES: dict[str, Damage] = {
    "clean": _clean,
    "blurred": _blurred,
    "faxed": _faxed,
    "peppered": _peppered,
    "faint": _faint,
    "straightened": _straightened,
    "copied": _copied,
}
