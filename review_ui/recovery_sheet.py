"""The recovery sheet to print: the site's keys in words and as a QR code, one letter-size page. Pure."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_INCH = 72.0
_WIDTH, _HEIGHT = 8.5 * _INCH, 11 * _INCH
_MARGIN = 0.9 * _INCH
_COLUMNS = 3
_LINE = 22.0
_QR_SIDE = 2.4 * _INCH
_SAYS = (
    "These words are the keys of this archive. Without them, and without this PC, no record opens.",
    "Keep this sheet where you keep the practice's deeds: not beside the PC, not beside the second copy.",
    "Whoever has these words and a copy of the archive can read every record. Nobody else has them;",
    "nobody can give them to you again.",
)


def recovery_sheet_pdf(words: Sequence[str], *, site_name: str, printed_on: date) -> bytes:
    """The page as PDF; the same words, name and day give the same bytes."""
    from reportlab.pdfgen.canvas import Canvas

    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(_WIDTH, _HEIGHT), invariant=1)
    canvas.setTitle("Recovery sheet")
    y = _HEIGHT - _MARGIN
    for text, size in ((f"Recovery sheet: {site_name}", 20.0), (f"Printed {printed_on.isoformat()}", 11.0)):
        canvas.setFont("Helvetica-Bold" if size > 12 else "Helvetica", size)
        canvas.drawString(_MARGIN, y, text)
        y -= size + 10
    canvas.setFont("Helvetica", 10.5)
    for line in _SAYS:
        canvas.drawString(_MARGIN, y, line)
        y -= 15
    y = _draw_words(canvas, words, top=y - 20)
    _draw_qr(canvas, " ".join(words), bottom=y - _QR_SIDE)
    canvas.setFont("Helvetica", 10.5)
    canvas.drawString(
        _MARGIN, y - _QR_SIDE - 18, "The square holds the same words, for a phone or a scanner."
    )
    canvas.drawString(
        _MARGIN,
        y - _QR_SIDE - 34,
        "To open a copy again:  chartscribe restore FOLDER  and type these words.",
    )
    canvas.showPage()
    canvas.save()
    return written.getvalue()


def _draw_words(canvas: Canvas, words: Sequence[str], *, top: float) -> float:
    """The y under the last line of words, in columns that are read downwards."""
    rows = -(-len(words) // _COLUMNS)
    width = (_WIDTH - 2 * _MARGIN) / _COLUMNS
    for number, word in enumerate(words, start=1):
        column, row = divmod(number - 1, rows)
        x, y = _MARGIN + column * width, top - row * _LINE
        canvas.setFont("Helvetica", 10)
        canvas.drawRightString(x + 18, y, str(number))
        canvas.setFont("Courier-Bold", 15)
        canvas.drawString(x + 26, y, word)
    return top - rows * _LINE


def _draw_qr(canvas: Canvas, text: str, *, bottom: float) -> None:
    from reportlab.graphics import renderPDF
    from reportlab.graphics.barcode.qr import QrCodeWidget
    from reportlab.graphics.shapes import Drawing

    drawing = Drawing(_QR_SIDE, _QR_SIDE)
    drawing.add(QrCodeWidget(text, barLevel="M", barWidth=_QR_SIDE, barHeight=_QR_SIDE, barBorder=4))
    renderPDF.draw(drawing, canvas, _MARGIN, bottom)
