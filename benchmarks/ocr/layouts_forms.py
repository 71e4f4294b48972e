"""Four pages with structure: ruled lab table, unruled medication list, face sheet, consent with margins."""

from __future__ import annotations

from benchmarks.ocr.fonts import font
from benchmarks.ocr.invented_charts import Chart
from benchmarks.ocr.sheet import HEIGHT_PX, INK, Sheet

_LEFT, _RIGHT = 240, 2310
_LAB_EDGES = (240, 860, 1150, 1330, 1700, 2310)
_DRUG_EDGES = (240, 900, 1250, 1640, 2310)
_RISKS = (
    "bleeding",
    "infection",
    "injury to nearby organs",
    "blood clots",
    "an allergic reaction",
    "the need for more surgery",
)


def lab_table(chart: Chart) -> Sheet:
    """Laboratory results in a ruled table."""
    sheet, face, bold = Sheet(), font("sans", 9), font("sans-bold", 9)
    person = chart.person
    sheet.write("LABORATORY REPORT", _LEFT, 280, font("sans-bold", 15))
    sheet.write(f"Patient: {person.name}", _LEFT, 380, face)
    sheet.write(f"MRN: {person.mrn}", 1300, 380, face)
    sheet.write(
        f"Collected: {chart.date()} {chart.random.randrange(24):02d}:{chart.random.randrange(60):02d}",
        _LEFT,
        445,
        face,
    )
    sheet.write(f"Accession: L{chart.random.randrange(10**6, 10**7)}", 1300, 445, face)
    heading = ("Test", "Result", "Flag", "Unit", "Reference range")
    y = sheet.table_row(0, heading, edges=_LAB_EDGES, top=540, face=bold, is_ruled=True)
    for row, test in enumerate(chart.lab_tests(20), start=1):
        y = sheet.table_row(row, chart.lab_row(test), edges=_LAB_EDGES, top=y, face=face, is_ruled=True)
    sheet.paragraph(f"Comment: {chart.text(2)}", _LEFT, y + 110, width=_RIGHT - _LEFT, face=face)
    return sheet


def medication_list(chart: Chart) -> Sheet:
    """A medication list whose columns show by their gaps alone."""
    sheet, face, bold = Sheet(), font("serif", 11), font("serif-bold", 11)
    person = chart.person
    sheet.write("Medication List", _LEFT, 300, font("serif-bold", 18))
    sheet.write(f"{person.name}, born {person.birth_date}, MRN {person.mrn}", _LEFT, 390, face)
    sheet.write(f"Reviewed {chart.date()} by {chart.doctor}", _LEFT, 460, face)
    y = sheet.table_row(
        0, ("Medication", "Dose", "Route", "Frequency"), edges=_DRUG_EDGES, top=570, face=bold, is_ruled=False
    )
    for row in range(1, 19):
        y = sheet.table_row(row, chart.drug_order(), edges=_DRUG_EDGES, top=y + 24, face=face, is_ruled=False)
    allergies = " and ".join(chart.several(("penicillin", "sulfa", "latex", "codeine", "iodine"), 2))
    sheet.write(f"Allergies: {allergies}. No other drug reactions known.", _LEFT, y + 130, face)
    return sheet


