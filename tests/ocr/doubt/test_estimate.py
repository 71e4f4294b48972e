from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from ocr.doubt import DoubtEstimate, crops_to_ask, estimate_doubt
from ocr.doubt.estimate import is_machine_read
from ocr.engine import EngineWord
from tests.ocr.doubt.words import GOOD_SCAN, both, line, word


def _estimate(words: Sequence[EngineWord], wrong_per_1000: float = 8.0) -> DoubtEstimate:
    return estimate_doubt(words, dpi=300, quality=GOOD_SCAN, wrong_per_1000=wrong_per_1000)


def _doubts(words: Sequence[EngineWord]) -> list[float]:
    return [0.0 if w.p_wrong is None else w.p_wrong for w in _estimate(words).words]


def test_every_word_keeps_its_place_and_text_and_gets_a_probability() -> None:
    words = line("patient was seen for hypertension and denies chest pain")
    estimate = _estimate(words)
    assert [w.text for w in estimate.words] == [w.text for w in words]
    assert all(w.p_wrong is not None and 0 < w.p_wrong < 1 for w in estimate.words)


def test_words_of_a_trusted_text_layer_are_not_doubted() -> None:
    words = [word("Name:", confidence=None), word("Wsfeld", confidence=None, left=300)]
    estimate = _estimate(words)
    assert list(estimate.words) == words
    assert estimate.expected_errors.expected == 0
    assert not is_machine_read(words[0])


def test_a_page_without_words_expects_no_errors() -> None:
    assert _estimate([]).expected_errors.high == 0


def test_a_less_confident_engine_makes_a_word_more_doubtful() -> None:
    sure, unsure = line("the patient was seen"), line("the patient was seen")
    unsure[1] = replace(unsure[1], confidence=0.3)
    assert _doubts(unsure)[1] > _doubts(sure)[1]


def test_engines_that_differ_make_a_word_more_doubtful_than_engines_that_agree() -> None:
    agreed = [both("metoprolol", "metoprolol"), both("daily", "daily", left=400)]
    differing = [both("metaprolal", "metopralel", sure=(0.6, 0.9)), both("daily", "daily", left=400)]
    assert _doubts(differing)[0] > 5 * _doubts(agreed)[0]


def test_a_number_that_the_engines_read_differently_is_reviewed_whatever_the_target() -> None:
    page = [both("15", "1.5", sure=(0.96, 1.0)), *[both("daily", "daily", left=200 * n) for n in range(1, 9)]]
    assert _estimate(page, wrong_per_1000=1000.0).words[0].needs_review


def test_a_date_that_a_cell_cut_in_two_is_reviewed() -> None:
    page = [both("04/01/20", "04/01/20"), both("26", "26", top=140), *line("weight blood pressure", top=400)]
    assert [w.needs_review for w in _estimate(page).words[:2]] == [True, True]


def test_the_share_that_may_stay_wrong_decides_how_much_is_reviewed() -> None:
    words = line("he was qiven lisinoprll tor hypertenslon and tolcl to relurn", confidence=0.85)
    strict, lax = _estimate(words, 1.0), _estimate(words, 100.0)
    assert sum(w.needs_review for w in strict.words) > sum(w.needs_review for w in lax.words)


def test_what_is_left_is_counted_among_the_words_that_nobody_reviews() -> None:
    estimate = _estimate(line("he was qiven lisinoprll tor hypertenslon", confidence=0.8), 20.0)
    left = sum(w.p_wrong or 0.0 for w in estimate.words if not w.needs_review)
    assert estimate.expected_errors.expected == pytest.approx(left, abs=0.01)
    assert "doubt-single" in estimate.expected_errors.model


def test_handwritten_words_do_not_count_among_the_errors_of_the_text() -> None:
    printed = line("patient was seen", confidence=0.5)
    by_hand = [replace(w, handwritten=True) for w in printed]
    assert _estimate(by_hand, 1000.0).expected_errors.expected == 0
    assert _estimate(printed, 1000.0).expected_errors.expected > 0


def test_a_doubtful_number_is_sent_to_the_second_engine_and_a_doubtful_word_is_not() -> None:
    words = [*line("dose of"), word("1O0", confidence=0.4, left=300), word("xq", confidence=0.4, left=500)]
    assert crops_to_ask(words, dpi=300, quality=GOOD_SCAN) == (2,)


def test_a_place_that_both_engines_were_asked_for_is_not_asked_again() -> None:
    words = [both("1O0", "1O0", sure=(0.3, 0.4)), *line("dose of", top=200)]
    assert crops_to_ask(words, dpi=300, quality=GOOD_SCAN) == ()
