from __future__ import annotations

import cv2
import numpy as np
import pytest

from ocr.cleanup import find_skew_deg
from tests.ocr.cleanup.drawn import leaning, letter, on_black_bed, with_specks


@pytest.mark.parametrize("skew", [-15.0, -8.3, -2.0, -0.4, 0.5, 1.0, 5.5, 11.0, 15.0])
def test_skew_is_found_to_a_fraction_of_a_degree(skew: float) -> None:
    assert find_skew_deg(leaning(letter(), skew)) == pytest.approx(skew, abs=0.16)


@pytest.mark.parametrize("skew", [-12.0, 3.0])
@pytest.mark.parametrize("turn", [cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_COUNTERCLOCKWISE])
def test_a_page_on_its_side_or_head_gives_its_skew_too(turn: int, skew: float) -> None:
    lying = np.asarray(cv2.rotate(letter(), turn), np.uint8)
    assert find_skew_deg(leaning(lying, skew)) == pytest.approx(skew, abs=0.1)


def test_two_columns_whose_lines_do_not_meet_do_not_pull_at_the_angle() -> None:
    left, right = letter(size=(1000, 620)), letter(size=(1000, 620))
    page = np.hstack([left, np.roll(right, 17, axis=0)])
    assert find_skew_deg(leaning(page, 2.2)) == pytest.approx(2.2, abs=0.1)


def test_specks_and_a_black_border_do_not_hide_the_skew() -> None:
    scan = on_black_bed(leaning(with_specks(letter(), 0.02), 4.0, ground=12))
    assert find_skew_deg(scan) == pytest.approx(4.0, abs=0.1)


def test_a_straight_an_empty_and_a_tiny_page_have_no_skew() -> None:
    assert find_skew_deg(letter()) == 0.0
    assert find_skew_deg(np.full((900, 700), 250, np.uint8)) == 0.0
    assert find_skew_deg(np.full((20, 30), 0, np.uint8)) == 0.0
