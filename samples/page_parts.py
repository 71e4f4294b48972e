"""What a page is made of, as plain values: drawing and true text come from the same parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from samples.patients import Encounter


@dataclass(frozen=True)
class Heading:
    """A section's title on a line of its own."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """Running text, broken into lines where it is drawn."""

    text: str


@dataclass(frozen=True)
class Numbered:
    """Short entries, printed as "1. …"."""

    entries: tuple[str, ...]


@dataclass(frozen=True)
class Fields:
    """Label and value pairs, `across` of them on a line."""

    pairs: tuple[tuple[str, str], ...]
    across: int = 1


@dataclass(frozen=True)
class Ticks:
    """Boxes with a label; a marked one is drawn with a cross, which is no text."""

    boxes: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Table:
    """A ruled table; `shares` are the columns' parts of the width and sum to 1."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[float, ...]

    def __post_init__(self) -> None:
        if any(len(row) != len(self.header) for row in self.rows) or len(self.shares) != len(self.header):
            raise ValueError("every row of a table has as many cells as its header")


@dataclass(frozen=True)
class Signed:
    """A drawn signature over a line with the author's printed name."""

    name: str


Block = Heading | Paragraph | Numbered | Fields | Ticks | Table | Signed
Typeface = Literal["mono", "serif", "sans"]


@dataclass(frozen=True)
class Columns:
    """Two columns, each read to its end before the next."""

    left: tuple[Block, ...]
    right: tuple[Block, ...]


@dataclass(frozen=True)
class PageSpec:
    """One page before it is drawn. `top_line` is what a fax machine prints above everything."""

    title: str
    letterhead: str
    encounter: Encounter
    parts: tuple[Block | Columns, ...]
    typeface: Typeface = "serif"
    size_pt: float = 10.5
    landscape: bool = False
    top_line: str = ""
