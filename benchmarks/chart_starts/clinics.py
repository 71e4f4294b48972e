"""How imaginary clinics print their documents: letterheads, running heads, titles, page numbers. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from benchmarks.chart_starts.forms import FORMS, Form
from benchmarks.chart_starts.paper import CHARACTER, WIDTH, Line
from benchmarks.chart_starts.printed_parts import Part
from benchmarks.ocr.invented_charts import Chart

_NAMES = (
    "Lakeside Family Practice", "Northgate Internal Medicine", "St. Brendan Hospital", "Pine Ridge Clinic",
    "Harbor Orthopedics", "Valley Diagnostic Laboratories", "Summit Imaging", "Prairie Heart Associates",
    "County General Hospital", "Elm Street Pediatrics", "Riverbend Women's Health", "Tri-County Surgical",
    "Meridian Reference Lab", "Clearwater Rehab", "Oak Hollow Medical Group", "Bayview Gastroenterology",
)  # fmt: skip
_NUMBERS = tuple(
    ["Page {n} of {of}", "Page {n}", "{n}/{of}", "- {n} -", "Pg. {n} of {of}", "{n} of {of}", "PAGE: {n}"]
)
_DAYS = ("%m/%d/%Y", "%m/%d/%y", "%B %d, %Y", "%b %d, %Y", "%Y-%m-%d", "%m-%d-%Y", "%d %b %Y")
TOP, FOOT = 55.0, 1065.0


@dataclass(frozen=True)
class Clinic:
    """The habits of one house, drawn once: they hold for all that it prints."""

    name: str
    phone: str
    street: str
    title_of: dict[str, str]
    date_format: str
    number: str  # the pattern of its page numbers; "" for none
    number_at_foot: bool
    has_letterhead: bool
    letterhead_on_all: bool
    has_running_head: bool  # name, birth date and MRN on the pages after the first
    repeats_title: str  # on later pages: "", "same" or "continued"
    title_large: bool
    title_capital: bool
    title_after_patient: bool
    form_ids: bool
    footer: str
    size: float
    left: float
    closes: bool
    block_on_all: bool  # patient and date in full on every page
    has_sticker: bool  # a patient label in the corner of every page
    breaks_early: bool  # sections begin on a new page


def drawn_clinic(random: Random) -> Clinic:
    """A clinic with habits of its own."""
    r = random
    size = r.choice((10.0, 11.0, 12.0, 13.0))
    return Clinic(
        name=r.choice(_NAMES),
        phone=f"({r.randrange(201, 989)}) 555-{r.randrange(100, 9999):04d}",
        street=f"{r.randrange(10, 9900)} {r.choice(('Main Street', 'Mill Road', 'Hospital Drive'))}",
        title_of={form.kind: r.choice(form.titles) for form in FORMS},
        date_format=r.choice(_DAYS),
        number=r.choice(_NUMBERS) if r.random() < 0.55 else "",
        number_at_foot=r.random() < 0.65,
        has_letterhead=r.random() < 0.7,
        letterhead_on_all=r.random() < 0.35,
        has_running_head=r.random() < 0.55,
        repeats_title=r.choice(("", "", "same", "continued")),
        title_large=r.random() < 0.7,
        title_capital=r.random() < 0.35,
        title_after_patient=r.random() < 0.35,
        form_ids=r.random() < 0.2,
        footer=r.choice(("", "", "Confidential patient information", "{name}", "Printed by EHR v7")),
        size=size,
        left=r.uniform(60, 110),
        closes=r.random() < 0.75,
        block_on_all=r.random() < 0.25,
        has_sticker=r.random() < 0.25,
        breaks_early=r.random() < 0.3,
    )


@dataclass(frozen=True)
class Sheet:
    """What one document is printed with.

    `by_hand`: its sentences are written, not printed. `names` is how much of the patient its first page says:
    "all", "little" or "nothing"; an `undated` one says no date at its head. `is_daily`: each page has a date
    of its own, as on charts of a stay.
    """

    clinic: Clinic
    form: Form
    chart: Chart
    day: date
    form_no: int
    is_untitled: bool
    by_hand: bool
    names: str = "all"
    undated: bool = False
    is_daily: bool = False


def printed_pages(sheet: Sheet, page_count: int) -> list[tuple[Line, ...]]:
    """The document on about as many pages: what does not fit goes on the next."""
    pages: list[list[Line]] = [[]]
    pen = _first_page(sheet, pages[0])
    for part in _parts(sheet, page_count):
        lines, pen_after = _set(sheet, part, pen)
        breaks = sheet.clinic.breaks_early and part.kind == "heading" and sheet.chart.random.random() < 0.12
        if pen_after > FOOT - 30 or breaks:
            if len(pages) == page_count:
                break
            pages.append([])
            pen = _later_page(sheet, pages[-1], len(pages))
            lines, pen_after = _set(sheet, part, pen)
        pages[-1] += lines
        pen = pen_after
    closing = _closing(sheet)
    if closing and pen < FOOT - 20:
        pages[-1].append(_line(sheet, closing, pen + 24))
    return [
        (*lines, *_margins(sheet, number, len(pages))) for number, lines in enumerate(pages, start=1) if lines
    ]


def _parts(sheet: Sheet, page_count: int) -> Iterator[Part]:
    """More than fits on the pages, except on the last, which is filled by chance."""
    yield from sheet.form.opening(sheet.chart)
    r = sheet.chart.random
    budget = (page_count - 1) * 56 + r.randrange(8, 44)
    used = 0
    while used < budget:
        here = list(sheet.form.going_on(sheet.chart))
        if not here:
            return
        for part in here:
            used += 1 + (len(part.text) // 95 if part.kind == "text" else 0)
            if used > budget:
                return
            yield part


def _line(sheet: Sheet, text: str, baseline: float, *, size: float = 0, bold: bool = False) -> Line:
    return Line(text, sheet.clinic.left, baseline, size or sheet.clinic.size, bold)


def _centred(text: str, baseline: float, size: float, *, bold: bool = True) -> Line:
    return Line(text, max((WIDTH - len(text) * size * CHARACTER) / 2, 40), baseline, size, bold)


def _first_page(sheet: Sheet, lines: list[Line]) -> float:
    clinic, pen = sheet.clinic, TOP + sheet.chart.random.uniform(0, 18)
    if clinic.has_letterhead:
        pen = _letterhead(clinic, lines, pen)
    title = "" if sheet.is_untitled else clinic.title_of[sheet.form.kind]
    title = title.upper() if clinic.title_capital else title
    if not clinic.title_after_patient:
        pen = _title(clinic, title, lines, pen)
    pen = _patient_block(sheet, lines, pen)
    if clinic.title_after_patient:
        pen = _title(clinic, title, lines, pen)
    return pen + clinic.size


def _letterhead(clinic: Clinic, lines: list[Line], pen: float) -> float:
    address = f"{clinic.street} Tel {clinic.phone} Fax {clinic.phone[:-1]}7"
    lines.append(_centred(clinic.name, pen, clinic.size * 1.5))
    lines.append(
        _centred(
            address,
            pen + 18,
            clinic.size * 0.85,
            bold=False,
        )
    )
    return pen + 48


def _title(clinic: Clinic, title: str, lines: list[Line], pen: float) -> float:
    if not title:
        return pen
    size = clinic.size * (1.45 if clinic.title_large else 1.0)
    lines.append(
        _centred(title, pen + 8, size)
        if clinic.title_large
        else Line(title, clinic.left, pen + 8, size, True)
    )
    return pen + 34


def _patient_block(sheet: Sheet, lines: list[Line], pen: float, page: int = 1) -> float:
    chart, printed = sheet.chart, _day_of(sheet, page)
    label = sheet.form.date_labels[sheet.form_no % len(sheet.form.date_labels)]
    dated = f"{label}: {printed}" if label else printed
    person, step = chart.person, sheet.clinic.size * 1.45
    if sheet.undated:
        dated = " "
    if sheet.names != "all":
        name = chart.pick((person.name, f"Name: {person.name}")) if sheet.names == "little" else " "
        lines += [_line(sheet, name, pen + step), Line(dated, 480, pen + step, sheet.clinic.size)]
        return pen + 2 * step
    if chart.random.random() < 0.25:  # all on one line, as older systems print it
        text = f"{person.name} DOB {person.birth_date} MRN {person.mrn}"
        lines += [_line(sheet, text, pen + step), _line(sheet, dated, pen + 2 * step)]
        return pen + 3 * step
    lines.append(_line(sheet, f"Patient: {person.name}", pen + step))
    lines.append(Line(f"DOB: {person.birth_date}", 480, pen + step, sheet.clinic.size))
    lines.append(_line(sheet, f"MRN: {person.mrn}", pen + 2 * step))
    lines.append(Line(dated, 480, pen + 2 * step, sheet.clinic.size))
    return pen + 3 * step


def _day_of(sheet: Sheet, page: int) -> str:
    day = sheet.day + timedelta(days=page - 1) if sheet.is_daily else sheet.day
    return day.strftime(sheet.clinic.date_format)


def _later_page(sheet: Sheet, lines: list[Line], page: int) -> float:
    clinic, pen = sheet.clinic, TOP + sheet.chart.random.uniform(0, 18)
    if clinic.has_letterhead and clinic.letterhead_on_all:
        pen = _letterhead(clinic, lines, pen)
    if clinic.repeats_title and not sheet.is_untitled:
        title = clinic.title_of[sheet.form.kind] + (
            " (continued)" if clinic.repeats_title == "continued" else ""
        )
        pen = _title(clinic, title, lines, pen)
    if clinic.block_on_all or sheet.is_daily:
        pen = _patient_block(sheet, lines, pen, page)
    elif clinic.has_running_head:
        person = sheet.chart.person
        head = f"{person.name}   MRN {person.mrn}   {_day_of(sheet, page)}"
        lines.append(_line(sheet, head, pen, size=clinic.size * 0.9))
        pen += 26
    return pen + clinic.size


def _set(sheet: Sheet, part: Part, pen: float) -> tuple[list[Line], float]:
    """The part's lines below the pen, and where the pen is then."""
    size, step = sheet.clinic.size, sheet.clinic.size * 1.42
    if part.kind == "row":
        columns = [
            sheet.clinic.left + place * (WIDTH - 160) / len(part.cells) for place in range(len(part.cells))
        ]
        cells = [(cell, left) for cell, left in zip(part.cells, columns, strict=True) if cell]
        return [Line(cell, left, pen + step, size) for cell, left in cells], pen + step * 1.1
    if part.kind == "heading":
        return [_line(sheet, part.text, pen + step * 1.4, bold=True)], pen + step * 1.5
    if part.kind == "tick":
        return [Line(part.text, sheet.clinic.left + 26, pen + step, size)], pen + step * 1.15
    if part.kind == "hand" or (part.kind == "text" and sheet.by_hand):
        lines = _wrapped(part.text, size * 1.3)
        placed = [
            Line(text, sheet.clinic.left, pen + 1.6 * step * place, size * 1.3, hand=True)
            for place, text in enumerate(lines, start=1)
        ]
        return placed, pen + 1.6 * step * len(lines)
    lines = _wrapped(part.text, size)
    return [
        _line(sheet, text, pen + step * place) for place, text in enumerate(lines, start=1)
    ], pen + step * len(lines)


