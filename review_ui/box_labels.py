"""Labels for boxes of paper: a number to read and a barcode for a hand scanner, ten a letter page. Pure."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_INCH = 72.0
_WIDTH, _HEIGHT = 8.5 * _INCH, 11 * _INCH
_COLUMNS, _ROWS = 2, 5
_ACROSS, _DOWN = 4.0 * _INCH, 2.0 * _INCH
_LEFT, _TOP = 0.25 * _INCH, 0.5 * _INCH
MOST_BOXES = 500


def box_name(number: int) -> str:
    """What stands in the barcode and is typed as the box's name."""
    return f"BOX-{number:03d}"


def box_labels_pdf(first: int, last: int, *, site_name: str) -> bytes:
    """A PDF of labels 4 by 2 inches for boxes `first` to `last`; the same input, the same bytes.

    Raises:
        ValueError: there is none, or more than MOST_BOXES.
    """
    from reportlab.pdfgen.canvas import Canvas

    if not 1 <= first <= last or last - first >= MOST_BOXES:
        raise ValueError(f"labels are for 1 to {MOST_BOXES} boxes, numbered from 1")
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(_WIDTH, _HEIGHT), invariant=1)
    canvas.setTitle("Box labels")
    a_page = _COLUMNS * _ROWS
    for place, number in enumerate(range(first, last + 1)):
        row, column = divmod(place % a_page, _COLUMNS)
        if place and place % a_page == 0:
            canvas.showPage()
        _draw(canvas, number, site_name, left=_LEFT + column * _ACROSS, top=_HEIGHT - _TOP - row * _DOWN)
    canvas.showPage()
    canvas.save()
    return written.getvalue()


def _draw(canvas: Canvas, number: int, site_name: str, *, left: float, top: float) -> None:
    from reportlab.graphics.barcode.code128 import Code128

    canvas.setDash(1, 3)
    canvas.rect(left, top - _DOWN, _ACROSS, _DOWN, stroke=1, fill=0)
    canvas.setDash()
    canvas.setFont("Helvetica-Bold", 34)
    canvas.drawString(left + 16, top - 48, f"Box {number}")
    canvas.setFont("Helvetica", 10)
    canvas.drawString(left + 16, top - 64, site_name[:44])
    # 13 mil bars read from a hand scanner's arm length, and survive a marker pen nearby
    code = Code128(box_name(number), barWidth=0.013 * _INCH, barHeight=0.6 * _INCH, quiet=False)
    code.drawOn(canvas, left + 20, top - 118)
    canvas.setFont("Courier", 9)
    canvas.drawString(left + 20, top - 132, box_name(number))
