"""Tables of a page, ruled and unruled, with the words of each cell. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ocr.structure.grid import Grid
from ocr.structure.page_words import PageWords
from ocr.structure.unruled_grids import unruled_grids


@dataclass(frozen=True)
class FoundTable:
    """A grid, and for each of its cells the places of its words in reading order."""

    grid: Grid
    words: tuple[tuple[int, ...], ...]


def find_tables(words: PageWords, grids: Sequence[Grid]) -> tuple[FoundTable, ...]:
    """The ruled `grids` of more than one cell that hold words, then tables that only their gaps show."""
    tables, taken = [], set[int]()
    for grid in grids:
        filled = _filled(grid, words)
        if len(grid.cells) > 1 and any(filled.words):
            tables.append(filled)
            taken.update(place for cell in filled.words for place in cell)
    tables += [_filled(grid, words) for grid in unruled_grids(words, taken)]
    return tuple(sorted(tables, key=lambda table: (table.grid.corners[1], table.grid.corners[0])))


def _filled(grid: Grid, words: PageWords) -> FoundTable:
    cells: list[list[int]] = [[] for _ in grid.cells]
    for place in range(len(words.words)):
        cell = grid.cell_at(*words.middle(place))
        if cell is not None:
            cells[cell].append(place)
    return FoundTable(grid, tuple(tuple(cell) for cell in cells))
