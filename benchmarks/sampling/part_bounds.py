"""Does the 95 % upper bound of the escape rate cover the truth? Errors seeded in 100 simulated quarters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from benchmarks.ocr.report import Bar, Figure, PartResult, Table
from benchmarks.sampling.bench import Bench
from benchmarks.sampling.quarters import OPERATORS, TYPES, SimulatedLot, quarter
from ingest.sampling.distributions import most_wrong_share
from ingest.sampling.escape import escape_rate
from ingest.sampling.plans import Severity

_COVERED_OF_100 = 92
_FIRST_SEED = 7_000


@dataclass
class _Bounds:
    """Bounds beside the truth, over many quarters."""

    covered: int = 0
    upper: list[float] = field(default_factory=list)
    true: list[float] = field(default_factory=list)

    def add(self, upper: float, true: float) -> None:
        self.covered += upper >= true
        self.upper.append(upper)
        self.true.append(true)

    def row(self, name: str) -> tuple[Figure, ...]:
        number = len(self.upper)
        return (
            name,
            number,
            self.covered,
            100 * self.covered / number,
            100 * sum(self.true) / number,
            100 * sum(self.upper) / number,
            100 * (sum(self.upper) - sum(self.true)) / number,
        )


def measure(bench: Bench) -> PartResult:
    """The bound over all lots, by operator and by type, with a naive bound beside it."""
    rows = {name: _Bounds() for name in ("all lots", "by operator", "by type", "naive: pooled sample")}
    severities: Counter[Severity] = Counter()
    failed = lots = 0
    for number in range(bench.quarters):
        made = quarter(_FIRST_SEED + number)
        severities.update(one.severity for one in made)
        failed += sum(not one.sampled.passed for one in made)
        lots += len(made)
        _add_quarter(rows, made)
    ours = rows["all lots"]
    header = ("bound", "cases", "covered", "covered %", "true rate %", "mean upper bound %", "mean width %")
    tables = [
        Table(
            "95 % upper bound of the escape rate", header, tuple(one.row(name) for name, one in rows.items())
        ),
        Table(
            "lots",
            ("", "lots"),
            (*((one.value, severities[one]) for one in Severity), ("failed", failed), ("all", lots)),
        ),
    ]
    least = _COVERED_OF_100 * bench.quarters / 100
    bars = [Bar.at_least(f"of {bench.quarters} quarters covered", ours.covered, least)]
    return PartResult("bounds", tables, bars)


def _add_quarter(rows: dict[str, _Bounds], made: list[SimulatedLot]) -> None:
    _add(rows["all lots"], made)
    for operator in OPERATORS:
        theirs = [one for one in made if one.operator == operator]
        if theirs:
            _add(rows["by operator"], theirs)
    for name in TYPES:
        _add(rows["by type"], [_of_type(one, name) for one in made if one.pages_by_type[name]])
    passed = [one for one in made if one.sampled.passed]
    drawn, wrong = sum(one.drawn for one in passed), sum(one.sampled.wrong for one in passed)
    rows["naive: pooled sample"].add(most_wrong_share(wrong, drawn=drawn) if drawn else 1.0, _true(made))


def _of_type(lot: SimulatedLot, name: str) -> SimulatedLot:
    sampled = replace(lot.sampled, pages=lot.pages_by_type[name], wrong=lot.wrong_by_type[name])
    return replace(lot, sampled=sampled, escaped=lot.escaped_by_type[name])


def _add(row: _Bounds, lots: list[SimulatedLot]) -> None:
    row.add(escape_rate(one.sampled for one in lots).upper_share, _true(lots))


def _true(lots: Iterable[SimulatedLot]) -> float:
    several = list(lots)
    return sum(one.escaped for one in several) / sum(one.sampled.pages for one in several)
