"""The charts under test, each drawn and read once a run. Touches no files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from benchmarks.chart_starts.charts import drawn_chart
from benchmarks.chart_starts.noise import read_page
from benchmarks.chart_starts.paper import TrueChart, TrueDocument
from ingest.document_types import PrintedPage, signs_of
from ocr.page import Page

LOOKED_AT = 2  # pages of a document that its type and date are told from


@dataclass(frozen=True)
class ReadChart:
    """A true chart and what a reader made of its pages."""

    seed: int
    truth: TrueChart
    pages: tuple[Page, ...]

    @cached_property
    def printed(self) -> tuple[PrintedPage, ...]:
        """The pages as print at places."""
        return tuple(PrintedPage.from_stored(page.as_json()) for page in self.pages)

    def signs(self, document: TrueDocument) -> frozenset[str]:
        """The signs of a document's type."""
        last = document.first + min(document.page_count, LOOKED_AT)
        return signs_of(self.printed[document.first : last])


def read_chart(seed: int) -> ReadChart:
    """The chart of that seed, read with noise of the same seed."""
    truth = drawn_chart(seed)
    pages = (read_page(paper, f"{seed}-{n}", f"{seed} {n}") for n, paper in enumerate(truth.pages))
    return ReadChart(seed, truth, tuple(pages))


@dataclass
class Bench:
    """The seeds of a run; charts are read when they are asked for first."""

    seeds: Sequence[int]
    _read: dict[int, ReadChart]

    def charts(self) -> list[ReadChart]:
        """All charts under test."""
        for seed in self.seeds:
            if seed not in self._read:
                self._read[seed] = read_chart(seed)
        return [self._read[seed] for seed in self.seeds]


@contextmanager
def open_bench(seeds: Sequence[int]) -> Iterator[Bench]:
    """A bench for the charts of these seeds."""
    yield Bench(seeds, {})
