"""A page as print at places: what types and dates are told from. Pure.

Read from the JSON of a page as it is stored, of which only words and boxes are used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

_HEADING_HEIGHT = 1.35  # times the page's usual line
_HEADING_WORDS = 8
_TOP_SHARE = 0.3
_MACHINE_LINE = 0.035  # the share at the top in which a fax machine prints a line of its own


@dataclass(frozen=True)
class PrintedLine:
    """Words on one line; places are shares of the page's height and width."""

    text: str
    top: float
    left: float
    height: float


@dataclass(frozen=True)
class PrintedPage:
    """The lines of a page from top to bottom, without a fax machine's own; none on a blank page."""

    lines: tuple[PrintedLine, ...] = ()

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> PrintedPage:
        """The page out of its stored JSON."""
        width, height = stored["width"], stored["height"]
        lines = []
        for block in stored["blocks"]:
            for words in block:
                boxes = [word["box"] for word in words]
                top, bottom = min(box[1] for box in boxes), max(box[3] for box in boxes)
                text = " ".join(word["text"] for word in words)
                left = min(box[0] for box in boxes)
                lines.append(PrintedLine(text, top / height, left / width, (bottom - top) / height))
        return cls(tuple(_without_machine_line(sorted(lines, key=lambda line: line.top))))

    @property
    def headings(self) -> tuple[str, ...]:
        """What stands out at the top: large, in capitals, or a short line of capitalised words."""
        if not self.lines:
            return ()
        usual = median(line.height for line in self.lines)
        return tuple(line.text for line in self.lines if line.top < _TOP_SHARE and _stands_out(line, usual))


def _stands_out(line: PrintedLine, usual: float) -> bool:
    words = line.text.split()
    if len(words) > _HEADING_WORDS or not any(letter.isalpha() for letter in line.text):
        return False
    is_large = line.height >= _HEADING_HEIGHT * usual
    return is_large or line.text.isupper() or (line.text.istitle() and ":" not in line.text)


def _without_machine_line(lines: list[PrintedLine]) -> list[PrintedLine]:
    first = [line for line in lines if line.top + line.height < _MACHINE_LINE]
    text = " ".join(line.text for line in first).casefold()
    is_machines = any(letter.isdigit() for letter in text) and ("fax" in text or "from" in text)
    return [line for line in lines if line not in first] if is_machines else lines
