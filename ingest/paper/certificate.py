"""The certificate as a PDF: one page, letter size, the same input the same bytes. Pure."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_WIDTH, _HEIGHT = 612.0, 792.0
_MARGIN = 54.0
_TEXT_WIDTH = _WIDTH - 2 * _MARGIN
_BOTTOM = 60.0


@dataclass(frozen=True)
class Certificate:
    """What is printed. `checks` are (title, what was found); `people` are (what, who and when)."""

    number: int
    site_name: str
    batch: str
    batch_id: str
    made_at: str
    checks: Sequence[tuple[str, str]]
    people: Sequence[tuple[str, str]]
    how: str

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values, as kept beside the PDF."""
        return {
            "schema_version": 1,
            "number": self.number,
            "site_name": self.site_name,
            "batch": self.batch,
            "batch_id": self.batch_id,
            "made_at": self.made_at,
            "checks": [list(one) for one in self.checks],
            "people": [list(one) for one in self.people],
            "how": self.how,
        }

    @property
    def check_number(self) -> str:
        """The SHA-256 of what is printed, by which a paper copy can be compared with the kept one."""
        return hashlib.sha256(json.dumps(self.as_json(), sort_keys=True).encode()).hexdigest()


_MEANS = (
    "This certificate says that on the date above every check listed here was met for this batch. It does "
    "not say that no page is wrong: the line about the sample says how many can be. Paper of charts that "
    "were withdrawn or could not be used is not covered. Whether the law lets you destroy the paper is for "
    "the clinic to decide."
)


def certificate_pdf(certificate: Certificate) -> bytes:
    """The PDF; what does not fit on the first page goes on."""
    from reportlab.pdfgen.canvas import Canvas

    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(_WIDTH, _HEIGHT), invariant=1)
    canvas.setTitle(f"Certificate {certificate.number}")
    pen = _Pen(canvas)
    pen.write(certificate.site_name, size=11)
    pen.write("Paper that may be destroyed", size=22, bold=True, gap=10)
    pen.write(f"Certificate {certificate.number} of {certificate.made_at}", size=12, gap=4)
    pen.write(f"Batch: {certificate.batch}", size=12)
    pen.write(f"Batch number {certificate.batch_id}", size=9, gap=14)
    for title, found in certificate.checks:
        pen.write(title, bold=True)
        pen.write(found, gap=8)
    pen.write("Who", size=12, bold=True, gap=2)
    for what, who in certificate.people:
        pen.write(f"{what}: {who}")
    pen.write(certificate.how, gap=14)
    pen.write(_MEANS, size=9, gap=10)
    pen.write(f"Check number {certificate.check_number}", size=8, gap=24)
    pen.write(
        "Destroyed on ______________________   by ______________________   signature ______________________"
    )
    canvas.showPage()
    canvas.save()
    return written.getvalue()


class _Pen:
    """Writes lines from the top of the page down, and goes on to the next page."""

    def __init__(self, canvas: Any) -> None:
        self._canvas, self._y = canvas, _HEIGHT - _MARGIN

    def write(self, text: str, *, size: float = 10, bold: bool = False, gap: float = 0) -> None:
        from reportlab.lib.utils import simpleSplit

        font = "Helvetica-Bold" if bold else "Helvetica"
        for line in simpleSplit(_printable(text), font, size, _TEXT_WIDTH):
            if self._y < _BOTTOM:
                self._canvas.showPage()
                self._y = _HEIGHT - _MARGIN
            self._canvas.setFont(font, size)
            self._canvas.drawString(_MARGIN, self._y - size, line)
            self._y -= size * 1.35
        self._y -= gap


def _printable(text: str) -> str:
    """The text in the letters that the standard fonts have; another is written as a question mark."""
    return text.encode("cp1252", "replace").decode("cp1252")
