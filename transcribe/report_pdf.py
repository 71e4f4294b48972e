"""The report as it is filed: a PDF and plain text with the same words (loads fonts of a package).

The same report gives the same bytes, so filing twice files once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_FONT, _BOLD = "Vera", "VeraBd"  # the TrueType fonts that come with reportlab
_SIZE_PT, _LEADING_PT = 10, 14
_HEAD_PT = 14
_MARGIN_PT = 56.7  # 20 mm
_LABEL_PT = 110
_FOOT_PT = 8
_LETTER_PT = (612.0, 792.0)


@dataclass(frozen=True)
class FinishedReport:
    """The text of a verified report and what stands at its head and foot; empty fields are left out.

    `signed_at` and `date_of_service` are given as they shall be printed. A preliminary report has no
    signature; a final one has.
    """

    text: str
    patient: str
    status: Literal["preliminary", "final"]
    title: str = "Dictated report"
    author: str = ""
    date_of_service: str = ""
    worktype: str = ""
    signed_by: str = ""
    signed_at: str = ""

    def __post_init__(self) -> None:
        if self.status not in ("preliminary", "final"):
            raise ValueError("a report is preliminary or final")
        if (self.status == "final") != bool(self.signed_by and self.signed_at):
            raise ValueError("a final report, and only that, says who signed it and when")

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """Label and value of each header field that has one."""
        rows = (
            ("Patient", self.patient),
            ("Author", self.author),
            ("Date of service", self.date_of_service),
            ("Work type", self.worktype),
            ("Status", self.status_line),
        )
        return tuple((label, value) for label, value in rows if value)

    @property
    def status_line(self) -> str:
        """The status in words that cannot be mistaken."""
        return "Final" if self.status == "final" else "Preliminary - not yet signed"

    @property
    def signature_line(self) -> str:
        """Who signed and when; "" for a preliminary report."""
        if self.status != "final":
            return ""
        return f"Electronically signed by {self.signed_by} on {self.signed_at}"


def report_plain_text(report: FinishedReport) -> str:
    """The report as plain text: title, header fields, text, signature; UTF-8 characters as they are."""
    head = [report.title, *(f"{label}: {value}" for label, value in report.fields)]
    parts = ["\n".join(head), report.text.strip()]
    if report.signature_line:
        parts.append(report.signature_line)
    return "\n\n".join(parts) + "\n"


def report_pdf(report: FinishedReport) -> bytes:
    """The report as a PDF on Letter pages: same words as the plain text, deterministic, fonts embedded.

    A character that the font lacks is printed as its code point ("[U+4E2D]"), never left out; the plain
    text beside it holds the character itself.
    """
    _register_fonts()
    from reportlab.pdfgen.canvas import Canvas

    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=_LETTER_PT, invariant=1)
    canvas.setTitle(_drawable(report.title))
    page = _Page(canvas, foot=_drawable(f"{report.patient}  |  {report.status_line}"))
    page.line(report.title, font=_BOLD, size_pt=_HEAD_PT)
    page.space()
    for label, value in report.fields:
        page.field(label, value)
    page.space()
    for line in report.text.strip().split("\n"):
        page.paragraph(line)
    if report.signature_line:
        page.space()
        page.paragraph(report.signature_line)
    page.finish()
    return buffer.getvalue()


class _Page:
    """Writes lines downwards and starts the next page when one is full."""

    def __init__(self, canvas: Canvas, *, foot: str) -> None:
        self._canvas = canvas
        self._foot = foot
        self._number = 1
        self._y = _LETTER_PT[1] - _MARGIN_PT

    def line(self, text: str, *, font: str = _FONT, size_pt: int = _SIZE_PT, left_pt: float = 0.0) -> None:
        """One line that fits the width, then down to the next."""
        if self._y < _MARGIN_PT + _LEADING_PT:
            self._end_page()
        self._canvas.setFont(font, size_pt)
        self._canvas.drawString(_MARGIN_PT + left_pt, self._y, _drawable(text))
        self._y -= _LEADING_PT

    def field(self, label: str, value: str) -> None:
        """A label in bold with its value beside it, wrapped."""
        for number, line in enumerate(_wrapped(value, _LETTER_PT[0] - 2 * _MARGIN_PT - _LABEL_PT)):
            if number == 0:
                self.line(f"{label}:", font=_BOLD)
                self._y += _LEADING_PT
            self.line(line, left_pt=_LABEL_PT)

    def paragraph(self, text: str) -> None:
        """The text wrapped to the page's width; an empty text is an empty line."""
        for line in _wrapped(text, _LETTER_PT[0] - 2 * _MARGIN_PT):
            self.line(line)

    def space(self) -> None:
        """Half a line down."""
        self._y -= _LEADING_PT / 2

    def finish(self) -> None:
        """End the last page and the file."""
        self._end_page()
        self._canvas.save()

    def _end_page(self) -> None:
        self._canvas.setFont(_FONT, _FOOT_PT)
        right = _LETTER_PT[0] - _MARGIN_PT
        self._canvas.drawString(_MARGIN_PT, _MARGIN_PT / 2, self._foot)
        self._canvas.drawRightString(right, _MARGIN_PT / 2, f"Page {self._number}")
        self._canvas.showPage()
        self._number += 1
        self._y = _LETTER_PT[1] - _MARGIN_PT


def _wrapped(text: str, width_pt: float) -> list[str]:
    """The text in lines that fit; a word longer than a line is broken, none is dropped."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    def fits(line: str) -> bool:
        return bool(stringWidth(line, _FONT, _SIZE_PT) <= width_pt)

    lines = [""]
    for word in _drawable(text).split():
        wider = f"{lines[-1]} {word}".strip()
        if fits(wider):
            lines[-1] = wider
            continue
        if lines[-1]:
            lines.append("")
        for character in word:
            if lines[-1] and not fits(lines[-1] + character):
                lines.append("")
            lines[-1] += character
    return lines


def _drawable(text: str) -> str:
    known = _register_fonts()
    return "".join(c if ord(c) in known or c.isspace() else f"[U+{ord(c):04X}]" for c in text)


@lru_cache(maxsize=1)
def _register_fonts() -> frozenset[int]:
    """Make both fonts known to reportlab; the code points that both can draw."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    fonts = [TTFont(name, f"{name}.ttf") for name in (_FONT, _BOLD)]
    for font in fonts:
        pdfmetrics.registerFont(font)
    return frozenset.intersection(*(frozenset(font.face.charToGlyph) for font in fonts))
