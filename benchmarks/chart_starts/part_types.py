"""Bar: types right in at least 0.90 after five examples each; of the rest, half "not sure" rather than wrong.

The examples come from the other charts, so from other clinics; dates are told beside it, without a bar.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from itertools import chain

from benchmarks.chart_starts.read_charts import LOOKED_AT, Bench, ReadChart
from benchmarks.ocr.report import Bar, PartResult, Table
from ingest.document_types import TypeCounts, suggest_date, suggest_type, with_shipped
from ingest.document_types.shipped_types import SHIPPED_TYPES
from ingest.patients.printed_dates import read_birth_date

EXAMPLES = 5
LEAST_RIGHT, LEAST_NOT_SURE = 0.90, 0.5
_TODAY = date(2026, 12, 31)
_SHIPPED = {name.casefold(): one.name for one in SHIPPED_TYPES for name in (one.name, *one.others)}


def measure(bench: Bench) -> PartResult:
    """Right, not sure and wrong on the first day and after the examples, and the same for dates."""
    charts = bench.charts()
    first_day, learnt, days = Counter[str](), Counter[str](), Counter[str]()
    shipped = with_shipped(TypeCounts())
    for number, chart in enumerate(charts):
        counts = with_shipped(_taught(charts[number + 1 :] + charts[:number]))
        for one in chart.truth.documents:
            signs = chart.signs(one)
            on_day_one = suggest_type(signs, shipped)
            name = _SHIPPED.get(one.kind.casefold(), one.kind)
            first_day[_verdict(on_day_one.best == name, is_sure=on_day_one.is_sure)] += 1
            known = suggest_type(signs, counts)
            learnt[_verdict(known.best == one.kind, is_sure=known.is_sure)] += 1
            printed = chart.printed[one.first : one.first + min(one.page_count, LOOKED_AT)]
            born = read_birth_date(chart.truth.birth_date)
            day = suggest_date(printed, today=_TODAY, birth_date=born)
            days[_verdict(day.likely[:1] == (one.day,), is_sure=day.is_sure)] += 1
    table = Table(
        "types and dates, shares of documents",
        ("", "documents", "right", "not sure, first guess right", "not sure", "wrong"),
        (
            _row("types, the shipped list alone", first_day),
            _row(f"types, after {EXAMPLES} examples each", learnt),
            _row("dates (every tenth document prints none)", days),
        ),
    )
    rest = learnt.total() - learnt["right"]
    not_sure = (rest - learnt["wrong"]) / rest if rest else 1.0
    bars = [
        Bar.at_least("types right", learnt["right"] / learnt.total(), LEAST_RIGHT),
        Bar.at_least("not sure, of the rest", not_sure, LEAST_NOT_SURE),
    ]
    return PartResult("types", [table], bars)


def _taught(charts: list[ReadChart]) -> TypeCounts:
    """The first examples of each type in these charts."""
    examples: defaultdict[str, list[frozenset[str]]] = defaultdict(list)
    for chart in charts:
        for one in chart.truth.documents:
            if len(examples[one.kind]) < EXAMPLES:
                examples[one.kind].append(chart.signs(one))
    return TypeCounts.of(
        chain.from_iterable(((kind, one) for one in some) for kind, some in examples.items())
    )


def _verdict(is_right: bool, *, is_sure: bool) -> str:
    if is_sure:
        return "right" if is_right else "wrong"
    return "guessed" if is_right else "not sure"


def _row(name: str, counted: Counter[str]) -> tuple[str, int, float, float, float, float]:
    total = counted.total()
    right, guessed, unsure, wrong = (
        counted[one] / total for one in ("right", "guessed", "not sure", "wrong")
    )
    return name, total, right, guessed, unsure, wrong