def _wrapped(text: str, size: float) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > 660 / (size * CHARACTER):
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _closing(sheet: Sheet) -> str:
    text = sheet.chart.pick(sheet.form.closing) if sheet.clinic.closes else ""
    return text.format(doctor=sheet.chart.doctor)


def _margins(sheet: Sheet, number: int, of: int) -> list[Line]:
    clinic, lines = sheet.clinic, []
    if (
        clinic.number
        and not (of == 1 and sheet.chart.random.random() < 0.4)
        and sheet.chart.random.random() > 0.05
    ):
        text = clinic.number.format(n=number, of=of)
        left = 400.0 if clinic.number_at_foot else 690.0
        lines.append(Line(text, left, FOOT + 12 if clinic.number_at_foot else 36, clinic.size * 0.9))
    if clinic.has_sticker and sheet.form.is_form:
        person = sheet.chart.person
        label = (person.name.upper(), f"MRN {person.mrn}", f"DOB {person.birth_date}")
        lines += [Line(text, 640, 40 + 13 * place, 10) for place, text in enumerate(label)]
    if clinic.form_ids:
        lines.append(Line(f"Form {1000 + sheet.form_no}-A", clinic.left, FOOT + 14, clinic.size * 0.8))
    if clinic.footer:
        lines.append(Line(clinic.footer.format(name=clinic.name), 560, FOOT + 16, clinic.size * 0.8))
    return lines
