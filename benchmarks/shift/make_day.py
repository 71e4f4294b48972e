"""Makes a day out of a seed: charts first, then what goes wrong with them, then files. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain
from random import Random

from benchmarks.ocr.invented_charts import Chart as InventedText
from benchmarks.shift.day import TYPES, Chart, Day, PaperBatch, PaperPage, PatientOnPaper, ScannerFile
from benchmarks.shift.problems import OF_A_FILE, OF_A_PAGE, Problem, how_many

SCANNERS = ("scanner-1", "scanner-2", "scanner-3")
PAGES_OF_A_FULL_DAY, BATCHES_OF_A_FULL_DAY = 2000, 60
_FEWEST_BATCHES = 6
_LENGTHS = {"Face sheet": (1, 1), "Consent": (1, 2), "Laboratory report": (1, 3), "Medication list": (1, 2)}
_ANY_LENGTH = (1, 4)
_WITHOUT_IDENTITY = 0.08  # of the pages behind a document's first
_BLANK = 0.03
_FIRST_DAY = date(1996, 1, 3)


def make_day(pages: int, seed: int) -> Day:
    """A day of about so many images (never fewer), in 60 batches for 2,000."""
    random = Random(f"shift {seed} {pages}")
    batches = max(_FEWEST_BATCHES, round(BATCHES_OF_A_FULL_DAY * pages / PAGES_OF_A_FULL_DAY))
    piles = [_pile(number, pages // batches, random) for number in range(batches)]
    piles = [[_claimed(chart, _scanner(number)) for chart in pile] for number, pile in enumerate(piles)]
    charts = [chart for pile in piles for chart in pile]
    injected = iter(_with_problems(charts, pages, random))
    made = [
        _batch(number, [next(injected) for _ in pile], _scanner(number)) for number, pile in enumerate(piles)
    ]
    patients = tuple({chart.patient.mrn: chart.patient for chart in charts}.values())
    return Day(seed, patients, tuple(_with_file_problems(made, pages, random)))


def _scanner(batch: int) -> str:
    return SCANNERS[batch % len(SCANNERS)]


def _claimed(chart: Chart, scanner: str) -> Chart:
    """The third scanner's operator says nothing of a chart."""
    return chart if scanner != SCANNERS[2] else replace(chart, claimed_type="")


def _pile(batch: int, pages: int, random: Random) -> list[Chart]:
    """Charts of one batch, about so many pages with the sheets between them."""
    pile: list[Chart] = []
    while sum(len(chart.pages) + 1 for chart in pile) < pages:
        pile.append(_chart(f"b{batch + 1:02d}-c{len(pile) + 1}", random))
    return pile


def _chart(name: str, random: Random) -> Chart:
    patient = _patient(random)
    kinds = random.sample(TYPES, random.choice((1, 1, 2, 3)))
    pages: list[PaperPage] = []
    for number, kind in enumerate(kinds, start=1):
        pages += _document(f"{name}-d{number}", kind, patient, name, random)
        if random.random() < _BLANK * 2:
            pages.append(PaperPage(f"{name}-d{number}-blank", "blank", patient, name))
    return Chart(name, patient, tuple(pages), claimed_type=kinds[0], true_type=kinds[0])


def _patient(random: Random) -> PatientOnPaper:
    invented = InventedText(random).person
    month, day, year = (int(part) for part in invented.birth_date.split("/"))
    return PatientOnPaper(invented.mrn, invented.given, invented.family, date(year, month, day))


def _document(name: str, kind: str, patient: PatientOnPaper, chart: str, random: Random) -> list[PaperPage]:
    length = random.randint(*_LENGTHS.get(kind, _ANY_LENGTH))
    dated = _FIRST_DAY + timedelta(days=random.randrange(9000))
    return [
        PaperPage(
            f"{name}-p{number}",
            "page",
            patient,
            chart,
            document=name,
            type=kind,
            number=number,
            of=length,
            dated=dated,
            shows_identity=number == 1 or random.random() >= _WITHOUT_IDENTITY,
        )
        for number in range(1, length + 1)
    ]


def _with_problems(charts: list[Chart], pages: int, random: Random) -> list[Chart]:
    """The charts with pages and documents spoilt; a page has one problem at most, a chart one of its own."""
    made = {chart.id: chart for chart in charts}
    claimed = [chart for chart in charts if chart.claimed_type]
    for chart in random.sample(claimed, min(how_many(Problem.WRONG_TYPE, pages), len(claimed))):
        others = [kind for kind in TYPES if kind != chart.true_type]
        made[chart.id] = replace(made[chart.id], claimed_type=random.choice(others))
    long = [chart for chart in charts if _can_miss_a_sheet(chart)]
    for chart in random.sample(long, min(how_many(Problem.MISSING_SHEET, pages), len(long))):
        made[chart.id] = _without_a_sheet(made[chart.id], random)
    for problem in OF_A_PAGE:
        for _ in range(how_many(problem, pages)):
            chart = random.choice([one for one in made.values() if _sound(one)])
            page = random.choice(_sound(chart))
            made[chart.id] = _spoilt(chart, page, problem, charts, random)
    return list(made.values())


