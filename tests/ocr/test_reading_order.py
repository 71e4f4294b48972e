from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ocr.engine import EngineWord
from ocr.reading_order import order_words


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
