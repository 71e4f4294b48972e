"""What a part measured: tables for people, the same as JSON for machines, and the bars met or not. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Figure = str | int | float | None


@dataclass(frozen=True)
class Table:
    """Rows of figures under headings; shares are printed with three decimals."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Figure, ...], ...]

    def as_text(self) -> str:
        """The table in columns."""
        cells = [list(self.headings), *([_shown(figure) for figure in row] for row in self.rows)]
        widths = [max(len(row[column]) for row in cells) for column in range(len(self.headings))]
        lines = [
            "  ".join(
                cell.ljust(width) if column == 0 else cell.rjust(width)
                for column, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for row in cells
        ]
        return "\n".join([self.title, *(f"  {line}" for line in lines)])


@dataclass(frozen=True)
class Bar:
    """A promise: what was measured, what is wanted. `is_met` is None where it could not be measured."""

    name: str
    figure: Figure
    wanted: str
    is_met: bool | None

    @classmethod
    def at_least(cls, name: str, figure: float | None, least: float) -> Bar:
        """A bar that the figure must reach."""
        return cls(name, figure, f">= {least:g}", None if figure is None else figure >= least)

    @classmethod
    def at_most(cls, name: str, figure: float | None, most: float) -> Bar:
        """A bar that the figure must not pass."""
        return cls(name, figure, f"<= {most:g}", None if figure is None else figure <= most)

    @property
    def said(self) -> str:
        """Met, not met, or not measured."""
        return "not measured" if self.is_met is None else "met" if self.is_met else "NOT MET"


@dataclass(frozen=True)
class PartResult:
    """Everything one part of the benchmark found."""

    part: str
    tables: Sequence[Table] = ()
    bars: Sequence[Bar] = ()
    remarks: Sequence[str] = field(default=())

    def as_text(self) -> str:
        """The part for people."""
        pieces = [f"== {self.part} ==", *self.remarks, *(table.as_text() for table in self.tables)]
        if self.bars:
            rows = tuple((bar.name, bar.figure, bar.wanted, bar.said) for bar in self.bars)
            pieces.append(Table("bars", ("bar", "measured", "wanted", ""), rows).as_text())
        return "\n\n".join(pieces)

    def as_json(self) -> dict[str, Any]:
        """The part for machines."""
        return {
            "part": self.part,
            "remarks": list(self.remarks),
            "tables": [
                {
                    "title": table.title,
                    "rows": [dict(zip(table.headings, row, strict=True)) for row in table.rows],
                }
                for table in self.tables
            ],
            "bars": [
                {"bar": bar.name, "measured": bar.figure, "wanted": bar.wanted, "met": bar.is_met}
                for bar in self.bars
            ],
        }


def _shown(figure: Figure) -> str:
    if figure is None:
        return "-"
    return f"{figure:.3f}" if isinstance(figure, float) else str(figure)
