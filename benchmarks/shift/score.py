"""Each injected problem against what the site said of it: found, by which part, missed, false alarms. Pure.

A finding counts when it was said of the very page (or document, or file) that has the problem, before a
person acted on it. An alarm of the same kind anywhere else is a false one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.shift.day import Day, PaperBatch, PaperPage
from benchmarks.shift.problems import MEANT, Problem

P = Problem
Said = Mapping[str, str]


@dataclass(frozen=True)
class Row:
    """One kind's line of the score sheet; `missed` and `false_alarms` name pages, charts or files.

    `clean` is the number of pages, charts or files on which an alarm would have been false.
    """

    problem: Problem
    injected: int
    missed: tuple[str, ...]
    by: str
    false_alarms: tuple[str, ...] = ()
    clean: int = 0
    remarks: tuple[str, ...] = field(default=())

    @property
    def found(self) -> int:
        """How many were found."""
        return self.injected - len(self.missed)


def score_day(day: Day, lines: Sequence[Mapping[str, Any]]) -> list[Row]:
    """A row for every kind of problem, from the lines that the day kept."""
    said: list[Said] = [line["sighting"] for line in lines if "sighting" in line]
    steps = {line["step"]: line for line in lines if "step" in line}
    return [
        *(_of_pages(day, said, problem) for problem in _SAYS_OF_A_PAGE),
        _missing_sheets(day, said, steps),
        _wrong_types(day, said),
        *_files(day, said, steps),
        _full_disk(steps),
        *(_kill(steps, problem) for problem in (P.KILLED_WORKER, P.KILLED_SERVICE)),
    ]


def _is_rescan(words: str) -> Callable[[Said], bool]:
    return lambda one: one["kind"] == "rescan_wanted" and words in one["note"].lower()


_SAYS_OF_A_PAGE: dict[Problem, Callable[[Said], bool]] = {
    P.FOREIGN_PAGE: lambda one: one["kind"] == "other_patient",
    P.DOUBLE_PAGE: lambda one: one["kind"] == "duplicate_page",
    P.STREAK: _is_rescan("lines run through"),
    P.CUT_OFF: _is_rescan("over the edge"),
    P.UPSIDE_DOWN: lambda one: one["kind"] == "turned",
}


def _of_pages(day: Day, said: Sequence[Said], problem: Problem) -> Row:
    pages = [page for page in day.pages() if page.sort in ("page", "blank")]
    spoilt = {page.id for page in pages if page.problem is problem}
    alarmed = {one["page"] for one in said if _SAYS_OF_A_PAGE[problem](one)} - {""}
    by_eye = _first_scans(pages, alarmed)
    return Row(
        problem,
        len(spoilt),
        missed=tuple(sorted(spoilt - _named(alarmed, pages, problem))),
        by=MEANT[problem],
        false_alarms=tuple(sorted(by_eye - spoilt - _named_back(spoilt, pages, problem))),
        clean=len(pages) - len(spoilt),
    )


def _first_scans(pages: Iterable[PaperPage], alarmed: set[str]) -> set[str]:
    return {page.id for page in pages} & alarmed


def _named(alarmed: set[str], pages: Iterable[PaperPage], problem: Problem) -> set[str]:
    """Of two scans of a sheet either may be named as the one too many."""
    if problem is not P.DOUBLE_PAGE:
        return alarmed
    return alarmed | {page.id for page in pages if page.copy_of in alarmed}


def _named_back(spoilt: set[str], pages: Iterable[PaperPage], problem: Problem) -> set[str]:
    if problem is not P.DOUBLE_PAGE:
        return set()
    return {page.copy_of for page in pages if page.id in spoilt}


@dataclass(frozen=True)
class SheetCount:
    """The gap that the site said of a batch's sheets, and the true one.

    Missing sheets are above 0; None: nothing was said.

    A sheet scanned twice hides one that is missing; the site says "looks like another one" beside it.
    """

    batch: PaperBatch
    said: int | None
    true_gap: int


def sheet_counts(day: Day, steps: Mapping[str, Mapping[str, Any]]) -> list[SheetCount]:
    """Every batch whose counts were checked."""
    found = []
    for batch in day.batches:
        words = str(steps.get(f"checked {batch.id}", {}).get("words", ""))
        if f"checked {batch.id}" in steps:
            found.append(SheetCount(batch, _gap_in(words), _true_gap(batch)))
    return found


def _true_gap(batch: PaperBatch) -> int:
    """Sheets less images; where both are equal, the sheets that a sheet scanned twice hides."""
    gap = batch.sheets - sum(len(chart.pages) for chart in batch.charts)
    return gap or sum(len(chart.missing) for chart in batch.charts)


def _gap_in(words: str) -> int | None:
    """The gap in "27 sheets counted, 28 images came: ...: one sheet is missing"."""
    if not words:
        return None
    found = _GAP.search(words)
    if found is None:
        return 0
    number = 1 if found[1] == "one" else int(found[1].replace(",", ""))
    return number if "missing" in found[2] else -number


_GAP = re.compile(r"(one|[\d,]+) sheets? ((?:is|are) missing|more than counted)")


def _missing_sheets(day: Day, said: Sequence[Said], steps: Mapping[str, Mapping[str, Any]]) -> Row:
    """By the numbers printed on the pages that are there, or by a right count of the batch's sheets.

    The note about numbers stands at a page of the same document.
    """
    missing = {document for chart in day.charts.values() for document, _ in chart.missing}
    owner = {page.id: page.document or page.id for page in day.pages()}
    counted = {
        document
        for count in sheet_counts(day, steps)
        if count.said == count.true_gap
        for chart in count.batch.charts
        for document, _ in chart.missing
    }
    noted = {owner.get(one["page"], one["document_id"]) for one in said if one["kind"] == "page_count_note"}
    documents = {page.document for page in day.pages() if page.document}
    return Row(
        P.MISSING_SHEET,
        len(missing),
        missed=tuple(sorted(missing - noted - counted)),
        by=MEANT[P.MISSING_SHEET],
        false_alarms=tuple(sorted(noted - missing)),
        clean=len(documents - missing),
    )


_SAY_WRONG_TYPE = ("type_doubt", "sample_wrong_type")


def _wrong_types(day: Day, said: Sequence[Said]) -> Row:
    """By what was said of the type of a page of the chart."""
    charts = {page.id: page.chart for page in day.pages()}
    wrong = {chart.id for chart in day.charts.values() if chart.has_wrong_type}
    alarmed = {charts.get(one["page"], "") for one in said if one["kind"] in _SAY_WRONG_TYPE} - {""}
    claimed = {chart.id for chart in day.charts.values() if chart.claimed_type}
    return Row(
        P.WRONG_TYPE,
        len(wrong),
        missed=tuple(sorted(wrong - alarmed)),
        by=MEANT[P.WRONG_TYPE],
        false_alarms=tuple(sorted(alarmed - wrong)),
        clean=len(claimed - wrong),
    )


def _files(day: Day, said: Sequence[Said], steps: Mapping[str, Mapping[str, Any]]) -> list[Row]:
    flagged = {one["file"] for one in said if one["kind"] == "same_bytes"}
    judged: dict[Problem, Callable[[str, Mapping[str, Any]], bool]] = {
        P.DOUBLE_FILE: lambda name, step: name in flagged or step.get("noted_again", False),
        P.SLOW_FILE: lambda _, step: not step.get("taken_early", False),
        P.STALLED_FILE: lambda _, step: not step.get("half_taken", False),
        P.VANISHING_FILE: lambda _, step: not step.get("taken", False),
    }
    rows = []
    for problem, is_found in judged.items():
        names = [file.name for file in day.files.values() if file.problem is problem]
        there = [name for name in names if f"scanned {name}" in steps]
        missed = tuple(name for name in there if not is_found(name, steps[f"scanned {name}"]))
        wrongly = flagged - set(names) if problem is P.DOUBLE_FILE else set()
        rows.append(
            Row(
                problem,
                len(there),
                missed,
                MEANT[problem],
                false_alarms=tuple(sorted(wrongly - {""})),
                clean=len(day.files) - len(names),
            )
        )
    return rows


def _full_disk(steps: Mapping[str, Mapping[str, Any]]) -> Row:
    """Found when nothing was taken, the file stayed, and it was said."""
    step = steps.get(P.FULL_DISK, {})
    is_found = bool(step.get("stayed")) and not step.get("taken") and bool(step.get("said"))
    return Row(
        P.FULL_DISK, int(bool(step)), () if is_found or not step else ("full disk",), MEANT[P.FULL_DISK]
    )


def _kill(steps: Mapping[str, Mapping[str, Any]], problem: Problem) -> Row:
    """Survived when what was taken in is still there and the board adds up right behind it."""
    step = steps.get(problem, {})
    is_whole = bool(step.get("files_kept")) and bool(step.get("balances"))
    missed = () if is_whole or not step else (str(step.get("target")),)
    return Row(problem, int(bool(step)), missed, MEANT[problem])


def said_of_clean(day: Day, lines: Sequence[Mapping[str, Any]]) -> Counter[str]:
    """How often each thing was said of pages with which nothing is wrong, by kind and note."""
    clean = {page.id for page in day.pages() if page.problem is None}
    said = [line["sighting"] for line in lines if "sighting" in line]
    return Counter(f"{one['kind']}: {one['note']}"[:90] for one in said if one["page"] in clean)


@dataclass(frozen=True)
class FiledPages:
    """Where the day's pages ended: nowhere, in two records, or in the record of somebody else."""

    nowhere: tuple[str, ...]
    twice: tuple[str, ...]
    under_another: tuple[str, ...]


def score_filed(day: Day, filed: Sequence[Sequence[str]]) -> FiledPages:
    """From (page id, MRN) of every image in a filed document."""
    owners = {page.id: page.patient.mrn for page in day.pages() if page.sort in ("page", "blank")}
    times = Counter(page for page, _ in filed)
    return FiledPages(
        nowhere=tuple(sorted(set(owners) - set(times))),
        twice=tuple(sorted(page for page, number in times.items() if number > 1)),
        under_another=tuple(sorted({page for page, mrn in filed if owners.get(page, mrn) != mrn})),
    )
