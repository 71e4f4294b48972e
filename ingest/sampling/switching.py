"""Which severity the next lot gets, from how the lots before it went. Pure.

The rules are those of ANSI/ASQ Z1.4 (and MIL-STD-105E): two failed of five or fewer lots in a row tighten;
five passed in a row on tightened go back to normal; ten passed in a row on normal reduce (the limit numbers,
which Z1.4 leaves to the user, are not asked); on reduced, a lot that fails or lands between the two numbers
goes back to normal; five failed on tightened end sampling. Then every page is looked at, and a lot in which
none was wrong begins again at tightened.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ingest.sampling.plans import Severity

_FAILED_OF = (2, 5)
_PASSED_TO_NORMAL = 5
_PASSED_TO_REDUCED = 10
_FAILED_TO_STOP = 5


@dataclass(frozen=True)
class LotResult:
    """How a decided lot went: wrong pages in its sample, and its plan's two numbers."""

    wrong: int
    accept: int
    reject: int

    @property
    def passed(self) -> bool:
        """True when it was released."""
        return self.wrong < self.reject

    @property
    def between(self) -> bool:
        """True when it passed, but with more wrong pages than a reduced plan accepts."""
        return self.accept < self.wrong < self.reject


@dataclass(frozen=True)
class _Standing:
    severity: Severity = Severity.NORMAL
    since: tuple[bool, ...] = ()  # passed or not, since the severity began


def next_severity(lots: Iterable[LotResult]) -> Severity:
    """The severity for the next lot of one stream of work, `lots` being its decided lots, oldest first."""
    standing = _Standing()
    for lot in lots:
        standing = _after(standing, lot)
    return standing.severity


def _after(standing: _Standing, lot: LotResult) -> _Standing:
    lots = (*standing.since, lot.passed)
    changed = _change(standing.severity, lots, lot)
    return _Standing(changed) if changed else _Standing(standing.severity, lots)


def _change(severity: Severity, lots: tuple[bool, ...], lot: LotResult) -> Severity | None:
    if severity is Severity.NORMAL:
        return _from_normal(lots)
    if severity is Severity.TIGHTENED:
        return _from_tightened(lots)
    if severity is Severity.REDUCED:
        return Severity.NORMAL if not lot.passed or lot.between else None
    return Severity.TIGHTENED if lot.passed else None


def _from_normal(lots: tuple[bool, ...]) -> Severity | None:
    failed, of = _FAILED_OF
    if lots[-of:].count(False) >= failed:
        return Severity.TIGHTENED
    if len(lots) >= _PASSED_TO_REDUCED and all(lots[-_PASSED_TO_REDUCED:]):
        return Severity.REDUCED
    return None


def _from_tightened(lots: tuple[bool, ...]) -> Severity | None:
    if len(lots) >= _PASSED_TO_NORMAL and all(lots[-_PASSED_TO_NORMAL:]):
        return Severity.NORMAL
    return Severity.EVERY_PAGE if lots.count(False) >= _FAILED_TO_STOP else None
