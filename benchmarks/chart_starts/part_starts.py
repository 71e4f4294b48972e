"""Bar: document starts with an F1 of at least 0.92. What is certain is counted apart from what is asked."""

from __future__ import annotations

from statistics import mean

from benchmarks.chart_starts.read_charts import Bench, ReadChart
from benchmarks.ocr.report import Bar, PartResult, Table
from ingest.chart_opening import ProposedPage
from ocr.document_starts import DocumentStart, document_starts

LEAST_F1 = 0.92


def measure(bench: Bench) -> PartResult:
    """Starts found, missed and invented, over all charts and in the worst ones."""
    rows = [_counted(chart) for chart in bench.charts()]
    pages, starts, found, invented, asked, wrong = (sum(row[place] for row in rows) for place in range(1, 7))
    by_chart = sorted(_f1(row[2], row[3], row[4]) for row in rows)
    table = Table(
        "document starts",
        ("charts", "pages", "starts", "found", "invented", "F1", "worst chart", "mean of the worst ten"),
        (
            (
                len(rows),
                pages,
                starts,
                found,
                invented,
                _f1(starts, found, invented),
                by_chart[0],
                mean(by_chart[:10]),
            ),
        ),
    )
    shown = Table(
        "what a person is asked",
        ("pages asked", "share of pages", "wrong and not asked", "share of pages"),
        ((asked, asked / pages, wrong, wrong / pages),),
    )
    bars = [Bar.at_least("F1 of document starts", _f1(starts, found, invented), LEAST_F1)]
    return PartResult("starts", [table, shown], bars)


def _counted(chart: ReadChart) -> tuple[int, int, int, int, int, int, int]:
    """Seed, pages, true starts, found, invented, asked about, wrong without being asked about."""
    proposed = document_starts(chart.pages)
    wanted = chart.truth.starts
    said = {start.page_index for start in proposed if start.is_proposed}
    asked = {start.page_index for start in proposed if _is_asked(start)}
    wrong = len((said ^ wanted) - asked)
    found, invented = len(said & wanted), len(said - wanted)
    return chart.seed, len(chart.pages), len(wanted), found, invented, len(asked), wrong


def _is_asked(start: DocumentStart) -> bool:
    return not ProposedPage("", start.score).start_is_sure


def _f1(starts: int, found: int, invented: int) -> float:
    return 2 * found / (starts + found + invented) if starts + found + invented else 1.0
