from __future__ import annotations

import pytest

from ocr.structure.page_number import find_page_number
from ocr.structure.page_words import PageWords
from tests.ocr.structure.drawn_pages import DrawnPage


def number(line: str, top: float = 760) -> tuple[int, int | None] | None:
    page = DrawnPage()
    page.write("Body of the note", 100, 300)
    page.write(line, 400, top)
    words = PageWords.from_blocks([[[word] for word in page.words]])
    found = find_page_number(words, height_px=800)
    return None if found is None else (found.number, found.of)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Page 2 of 5", (2, 5)),
        ("PAGE: 3", (3, None)),
        ("Pg 3", (3, None)),
        ("Page 1/2", (1, 2)),
        ("Page l of 4", (1, 4)),
        ("Page i of L", (1, 1)),
        ("2 of 7", (2, 7)),
        ("2/5", (2, 5)),
        ("- 2 -", (2, None)),
        ("17", (17, None)),
        ("Page 5 of 2", None),
        ("Form 12 rev 3", None),
        ("05/06/2024", None),
        ("0", None),
    ],
)
def test_the_number_at_the_foot_is_read(line: str, expected: tuple[int, int | None] | None) -> None:
    assert number(line) == expected


def test_numbers_in_the_body_are_none_of_the_page() -> None:
    assert number("Page 2 of 5", top=400) is None


def test_a_page_without_words_has_no_number() -> None:
    assert find_page_number(PageWords.from_blocks([]), height_px=800) is None


def test_a_bare_number_close_to_the_text_is_not_the_pages() -> None:
    page = DrawnPage()
    page.write("04/01/20", 400, 735)
    page.write("26", 400, 760)
    assert find_page_number(PageWords.from_blocks([[page.words]]), height_px=800) is None
