"""A page of an invented chart as lines of print at places, and what is true of it. Pure.

Lengths are hundredths of an inch on Letter paper: 850 wide, 1100 high.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 850, 1100
CHARACTER = 0.52  # the mean width of a character, by its height


@dataclass(frozen=True)
class Line:
    """Words that stand together from `left` on, `baseline` measured from the top; `size` is their height."""

    text: str
    left: float
    baseline: float
    size: float
    bold: bool = False
    hand: bool = False


@dataclass(frozen=True)
class PaperPage:
    """One side of a sheet; `scan` names what became of it on its way: clean, ordinary, copied or faxed."""

    lines: tuple[Line, ...]
    scan: str = "ordinary"

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands on it."""
        return not self.lines


@dataclass(frozen=True)
class TrueDocument:
    """A document of the chart: its pages from `first` (from 0), its type as named by `forms`, its date."""

    kind: str
    day: date
    first: int
    page_count: int


@dataclass(frozen=True)
class TrueChart:
    """A chart in the order in which it was scanned."""

    pages: tuple[PaperPage, ...]
    documents: tuple[TrueDocument, ...]
    birth_date: str

    def __post_init__(self) -> None:
        places = [place for one in self.documents for place in range(one.first, one.first + one.page_count)]
        if places != list(range(len(self.pages))):
            raise ValueError("the documents of a chart hold each page once, in order")

    @property
    def starts(self) -> frozenset[int]:
        """The pages (from 0) on which a document begins."""
        return frozenset(one.first for one in self.documents)
