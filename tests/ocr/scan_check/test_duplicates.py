from __future__ import annotations

import numpy as np
import pytest

from ocr.scan_check import PageCheck, find_duplicates, is_same_page
from ocr.scan_check.fingerprint import picture_of
from ocr.scan_check.tilt import find_tilt_deg
from tests.ocr.scan_check.scans import Grey, check, faxed, form, paper, turned, written


@pytest.mark.parametrize(
    "again",
    [
        lambda page: page,
        lambda page: turned(page, 1.3),
        lambda page: turned(page, -4),
        faxed,
        lambda page: np.roll(page, (12, -9), axis=(0, 1)),
        lambda page: np.ascontiguousarray(page[::-1, ::-1]),
    ],
    ids=["itself", "tilted", "askew", "faxed", "moved", "upside-down"],
)
@pytest.mark.parametrize("page", [written(), form("Jane Example", "04/12/1950")], ids=["print", "form"])
def test_a_second_scan_of_a_page_is_known(page: Grey, again: object) -> None:
    assert callable(again)
    assert is_same_page(check(page), check(again(page)))


def test_other_print_other_answers_and_an_empty_form_are_other_pages() -> None:
    filled, other = form("Jane Example", "lives alone"), form("Robert Sample", "two brothers")
    pages = [check(page, index) for index, page in enumerate([written(0), written(1), filled, other, form()])]
    assert find_duplicates(pages) == ()


def test_duplicates_name_the_first_page_they_repeat_and_blank_pages_none() -> None:
    one, two = written(0), written(1)
    pages = [one, paper(), two, turned(one, 0.8), paper(), faxed(two), one]
    checks = [check(page, index) for index, page in enumerate(pages)]
    assert find_duplicates(checks) == ((3, 0), (5, 2), (6, 0))
    assert not is_same_page(checks[1], checks[4])


def test_a_page_without_a_fingerprint_is_no_duplicate() -> None:
    lost = PageCheck(page_index=0, width=0, height=0, dpi=0)
    assert find_duplicates([lost, lost]) == ()
    assert lost.barcodes_in(width=10, height=10) == ()


@pytest.mark.parametrize("text", ["", "1.2.3", "1.9.9.!!", "1.9.9.abc", "x"])
def test_a_text_that_is_no_fingerprint_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="fingerprint"):
        picture_of(text)


def test_a_fingerprint_of_another_version_is_refused() -> None:
    text = check(written()).fingerprint
    with pytest.raises(ValueError, match="another version"):
        picture_of("2" + text[1:])


@pytest.mark.parametrize("angle_deg", [0, 2, -7, 24])
def test_the_tilt_of_a_page_is_found(angle_deg: float) -> None:
    assert find_tilt_deg(turned(written(), angle_deg) < 128) == pytest.approx(angle_deg, abs=0.35)


def test_a_page_without_lines_has_no_tilt() -> None:
    assert find_tilt_deg(np.zeros((90, 90), dtype=np.bool_)) == 0.0
