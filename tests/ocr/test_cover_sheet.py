from __future__ import annotations

from pathlib import Path

import pytest

from chartscribe.cli import run
from ocr.cover_sheet import PrintedSheet, cover_sheet_pdf
from ocr.options import OcrOptions
from ocr.scan_check import CheckOptions, check_document
from ocr.separators import CoverSheet, SplitPolicy, parse_cover, split_pages

SHEET = CoverSheet(mrn="12345678", encounter="E-2026.7", document_type="consent")


def test_a_printed_sheet_reads_back_from_a_coarse_scan_in_both_its_barcodes() -> None:
    pdf = cover_sheet_pdf([PrintedSheet(SHEET, "Jane Example")], patch_sheets=1)
    cover, patch = check_document(pdf, options=OcrOptions(), check=CheckOptions(render_dpi=150))
    assert {code.symbology for code in cover.barcodes} == {"QR Code", "Code 128"}
    assert {parse_cover(code.text) for code in cover.barcodes} == {SHEET}
    assert {code.text for code in patch.barcodes} == {"PATCHT"}
    assert {code.symbology for code in patch.barcodes} >= {"QR Code", "Patch Code"}
    [part] = split_pages((patch, cover), SplitPolicy())
    assert part.cover == SHEET


def test_the_same_sheet_gives_the_same_bytes_and_no_name_in_a_barcode() -> None:
    named, other = (cover_sheet_pdf([PrintedSheet(SHEET, name)]) for name in ("Jane Example", "Joe Example"))
    assert named == cover_sheet_pdf([PrintedSheet(SHEET, "Jane Example")])
    [first], [second] = (
        check_document(pdf, options=OcrOptions(), check=CheckOptions(render_dpi=100))
        for pdf in (named, other)
    )
    assert [code.text for code in first.barcodes] == [code.text for code in second.barcodes]


def test_values_too_long_for_bars_stand_in_the_qr_code_alone() -> None:
    long = CoverSheet(*(letter * 64 for letter in "ABC"))
    [check] = check_document(cover_sheet_pdf([PrintedSheet(long)]), options=OcrOptions())
    assert [(code.symbology, parse_cover(code.text)) for code in check.barcodes] == [("QR Code", long)]


def test_nothing_to_print_is_refused() -> None:
    with pytest.raises(ValueError, match="no sheet"):
        cover_sheet_pdf([])


def test_the_command_writes_the_pdf_and_says_what_is_in_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "sheet.pdf"
    assert run(["cover-sheet", "--mrn", "12345678", "--type", "consent", "--patch", "-o", str(out)]) == 0
    assert "2 page(s)" in capsys.readouterr().out
    assert out.read_bytes().startswith(b"%PDF")
    assert run(["cover-sheet", "--patch", "-o", str(tmp_path / "none" / "sheet.pdf")]) == 3
    assert "chartscribe.sheet_not_written" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [[], ["--mrn", " x"], ["--mrn", "1", "--copies", "0"]])
def test_a_command_line_that_cannot_work_says_why(
    wrong: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run(["cover-sheet", *wrong, "-o", str(tmp_path / "sheet.pdf")])
    assert "error:" in capsys.readouterr().err
