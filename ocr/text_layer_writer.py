"""The content stream of an invisible text layer: corrected words at their places on the page. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

from ocr.glyphless_font import GLYPH_WIDTH_EM, TextFont
from ocr.page import Box
from ocr.transform import Transform

FONT_NAME = "/ChartscribeText"
# A line much taller than its words is skewed or stands on end: its words keep their own heights.
_LEVEL_LINE = 1.6
# The share of its word's height that a space may lie off its place: half of what PDFium takes for a new line.
_LEVEL_SPACE = 0.125


@dataclass(frozen=True)
class PlacedWord:
    """A word as verified, its box in pixels of the original page frame, and the line it belongs to."""

    text: str
    box: Box
    line_no: int

    def __post_init__(self) -> None:
        if self.text.split() != [self.text]:
            raise ValueError("a placed word is empty or holds white space")


@dataclass(frozen=True)
class _Run:
    """Characters stretched over a rectangle (pixels); `goes_on` where the run before it left off."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    goes_on: bool = False


def text_layer(words: Sequence[PlacedWord], *, font: TextFont, to_page: Transform) -> bytes:
    """A content stream that writes the words invisibly, in their order; empty without words.

    `to_page` leads from pixels of the original frame to the page's user space. Words stand upright in the
    displayed page and are stretched to their boxes, even where the printed line runs on end: so every
    reader finds whole words at their places. A space follows each word, as wide as the gap it fills.
    """
    if not words:
        return b""
    commands = [b"q BT 3 Tr"]
    for _, line in groupby(words, key=lambda word: word.line_no):
        commands += [_written(run, font, to_page) for run in _runs(list(line))]
    return b"\n".join([*commands, b"ET Q", b""])


def _levels(line: list[PlacedWord]) -> list[tuple[float, float]]:
    """(top, bottom) of each word: its box's; a sign that is no word (a dash is flat, and hangs) gets more.

    It reaches from the line's top to the bottom of the word before it. A line that is skewed or stands on
    end keeps every box.
    """
    top = min(word.box.top for word in line)
    height = max(word.box.bottom for word in line) - top
    is_level = height <= _LEVEL_LINE * median(word.box.height for word in line)
    levels: list[tuple[float, float]] = []
    for word in line:
        if is_level and _is_sign(word):
            levels.append((top, levels[-1][1] if levels else top + height))
        else:
            levels.append((word.box.top, word.box.bottom))
    return levels


def _sides(line: list[PlacedWord]) -> list[tuple[float, float]]:
    """(left, right) of each word: its box's, a pixel apart where words touch or overlap; signs give way."""
    sides: list[tuple[float, float]] = []
    for word in line:
        left, right = float(word.box.left), float(word.box.right)
        if sides and left <= sides[-1][1] < right - 2 and left > sides[-1][0] + 1:
            before_left, before_right = sides[-1]
            if _is_sign(word):
                left = before_right + 1
            else:
                sides[-1] = (before_left, max(left - 1, before_left + 1))
        sides.append((left, right))
    return sides


def _is_sign(word: PlacedWord) -> bool:
    return not any(char.isalnum() for char in word.text)


def _runs(line: list[PlacedWord]) -> Iterator[_Run]:
    """Each word, then the space after it.

    A space ends halfway between its neighbours' bottoms: PDFium begins a new line where text rises by a
    quarter of its height. Where that is nearly its word's bottom it goes on from there, in half the bytes.
    """
    levels, sides = _levels(line), _sides(line)
    for number, word in enumerate(line):
        (left, right), (top, bottom) = sides[number], levels[number]
        space_right, space_bottom = right + 1, bottom
        if number + 1 < len(line) and _side_by_side(word.box, line[number + 1].box):
            space_right = sides[number + 1][0]
            space_bottom = (bottom + levels[number + 1][1]) / 2
        yield _Run(word.text, left, right, top, bottom)
        space_right = max(space_right, right + 1)
        if abs(space_bottom - bottom) <= _LEVEL_SPACE * (bottom - top):
            yield _Run(" ", right, space_right, top, bottom, goes_on=True)
        else:
            yield _Run(" ", right, space_right, min(top, space_bottom - 1), space_bottom)


def _side_by_side(box: Box, following: Box) -> bool:
    """Whether the second box goes on to the right of the first, on its level."""
    shared = min(box.bottom, following.bottom) - max(box.top, following.top)
    return following.left > box.left + 1 and 2 * shared > min(box.height, following.height)


def _written(run: _Run, font: TextFont, to_page: Transform) -> bytes:
    """The operators for one run: font size by its height, horizontal scaling by its width."""
    points_per_px = math.hypot(to_page.a, to_page.d)
    size_pt = (run.bottom - run.top) * points_per_px
    natural_pt = len(run.text) * GLYPH_WIDTH_EM * size_pt
    stretch_percent = 100 * (run.right - run.left) * points_per_px / natural_pt
    if run.goes_on:
        return f"{_number(stretch_percent, 2)} Tz ".encode("ascii") + font.encoded(run.text) + b" Tj"
    x, y = to_page.point(run.left, run.bottom)
    along = (to_page.a / points_per_px, to_page.d / points_per_px)
    up = (-to_page.b / points_per_px, -to_page.e / points_per_px)
    matrix = " ".join([*(_number(number, 4) for number in (*along, *up)), _number(x, 2), _number(y, 2)])
    operators = f"{FONT_NAME} {_number(size_pt, 2)} Tf {_number(stretch_percent, 2)} Tz {matrix} Tm "
    return operators.encode("ascii") + font.encoded(run.text) + b" Tj"


def _number(value: float, decimals: int) -> str:
    """The number in PDF's notation; a hundredth of a point is .04 pixels at 300 dpi.

    PDF knows no exponents; -0 would make equal pages differ.
    """
    text = f"{value:.{decimals}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
