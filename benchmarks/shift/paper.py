"""Draws the pages of a day as its scanners see them: 200 dpi, each scanner with its own quirks.

Touches the world only by reading fonts.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random

import cv2
import numpy as np
import pypdfium2

from benchmarks.ocr.fonts import Font, font
from benchmarks.ocr.invented_charts import Chart as InventedText
from benchmarks.ocr.sheet import HEIGHT_PX, Sheet
from benchmarks.ocr.truth import Grey
from benchmarks.shift.day import PaperPage
from benchmarks.shift.problems import Problem
from ocr.cover_sheet import PrintedSheet, cover_sheet_pdf
from ocr.separators import CoverSheet

DPI = 200
_DRAWN_DPI = 300
_LEFT, _RIGHT, _LOWEST = 260, 2290, HEIGHT_PX - 330
_LAB_EDGES = (260, 860, 1150, 1330, 1700, 2290)
_DRUG_EDGES = (260, 900, 1250, 1640, 2290)
_FACES = {
    "Progress note": "mono",
    "Consent": "serif",
    "Consultation": "serif",
    "Face sheet": "mono",
    "Medication list": "serif",
}
_HEADINGS = {
    "Progress note": ("SUBJECTIVE", "OBJECTIVE", "ASSESSMENT", "PLAN"),
    "Discharge summary": ("Hospital course", "Discharge medications", "Condition at discharge", "Follow-up"),
    "Consent": ("What will be done", "Risks", "Other ways of treatment", "Your agreement"),
    "Consultation": ("Reason for consultation", "History", "Impression", "Recommendations"),
    "Operative report": ("Preoperative diagnosis", "Procedure", "Findings", "Estimated blood loss"),
    "Face sheet": ("Address and payer", "Reason for admission", "Emergency contact", "Advance directive"),
}


def us_date(day: date) -> str:
    """A date as American charts write it."""
    return f"{day:%m/%d/%Y}"


def drawn(page: PaperPage, *, scanner: str, seed: int, again: bool = False) -> Grey:
    """The image of a page from this scanner; `again` is a second try with nothing wrong."""
    # a repeated sheet is the same paper: its words come from the page that it repeats
    clean = _clean(page, Random(f"paper {seed} {page.copy_of or page.id}"))
    chance = np.random.default_rng([seed, *f"{scanner} {page.id} {again}".encode()])
    problem = None if again else page.problem
    laid = _laid(clean, problem, chance)
    seen = _QUIRKS[scanner](laid, chance)
    return _streaked(seen, chance) if problem is Problem.STREAK else seen


def _clean(page: PaperPage, random: Random) -> Grey:
    if page.sort == "blank":
        return np.full((round(11 * DPI), round(8.5 * DPI)), 255, np.uint8)
    if page.sort in ("cover", "patch"):
        return _sheet_between(page)
    image = np.asarray(_typed(page, random).image, dtype=np.uint8)
    return _resized(image, DPI / _DRAWN_DPI)


def _resized(image: Grey, factor: float) -> Grey:
    small = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8)


def _sheet_between(page: PaperPage) -> Grey:
    sheets = []
    if page.sort == "cover":
        cover = CoverSheet(page.patient.mrn, None, page.chart_type or None)
        sheets = [PrintedSheet(cover, page.patient.name)]
    content = cover_sheet_pdf(sheets, patch_sheets=0 if sheets else 1)
    with pypdfium2.PdfDocument(content) as document:
        return np.array(document[0].render(scale=DPI / 72).to_pil().convert("L"), dtype=np.uint8)


def _typed(page: PaperPage, random: Random) -> Sheet:
    """The page as it left the printer: who and what at the top, its number at the foot."""
    sheet, text = Sheet(), InventedText(random)
    kind = _FACES.get(page.type, "sans")
    face, bold = font(kind, 10.5), font("sans-bold", 15)
    y = 300.0
    if page.number == 1:
        sheet.write(page.type.upper(), _LEFT, y, bold)
        y += 110
    if page.shows_identity:
        y = _identity(sheet, page, y, face)
    elif page.dated:
        sheet.write(f"Continued, {us_date(page.dated)}", _LEFT, y, face)
        y += 70
    _BODIES.get(page.type, _prose)(sheet, page, text, y + 60, face)
    sheet.write_right(f"Page {page.number} of {page.of}", _RIGHT, HEIGHT_PX - 150, font("sans", 8.5))
    return sheet


def _identity(sheet: Sheet, page: PaperPage, y: float, face: Font) -> float:
    patient, born = page.patient, us_date(page.patient.birth_date)
    sheet.write(f"Patient: {patient.name}", _LEFT, y, face)
    sheet.write(f"DOB: {born}", 1500, y, face)
    sheet.write(f"MRN: {patient.mrn}", _LEFT, y + 66, face)
    if page.dated:
        sheet.write(f"Date of service: {us_date(page.dated)}", 1150, y + 66, face)
    sheet.rule(_LEFT, y + 100, _RIGHT, y + 100)
    return y + 130


def _prose(sheet: Sheet, page: PaperPage, text: InventedText, y: float, face: Font) -> None:
    # the last page of a document is half full
    lowest = _LOWEST if page.number < page.of else _LOWEST - 900
    for heading in _HEADINGS.get(page.type, ("Notes",)):
        if y > lowest - 500:
            return
        sheet.write(f"{heading}:", _LEFT, y, face)
        said = text.vital_signs() if heading == "OBJECTIVE" else text.text(1)
        y = sheet.paragraph(f"{said} {text.text(3)}", _LEFT, y + 70, width=_RIGHT - _LEFT, face=face) + 50


def _laboratory(sheet: Sheet, _page: PaperPage, text: InventedText, y: float, face: Font) -> None:
    heading = ("Test", "Result", "Flag", "Unit", "Reference range")
    y = sheet.table_row(0, heading, edges=_LAB_EDGES, top=y, face=face, is_ruled=True)
    for row, test in enumerate(text.lab_tests(14), start=1):
        y = sheet.table_row(row, text.lab_row(test), edges=_LAB_EDGES, top=y, face=face, is_ruled=True)
    sheet.paragraph(f"Comment: {text.text(2)}", _LEFT, y + 110, width=_RIGHT - _LEFT, face=face)


def _medications(sheet: Sheet, _page: PaperPage, text: InventedText, y: float, face: Font) -> None:
    heading = ("Medication", "Dose", "Route", "Frequency")
    y = sheet.table_row(0, heading, edges=_DRUG_EDGES, top=y, face=face, is_ruled=False)
    for row in range(1, 14):
        y = sheet.table_row(row, text.drug_order(), edges=_DRUG_EDGES, top=y + 20, face=face, is_ruled=False)


_BODIES: dict[str, Callable[[Sheet, PaperPage, InventedText, float, Font], None]] = {
    "Laboratory report": _laboratory,
    "Medication list": _medications,
}


def _laid(grey: Grey, problem: Problem | None, chance: np.random.Generator) -> Grey:
    """How the sheet lay: turned, or so far out that print is lost at its edge."""
    if problem is Problem.UPSIDE_DOWN:
        return np.ascontiguousarray(grey[::-1, ::-1])
    if problem is Problem.CUT_OFF:
        lost = round(float(chance.uniform(1.2, 1.9)) * DPI)  # the margin is 0.87 in
        moved = np.full_like(grey, 255)
        moved[:, :-lost] = grey[:, lost:]
        return moved
    return grey


def _streaked(grey: Grey, chance: np.random.Generator) -> Grey:
    """Dirt on the glass: a line as long as the paper, over everything that the scanner saw."""
    spoilt = grey.copy()
    width = grey.shape[1]
    for x in chance.integers(round(0.2 * width), round(0.8 * width), size=int(chance.integers(1, 3))):
        spoilt[:, x : x + int(chance.integers(2, 4))] = 60
    return spoilt


def _production(grey: Grey, _chance: np.random.Generator) -> Grey:
    """A production scanner: black and white."""
    return np.where(grey > 150, 255, 0).astype(np.uint8)


def _desktop(grey: Grey, chance: np.random.Generator) -> Grey:
    """A desktop feeder: grey, a little askew."""
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), float(chance.uniform(-0.7, 0.7)), 1.0)
    askew = cv2.warpAffine(grey, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=(255,))
    return np.asarray(askew, dtype=np.uint8)


def _office(grey: Grey, chance: np.random.Generator) -> Grey:
    """An office copier: greyish paper with a little noise."""
    noise = chance.normal(0, 4, grey.shape).astype(np.float32)
    return np.clip(grey.astype(np.float32) * 0.9 + 8 + noise, 0, 255).astype(np.uint8)


_QUIRKS: dict[str, Callable[[Grey, np.random.Generator], Grey]] = {
    "scanner-1": _production,
    "scanner-2": _desktop,
    "scanner-3": _office,
}
