"""A seeded day's paper and its truth: patients, charts, batches, scanner files. Pure.

Nobody described here exists. A page knows whose name is printed on it and in whose chart it was scanned, so
that every answer of the site can be held against it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from benchmarks.shift.problems import Problem

Sort = Literal["page", "blank", "cover", "patch"]

TYPES = (
    "Progress note",
    "Discharge summary",
    "Laboratory report",
    "Medication list",
    "Consent",
    "Consultation",
    "Operative report",
    "Face sheet",
)


@dataclass(frozen=True)
class PatientOnPaper:
    """Somebody invented."""

    mrn: str
    given: str
    family: str
    birth_date: date

    @property
    def name(self) -> str:
        """Family name first, as the labels have it."""
        return f"{self.family}, {self.given}"


@dataclass(frozen=True)
class PaperPage:
    """One image of a scanner file: a page, a blank side, or a sheet between charts.

    `patient` is the one printed on it; `chart` and `document` name where it was scanned and what it is part
    of; `number` of `of` is printed on it. `copy_of` is the page that it repeats.
    """

    id: str
    sort: Sort
    patient: PatientOnPaper
    chart: str
    document: str = ""
    type: str = ""
    number: int = 1
    of: int = 1
    dated: date | None = None
    shows_identity: bool = True
    problem: Problem | None = None
    copy_of: str = ""
    chart_type: str = ""

    @property
    def starts_document(self) -> bool:
        """True for the first page of what it is part of."""
        return self.sort == "page" and self.number == 1 and not self.copy_of


@dataclass(frozen=True)
class Chart:
    """The papers of one patient between two sheets; `missing` are (document, number) that nobody scanned.

    `claimed_type` is what the scanning room said of it; `true_type` is that of its first page.
    """

    id: str
    patient: PatientOnPaper
    pages: tuple[PaperPage, ...]
    missing: tuple[tuple[str, int], ...] = ()
    claimed_type: str = ""
    true_type: str = ""

    @property
    def has_wrong_type(self) -> bool:
        """True when something else was claimed than what it is."""
        return self.claimed_type not in ("", self.true_type)


@dataclass(frozen=True)
class ScannerFile:
    """One file as a scanner writes it, with what its sidecar says (empty: it has none)."""

    name: str
    scanner: str
    pages: tuple[PaperPage, ...]
    claims: tuple[tuple[str, str], ...] = ()
    problem: Problem | None = None

    @property
    def is_tiff(self) -> bool:
        """True for TIFF, else PDF."""
        return self.name.endswith(".tif")


@dataclass(frozen=True)
class PaperBatch:
    """What an operator lays into one scanner at a time; `sheets` of charts were counted by hand."""

    id: str
    scanner: str
    box: str
    charts: tuple[Chart, ...]
    files: tuple[ScannerFile, ...]
    sheets: int


@dataclass(frozen=True)
class Day:
    """The whole day."""

    seed: int
    patients: tuple[PatientOnPaper, ...]
    batches: tuple[PaperBatch, ...]

    @cached_property
    def charts(self) -> dict[str, Chart]:
        """Every chart by its id."""
        return {chart.id: chart for batch in self.batches for chart in batch.charts}

    @cached_property
    def files(self) -> dict[str, ScannerFile]:
        """Every scanner file by its name."""
        return {file.name: file for batch in self.batches for file in batch.files}

    def pages(self) -> Iterator[PaperPage]:
        """Every image that scanners make."""
        return (page for file in self.files.values() for page in file.pages)

    @property
    def page_count(self) -> int:
        """How many images there are, sheets between charts among them."""
        return sum(len(file.pages) for file in self.files.values())
