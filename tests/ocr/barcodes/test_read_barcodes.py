from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from zxingcpp import BarcodeFormat as Kind

from ocr.barcodes import find_patch_code, read_barcodes
from tests.ocr.barcodes.sheets import (
    DPI,
    Grey,
    blurred,
    page_with,
    patch_page,
    speckled,
    text_page,
    tilted,
)


@pytest.mark.parametrize(
    ("kind", "name"),
    [(Kind.QRCode, "QR Code"), (Kind.DataMatrix, "Data Matrix"), (Kind.Code128, "Code 128")],
)
def test_a_barcode_is_read_with_its_symbology_and_its_place(kind: Any, name: str) -> None:
    [found] = read_barcodes(page_with("MRN12345678", kind, module_px=4), dpi=DPI)
    assert (found.symbology, found.text) == (name, "MRN12345678")
    assert found.box.top >= 890
    assert found.box.left >= 190


@pytest.mark.parametrize("kind", [Kind.QRCode, Kind.Code128])
@pytest.mark.parametrize(
    "spoil",
    [
        lambda page: tilted(page, 20),
        lambda page: tilted(page, 90),
        lambda page: speckled(page, 0.05),
        lambda page: blurred(page, 2.0),
    ],
    ids=["tilted", "lying", "speckled", "blurred"],
)
def test_a_spoilt_barcode_is_read_once(kind: Any, spoil: Any) -> None:
    page: Grey = spoil(page_with("MRN12345678", kind, module_px=4 if kind == Kind.QRCode else 3))
    assert [barcode.text for barcode in read_barcodes(page, dpi=DPI)] == ["MRN12345678"]


def test_a_fine_scan_gives_the_box_in_its_own_pixels() -> None:
    page = page_with("MRN12345678", Kind.QRCode, module_px=6)
    fine = np.repeat(np.repeat(page, 2, axis=0), 2, axis=1)
    [plain], [doubled] = read_barcodes(page, dpi=300), read_barcodes(fine, dpi=600)
    assert abs(doubled.box.left - 2 * plain.box.left) <= 6
    assert abs(doubled.box.bottom - 2 * plain.box.bottom) <= 6


def test_print_and_stripes_that_say_nothing_are_no_barcodes() -> None:
    page = text_page()
    page[:, 1000:1200:8] = 0
    page[:, 1001:1200:8] = 0
    assert read_barcodes(page, dpi=DPI) == ()
    assert read_barcodes(speckled(text_page(), 0.08), dpi=DPI) == ()


def test_a_very_short_code_39_is_left_out() -> None:
    assert read_barcodes(page_with("7A", Kind.Code39), dpi=DPI) == ()


def test_patch_t_is_known_at_every_edge_and_its_mirror_is_not() -> None:
    for turns in range(4):
        found = find_patch_code(np.rot90(patch_page(), turns), dpi=DPI)
        assert found is not None
        assert found.text == "PATCHT"
    other = find_patch_code(patch_page((0.2, 0.08, 0.2, 0.08)), dpi=DPI)
    assert other is not None
    assert other.text == "PATCH3"


def test_a_tilted_patch_sheet_is_known() -> None:
    found = find_patch_code(tilted(patch_page(), 1.5), dpi=DPI)
    assert found is not None
    assert found.text == "PATCHT"


@pytest.mark.parametrize("widths_in", [(0.08, 0.2, 0.08), (0.2, 0.2, 0.2, 0.2), (0.4, 0.4, 0.08, 0.08)])
def test_other_bars_are_no_patch_code(widths_in: tuple[float, ...]) -> None:
    assert find_patch_code(patch_page(widths_in), dpi=DPI) is None


def test_bars_in_the_middle_of_the_page_are_no_patch_code() -> None:
    page = np.roll(patch_page(), 4 * DPI, axis=0)
    assert find_patch_code(page, dpi=DPI) is None
