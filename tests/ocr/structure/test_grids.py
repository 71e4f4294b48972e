from __future__ import annotations

import pytest

from ocr.reading_order import order_words
from ocr.structure import find_grids
from ocr.structure.grid import Grid, GridCell
from tests.ocr.structure.drawn_pages import DPI, DrawnPage


def shape(grid: Grid) -> tuple[int, int, int]:
    return grid.rows, grid.columns, len(grid.cells)


def test_a_ruled_table_has_its_rows_columns_and_spans() -> None:
    page = DrawnPage()
    page.table([100, 300, 500, 900], [100, 200, 300, 400])
    page.pen.rectangle((104, 102, 896, 198), fill=250)  # one cell over the whole first row
    page.pen.rectangle((298, 204, 302, 396), fill=250)  # and no rule between the first two columns
    (grid,) = find_grids(page.grey, dpi=DPI)
    assert (grid.rows, grid.columns) in {(3, 3), (3, 2)}
    assert grid.cells[0].column_span == grid.columns
    assert all(abs(cell.corners[2] - cell.corners[0]) >= 190 for cell in grid.cells)


def test_a_broken_and_slightly_tilted_table_is_still_whole() -> None:
    page = DrawnPage()
    for row in range(4):
        page.rule(100, 100 + 80 * row, 900, 102.5 + 80 * row)
        page.pen.rectangle((400, 98 + 80 * row, 403, 106 + 80 * row), fill=250)
    for column in range(3):
        page.rule(100 + 400 * column, 100, 99 + 400 * column, 341)
    (grid,) = find_grids(page.grey, dpi=DPI)
    assert shape(grid) == (3, 2, 6)


def test_underlines_and_lone_rules_are_no_table() -> None:
    page = DrawnPage()
    page.rule(100, 100, 600, 100)
    page.rule(100, 300, 900, 300)
    assert find_grids(page.grey, dpi=DPI) == ()


def test_rules_between_rows_and_gaps_between_words_make_a_table() -> None:
    page = DrawnPage()
    for row in range(4):
        page.rule(100, 100 + 60 * row, 900, 100 + 60 * row)
    for row, test in enumerate(("Sodium", "Potassium", "Chloride")):
        page.write(test, 110, 120 + 60 * row)
        page.write("4.1", 450, 120 + 60 * row)
        page.write("3.5-5.1 mmol", 650, 120 + 60 * row)
    (grid,) = find_grids(page.grey, dpi=DPI, words=page.words)
    assert shape(grid) == (3, 3, 9)


def test_cells_with_wrapped_lines_are_read_one_after_the_other() -> None:
    page = DrawnPage()
    page.table([100, 500, 900], [100, 200])
    for number, (left, right) in enumerate((("inhaled twice", "every day with"), ("daily", "food"))):
        page.write(left, 110, 110 + 30 * number)
        page.write(right, 510, 110 + 30 * number)
    grids = find_grids(page.grey, dpi=DPI)
    assert [[" ".join(w.text for w in line) for line in b] for b in order_words(page.words, grids=grids)] == [
        ["inhaled twice", "daily", "every day with", "food"]
    ]


def test_a_row_of_single_lines_is_one_line() -> None:
    page = DrawnPage()
    page.table([100, 500, 900], [100, 160])
    page.write("Glucose", 110, 120)
    page.write("95", 510, 120)
    grids = find_grids(page.grey, dpi=DPI)
    assert [[[w.text for w in line] for line in b] for b in order_words(page.words, grids=grids)] == [
        [["Glucose", "95"]]
    ]


def test_values_in_tall_cells_are_read_across() -> None:
    page = DrawnPage()
    page.table([100, 400, 650, 900], [100, 400])
    for row in range(5):
        page.write("Test", 110, 110 + 50 * row)
        page.write(f"{row}.5", 410, 110 + 50 * row)
        page.write("MC", 660, 110 + 50 * row)
    grids = find_grids(page.grey, dpi=DPI)
    lines = [" ".join(w.text for w in line) for b in order_words(page.words, grids=grids) for line in b]
    assert lines == [f"Test {row}.5 MC" for row in range(5)]


def test_a_table_inside_a_frame_is_read_inside_it() -> None:
    page = DrawnPage()
    page.table([50, 950], [50, 700])
    page.table([100, 500, 900], [200, 300])
    page.write("Before", 100, 100)
    page.write("left cell", 110, 210)
    page.write("goes on", 110, 240)
    page.write("right cell", 510, 210)
    page.write("after", 100, 500)
    grids = find_grids(page.grey, dpi=DPI)
    assert len(grids) == 2
    flat = [word.text for block in order_words(page.words, grids=grids) for line in block for word in line]
    assert flat == ["Before", "left", "cell", "goes", "on", "right", "cell", "after"]


def test_a_grid_that_cannot_be_is_refused() -> None:
    cell = GridCell(0, 0, (0, 0, 10, 10))
    with pytest.raises(ValueError, match="at least one cell"):
        Grid((0, 0, 10, 10), 1, 1, ())
    with pytest.raises(ValueError, match="reaches out"):
        Grid((0, 0, 10, 10), 1, 1, (GridCell(0, 1, (0, 0, 10, 10)),))
    with pytest.raises(ValueError, match="has a size"):
        GridCell(0, 0, (0, 0, 0, 10))
    with pytest.raises(ValueError, match="spans at least itself"):
        GridCell(0, 0, (0, 0, 10, 10), row_span=0)
    assert Grid((0, 0, 10, 10), 1, 1, (cell,)).cell_at(20, 5) is None
