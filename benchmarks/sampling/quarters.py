"""Simulated quarters: lots of several operators, seeded errors, the product's own sampling rules. Pure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from ingest.sampling.escape import SampledLot
from ingest.sampling.plans import Severity, plan_for
from ingest.sampling.switching import LotResult, next_severity

OPERATORS = ("A", "B", "C", "D", "E", "F")
TYPES = ("Progress note", "Consent", "Lab report")
AQL = 0.65


@dataclass(frozen=True)
class SimulatedLot:
    """A decided lot: whose it was, what its sample showed, and how many wrong pages got through."""

    operator: str
    severity: Severity
    sampled: SampledLot
    drawn: int
    wrong_by_type: dict[str, int]  # in the sample
    pages_by_type: dict[str, int]
    escaped: int
    escaped_by_type: dict[str, int]


def quarter(seed: int) -> list[SimulatedLot]:
    """The lots of one quarter; the same seed, the same quarter.

    Each operator has a quality of their own (0.01 to 3 % of pages wrong in the mean over operators) that
    drifts from lot to lot; a bad lot now and then has ten times as many. Half of the errors come in runs, as
    when a whole chart is given to the wrong patient.
    """
    draw = np.random.default_rng(seed)
    level = 10 ** draw.uniform(-4, -1.8)
    quality = {name: level * draw.lognormal(0, 0.9) for name in OPERATORS}
    history: dict[str, list[LotResult]] = defaultdict(list)
    lots = []
    for _ in range(int(draw.integers(60, 300))):
        operator = str(draw.choice(OPERATORS))
        share = min(0.6, quality[operator] * draw.lognormal(0, 0.6) * (10 if draw.random() < 0.04 else 1))
        lot = _one_lot(draw, operator, share, next_severity(history[operator]))
        history[operator].append(_result(lot))
        lots.append(lot)
    return lots


def _result(lot: SimulatedLot) -> LotResult:
    accept = lot.sampled.reject - 1
    return LotResult(lot.sampled.lot_wrong, accept, lot.sampled.reject)


def _one_lot(draw: np.random.Generator, operator: str, share: float, severity: Severity) -> SimulatedLot:
    pages = int(np.clip(draw.lognormal(5.3, 0.9), 4, 4000))
    wrong, of_type = _wrong_pages(draw, pages, share), draw.choice(len(TYPES), pages, p=(0.6, 0.3, 0.1))
    plan = plan_for(pages, aql=AQL, level="II", severity=severity)
    sample = draw.choice(pages, plan.sample_size, replace=False)
    found = wrong[sample]
    left = wrong.copy()
    if plan.passes(int(found.sum())):
        left[sample] = False  # what the sample showed was mended
    else:
        left[:] = False  # every page was checked again
    by_type = {name: of_type == place for place, name in enumerate(TYPES)}
    sampled = SampledLot(
        pages, (pages - plan.sample_size) / plan.sample_size, int(found.sum()), int(found.sum()), plan.reject
    )
    return SimulatedLot(
        operator,
        severity,
        sampled,
        plan.sample_size,
        {name: int((found & is_so[sample]).sum()) for name, is_so in by_type.items()},
        {name: int(is_so.sum()) for name, is_so in by_type.items()},
        int(left.sum()),
        {name: int((left & is_so).sum()) for name, is_so in by_type.items()},
    )


def _wrong_pages(
    draw: np.random.Generator, pages: int, share: float
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which pages are wrong: half alone, half in runs of 2 to 12."""
    wrong = draw.random(pages) < share / 2
    for start in np.flatnonzero(draw.random(pages) < share / 14):
        wrong[start : start + int(draw.integers(2, 13))] = True
    return wrong
