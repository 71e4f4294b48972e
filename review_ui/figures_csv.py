"""The board's figures as CSV that a spreadsheet cannot be tricked into running. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from review_ui.flow_figures import Flow
from review_ui.quality_figures import QualityTable, TurnAround
from storage.audit.csv_export import safe_cell

Row = Sequence[str | int | float | datetime]


def hours_rows(flow: Flow) -> Iterator[Row]:
    """One row an hour and stage, and one an hour for the whole belt."""
    yield "hour", "stage", "in", "out", "waiting", "overdue"
    for at, hour in enumerate(flow.hours):
        yield hour, "everything", flow.came_in[at], flow.filed[at], "", flow.overdue[at]
        for stage in flow.stages:
            yield hour, stage.name, stage.came[at], stage.left[at], stage.waiting[at], ""


def quality_rows(tables: Iterable[QualityTable]) -> Iterator[Row]:
    """One row a scanner, type, author or engine."""
    yield "by", "name", "documents", "unit", "units", "doubtful words", "corrections"
    for table in tables:
        for row in table.rows:
            counted = row.sums
            yield (
                table.of,
                row.name,
                counted.documents,
                table.unit,
                round(counted.units, 1),
                counted.doubts,
                counted.corrections,
            )


def turn_around_rows(rows: Iterable[TurnAround]) -> Iterator[Row]:
    """One row a worktype, in minutes."""
    yield "worktype", "documents", "median minutes", "95th percentile minutes", "filed late"
    for row in rows:
        median, p95 = round(row.median_s / 60, 1), round(row.p95_s / 60, 1)
        yield row.worktype, row.documents, median, p95, row.late


def as_csv(rows: Iterable[Row]) -> str:
    """The text (RFC 4180); every cell guarded as in the audit's CSV."""
    written = io.StringIO()
    writer = csv.writer(written)
    for row in rows:
        writer.writerow([safe_cell(_cell(value)) for value in row])
    return written.getvalue()


def _cell(value: str | int | float | datetime) -> str:
    return value.isoformat(timespec="minutes") if isinstance(value, datetime) else str(value)
