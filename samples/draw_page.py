"""One drawn page as PDF bytes with its true text. Reads font files from installed packages."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from samples.page_parts import (
    Block,
    Columns,
    Fields,
    Heading,
    Numbered,
    PageSpec,
    Paragraph,
    Signed,
    Table,
    Ticks,
)
from samples.patients import NOTICE

LETTER_PT = (612.0, 792.0)
MARGIN_PT = 54.0
GUTTER_PT = 26.0
# Fonts are embedded, so that a page looks the same on a machine with other fonts or none.
_FONT_FILES = {
    "mono": ("fontpkg_ibm_plex_mono", "files", "IBMPlexMono-Regular.ttf"),
    "mono-bold": ("fontpkg_ibm_plex_mono", "files", "IBMPlexMono-Bold.ttf"),
    "serif": ("font_caladea", "files", "Caladea-Regular.ttf"),
    "serif-bold": ("font_caladea", "files", "Caladea-Bold.ttf"),
    "sans": ("reportlab", "fonts", "Vera.ttf"),
    "sans-bold": ("reportlab", "fonts", "VeraBd.ttf"),
}


@dataclass(frozen=True)
class DrawnPage:
    """A one-page PDF with real text, and the lines printed on it in reading order."""

    pdf: bytes
    lines: tuple[str, ...]


@dataclass
class _Pen:
    """Where the next line goes; remembers every line that it wrote."""

    canvas: Canvas
    left: float
    width: float
    y: float
    font: str
    size: float
    lines: list[str] = field(default_factory=list)

    @property
    def leading(self) -> float:
        return self.size * 1.36

    def column(self, left: float, width: float) -> _Pen:
        return _Pen(self.canvas, left, width, self.y, self.font, self.size)

    def put(self, text: str, x: float, *, bold: bool = False, size: float | None = None) -> None:
        self.canvas.setFont(f"{self.font}-bold" if bold else self.font, size or self.size)
        self.canvas.drawString(x, self.y, text)

    def write(self, text: str, *, indent: float = 0, bold: bool = False) -> None:
        font = f"{self.font}-bold" if bold else self.font
        for line in simpleSplit(text, font, self.size, self.width - indent):
            self.put(line, self.left + indent, bold=bold)
            self.lines.append(line)
            self.y -= self.leading


@cache
def _register_fonts() -> None:
    for name, (package, *path) in _FONT_FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(files(package).joinpath(*path))))


def _draw_heading(pen: _Pen, part: Heading) -> None:
    pen.y -= pen.leading * 0.3
    pen.write(part.text, bold=True)


def _draw_paragraph(pen: _Pen, part: Paragraph) -> None:
    pen.write(part.text)
    pen.y -= pen.leading * 0.25


def _draw_numbered(pen: _Pen, part: Numbered) -> None:
    for number, entry in enumerate(part.entries, start=1):
        pen.write(f"{number}. {entry}")
    pen.y -= pen.leading * 0.25


def _draw_fields(pen: _Pen, part: Fields) -> None:
    share = pen.width / part.across
    for start in range(0, len(part.pairs), part.across):
        row = part.pairs[start : start + part.across]
        for place, (label, value) in enumerate(row):
            x = pen.left + place * share
            pen.put(f"{label}: ", x, bold=True)  # with the space: a reader of the text layer needs it
            pen.put(value, x + pdfmetrics.stringWidth(f"{label}: ", f"{pen.font}-bold", pen.size))
        pen.lines.append(" ".join(f"{label}: {value}" for label, value in row))
        pen.y -= pen.leading * 1.12


def _draw_ticks(pen: _Pen, part: Ticks) -> None:
    side = pen.size * 0.85
    for label, marked in part.boxes:
        pen.canvas.setLineWidth(0.9)
        pen.canvas.rect(pen.left, pen.y - side * 0.15, side, side)
        if marked:
            pen.canvas.setLineWidth(1.5)
            for low, high in ((0.0, 1.0), (1.0, 0.0)):  # a cross, a little past the box as a pen makes it
                y = pen.y - side * 0.15
                pen.canvas.line(pen.left - 1, y + low * side - 1, pen.left + side + 2, y + high * side + 1)
        pen.put(label, pen.left + side * 1.7)
        pen.lines.append(label)
        pen.y -= pen.leading * 1.15


def _draw_table(pen: _Pen, part: Table) -> None:
    height = pen.leading * 1.2
    pen.y -= pen.leading * 0.4
    top = pen.y + pen.size
    edges = [pen.left + pen.width * sum(part.shares[:n]) for n in range(len(part.shares) + 1)]
    for number, row in enumerate((part.header, *part.rows)):
        for cell, x in zip(row, edges, strict=False):
            pen.put(cell, x + 4, bold=number == 0)
        pen.lines.append(" ".join(cell for cell in row if cell))
        pen.y -= height
    bottom = top - height * (len(part.rows) + 1)
    pen.canvas.setLineWidth(0.6)
    for number in range(len(part.rows) + 2):
        pen.canvas.line(edges[0], top - number * height, edges[-1], top - number * height)
    for x in edges:
        pen.canvas.line(x, top, x, bottom)
    pen.y -= pen.leading * 0.4


def _draw_signed(pen: _Pen, part: Signed) -> None:
    pen.y -= pen.leading * 1.3
    rng = random.Random(part.name)  # one person's signature looks the same on every page
    x, y = pen.left + 10, pen.y + 6
    stroke = pen.canvas.beginPath()
    stroke.moveTo(x, y)
    for _ in range(rng.randint(4, 7)):
        end_x, end_y = x + rng.uniform(12, 26), pen.y + rng.uniform(2, 9)
        rise = rng.uniform(10, 26)
        stroke.curveTo(
            x + rng.uniform(-4, 10), y + rise, end_x - rng.uniform(0, 12), end_y + rise, end_x, end_y
        )
        x, y = end_x, end_y
    stroke.curveTo(x + 20, y - 10, x + 40, y + 12, x + 60, y + 4)
    pen.canvas.setLineWidth(1.1)
    pen.canvas.drawPath(stroke)
    pen.canvas.setLineWidth(0.6)
    pen.canvas.line(pen.left, pen.y, pen.left + 190, pen.y)
    pen.y -= pen.leading
    pen.write(part.name)


_DRAWERS: dict[type[Block], Callable[..., None]] = {
    Heading: _draw_heading,
    Paragraph: _draw_paragraph,
    Numbered: _draw_numbered,
    Fields: _draw_fields,
    Ticks: _draw_ticks,
    Table: _draw_table,
    Signed: _draw_signed,
}


def _draw_columns(pen: _Pen, part: Columns) -> None:
    width = (pen.width - GUTTER_PT) / 2
    columns = (pen.column(pen.left, width), pen.column(pen.left + width + GUTTER_PT, width))
    for column, blocks in zip(columns, (part.left, part.right), strict=True):
        for block in blocks:
            _DRAWERS[type(block)](column, block)
        pen.lines.extend(column.lines)
    pen.y = min(column.y for column in columns) - pen.leading * 0.6


def _draw_banner(pen: _Pen, spec: PageSpec) -> None:
    patient = spec.encounter.patient
    if spec.top_line:
        pen.put(spec.top_line, pen.left, size=pen.size * 0.85)
        pen.lines.append(spec.top_line)
        pen.y -= pen.leading * 1.6
    pen.write(spec.letterhead, bold=True)
    pen.write(spec.title, bold=True)
    pen.canvas.setLineWidth(1)
    pen.canvas.line(pen.left, pen.y + pen.size * 0.6, pen.left + pen.width, pen.y + pen.size * 0.6)
    pen.y -= pen.leading * 0.4
    pairs = (("Patient", patient.name), ("DOB", patient.printed_dob), ("MRN", patient.mrn))
    _draw_fields(pen, Fields((*pairs, ("Encounter", spec.encounter.number)), across=2))
    pen.y -= pen.leading * 0.3


def draw_page(spec: PageSpec, *, number: int, of: int) -> DrawnPage:
    """The page `number` of `of` as an upright one-page PDF with embedded fonts, and its true lines.

    Raises:
        ValueError: the parts do not fit on the page.
    """
    _register_fonts()
    width, height = reversed(LETTER_PT) if spec.landscape else LETTER_PT
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(width, height), invariant=True)  # no clock in the file
    pen = _Pen(canvas, MARGIN_PT, width - 2 * MARGIN_PT, height - MARGIN_PT, spec.typeface, spec.size_pt)
    _draw_banner(pen, spec)
    for part in spec.parts:
        if isinstance(part, Columns):
            _draw_columns(pen, part)
        else:
            _DRAWERS[type(part)](pen, part)
    if pen.y < MARGIN_PT - 6:
        raise ValueError(f"page {number} of {spec.title!r} overflows by {MARGIN_PT - pen.y:.0f} points")
    pen.y = MARGIN_PT - 22
    footer = f"{NOTICE} Page {number} of {of}"
    pen.put(footer, pen.left, size=pen.size * 0.9)
    canvas.save()
    return DrawnPage(buffer.getvalue(), (*pen.lines, footer))
