"""Printed forms filled in by hand, signed, with notes in the margin: truth says which words a hand wrote.

Pure but for fonts. Four forms in turn, each with a writer of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random

from benchmarks.ocr.fonts import font
from benchmarks.ocr.hand import Hand
from benchmarks.ocr.invented_charts import Chart
from benchmarks.ocr.layouts_prose import typewriter_note
from benchmarks.ocr.pages import degraded
from benchmarks.ocr.sheet import Sheet
from benchmarks.ocr.truth import TruePage

PAGES = 48
_LEFT, _RIGHT = 240, 2310
# A scan is rarely as clean as its drawing; one page in two is
_WEAR = ("clean", "skew1", "clean", "blur2", "clean", "photocopy", "clean", "jpeg15", "clean", "fax")


def handwriting_pages(seed: int, count: int = PAGES) -> Iterator[TruePage]:
    """`count` pages, the forms in turn, every second one a little worn."""
    for number in range(count):
        random = Random(f"hand {seed} {number}")
        draw = _FORMS[number % len(_FORMS)]
        page = draw(Chart(random), Hand.of(random)).finished(f"{draw.__name__}-{seed}-{number}-clean")
        yield degraded(page, _WEAR[number % len(_WEAR)], seed=seed)


def intake_form(chart: Chart, hand: Hand) -> Sheet:
    """A questionnaire with answers on lines, and a signature."""
    sheet, label = Sheet(), font("sans", 9.5)
    person = chart.person
    sheet.write_centred("NEW PATIENT QUESTIONNAIRE", 270, font("sans-bold", 15))
    sheet.write("Please print clearly. Bring this form to your first visit.", _LEFT, 370, label)
    answers = (
        ("Name", person.name),
        ("Date of birth", person.birth_date),
        ("Address", f"{person.street}, {person.town}"),
        ("Telephone", person.phone),
        ("Insurance", f"{person.payer} {person.member_id}"),
        ("Main complaint", chart.problems(1)[0]),
        ("Medicines", f"{' '.join(chart.drug_order()[:2])}, {' '.join(chart.drug_order()[:2])}"),
        ("Allergies", chart.random.choice(("none known", "penicillin - rash", "sulfa, hives", "latex"))),
        ("Operations", f"{chart.random.choice(('appendix', 'gall bladder', 'left hip'))} {chart.date()}"),
    )
    y = 540.0
    for said, answer in answers:
        end = sheet.write(f"{said}:", _LEFT, y, label)
        sheet.rule(end + 20, y + 12, _RIGHT, y + 12, width=2)
        hand.write(sheet, answer, end + 50, y - 2)
        y += 150
    y = sheet.paragraph(
        "I certify that the answers above are true to the best of my knowledge.",
        _LEFT,
        y + 40,
        width=_RIGHT - _LEFT,
        face=label,
    )
    return signed(sheet, chart, hand, y=y + 170, name=person.name)


def annotated_note(chart: Chart, hand: Hand) -> Sheet:
    """A typed note with handwriting under it and a signature."""
    sheet = typewriter_note(chart)
    lowest = max(word.box[3] for word in sheet.words)
    y = lowest + 130
    for text in (
        f"Seen {chart.date()}, agree with above.",
        f"Increase {' '.join(chart.drug_order()[:2])}, recheck in {chart.random.randrange(2, 9)} wks",
    ):
        y = written(sheet, hand, text, x=_LEFT + 80, y=y)
    return signed(sheet, chart, hand, y=min(y + 60, 3120), name=chart.doctor)


def order_sheet(chart: Chart, hand: Hand) -> Sheet:
    """A ruled order sheet: printed heading row, orders written by hand."""
    sheet, label = Sheet(), font("sans-bold", 9)
    sheet.write("PHYSICIAN ORDER SHEET", _LEFT, 270, font("sans-bold", 15))
    sheet.write(f"Patient: {chart.person.name}   MRN: {chart.person.mrn}", _LEFT, 360, font("sans", 9.5))
    edges = (240, 560, 1730, 2310)
    y = sheet.table_row(0, ("Date", "Order", "Frequency"), edges=edges, top=450, face=label, is_ruled=True)
    for _ in range(chart.random.randrange(8, 13)):
        drug, dose, route, often = chart.drug_order()
        for left, right, text in zip(
            edges, edges[1:], (chart.date()[:5], f"{drug} {dose} {route}", often), strict=False
        ):
            sheet.pen.rectangle((left, y, right, y + 140), outline=18, width=3)
            hand.write(sheet, text, left + 25, y + 95)
        y += 140
    face = font("sans", 9.5)
    y = sheet.paragraph(
        "Orders are valid for 24 hours unless renewed. Generic equivalents may be dispensed unless the "
        "prescriber writes otherwise. Verbal orders must be signed within 48 hours.",
        _LEFT,
        y + 110,
        width=_RIGHT - _LEFT,
        face=face,
    )
    return signed(sheet, chart, hand, y=y + 150, name=chart.doctor)


def annotated_results(chart: Chart, hand: Hand) -> Sheet:
    """Printed results with remarks beside them and a line of instruction at the foot."""
    sheet, face, bold = Sheet(), font("serif", 11), font("serif-bold", 11)
    sheet.write("Results for review", _LEFT, 290, font("serif-bold", 18))
    sheet.write(f"{chart.person.name}, MRN {chart.person.mrn}, {chart.date()}", _LEFT, 380, face)
    edges = (240, 760, 980, 1120, 1400, 1800)
    heading = ("Test", "Result", "Flag", "Unit", "Range")
    y = sheet.table_row(0, heading, edges=edges, top=480, face=bold, is_ruled=True)
    for row, test in enumerate(chart.lab_tests(14), start=1):
        top = y
        y = sheet.table_row(row, chart.lab_row(test), edges=edges, top=top, face=face, is_ruled=True)
        if chart.random.random() < 0.35:
            hand.write(
                sheet, chart.random.choice(("ok", "repeat", "high!", "stable", "?? call")), 1840, y - 12
            )
    y = sheet.paragraph(chart.text(4), _LEFT, y + 130, width=_RIGHT - _LEFT, face=face)
    y = written(sheet, hand, f"Call pt re: {chart.problems(1)[0]}, f/u {chart.date()}", x=_LEFT, y=y + 120)
    return signed(sheet, chart, hand, y=y + 90, name=chart.doctor)


def written(sheet: Sheet, hand: Hand, text: str, *, x: float, y: float) -> float:
    """Writes the text in lines that fit the page; the baseline of the next one."""
    line = ""
    for word in text.split():
        if line and x + hand.width_of(f"{line} {word}") > _RIGHT:
            hand.write(sheet, line, x, y)
            line, y = word, y + 115
        else:
            line = f"{line} {word}".strip()
    hand.write(sheet, line, x, y)
    return y + 115


def signed(sheet: Sheet, chart: Chart, hand: Hand, *, y: float, name: str) -> Sheet:
    """A line with a printed label, a hurried larger signature on it, and a date by hand."""
    label = font("sans", 8)
    sheet.rule(_LEFT, y, 1250, y, width=3)
    sheet.rule(1450, y, _RIGHT, y, width=3)
    hurried = replace(hand, slant=hand.slant + 0.15, jitter=hand.jitter * 1.5)
    hurried.write(sheet, name.split(",", maxsplit=1)[0], _LEFT + 40, y - 10, scale=1.25)
    hand.write(sheet, chart.date(), 1500, y - 12)
    sheet.write("Signature", _LEFT, y + 48, label)
    sheet.write("Date", 1450, y + 48, label)
    return sheet


_FORMS: tuple[Callable[[Chart, Hand], Sheet], ...] = (
    intake_form,
    annotated_note,
    order_sheet,
    annotated_results,
)
