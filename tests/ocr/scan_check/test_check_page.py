from __future__ import annotations

import cv2
import numpy as np
import pytest
import zxingcpp

from ocr.raster import Raster
from ocr.scan_check import CheckOptions, PageCheck, check_page
from tests.ocr.barcodes.sheets import page_with, patch_page
from tests.ocr.scan_check.scans import Grey, check, paper, reasons, turned, written


def test_a_good_page_is_neither_blank_nor_to_be_scanned_again() -> None:
    good = check(written())
    assert not good.is_blank
    assert not good.wants_rescan
    assert good.fingerprint


def with_holes(page: Grey) -> Grey:
    for y in (200, 550, 900):
        cv2.circle(page, (35, y), 13, (20.0,), -1)
    return page


def with_borders(page: Grey) -> Grey:
    page[:, :20] = page[:15] = page[-25:] = 5
    return page


@pytest.mark.parametrize(
    "spoil", [lambda page: page, with_holes, with_borders, lambda page: with_borders(with_holes(page))]
)
def test_paper_holes_and_borders_are_blank(spoil: object) -> None:
    assert callable(spoil)
    assert check(spoil(paper())).is_blank


def test_noise_and_shade_are_blank() -> None:
    noise = np.random.default_rng(1).normal(0, 5, paper().shape)
    assert check(np.clip(paper() + noise, 0, 255).astype(np.uint8)).is_blank
    shade = np.linspace(0, 80, paper().shape[1])
    assert check((paper() - shade).astype(np.uint8)).is_blank


def test_one_word_a_faint_line_or_a_holed_letter_is_not_blank() -> None:
    assert not check(written(lines=1)).is_blank
    assert not check(written(lines=2, ink=222)).is_blank
    assert not check(with_borders(with_holes(written()))).is_blank


def test_faint_print_is_to_be_scanned_again() -> None:
    assert reasons(written(ink=215)) == {"too_faint"}


def test_a_blurred_page_is_to_be_scanned_again() -> None:
    assert "blurred" in reasons(np.asarray(cv2.GaussianBlur(written(), (0, 0), 2.2), dtype=np.uint8))


def test_letters_of_few_dots_are_to_be_scanned_again() -> None:
    small = cv2.resize(written(), None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA)
    assert "low_resolution" in reasons(np.asarray(small, dtype=np.uint8), dpi=60)


@pytest.mark.parametrize("turns", range(4))
def test_print_over_any_edge_is_cut_off(turns: int) -> None:
    cut = np.ascontiguousarray(np.rot90(written()[:, 150:], turns))
    assert "cut_off" in reasons(cut)


def test_a_page_further_askew_than_can_be_mended_is_to_be_scanned_again() -> None:
    assert "skewed" in reasons(turned(written(), 19))
    assert "skewed" not in reasons(turned(written(), -9))


@pytest.mark.parametrize("is_lying", [False, True])
def test_lines_from_end_to_end_are_roller_streaks(is_lying: bool) -> None:
    page = written()
    page[:, 400:402] = np.maximum(page[:, 400:402].astype(int) - 60, 0).astype(np.uint8)
    assert reasons(np.ascontiguousarray(page.T) if is_lying else page) == {"roller_streaks"}


def test_rules_that_end_at_the_margins_are_no_streaks() -> None:
    page = written()
    page[60:1050, 400:402] = 0
    assert reasons(page) == set()


def test_a_black_page_is_to_be_scanned_again_and_a_negative_is_not() -> None:
    assert reasons(np.full_like(paper(), 12)) == {"dark_page"}
    negative = check(np.asarray(255 - written(), dtype=np.uint8))
    assert not negative.is_blank
    assert not negative.wants_rescan


def test_a_born_digital_page_has_no_paper_to_scan_again() -> None:
    assert check(written(ink=215), is_scan=False).rescan == ()


def test_barcodes_and_patch_bars_are_found_in_pixels_of_the_page() -> None:
    page = page_with("MRN12345678", zxingcpp.BarcodeFormat.QRCode, module_px=8)
    checked = check_page(Raster(page, 400), options=CheckOptions())
    [code] = checked.barcodes
    assert code.text == "MRN12345678"
    assert code.box.top > 880
    [half] = checked.barcodes_in(width=page.shape[1] // 2, height=page.shape[0] // 2)
    assert abs(half.box.top - code.box.top // 2) <= 1
    sheet = check_page(Raster(patch_page(dpi=100), 100), options=CheckOptions())
    assert [code.text for code in sheet.barcodes] == ["PATCHT"]


def test_a_check_survives_json() -> None:
    checked = check_page(
        Raster(page_with("P1", zxingcpp.BarcodeFormat.QRCode), 200), options=CheckOptions(), page_index=3
    )
    assert PageCheck.from_json(checked.as_json()) == checked
    assert checked.as_json()["schema_version"] == 1


def test_options_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="render_dpi"):
        CheckOptions(render_dpi=20)
