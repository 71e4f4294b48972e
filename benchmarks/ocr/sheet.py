"""A sheet of paper to draw on, word by word, which remembers where every word went."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from benchmarks.ocr.fonts import Font
from benchmarks.ocr.truth import Corners, TrueCell, TrueCheckbox, TrueField, TruePage, TrueWord, around

WIDTH_PX, HEIGHT_PX = 2550, 3300  # US Letter at 300 dpi
INK, PAPER = 18, 255


class Sheet:
    """A white Letter page at 300 dpi. Words are drawn in reading order; y is always the baseline."""

    def __init__(self) -> None:
        self.image = Image.new("L", (WIDTH_PX, HEIGHT_PX), PAPER)
        self.pen = ImageDraw.Draw(self.image)
        self.part = "body"
        self.words: list[TrueWord] = []
        self.fields: list[TrueField] = []
        self.checkboxes: list[TrueCheckbox] = []
        self.cells: list[TrueCell] = []

    def finished(self, name: str) -> TruePage:
        """The page as it was drawn."""
        return TruePage(
            name,
            np.asarray(self.image, dtype=np.uint8),
            tuple(self.words),
            fields=tuple(self.fields),
            checkboxes=tuple(self.checkboxes),
            cells=tuple(self.cells),
        )

    def write(self, text: str, x: float, y: float, face: Font, *, ink: int = INK) -> float:
        """Draws the words of one line from `x` on; the place behind the last one."""
        space = face.getlength(" ")
        for word in text.split():
            self.pen.text((x, y), word, font=face, fill=ink, anchor="ls")
            left, top, right, bottom = face.getbbox(word, anchor="ls")
            self.words.append(TrueWord(word, (x + left, y + top, x + right, y + bottom), part=self.part))
            x += face.getlength(word) + space
        return x - space

    def write_right(self, text: str, right: float, y: float, face: Font) -> float:
        """Draws the line so that it ends at `right`."""
        return self.write(text, right - face.getlength(text), y, face)

    def write_centred(self, text: str, y: float, face: Font, *, middle: float = WIDTH_PX / 2) -> float:
        """Draws the line around `middle`."""
        return self.write(text, middle - face.getlength(text) / 2, y, face)

    def paragraph(
        self, text: str, x: float, y: float, *, width: float, face: Font, leading: float = 1.35
    ) -> float:
        """Draws the text in lines at most `width` wide; the baseline of the line that would follow."""
        step = face.size * leading
        for line in wrapped(text, width, face):
            self.write(line, x, y, face)
            y += step
        return y

    def checkbox(self, label: str, x: float, y: float, face: Font, *, is_marked: bool) -> float:
        """Draws a box, its cross or tick if marked, and the label; the place behind the label."""
        side = face.size * 0.8
        box = (x, y - side, x + side, y)
        self.pen.rectangle(box, outline=INK, width=4)
        if is_marked:
            inset = side * 0.18
            inner = (x + inset, y - side + inset, x + side - inset, y - inset)
            self.pen.line(inner, fill=INK, width=6)
            self.pen.line((inner[0], inner[3], inner[2], inner[1]), fill=INK, width=6)
        self.checkboxes.append(TrueCheckbox(label, is_marked, box))
        return self.write(label, x + side * 1.5, y, face)

    def field(self, name: str, value: str, x: float, y: float, face: Font) -> float:
        """Draws a value and notes it as the field `name`."""
        first = len(self.words)
        end = self.write(value, x, y, face)
        self.fields.append(TrueField(name, value, around([word.box for word in self.words[first:]])))
        return end

    def rule(self, x1: float, y1: float, x2: float, y2: float, *, width: int = 3) -> None:
        """Draws a straight line."""
        self.pen.line((x1, y1, x2, y2), fill=INK, width=width)

    def table_row(
        self,
        row: int,
        texts: Sequence[str],
        *,
        edges: Sequence[float],
        top: float,
        face: Font,
        is_ruled: bool,
    ) -> float:
        """Draws one row between column `edges`, wrapping in each cell; the row's lower edge."""
        margin, step = face.size * 0.35, face.size * 1.3
        lines = [wrapped(text, edges[n + 1] - edges[n] - 2 * margin, face) for n, text in enumerate(texts)]
        bottom = top + step * max(len(cell) for cell in lines) + margin
        for column, cell in enumerate(lines):
            for number, line in enumerate(cell):
                self.write(line, edges[column] + margin, top + face.size * 1.1 + number * step, face)
            box: Corners = (edges[column], top, edges[column + 1], bottom)
            self.cells.append(TrueCell(row, column, texts[column], box))
            if is_ruled:
                self.pen.rectangle(box, outline=INK, width=3)
        return bottom


def wrapped(text: str, width: float, face: Font) -> list[str]:
    """The text as lines of whole words, each at most `width` wide unless it is a single word."""
    lines: list[str] = []
    for word in text.split():
        if lines and face.getlength(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines or [""]
