"""The figures that the OCR benchmark prints, on cases small enough to count by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.ocr.doubt_metrics import (
    CountClaim,
    IntervalQuality,
    area_under_curve,
    calibration,
    interval_quality,
    interval_score,
    left_wrong_share,
    over_sets,
    poisson_interval,
    pooled,
    review_share,
)
from benchmarks.ocr.metrics import (
    ErrorCount,
    TokenScore,
    character_errors,
    digit_score,
    numbers,
    token_score,
    tokens,
    untouched,
    visual_order,
    word_errors,
)

some_tokens = st.lists(st.sampled_from(["a", "b", "10", "mg", "no"]), max_size=12)


def test_tokens_are_letters_and_digits_without_case() -> None:
    assert tokens("Na+ 3.5 mmol/L, MRN-12B") == ["na", "3", "5", "mmol", "l", "mrn", "12b"]
    assert numbers("BP 120/80 on 01/02/2026, 2.5 mg.") == ["120/80", "01/02/2026", "2.5"]


def test_bag_f1_counts_each_token_as_often_as_it_is_there() -> None:
    score = token_score(["no", "no", "mg"], ["no", "mg", "mg", "daily"])
    assert score == TokenScore(2, 3, 4)
    assert score.precision == pytest.approx(2 / 3)
    assert score.recall == 0.5
    assert score.f1 == pytest.approx(4 / 7)
    assert digit_score(["5", "mg"], ["5", "10", "mg"]) == TokenScore(1, 1, 2)
    assert TokenScore().f1 == TokenScore().precision == TokenScore().recall == 1.0


@given(some_tokens, some_tokens)
def test_f1_is_a_share_and_the_same_both_ways(first: list[str], second: list[str]) -> None:
    assert 0 <= token_score(first, second).f1 <= 1
    assert token_score(first, second).f1 == token_score(second, first).f1
    assert token_score(first, first).f1 == 1


def test_characters_do_not_care_for_word_breaks_and_words_do() -> None:
    assert character_errors(["chest", "pain"], ["chestpain"]) == ErrorCount(0, 9)
    assert word_errors(["chest", "pain"], ["chestpain"]) == ErrorCount(2, 1)
    assert (ErrorCount(1, 4) + ErrorCount(1, 6)).rate == 0.2
    assert ErrorCount(3, 0).rate == 1.0


def test_visual_order_goes_by_lines_then_from_the_left() -> None:
    words = [("d", (50, 31, 60, 41)), ("b", (50, 2, 60, 12)), ("a", (0, 0, 10, 10)), ("c", (0, 30, 10, 40))]
    assert visual_order(words) == ["a", "b", "c", "d"]
    assert visual_order([]) == []


def test_a_word_that_no_box_touches_is_omitted() -> None:
    assert untouched([(0, 0, 10, 10), (20, 0, 30, 10)], [(9, 9, 15, 15)]) == 1


def test_area_under_the_curve_counts_pairs_and_halves_ties() -> None:
    assert area_under_curve([0.9, 0.1], [True, False]) == 1.0
    assert area_under_curve([0.1, 0.9], [True, False]) == 0.0
    assert area_under_curve([0.5, 0.5, 0.5], [True, False, False]) == 0.5
    assert area_under_curve([0.5, 0.5], [False, False]) is None


def test_words_doubted_alike_are_reviewed_together() -> None:
    doubts, wrong = [0.9, 0.5, 0.5, 0.1], [True, True, False, False]
    assert review_share(doubts, wrong, caught_share=0.5) == 0.25
    assert review_share(doubts, wrong, caught_share=0.9) == 0.75
    assert review_share([0.1], [False], caught_share=0.9) is None
    assert left_wrong_share(doubts, wrong, flagged_share=0.25) == 0.25


def test_calibration_of_an_honest_and_of_a_boastful_reader() -> None:
    honest = calibration([0.25] * 4, [True, False, False, False])
    boastful = calibration([0.0] * 4, [True, False, False, False])
    assert honest is not None
    assert boastful is not None
    assert honest.error == pytest.approx(0)
    assert honest.brier_gain == pytest.approx(0)
    assert boastful.error == pytest.approx(0.25)
    assert boastful.brier_gain < 0
    assert calibration([], []) is None


def test_claims_are_pooled_until_a_whole_error_is_expected() -> None:
    small = CountClaim(0.4, 0.0, 1.0, 0, 100)
    groups = pooled([small] * 7)
    assert [group.words for group in groups] == [300, 400]
    assert groups[0].expected == pytest.approx(1.2)
    assert groups[0].high == pytest.approx(1.2 + 0.6 * 3**0.5)
    assert [group.words for group in pooled([small])] == [100]
    assert pooled([]) == []


def test_a_lower_bound_that_was_cut_at_none_does_not_narrow_a_group() -> None:
    wide = pooled([CountClaim(0.5, 0.0, 2.5, 0, 100)] * 8, least_expected=4.0)
    assert [(group.expected, group.low) for group in wide] == [(4.0, 0.0)]
    assert wide[0].high == pytest.approx(4.0 + 2.0 * 8**0.5)


def test_sets_are_taken_together_by_their_groups() -> None:
    both = over_sets([IntervalQuality(30, 1.0, 2.0, 3.0), IntervalQuality(10, 0.6, 6.0, 7.0)])
    assert both is not None
    assert both.groups == 40
    assert (both.coverage, both.score, both.poisson_score) == pytest.approx((0.9, 3.0, 4.0))
    assert over_sets([]) is None


def test_interval_score_is_the_width_and_twenty_for_each_unit_of_a_miss() -> None:
    assert interval_score(1, 4, 2) == 3
    assert interval_score(1, 4, 6) == 43
    assert interval_score(1, 4, 0) == 23


def test_interval_quality_stands_beside_a_poisson_interval() -> None:
    quality = interval_quality([CountClaim(2, 1, 3, 2, 100), CountClaim(8, 6, 10, 8, 100)])
    assert quality is not None
    assert quality.coverage == 1.0
    assert quality.score == 3.0 < quality.poisson_score
    assert interval_quality([]) is None
    assert poisson_interval(5.0) == (2, 9)
