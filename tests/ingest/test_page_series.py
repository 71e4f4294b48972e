"""Pages missing from a numbered series are a note, and nonsense numbers are none."""

from __future__ import annotations

import pytest

from ingest.page_series import NumberedPage, missing_from_series


def said(*numbers: tuple[int, int]) -> list[tuple[str, int | None]]:
    pages = [NumberedPage(position, number, of) for position, (number, of) in enumerate(numbers)]
    return [(one.note, one.page_number) for one in missing_from_series(pages)]


def test_a_whole_series_says_nothing() -> None:
    assert said((1, 2), (2, 2), (1, 3), (2, 3), (3, 3)) == []
    assert said() == []


def test_missing_pages_are_named_at_the_first_page_of_their_series() -> None:
    assert said((1, 1), (2, 5), (3, 5), (5, 5)) == [
        ("Its pages are numbered up to 5, and pages 1 and 4 are not here", 2)
    ]
    assert said((1, 2)) == [("Its pages are numbered up to 2, and page 2 is not here", 1)]


def test_numbers_that_start_again_are_another_series() -> None:
    assert [number for _, number in said((1, 2), (1, 2), (2, 2))] == [1]


def test_a_sheet_that_was_scanned_twice_does_not_begin_another_series() -> None:
    assert said((1, 3), (2, 3), (2, 3), (3, 3)) == []
    assert [number for _, number in said((1, 1), (1, 1), (1, 2), (1, 2))] == [3, 4]


def test_a_strange_sheet_between_two_pages_does_not_end_their_series() -> None:
    assert said((1, 3), (1, 1), (2, 3), (3, 3)) == []
    # two documents that each lack a page are not taken for one
    assert [number for _, number in said((1, 2), (1, 3), (2, 3), (3, 3), (2, 2))] == [1, 5]


def test_many_missing_pages_are_counted() -> None:
    assert said((1, 40)) == [("Its pages are numbered up to 40, and 39 of them are not here", 1)]


@pytest.mark.parametrize("misread", [(7, 3), (0, 3), (-1, 2)])
def test_a_number_above_its_count_is_a_misreading(misread: tuple[int, int]) -> None:
    assert said(misread) == []