def _can_miss_a_sheet(chart: Chart) -> bool:
    return any(page.of >= 3 for page in chart.pages)


def _sound(chart: Chart) -> list[PaperPage]:
    """Pages that nothing happened to yet, and that nothing else repeats."""
    repeated = {page.copy_of for page in chart.pages}
    return [
        page
        for page in chart.pages
        if page.sort == "page" and page.problem is None and page.id not in repeated
    ]


def _without_a_sheet(chart: Chart, random: Random) -> Chart:
    """One sheet of a numbered document stayed in the feeder; never its first, which says what it is."""
    lost = random.choice([page for page in chart.pages if page.of >= 3 and page.number > 1])
    kept = tuple(page for page in chart.pages if page is not lost)
    return replace(chart, pages=kept, missing=((lost.document, lost.number),))


def _spoilt(
    chart: Chart, page: PaperPage, problem: Problem, charts: Sequence[Chart], random: Random
) -> Chart:
    spoilt = replace(page, problem=problem)
    if problem is Problem.DOUBLE_PAGE:
        spoilt = replace(spoilt, id=f"{page.id}-again", copy_of=page.id)
        return _swapped(chart, page, (page, spoilt))
    if problem is Problem.FOREIGN_PAGE:
        other = random.choice([one.patient for one in charts if one.patient != chart.patient])
        stray = replace(
            spoilt,
            id=f"{page.id}-stray",
            patient=other,
            document=f"{page.id}-stray",
            number=1,
            of=1,
            shows_identity=True,
        )
        return _swapped(chart, page, (page, stray))
    return _swapped(chart, page, (spoilt,))


def _swapped(chart: Chart, page: PaperPage, by: tuple[PaperPage, ...]) -> Chart:
    place = chart.pages.index(page)
    return replace(chart, pages=chart.pages[:place] + by + chart.pages[place + 1 :])


def _batch(number: int, charts: list[Chart], scanner: str) -> PaperBatch:
    name = f"b{number + 1:02d}"
    files = {
        "scanner-1": _covered_file,
        "scanner-2": _file_a_chart,
        "scanner-3": _parted_file,
    }[scanner](name, charts)
    images = sum(len(chart.pages) for chart in charts)
    double = sum(bool(page.copy_of) for chart in charts for page in chart.pages)
    missing = sum(len(chart.missing) for chart in charts)
    return PaperBatch(
        name, scanner, f"Box {number // 6 + 1}", tuple(charts), files, images + missing - double
    )


def _covered_file(name: str, charts: list[Chart]) -> tuple[ScannerFile, ...]:
    """One file of all charts, each behind a cover sheet that names its patient."""
    pages: list[PaperPage] = []
    for chart in charts:
        sheet = PaperPage(f"{chart.id}-cover", "cover", chart.patient, chart.id)
        pages += [replace(sheet, chart_type=chart.claimed_type), *chart.pages]
    return (ScannerFile(f"{name}.pdf", "scanner-1", tuple(pages)),)


def _file_a_chart(name: str, charts: list[Chart]) -> tuple[ScannerFile, ...]:
    """A TIFF for each chart with a sidecar beside it."""
    return tuple(
        ScannerFile(
            f"{name}-{place}.tif",
            "scanner-2",
            chart.pages,
            (
                ("mrn", chart.patient.mrn),
                ("name", chart.patient.name),
                ("dob", chart.patient.birth_date.isoformat()),
                ("document_type", chart.claimed_type),
                ("route", "archive"),
                ("priority", "bulk"),
            ),
        )
        for place, chart in enumerate(charts, start=1)
    )


def _parted_file(name: str, charts: list[Chart]) -> tuple[ScannerFile, ...]:
    """One file of all charts, a patch sheet before each; nobody said whose they are, so no type either."""
    pages: list[PaperPage] = []
    for chart in charts:
        pages += [PaperPage(f"{chart.id}-patch", "patch", chart.patient, chart.id), *chart.pages]
    return (ScannerFile(f"{name}.pdf", "scanner-3", tuple(pages)),)


def _with_file_problems(batches: list[PaperBatch], pages: int, random: Random) -> list[PaperBatch]:
    """What goes wrong with whole files, long and short ones in turn; the first batch is left alone."""
    files = [file for batch in batches[1:] for file in batch.files]
    random.shuffle(files)
    long = [file.name for file in files if not file.is_tiff]
    names = list(chain.from_iterable(zip(long, [file.name for file in files if file.is_tiff], strict=False)))
    kinds = [problem for problem in OF_A_FILE for _ in range(how_many(problem, pages))]
    wanted = dict(zip(names, kinds, strict=False))
    return [
        replace(batch, files=tuple(replace(file, problem=wanted.get(file.name)) for file in batch.files))
        for batch in batches
    ]