def face_sheet(chart: Chart) -> Sheet:
    """An admission face sheet: labelled boxes and checkboxes, read row by row."""
    sheet, label, value = Sheet(), font("sans", 7.5), font("mono", 11)
    person, random = chart.person, chart.random
    sheet.write_centred("ADMISSION FACE SHEET", 260, font("sans-bold", 15))
    rows = (
        (
            ("patient_name", "Patient name", f"{person.family}, {person.given}"),
            ("mrn", "Medical record number", person.mrn),
        ),
        (
            ("birth_date", "Date of birth", person.birth_date),
            ("encounter", "Encounter number", f"E{random.randrange(10**7, 10**8)}"),
        ),
        (("address", "Street address", person.street), ("phone", "Home phone", person.phone)),
        (("town", "City, state, zip", person.town), ("admitted", "Admission date", chart.date())),
        (("payer", "Primary payer", person.payer), ("member_id", "Member ID", person.member_id)),
        (
            ("attending", "Attending physician", chart.doctor),
            ("group", "Group number", f"{random.randrange(10**4, 10**5)}"),
        ),
    )
    y = 340.0
    for row in rows:
        for (name, said, content), left, right in zip(row, (_LEFT, 1275), (1275, _RIGHT), strict=True):
            sheet.pen.rectangle((left, y, right, y + 150), outline=INK, width=3)
            sheet.write(said, left + 20, y + 45, label)
            sheet.field(name, content, left + 30, y + 118, value)
        y += 150
    face = font("sans", 9.5)
    questions = (
        ("Sex", ("Female", "Male", "Unknown")),
        ("Marital status", ("Single", "Married", "Widowed", "Divorced")),
        ("Arrived by", ("Ambulance", "Own car", "On foot")),
        ("Advance directive on file", ("Yes", "No")),
        ("Interpreter needed", ("Yes", "No")),
        ("Smoking", ("Never", "Former", "Current")),
    )
    for said, answers in questions:
        y += 110
        sheet.write(f"{said}:", _LEFT, y, font("sans-bold", 9.5))
        marked, x = random.randrange(len(answers)), 960.0
        for number, answer in enumerate(answers):
            x = sheet.checkbox(answer, x, y, face, is_marked=number == marked) + 45
    y += 150
    sheet.write("Reason for admission", _LEFT, y, font("sans-bold", 9.5))
    y = sheet.paragraph(chart.text(4), _LEFT, y + 75, width=_RIGHT - _LEFT, face=face)
    diagnoses = "Admitting diagnoses: " + "; ".join(chart.problems(3))
    sheet.paragraph(diagnoses, _LEFT, y + 60, width=_RIGHT - _LEFT, face=face)
    return sheet


def consent(chart: Chart) -> Sheet:
    """A consent with header, footer and a sidebar at the right; truth: header, body, sidebar, footer."""
    sheet, face, small = Sheet(), font("serif", 11.5), font("sans", 8)
    person, right = chart.person, 1640
    sheet.part = "header"
    sheet.write("Riverbend Surgical Center", _LEFT, 170, small)
    sheet.write_right(f"{person.name}   MRN {person.mrn}", _RIGHT, 170, small)
    sheet.rule(_LEFT, 200, _RIGHT, 200)
    sheet.part = "body"
    sheet.write("Consent for Operation", _LEFT, 340, font("serif-bold", 18))
    risks = ", ".join(chart.several(_RISKS, 4))
    y = 460.0
    for text in (
        f"I, {person.name}, authorize {chart.doctor} to treat {chart.problems(1)[0]} on {chart.date()}.",
        f"I understand that the risks include {risks}. They were explained to me in plain words.",
        chart.text(3),
        "I was told about other ways of treatment. I know that I may change my mind before it begins.",
        chart.text(3),
    ):
        y = sheet.paragraph(text, _LEFT, y, width=right - _LEFT, face=face) + 50
    agrees = chart.random.randrange(2)
    for number, said in enumerate(
        ("I agree to receive blood products", "I do not agree to receive blood products")
    ):
        y += 80
        sheet.checkbox(said, _LEFT, y, face, is_marked=number == agrees)
    sheet.part = "sidebar"
    sheet.pen.rectangle((1740, 300, _RIGHT, 1500), outline=INK, width=3)
    sheet.write("Before you come", 1780, 380, font("sans-bold", 9))
    minute = chart.random.choice(("00", "15", "30", "45"))
    tips = (
        f"Take nothing by mouth after midnight. Stop {chart.drug_order()[0]} {chart.random.randrange(2, 8)} "
        f"days before. Arrive at {chart.random.randrange(6, 11)}:{minute}. Call {person.phone} "
        "with questions."
    )
    sheet.paragraph(tips, 1780, 450, width=_RIGHT - 1820, face=small, leading=1.5)
    sheet.part = "footer"
    sheet.rule(_LEFT, HEIGHT_PX - 190, _RIGHT, HEIGHT_PX - 190)
    sheet.write(
        f"Form RSC-{chart.random.randrange(100, 999)} revised {chart.date()}", _LEFT, HEIGHT_PX - 140, small
    )
    sheet.write_right(f"Page 1 of {chart.random.randrange(1, 5)}", _RIGHT, HEIGHT_PX - 140, small)
    return sheet
