from __future__ import annotations

import numpy as np
import pytest

from ocr.engine import EngineWord
from ocr.structure.checkboxes import FoundBox, find_checkboxes
from ocr.structure.page_words import PageWords
from tests.ocr.structure.drawn_pages import DPI, DrawnPage


def found(page: DrawnPage) -> list[tuple[str, str]]:
    words = PageWords.from_blocks([[[word] for word in page.words]])
    boxes = find_checkboxes(page.grey, words, dpi=DPI, grids=())
    return [(box.state, words.text(box.label)) for box in boxes]


def printed(*texts: str) -> list[FoundBox]:
    words = [
        EngineWord(t, 60.0 * n, 0.0, 60.0 * n + 11 * len(t), 20.0, 0.9, 0, 0) for n, t in enumerate(texts)
    ]
    blank = np.full((100, 800), 255, np.uint8)
    return list(find_checkboxes(blank, PageWords.from_blocks([[words]]), dpi=DPI, grids=()))


@pytest.mark.parametrize(
    ("mark", "state"), [("", "empty"), ("x", "marked"), ("tick", "marked"), ("dot", "empty")]
)
def test_a_drawn_box_has_the_state_of_its_inside(mark: str, state: str) -> None:
    page = DrawnPage()
    page.checkbox(100, 100, mark)
    page.write("Fever", 145, 105)
    assert found(page) == [(state, "Fever")]


def test_a_solid_box_is_marked_where_another_shows_the_size() -> None:
    page = DrawnPage()
    page.checkbox(100, 100)
    page.write("No", 145, 105)
    page.checkbox(300, 100, "solid")
    page.write("Yes", 345, 105)
    assert found(page) == [("empty", "No"), ("marked", "Yes")]


def test_labels_stand_before_their_boxes_where_the_last_box_has_nothing_after_it() -> None:
    page = DrawnPage()
    page.write("Yes", 100, 105)
    page.checkbox(145, 100, "x")
    page.write("No", 300, 105)
    page.checkbox(335, 100)
    assert found(page) == [("marked", "Yes"), ("empty", "No")]


def test_table_cells_combs_and_letters_are_no_boxes() -> None:
    page = DrawnPage()
    page.table([100, 130, 160, 190, 220], [100, 130])
    page.table([100, 140, 180], [300, 340, 380])
    page.pen.rounded_rectangle((400, 300, 430, 330), radius=14, outline=20, width=4)
    assert found(page) == []


def test_a_box_among_the_letters_of_a_word_is_none() -> None:
    page = DrawnPage()
    page.checkbox(140, 100)
    page.words.append(EngineWord("conversation", 90, 102, 250, 128, 0.96, 0, 0))
    assert found(page) == []


@pytest.mark.parametrize(
    ("texts", "states"),
    [
        (("[", "]", "Asthma"), ["empty"]),
        (("[X]", "Asthma"), ["marked"]),
        (("[XI", "Asthma", "[]", "Cough"), ["marked", "empty"]),
        (("[]", "One", "[1", "Two"), ["empty", "unsure"]),
        (("(", ")", "Yes", "(x)", "No"), ["empty", "marked"]),
        (("☐", "Yes", "☑", "No", "☒", "Maybe"), ["empty", "marked", "marked"]),
        (("(a)", "first", "see", "[1]"), []),
    ],
)
def test_printed_signs_and_brackets_are_boxes_too(texts: tuple[str, ...], states: list[str]) -> None:
    assert [box.state for box in printed(*texts)] == states


def test_the_label_of_a_printed_box_is_what_follows_it() -> None:
    boxes = printed("[X]", "Cough", "[]", "Fever")
    assert [box.label for box in boxes] == [(1,), (3,)]
