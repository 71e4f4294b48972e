from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ocr.engine import EngineWord
from ocr.reading_order import order_words
from ocr.structure.grid import Grid, GridCell


def word(text: str, left: float, top: float, width: float = 60, height: float = 20) -> EngineWord:
    return EngineWord(text, left, top, left + width, top + height, None, 0, 0)


def line(text: str, left: float, top: float) -> list[EngineWord]:
    return [word(part, left + 70 * number, top) for number, part in enumerate(text.split())]


def texts(words: list[EngineWord]) -> list[list[str]]:
    return [[" ".join(w.text for w in row) for row in block] for block in order_words(words)]


PLACES = st.tuples(st.integers(0, 800), st.integers(0, 800), st.integers(1, 200), st.integers(1, 60))


@given(st.lists(PLACES, max_size=40))
def test_every_word_comes_out_exactly_once(places: list[tuple[int, int, int, int]]) -> None:
    words = [word(str(n), *place) for n, place in enumerate(places)]
    out = [w.text for block in order_words(words) for row in block for w in row]
    assert sorted(out) == sorted(w.text for w in words)


def test_no_words_are_no_blocks() -> None:
    assert order_words([]) == []


def test_prose_in_two_columns_is_read_column_by_column_under_its_heading() -> None:
    left = [w for n in range(5) for w in line(f"l{n} a b c", 0, 100 + 30 * n)]
    right = [w for n in range(5) for w in line(f"r{n} d e f", 400, 100 + 30 * n)]
    heading = [word("heading", 0, 0, width=680)]
    footer = [word("footer", 0, 400, width=680)]
    flat = [row for block in texts([*right, *heading, *footer, *left]) for row in block]
    assert flat == [
        "heading",
        *(f"l{n} a b c" for n in range(5)),
        *(f"r{n} d e f" for n in range(5)),
        "footer",
    ]


def test_a_heading_that_fills_its_column_up_to_the_gutter_stays_in_it() -> None:
    left = [w for n in range(5) for w in line(f"l{n} a b c", 0, 100 + 30 * n)]
    # its words end 24 px before the right column begins, the gap of a large face's space
    heading = [
        word(text, 95 * n, 250, width=85, height=32) for n, text in enumerate(("H1", "H2", "H3", "H4"))
    ]
    after = [w for n in range(3) for w in line(f"l{n + 5} a b c", 0, 300 + 30 * n)]
    right = [w for n in range(9) for w in line(f"r{n} d e f", 394, 100 + 29 * n)]
    flat = [row for block in texts([*left, *heading, *after, *right]) for row in block]
    assert flat == [
        *(f"l{n} a b c" for n in range(5)),
        "H1 H2 H3 H4",
        *(f"l{n} a b c" for n in range(5, 8)),
        *(f"r{n} d e f" for n in range(9)),
    ]


def test_labels_and_values_of_a_form_are_read_row_by_row() -> None:
    rows = [("Name:", "Doe"), ("Born:", "1950"), ("Ward:", "North"), ("Room:", "12")]
    words = [
        w for n, (label, value) in enumerate(rows) for w in (word(label, 0, 30 * n), word(value, 400, 30 * n))
    ]
    assert [row for block in texts(words) for row in block] == [" ".join(row) for row in rows]


def test_a_wide_gap_between_lines_starts_a_new_block() -> None:
    assert texts([*line("one two", 0, 0), *line("three", 0, 28), *line("four", 0, 120)]) == [
        ["one two", "three"],
        ["four"],
    ]


def flat(words: list[EngineWord]) -> list[str]:
    return [row for block in texts(words) for row in block]


def prose(name: str, left: float, top: float, *, lines: int, pitch: float = 30) -> list[EngineWord]:
    return [
        part
        for n in range(lines)
        for part in line(f"{'goes' if n else 'Begins'} {name}{n} on", left, top + pitch * n)
    ]


def names(rows: list[str]) -> list[str]:
    return [word for row in rows for word in row.split() if word[-1].isdigit()]


