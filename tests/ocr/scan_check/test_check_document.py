from __future__ import annotations

from PIL import Image

from ocr.options import OcrOptions
from ocr.scan_check import CheckOptions, check_document
from tests.ocr.charts import NOTE, image_bytes, scanned_pdf, tiff_of, typed_page, typed_pdf


def test_pages_are_checked_in_order_from_anywhere() -> None:
    source = tiff_of([typed_page(), Image.new("L", (1300, 800), 255), typed_page(NOTE[:2])])
    assert [check.is_blank for check in check_document(source, options=OcrOptions())] == [False, True, False]
    [last] = check_document(source, options=OcrOptions(), first=2, count=5)
    assert last.page_index == 2


def test_a_scan_in_a_pdf_is_drawn_no_finer_than_scanned() -> None:
    [check] = check_document(
        scanned_pdf(typed_page()), options=OcrOptions(), check=CheckOptions(render_dpi=300)
    )
    assert check.is_scan
    assert abs(check.dpi - 200) < 1
    assert abs(check.width - 1300) <= 2


def test_a_born_digital_page_is_no_scan() -> None:
    [check] = check_document(typed_pdf([NOTE]), options=OcrOptions())
    assert not check.is_scan
    assert check.dpi == 200


def test_a_page_that_cannot_be_loaded_says_so_and_the_others_go_on() -> None:
    source = tiff_of([typed_page(), typed_page(size=(4000, 3000))])
    first, second = check_document(source, options=OcrOptions(max_pixels=2_000_000))
    assert not first.wants_rescan
    assert [reason.kind for reason in second.rescan] == ["unreadable"]
    assert second.quality is None


def test_a_page_whose_image_is_cut_off_is_to_be_scanned_again() -> None:
    whole = image_bytes(typed_page(), "JPEG")
    [check] = check_document(whole[: len(whole) * 2 // 3], options=OcrOptions())
    assert check.rescan[0].kind == "damaged_image"
