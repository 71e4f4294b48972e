"""Draws cover sheets and patch sheets to print: one page a sheet, letter size. Pure.

The QR code and, where it fits, a Code 128 carry the same text (`ocr.separators.cover_text`), so that a fold
or a stain across one leaves the other. Both are drawn coarse enough for a fax: QR modules of 0.06 in, bars of
0.010 in and more.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ocr.separators.cover import CoverSheet, cover_text

_INCH = 72.0
_WIDTH, _HEIGHT = 8.5 * _INCH, 11 * _INCH
_MARGIN = 0.75 * _INCH
_QR_SIDE = 2.6 * _INCH
_LINEAR_WIDTH = _WIDTH - 2 * _MARGIN
_LINEAR_HEIGHT = 0.9 * _INCH
# Narrower bars are lost in a fax or at 100 dpi; a text too long for them stands in the QR code alone.
_NARROWEST_BAR = 0.010 * _INCH
_WIDEST_BAR = 0.020 * _INCH
_PATCH_TEXT = "PATCHT"
# Kodak patch T: narrow, wide, narrow, wide bars of 0.08 and 0.20 in, 0.08 in apart, from the leading edge.
_PATCH_BARS_IN = (0.08, 0.20, 0.08, 0.20)
_PATCH_SPACE_IN = 0.08
_LONGEST_LINE = 46
_NAMES = (("mrn", "Patient (MRN)"), ("encounter", "Encounter"), ("document_type", "Document type"))


@dataclass(frozen=True)
class PrintedSheet:
    """A cover sheet to print; `patient_name` is for people and stands in no barcode."""

    cover: CoverSheet
    patient_name: str | None = None


def cover_sheet_pdf(sheets: Sequence[PrintedSheet], *, patch_sheets: int = 0) -> bytes:
    """A PDF with one page for each sheet, then `patch_sheets` patch sheets; the same input, the same bytes.

    Raises:
        ValueError: there is nothing to print.
    """
    from reportlab.pdfgen.canvas import Canvas

    if not sheets and patch_sheets < 1:
        raise ValueError("there is no sheet to print")
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(_WIDTH, _HEIGHT), invariant=1)
    canvas.setTitle("Chartscribe cover sheets")
    for sheet in sheets:
        _draw_cover(canvas, sheet)
        canvas.showPage()
    for _ in range(patch_sheets):
        _draw_patch_sheet(canvas)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def _draw_cover(canvas: Any, sheet: PrintedSheet) -> None:
    text = cover_text(sheet.cover)
    top = _HEIGHT - _MARGIN
    _write(canvas, "Cover sheet", y=top - 26, size=30, bold=True)
    _write(
        canvas,
        "Put this page on top of the papers it belongs to, facing the same way as they do.",
        y=top - 50,
    )
    y = top - 100
    values = [(label, getattr(sheet.cover, name)) for name, label in _NAMES]
    for label, value in [("Patient", sheet.patient_name), *values]:
        if value is None:
            continue
        _write(canvas, label, y=y, size=12)
        for line in _lines(value):
            _write(canvas, line, y=y - 20, size=18, bold=True)
            y -= 20
        y -= 26
    qr_bottom = _MARGIN + _LINEAR_HEIGHT + 60
    _draw_qr(canvas, text, left=_MARGIN, bottom=qr_bottom)
    _draw_code_128(canvas, text, bottom=_MARGIN + 20)
    _write(canvas, text if len(text) <= 90 else f"{text[:87]}...", y=_MARGIN, size=8)


def _draw_patch_sheet(canvas: Any) -> None:
    y = _HEIGHT - 0.5 * _INCH
    for thickness_in in _PATCH_BARS_IN:
        y -= thickness_in * _INCH
        canvas.rect(_MARGIN, y, _LINEAR_WIDTH, thickness_in * _INCH, stroke=0, fill=1)
        y -= _PATCH_SPACE_IN * _INCH
    _write(canvas, "Separator sheet (PATCH T)", y=y - 60, size=30, bold=True)
    _write(canvas, "A new document begins behind this page. Bars first into the scanner.", y=y - 84)
    _draw_qr(canvas, _PATCH_TEXT, left=_MARGIN, bottom=_MARGIN + _LINEAR_HEIGHT + 60)
    _draw_code_39(canvas, _PATCH_TEXT, bottom=_MARGIN + 20)
    _write(canvas, _PATCH_TEXT, y=_MARGIN, size=8)


def _draw_qr(canvas: Any, text: str, *, left: float, bottom: float) -> None:
    from reportlab.graphics import renderPDF
    from reportlab.graphics.barcode.qr import QrCodeWidget
    from reportlab.graphics.shapes import Drawing

    # Level Q mends a quarter of the symbol; the border of four modules is the standard's quiet zone
    code = QrCodeWidget(text, barLevel="Q", barWidth=_QR_SIDE, barHeight=_QR_SIDE, barBorder=4)
    drawing = Drawing(_QR_SIDE, _QR_SIDE)
    drawing.add(code)
    renderPDF.draw(drawing, canvas, left, bottom)


def _draw_code_128(canvas: Any, text: str, *, bottom: float) -> None:
    from reportlab.graphics.barcode.code128 import Code128

    at_one_point = Code128(text, barWidth=1.0, quiet=False).width
    bar = min((_LINEAR_WIDTH - 0.5 * _INCH) / at_one_point, _WIDEST_BAR)
    if bar < _NARROWEST_BAR:
        return
    code = Code128(text, barWidth=bar, barHeight=_LINEAR_HEIGHT, quiet=False)
    code.drawOn(canvas, (_WIDTH - code.width) / 2, bottom)


def _draw_code_39(canvas: Any, text: str, *, bottom: float) -> None:
    from reportlab.graphics.barcode.code39 import Standard39

    code = Standard39(text, barWidth=_WIDEST_BAR, barHeight=_LINEAR_HEIGHT, checksum=0, quiet=0, ratio=2.5)
    code.drawOn(canvas, (_WIDTH - code.width) / 2, bottom)


def _write(canvas: Any, text: str, *, y: float, size: float = 12, bold: bool = False) -> None:
    canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size)
    canvas.drawString(_MARGIN, y, text)


def _lines(value: str) -> list[str]:
    return [value[start : start + _LONGEST_LINE] for start in range(0, len(value), _LONGEST_LINE)]