def test_three_columns_are_read_one_after_the_other_though_their_lines_are_not_level() -> None:
    columns = [
        prose(name, left, top, lines=count)
        for name, left, top, count in (("a", 0, 100, 8), ("b", 300, 111, 5), ("c", 600, 104, 7))
    ]
    wanted = [f"{name}{n}" for name, count in (("a", 8), ("b", 5), ("c", 7)) for n in range(count)]
    assert names(flat([*columns[2], *columns[0], *columns[1]])) == wanted


def test_headings_of_columns_stay_with_them_and_a_running_head_stands_over_both() -> None:
    head = [word("head1", 0, 0), word("date2", 620, 0)]
    sections = [word("one3", 0, 70, height=24), word("two4", 400, 70, height=24)]
    body = [*prose("a", 0, 120, lines=5), *prose("b", 400, 120, lines=5)]
    ordered = names(flat([*body, *sections, *head]))
    assert ordered[:3] == ["head1", "date2", "one3"]
    assert ordered[8] == "two4"


def test_the_left_page_of_a_spread_is_read_wholly_first() -> None:
    left, right = prose("a", 0, 0, lines=4), prose("b", 300, 0, lines=4)
    ordered = [w.text for block in order_words([*right, *left], gutter_x=250) for row in block for w in row]
    assert [text for text in ordered if text[-1].isdigit()] == [
        f"{page}{n}" for page in "ab" for n in range(4)
    ]
    assert order_words([], gutter_x=250) == []


def test_a_row_of_wrapped_cells_is_read_cell_by_cell() -> None:
    words = [
        *line("Aspirin tablet", 0, 0),
        *line("Take one tablet", 300, 0),
        *line("by mouth daily", 300, 26),
        *line("Zinc", 0, 80),
        *line("As needed", 300, 80),
    ]
    assert flat(words) == ["Aspirin tablet", "Take one tablet", "by mouth daily", "Zinc As needed"]


def test_units_in_small_letters_on_every_row_are_no_wrapped_cells() -> None:
    words = [
        w
        for n in range(6)
        for w in (word(f"T{n}", 0, 26 * n), word("mg/dL", 200, 26 * n), word("4", 400, 26 * n))
    ]
    assert flat(words) == [f"T{n} mg/dL 4" for n in range(6)]


def test_a_typewriter_line_with_wide_spaces_stays_in_one_piece() -> None:
    rows = [
        [
            word(f"{part}{n}", 70 * place + 3 * n, 30 * n, width=44, height=20)
            for place, part in enumerate("abcdef")
        ]
        for n in range(4)
    ]
    assert flat([w for row in rows for w in row]) == [
        " ".join(f"{part}{n}" for part in "abcdef") for n in range(4)
    ]


def test_boxes_of_two_engines_and_a_fifth_of_a_degree_do_not_break_lines() -> None:
    words = [
        EngineWord(
            f"w{n}x{place}",
            70 * place,
            30 * n + 0.25 * place - high,
            70 * place + 60,
            30 * n + 20 + high,
            None,
            0,
            0,
        )
        for n in range(5)
        for place in range(10)
        for high in (4 if place % 2 else 0,)
    ]
    assert flat(words) == [" ".join(f"w{n}x{place}" for place in range(10)) for n in range(5)]


@given(st.lists(PLACES, max_size=25), st.integers(1, 3), st.integers(1, 3))
def test_every_word_comes_out_exactly_once_with_tables_too(
    places: list[tuple[int, int, int, int]], rows: int, columns: int
) -> None:
    cells = tuple(
        GridCell(row, column, (100 + 150 * column, 100 + 90 * row, 250 + 150 * column, 190 + 90 * row))
        for row in range(rows)
        for column in range(columns)
    )
    grid = Grid((100, 100, 100 + 150 * columns, 100 + 90 * rows), rows, columns, cells)
    words = [word(str(n), *place) for n, place in enumerate(places)]
    out = [w.text for block in order_words(words, gutter_x=600, grids=(grid,)) for row in block for w in row]
    assert sorted(out) == sorted(w.text for w in words)
