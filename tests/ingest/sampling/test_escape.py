from __future__ import annotations

import pytest

from benchmarks.sampling.bench import Bench
from benchmarks.sampling.part_bounds import measure
from ingest.sampling.draw import drawn_pages, seed_of
from ingest.sampling.escape import SampledLot, escape_rate

PAGES = [f"page-{number}" for number in range(200)]


def lot(wrong: int, *, pages: int = 1_000, weight: float = 11.5, reject: int = 2) -> SampledLot:
    return SampledLot(pages if wrong < reject else 0, weight, wrong, wrong, reject)


def test_nothing_found_still_leaves_room_for_errors() -> None:
    rate = escape_rate([lot(0), lot(0)])
    assert (rate.likely_wrong, rate.released_pages) == (0.0, 2_000)
    assert rate.most_wrong == pytest.approx(3.0 * 11.5, abs=0.1)  # the rule of three, times the weight


def test_a_page_of_a_thin_sample_counts_for_more() -> None:
    thin, thick = escape_rate([lot(1, weight=20.0)]), escape_rate([lot(1, weight=2.0)])
    assert (thin.likely_wrong, thick.likely_wrong) == (20.0, 2.0)
    assert thin.upper_share > thick.upper_share


def test_a_lot_that_just_failed_counts_and_one_that_failed_badly_does_not() -> None:
    assert escape_rate([lot(0), lot(2)]).likely_wrong > 0
    assert escape_rate([lot(0), lot(9)]).likely_wrong == 0
    assert escape_rate([lot(9)]).upper_share == 1.0  # nothing was released: nothing is known


def test_a_lot_that_was_looked_at_as_a_whole_lets_nothing_through() -> None:
    rate = escape_rate([lot(0, weight=0.0)])
    assert (rate.upper_share, rate.most_wrong) == (0.0, 0.0)


def test_the_bound_covers_the_truth_in_simulated_quarters() -> None:
    # the bar is 92 of 100 (python -m benchmarks.sampling); a few quarters show that nothing is broken
    result = measure(Bench(quarters=5))
    covered = next(row[2] for row in result.tables[0].rows if row[0] == "all lots")
    assert isinstance(covered, int)
    assert covered >= 4


def test_the_same_seed_draws_the_same_pages_whatever_the_order() -> None:
    seed = seed_of("lot-1", PAGES)
    assert seed == seed_of("lot-1", reversed(PAGES))
    drawn = drawn_pages(seed, PAGES, 20)
    assert drawn == drawn_pages(seed, PAGES[::-1], 20)
    assert len(set(drawn)) == 20
    assert drawn != drawn_pages(seed_of("lot-2", PAGES), PAGES, 20)


def test_every_page_is_drawn_about_as_often_as_any_other() -> None:
    counts = dict.fromkeys(PAGES, 0)
    for number in range(400):
        for page in drawn_pages(seed_of(f"lot-{number}", PAGES), PAGES, 20):
            counts[page] += 1
    # 40 expected each; chi-squared with 199 degrees of freedom stays under 254 in 99.5 of 100 cases
    assert sum((found - 40) ** 2 / 40 for found in counts.values()) * 200 / 180 < 254


def test_more_pages_than_there_are_cannot_be_drawn() -> None:
    with pytest.raises(ValueError, match="fewer pages"):
        drawn_pages("seed", PAGES[:3], 4)
