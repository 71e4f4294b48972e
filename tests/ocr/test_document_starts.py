from __future__ import annotations

from dataclasses import replace

from ocr.document_starts import document_starts
from ocr.page import Box, Page
from ocr.page_structure import PageNumber, PageStructure
from tests.ocr.pages import page_of

BODY = ("the patient slept well and ate", "and walked along the ward twice")


def page(*lines: str) -> Page:
    return page_of((*lines, *BODY))


def numbered(number: int, of: int | None = None) -> Page:
    printed = PageNumber(number=number, of=of, box=Box(0, 0, 5, 5))
    return replace(page("more of it"), structure=PageStructure(page_number=printed))


def proposed(*pages: Page) -> list[int]:
    return [start.page_index for start in document_starts(pages) if start.is_proposed]


def test_the_first_page_begins_a_document() -> None:
    assert proposed(page("anything"), page("more")) == [0]
    assert document_starts([]) == ()


def test_page_one_of_n_begins_a_document_and_page_two_does_not() -> None:
    assert proposed(page("x"), page("Page 1 of 2"), page("Page 2 of 2"), page("Page 1 of 3")) == [0, 1, 3]
    assert proposed(numbered(1, 2), numbered(2, 2), numbered(1, 4), numbered(2, 4)) == [0, 2]


def test_numbers_that_start_again_or_count_otherwise_begin_a_document() -> None:
    assert proposed(page("x"), numbered(4, 5), numbered(3, 7)) == [0, 2]


def test_a_title_on_a_letterhead_begins_a_document() -> None:
    letter = page("RIVERSIDE HOSPITAL phone 555 fax 556", "DISCHARGE SUMMARY")
    assert proposed(page("x"), letter, page("y")) == [0, 1]
    assert {"title", "letterhead"} <= set(document_starts([page("x"), letter])[1].signs)


def test_a_title_word_in_the_text_is_no_heading() -> None:
    assert proposed(page("x"), page("see the discharge summary of last year")) == [0]


def test_another_form_begins_a_document_and_the_same_form_goes_on() -> None:
    assert proposed(page("Form A-101"), page("Form A-101"), page("Form B-202")) == [0, 2]


def test_a_later_page_number_outweighs_a_repeated_heading() -> None:
    heading = "RIVERSIDE HOSPITAL phone 555 fax 556"
    first, second = (
        page(heading, "PROGRESS NOTE", "Page 1 of 2"),
        page(heading, "PROGRESS NOTE", "Page 2 of 2"),
    )
    assert proposed(first, second) == [0]


def test_a_blank_page_begins_nothing_and_what_follows_may() -> None:
    starts = document_starts([page("x"), page_of(), page("LABORATORY REPORT", "seen 01/02/2026")])
    assert starts[1].score == 0
    assert starts[2].is_proposed
    assert "after_blank_page" in starts[2].signs


def test_a_count_that_cannot_be_is_no_page_number() -> None:
    signs = document_starts([page("x"), page("page 9 of 2")])[1].signs
    assert not any("number" in sign for sign in signs)
