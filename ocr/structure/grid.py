"""The cells of a table as places on a page: what printed lines or aligned gaps enclose. Pure geometry."""

from __future__ import annotations

from dataclasses import dataclass

Corners = tuple[float, float, float, float]
"""left, top, right, bottom in pixels."""


def area_px(corners: Corners) -> float:
    """The area, 0.0 for corners the wrong way round."""
    left, top, right, bottom = corners
    return max(right - left, 0.0) * max(bottom - top, 0.0)


def overlap_px(one: Corners, other: Corners) -> float:
    """The area that both cover."""
    return area_px(
        (max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3]))
    )


def holds(corners: Corners, x: float, y: float) -> bool:
    """Whether the point lies inside; left and top edge included."""
    return corners[0] <= x < corners[2] and corners[1] <= y < corners[3]


def around(places: list[Corners]) -> Corners:
    """The smallest corners around all of `places`, which holds at least one."""
    return (
        min(place[0] for place in places),
        min(place[1] for place in places),
        max(place[2] for place in places),
        max(place[3] for place in places),
    )


@dataclass(frozen=True)
class GridCell:
    """A cell: its place in the grid, from 0, how many rows and columns it spans, and its corners."""

    row: int
    column: int
    corners: Corners
    row_span: int = 1
    column_span: int = 1

    def __post_init__(self) -> None:
        if min(self.row, self.column) < 0 or min(self.row_span, self.column_span) < 1:
            raise ValueError("a cell stands in its grid and spans at least itself")
        if area_px(self.corners) <= 0:
            raise ValueError("a cell has a size")


@dataclass(frozen=True)
class Grid:
    """The cells of a table, row by row. `ruled` says that printed lines, not gaps, show them."""

    corners: Corners
    rows: int
    columns: int
    cells: tuple[GridCell, ...]
    ruled: bool = True

    def __post_init__(self) -> None:
        if not self.cells:
            raise ValueError("a grid holds at least one cell")
        for cell in self.cells:
            if cell.row + cell.row_span > self.rows or cell.column + cell.column_span > self.columns:
                raise ValueError("a cell reaches out of its grid")

    def cell_at(self, x: float, y: float) -> int | None:
        """The place in `cells` of the cell nearest to a point of the grid; None for a point outside."""
        if not holds(self.corners, x, y):
            return None
        return min(range(len(self.cells)), key=lambda place: _distance_px(self.cells[place].corners, x, y))


def _distance_px(corners: Corners, x: float, y: float) -> float:
    left, top, right, bottom = corners
    return max(left - x, 0.0, x - right) + max(top - y, 0.0, y - bottom)
