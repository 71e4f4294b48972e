from __future__ import annotations

import cv2
import numpy as np
import pytest

from ocr.cleanup import clean, turned_upright
from ocr.cleanup.spread import find_gutter
from ocr.engine import Pixels
from ocr.raster import Raster
from tests.ocr.cleanup.drawn import letter

# pages of 800 × 1000 px: 6.7 × 8.3 in at 120 dpi
DPI = 120


def spread() -> Pixels:
    return np.hstack([letter(), np.roll(letter(), 12, axis=0)])


def folded(page: Pixels) -> Pixels:
    width = page.shape[1]
    away = np.abs(np.arange(width) - width / 2)
    return np.asarray(page * (1 - 0.4 * np.exp(-away / 12)), dtype=np.uint8)


def test_two_sheets_side_by_side_meet_in_the_middle() -> None:
    assert find_gutter(spread(), dpi=DPI) == pytest.approx(800, abs=80)


def test_the_fold_of_a_small_book_is_where_its_pages_meet() -> None:
    book = folded(spread())
    assert find_gutter(book, dpi=2 * DPI) == pytest.approx(800, abs=10)


def test_a_landscape_page_of_one_sheet_is_no_spread() -> None:
    assert find_gutter(spread(), dpi=160) is None  # 10 in wide: a table's columns part like this


def test_print_across_the_middle_makes_it_one_page() -> None:
    page = spread()
    page[100:130, 300:1300] = 20
    page[500:530, 300:1300] = 20
    assert find_gutter(page, dpi=DPI) is None
    assert find_gutter(letter(), dpi=DPI) is None


def test_a_page_beside_an_empty_one_is_no_spread() -> None:
    page = spread()
    page[:, 800:] = 250
    assert find_gutter(page, dpi=DPI) is None


def test_the_gutter_lies_in_the_frame_of_the_cleaned_page() -> None:
    page = clean(Raster(spread(), DPI))
    assert page.gutter_x == pytest.approx(1600, abs=160)  # read at twice the size


def test_a_spread_on_its_side_shows_its_gutter_once_upright() -> None:
    lying = np.asarray(cv2.rotate(spread(), cv2.ROTATE_90_CLOCKWISE), np.uint8)
    page = clean(Raster(lying, 200))
    assert page.gutter_x is None
    page = clean(Raster(lying, DPI), without=frozenset({"scale"}))
    assert turned_upright(page, 90).gutter_x == pytest.approx(800, abs=80)
