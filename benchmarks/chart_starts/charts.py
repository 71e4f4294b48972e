"""Whole charts of 60 to 200 pages: what documents, in what order, how they were scanned. Pure.

Development seeds are 0–999; those from 1000 on were looked at once, when the rules were done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from benchmarks.chart_starts.clinics import Clinic, Sheet, drawn_clinic, printed_pages
from benchmarks.chart_starts.forms import FORM_BY_KIND, FORMS, Form
from benchmarks.chart_starts.paper import Line, PaperPage, TrueChart, TrueDocument
from benchmarks.ocr.invented_charts import Chart

HELD_OUT_FROM = 1000
_OFTEN = {
    "Progress note": 7, "Laboratory report": 6, "Radiology report": 3, "Correspondence": 3, "Consultation": 2,
    "Medication list": 2, "Telephone message": 2, "Billing and insurance": 2, "Nursing flow sheet": 2,
    "Physician orders": 2, "Consent": 2, "Release of information": 1.5, "Questionnaire": 1.5,
}  # fmt: skip
_BY_HAND = frozenset({"Progress note", "Nursing flow sheet", "Physician orders", "Telephone message"})
_DAILY = frozenset({"Nursing flow sheet", "Physician orders", "Therapy note"})
_LONG_SHARE, _LONGEST = 0.2, 18
_FROM_OUTSIDE = frozenset(
    {"Radiology report", "Laboratory report", "Pathology report", "Consultation", "Correspondence",
     "Operative report", "Discharge summary", "Emergency note", "Therapy note", "Billing and insurance"}
)  # fmt: skip


@dataclass(frozen=True)
class _Plan:
    form: Form
    day: date
    clinic: Clinic
    page_count: int
    comes_by_fax: bool


@dataclass(frozen=True)
class ChartSize:
    """How many pages a chart has at least, and at most; or exactly how many documents, where that is said.

    `long_share` of the documents that can have several pages have many.
    """

    least: int = 60
    most: int = 200
    documents: int | None = None
    long_share: float = _LONG_SHARE


def drawn_chart(seed: int, size: ChartSize = ChartSize()) -> TrueChart:
    """The chart of that seed."""
    random = Random(f"chart {seed}")
    chart = Chart(random)
    home, others = drawn_clinic(random), [drawn_clinic(random) for _ in range(random.randrange(3, 7))]
    wanted = random.randrange(size.least, size.most + 1)
    plans = _planned(random, home, others, wanted, size)
    duplex = random.random() < 0.35
    pages: list[PaperPage] = []
    documents: list[TrueDocument] = []
    for plan in plans:
        scanned = _scanned(random, plan, chart, duplex=duplex)
        if len(pages) + len(scanned) > size.most:
            break
        documents.append(TrueDocument(plan.form.kind, plan.day, len(pages), len(scanned)))
        pages += scanned
    return TrueChart(tuple(pages), tuple(documents), chart.person.birth_date)


def _planned(
    random: Random, home: Clinic, others: Sequence[Clinic], wanted: int, size: ChartSize
) -> list[_Plan]:
    plans: list[_Plan] = []
    documents = size.documents
    weights = [_OFTEN.get(form.kind, 1) for form in FORMS]
    while (documents is None and sum(plan.page_count for plan in plans) < wanted) or (
        documents is not None and len(plans) < documents
    ):
        form = random.choices(FORMS, weights)[0]
        is_outside = form.kind in _FROM_OUTSIDE and random.random() < 0.65
        clinic = random.choice(others) if is_outside else home
        counts, shares = zip(*form.lengths, strict=True)
        day = date(2006, 1, 1) + timedelta(days=random.randrange(19 * 365))
        comes_by_fax = is_outside and random.random() < 0.4
        page_count = random.choices(counts, shares)[0]
        if counts[-1] > 1 and random.random() < size.long_share:  # a stay's whole course, a year's results
            page_count = min(page_count * random.randrange(3, 6) + random.randrange(3), _LONGEST)
        plans.append(_Plan(form, day, clinic, page_count, comes_by_fax))
    if random.random() < 0.5:  # with tabs: one type behind the other, the newest first
        tabs = sorted({plan.form.kind for plan in plans})
        random.shuffle(tabs)
        return sorted(plans, key=lambda plan: (tabs.index(plan.form.kind), -plan.day.toordinal()))
    plans.sort(key=lambda plan: plan.day)
    for place, plan in enumerate(plans[1:], start=1):  # several papers of one visit
        if random.random() < 0.2:
            plans[place] = replace(plan, day=plans[place - 1].day)
    return plans


def _scanned(random: Random, plan: _Plan, chart: Chart, *, duplex: bool) -> list[PaperPage]:
    is_untitled = random.random() < 0.12
    chart.doctor = random.choice(("A. Whitlock, MD", "J. Okafor, DO", "P. Lindqvist, MD", "R. Quintero, MD"))
    form_no = sorted(FORM_BY_KIND).index(plan.form.kind)
    by_hand = plan.form.kind in _BY_HAND and random.random() < 0.25
    sheet = Sheet(
        plan.clinic,
        plan.form,
        chart,
        plan.day,
        form_no,
        is_untitled=is_untitled,
        by_hand=by_hand,
        names=random.choices(("all", "little", "nothing"), (0.78, 0.12, 0.1))[0],
        undated=random.random() < 0.1,
        is_daily=plan.form.kind in _DAILY and random.random() < 0.5,
    )
    sides = printed_pages(sheet, plan.page_count)
    if len(sides) > 2 and random.random() < 0.03:
        del sides[random.randrange(1, len(sides))]
    scan = random.choices(("clean", "ordinary", "copied"), (0.35, 0.5, 0.15))[0]
    if plan.comes_by_fax:
        scan, sides = "faxed", _faxed(random, plan, chart, sides)
    pages = [PaperPage(side, scan) for side in sides]
    if duplex and len(pages) % 2 == 1 and random.random() < 0.6:
        pages.append(PaperPage((), scan))
    return pages


def _faxed(
    random: Random, plan: _Plan, chart: Chart, sides: Sequence[tuple[Line, ...]]
) -> list[tuple[Line, ...]]:
    """The pages under the machine's own line, which counts them with the cover sheet, if there is one."""
    if random.random() < 0.35:
        cover = (
            Line("FAX", 90, 160, 40, bold=True),
            Line(f"To: {chart.doctor}", 90, 240, 13),
            Line(f"From: {plan.clinic.name}", 90, 270, 13),
            Line(f"Pages including cover: {len(sides) + 1}", 90, 300, 13),
            Line("The information contained in this facsimile is confidential.", 90, 900, 10),
        )
        sides = [cover, *sides]
    sent = (plan.day + timedelta(days=random.randrange(0, 20))).strftime("%m/%d/%Y")
    clock = f"{random.randrange(7, 18):02d}:{random.randrange(60):02d}"
    count = len(sides)
    return [
        (
            Line(
                f"{sent} {clock} FROM: {plan.clinic.name} FAX {plan.clinic.phone} P.{number:03d}/{count:03d}",
                40,
                20,
                9,
            ),
            *side,
        )
        for number, side in enumerate(sides, start=1)
    ]
