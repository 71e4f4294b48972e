"""Four pages of running text: typewriter note, serif letter, sans discharge summary, two columns."""

from __future__ import annotations

from benchmarks.ocr.fonts import font
from benchmarks.ocr.invented_charts import Chart
from benchmarks.ocr.sheet import HEIGHT_PX, WIDTH_PX, Sheet

_LEFT, _RIGHT = 260, 2290
_LOWEST = HEIGHT_PX - 300


def typewriter_note(chart: Chart) -> Sheet:
    """A progress note as a typewriter leaves it."""
    sheet, face = Sheet(), font("mono", 10.5)
    person, y = chart.person, 330.0
    sheet.write("PROGRESS NOTE", _LEFT, y, face)
    sheet.write_right(f"Page 1 of {chart.random.randrange(1, 6)}", _RIGHT, y, face)
    sheet.write(
        f"Patient: {person.family.upper()}, {person.given}   DOB: {person.birth_date}", _LEFT, y + 90, face
    )
    sheet.write(f"MRN: {person.mrn}   Date of service: {chart.date()}", _LEFT, y + 160, face)
    y += 290
    for heading, sentences in (("SUBJECTIVE:", 5), ("OBJECTIVE:", 4), ("ASSESSMENT:", 4), ("PLAN:", 5)):
        sheet.write(heading, _LEFT, y, face)
        text = chart.text(sentences)
        if heading == "OBJECTIVE:":
            text = f"{chart.vital_signs()} {text}"
        y = sheet.paragraph(text, _LEFT, y + 70, width=_RIGHT - _LEFT, face=face) + 40
        if y > _LOWEST - 500:
            break
    sheet.write(f"Dictated by {chart.doctor}", _LEFT, y + 60, face)
    return sheet


def serif_letter(chart: Chart) -> Sheet:
    """A consultant's letter under a letterhead."""
    sheet, face, bold = Sheet(), font("serif", 12), font("serif-bold", 19)
    person, small = chart.person, font("serif-italic", 10)
    sheet.write_centred("Riverbend Internal Medicine Associates", 280, bold)
    sheet.write_centred(
        f"{person.town.split(',')[0]} Medical Pavilion, Suite {chart.random.randrange(100, 990)}", 350, small
    )
    sheet.rule(_LEFT, 390, _RIGHT, 390)
    sheet.write_right(chart.date(), _RIGHT, 500, face)
    y = 620.0
    for line in (chart.doctor, person.street, person.town):
        sheet.write(line, _LEFT, y, face)
        y += 66
    sheet.write(
        f"RE: {person.name}, born {person.birth_date}, MRN {person.mrn}",
        _LEFT,
        y + 70,
        font("serif-bold", 12),
    )
    sheet.write("Dear Colleague,", _LEFT, y + 180, face)
    y += 290
    for _ in range(5):
        if y > _LOWEST - 620:
            break
        y = sheet.paragraph(chart.text(3), _LEFT, y, width=_RIGHT - _LEFT, face=face, leading=1.3) + 45
    sheet.write("With kind regards,", _LEFT, y + 40, face)
    sheet.write(chart.doctor, _LEFT, y + 200, face)
    return sheet


def sans_discharge(chart: Chart) -> Sheet:
    """A discharge summary with headings and numbered lists."""
    sheet, face, bold = Sheet(), font("sans", 9.5), font("sans-bold", 11)
    person, y = chart.person, 300.0
    sheet.write("DISCHARGE SUMMARY", _LEFT, y, font("sans-bold", 16))
    sheet.write(f"Name: {person.name}", _LEFT, y + 100, face)
    sheet.write(f"MRN: {person.mrn}", 1300, y + 100, face)
    sheet.write(f"Admitted: {chart.date()}", _LEFT, y + 165, face)
    sheet.write(f"Discharged: {chart.date()}", 1300, y + 165, face)
    y += 290
    sheet.write("Discharge diagnoses", _LEFT, y, bold)
    for number, problem in enumerate(chart.problems(5), start=1):
        y += 64
        sheet.write(f"{number}. {problem[0].upper()}{problem[1:]}", _LEFT + 60, y, face)
    for heading, sentences in (("Hospital course", 6), ("Condition at discharge", 3)):
        y += 110
        sheet.write(heading, _LEFT, y, bold)
        y = sheet.paragraph(
            chart.text(sentences), _LEFT, y + 70, width=_RIGHT - _LEFT, face=face, leading=1.4
        )
    y += 60
    sheet.write("Discharge medications", _LEFT, y, bold)
    for _ in range(7):
        y += 64
        if y > _LOWEST:
            break
        sheet.write("- " + " ".join(chart.drug_order()), _LEFT + 60, y, face)
    return sheet


def two_columns(chart: Chart) -> Sheet:
    """A patient newsletter in two columns under a title; truth reads the left column first."""
    sheet, face, bold = Sheet(), font("serif", 10.5), font("serif-bold", 13)
    sheet.write_centred("The Riverbend Health Letter", 300, font("serif-bold", 24))
    sheet.write(
        f"Volume {chart.random.randrange(2, 40)}, number {chart.random.randrange(1, 13)}", _LEFT, 400, face
    )
    sheet.write_right(chart.date(), _RIGHT, 400, face)
    sheet.rule(_LEFT, 440, _RIGHT, 440)
    width = (_RIGHT - _LEFT - 130) / 2
    for left in (_LEFT, WIDTH_PX / 2 + 65):
        y = 560.0
        while y < _LOWEST - 480:
            problem = chart.problems(1)[0]
            sheet.write(f"Living with {problem.split(',')[0]}"[:44].rsplit(" ", 1)[0], left, y, bold)
            y = sheet.paragraph(chart.text(4), left, y + 75, width=width, face=face) + 50
    return sheet
