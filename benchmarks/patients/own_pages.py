"""Pages that try to be mistaken: relatives, guarantors, copies, newborns, labels. Pure but for drawing.

Each is drawn for the patient of its chart; other people on them are no reason to stop.
"""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.ocr.fonts import font
from benchmarks.ocr.invented_charts import Chart
from benchmarks.ocr.sheet import Sheet

_LEFT, _MIDDLE = 240, 1300


def registration(chart: Chart, other: Chart) -> Sheet:
    """A registration form with guarantor, emergency contact and next of kin."""
    sheet, face, bold = Sheet(), font("sans", 10), font("sans-bold", 10)
    person, relative = chart.person, other.person
    sheet.write("PATIENT REGISTRATION", _LEFT, 280, font("sans-bold", 15))
    lines = (
        (f"Patient Name: {person.family}, {person.given}", f"MRN: {person.mrn}"),
        (f"Date of Birth: {person.birth_date}", f"Phone: {person.phone}"),
        (f"Guarantor Name: {relative.family}, {relative.given}", f"Guarantor DOB: {relative.birth_date}"),
        (f"Subscriber: {relative.name}", f"Member ID: {relative.member_id}"),
        (f"Primary care provider: {chart.doctor}", f"Referring: {other.doctor}"),
    )
    y = 380.0
    for left, right in lines:
        sheet.write(left, _LEFT, y, face)
        sheet.write(right, _MIDDLE, y, face)
        y += 80
    for heading in ("Emergency contact", "Next of kin"):
        sheet.write(heading, _LEFT, y + 40, bold)
        sheet.write(f"Name: {relative.name}", _LEFT, y + 110, face)
        sheet.write(f"Phone: {relative.phone}", _MIDDLE, y + 110, face)
        y += 210
    sheet.paragraph(chart.text(8), _LEFT, y + 60, width=2000, face=face)
    return sheet


def copied_letter(chart: Chart, other: Chart) -> Sheet:
    """A letter between doctors, with copies to others and a mother's history."""
    sheet, face = Sheet(), font("serif", 11)
    person, relative = chart.person, other.person
    sheet.write(f"From: {chart.doctor}", _LEFT, 260, face)
    sheet.write(f"To: {other.doctor}", _LEFT, 330, face)
    sheet.write(f"Re: {person.name}, DOB: {person.birth_date}", _LEFT, 430, face)
    said = f"Her mother {relative.name}, born {relative.birth_date}, had the same. {chart.text(7)}"
    y = sheet.paragraph(said, _LEFT, 540, width=2000, face=face)
    sheet.write(f"cc: {relative.given} {relative.family}, RN; {other.doctor}", _LEFT, y + 120, face)
    return sheet


def newborn_note(chart: Chart, other: Chart) -> Sheet:
    """A delivery note in the mother's chart that names the newborn and its own number."""
    sheet, face = Sheet(), font("sans", 10)
    person, baby = chart.person, other.person
    sheet.write("DELIVERY RECORD", _LEFT, 280, font("sans-bold", 15))
    sheet.write(f"Patient: {person.name}   DOB: {person.birth_date}   MRN: {person.mrn}", _LEFT, 380, face)
    sheet.write(f"Newborn: Baby {person.family}   MRN: {baby.mrn}   DOB: {chart.date()}", _LEFT, 460, face)
    sheet.write(f"Father: {baby.given} {person.family}   DOB: {baby.birth_date}", _LEFT, 540, face)
    sheet.paragraph(chart.text(8), _LEFT, 660, width=2000, face=face)
    return sheet


def strip_label(chart: Chart, other: Chart) -> Sheet:
    """A progress note with a small patient label in a corner, as labels are printed."""
    sheet, small, face = Sheet(), font("mono", 8), font("serif", 11)
    person = chart.person
    sheet.write(f"{person.family.upper()}, {person.given.upper()}", 1700, 200, small)
    sheet.write(f"MRN {person.mrn}", 1700, 250, small)
    sheet.write(f"DOB {person.birth_date}", 1700, 300, small)
    sheet.write(f"ATT {other.doctor.upper()}", 1700, 350, small)
    sheet.write("Progress note", _LEFT, 480, font("serif-bold", 15))
    y = sheet.paragraph(chart.text(9), _LEFT, 580, width=2000, face=face)
    sheet.write(f"Electronically signed by {chart.doctor}", _LEFT, y + 90, face)
    return sheet


def continuation(chart: Chart, other: Chart) -> Sheet:
    """A page that says nobody's name but its doctor's."""
    sheet, face = Sheet(), font("serif", 11)
    y = sheet.paragraph(chart.text(14), _LEFT, 300, width=2000, face=face)
    sheet.write(f"Dictated by {other.doctor}. Reviewed with the patient.", _LEFT, y + 90, face)
    return sheet


OWN_LAYOUTS: dict[str, Callable[[Chart, Chart], Sheet]] = {
    "registration": registration,
    "copied letter": copied_letter,
    "newborn": newborn_note,
    "label": strip_label,
    "continuation": continuation,
}
