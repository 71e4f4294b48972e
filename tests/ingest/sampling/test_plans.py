from __future__ import annotations

import pytest

from ingest.sampling.distributions import (
    at_most,
    at_most_of_many,
    gamma_quantile,
    most_wrong_in_lot,
    most_wrong_share,
)
from ingest.sampling.plans import Plan, Severity, known_aqls, plan_for
from ingest.sampling.switching import LotResult, next_severity

S = Severity
GOOD, BAD = LotResult(0, 1, 2), LotResult(2, 1, 2)
LOTS = (20, 60, 120, 250, 400, 1_000, 3_000, 9_000, 30_000, 100_000, 400_000)


@pytest.mark.parametrize(
    ("pages", "aql", "severity", "expected"),
    [
        (1_000, 1.0, S.NORMAL, Plan(80, 2, 3)),
        (1_000, 0.65, S.NORMAL, Plan(80, 1, 2)),
        (1_000, 1.0, S.TIGHTENED, Plan(80, 1, 2)),
        (1_000, 1.0, S.REDUCED, Plan(32, 1, 3)),
        (2_000, 2.5, S.NORMAL, Plan(125, 7, 8)),
        (200, 0.65, S.NORMAL, Plan(20, 0, 1)),  # an arrow up: the next smaller sample
        (400, 0.65, S.NORMAL, Plan(80, 1, 2)),  # an arrow down: the next larger one
        (400_000, 6.5, S.NORMAL, Plan(200, 21, 22)),
        (30, 0.065, S.NORMAL, Plan(30, 0, 1)),  # the sample would be larger than the lot: all of it
        (12, 0.65, S.EVERY_PAGE, Plan(12, 0, 1)),
    ],
)
def test_a_plan_is_the_one_that_the_standard_lists(
    pages: int, aql: float, severity: Severity, expected: Plan
) -> None:
    assert plan_for(pages, aql=aql, level="II", severity=severity) == expected


def test_every_plan_passes_good_lots_mostly_and_a_tighter_one_never_more_often() -> None:
    for aql in known_aqls():
        for pages in LOTS:
            passing = {
                severity: _passes(plan_for(pages, aql=aql, level="II", severity=severity), aql)
                for severity in (S.REDUCED, S.NORMAL, S.TIGHTENED)
            }
            # the operating characteristic: at the acceptable level 88 of 100 lots pass or more
            assert passing[S.NORMAL] > 0.86, (aql, pages, passing)
            assert passing[S.REDUCED] >= passing[S.NORMAL] - 0.03 >= passing[S.TIGHTENED] - 0.03


def test_every_plan_fails_lots_that_are_ten_times_too_bad() -> None:
    for aql in known_aqls():
        plan = plan_for(100_000, aql=aql, level="II", severity=S.NORMAL)
        assert at_most_of_many(plan.accept, drawn=plan.sample_size, share=min(aql / 10, 0.9)) < 0.1


def _passes(plan: Plan, aql: float) -> float:
    return at_most_of_many(plan.reject - 1, drawn=plan.sample_size, share=aql / 100)


def test_a_lot_without_pages_or_an_unlisted_level_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        plan_for(0, aql=1.0, level="II", severity=S.NORMAL)
    with pytest.raises(ValueError, match="do not list"):
        plan_for(100, aql=1.1, level="II", severity=S.NORMAL)


def test_two_failed_of_five_tighten_and_five_passed_loosen_again() -> None:
    assert next_severity([]) is S.NORMAL
    assert next_severity([BAD, GOOD, GOOD, GOOD, GOOD, BAD]) is S.NORMAL  # two of six
    tight = [BAD, GOOD, GOOD, GOOD, BAD]
    assert next_severity(tight) is S.TIGHTENED
    assert next_severity([*tight, *[GOOD] * 4]) is S.TIGHTENED
    assert next_severity([*tight, *[GOOD] * 5]) is S.NORMAL


def test_ten_passed_reduce_and_one_doubtful_lot_ends_it() -> None:
    reduced = [GOOD] * 10
    assert next_severity(reduced) is S.REDUCED
    assert next_severity([*reduced, LotResult(1, 0, 2)]) is S.NORMAL  # passed, but between the two numbers
    assert next_severity([*reduced, BAD]) is S.NORMAL


def test_five_failed_on_tightened_end_sampling_until_a_lot_is_clean() -> None:
    stopped = [BAD, BAD, *[BAD] * 5]
    assert next_severity(stopped) is S.EVERY_PAGE
    assert next_severity([*stopped, LotResult(3, 0, 1)]) is S.EVERY_PAGE
    assert next_severity([*stopped, LotResult(0, 0, 1)]) is S.TIGHTENED


def test_chances_are_those_of_the_books() -> None:
    assert at_most(0, lot=10, wrong_in_lot=3, drawn=4) == pytest.approx(7 * 6 * 5 * 4 / (10 * 9 * 8 * 7))
    assert at_most(2, lot=10, wrong_in_lot=9, drawn=4) == pytest.approx(0.0)
    assert at_most_of_many(1, drawn=3, share=0.5) == pytest.approx(0.5)
    assert gamma_quantile(0.95, 1.0) == pytest.approx(2.99573, abs=1e-5)
    assert gamma_quantile(0.95, 30.0) == pytest.approx(39.541, abs=1e-3)  # half of chi-squared(60) at 0.95


@pytest.mark.parametrize(("drawn", "percent"), [(5, 45.1), (15, 18.1), (59, 4.95), (80, 3.68), (299, 1.0)])
def test_no_error_in_a_sample_bounds_the_share_as_published(drawn: int, percent: float) -> None:
    assert 100 * most_wrong_share(0, drawn=drawn) == pytest.approx(percent, abs=0.06)


def test_the_bound_of_a_lot_is_the_last_number_that_still_fits_the_draw() -> None:
    most = most_wrong_in_lot(1, lot=500, drawn=80)
    assert at_most(1, lot=500, wrong_in_lot=most, drawn=80) > 0.05
    assert at_most(1, lot=500, wrong_in_lot=most + 1, drawn=80) <= 0.05
    assert most_wrong_in_lot(0, lot=40, drawn=40) == 0
