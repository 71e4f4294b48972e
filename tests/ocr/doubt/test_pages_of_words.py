from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.doubt.cut_words import cut_pieces
from ocr.doubt.model import DoubtModel, shipped_model
from ocr.doubt.reading_features import readings_of
from ocr.doubt.remaining import error_bounds
from ocr.doubt.review import to_review
from ocr.engine import EngineWord
from ocr.word import WordReading
from tests.ocr.doubt.words import both, line, word

_CRITICAL = 0.05


def _seen(words: list[EngineWord], p_wrong: list[float], target: float) -> list[bool]:
    return to_review(words, p_wrong, critical_from=[_CRITICAL] * len(words), wrong_per_1000=target)


def test_pieces_of_a_date_in_a_narrow_cell_are_found_in_any_order() -> None:
    pieces = [
        word("26", top=180),
        word("04/0", top=100),
        word("1/20", top=140),
        word("26", left=900, top=140),
    ]
    assert cut_pieces(pieces) == [True, True, True, False]


def test_whole_dates_under_one_another_are_not_pieces() -> None:
    assert not any(cut_pieces([word("04/01/2026"), word("04/02/2026", top=140)]))


def test_a_word_that_a_cell_cut_is_found_by_what_it_makes() -> None:
    assert cut_pieces([word("hyperten"), word("sion", top=140), word("of", top=180)]) == [True, True, False]


def test_a_lone_letter_beneath_a_word_is_its_end() -> None:
    assert cut_pieces([word("Unit"), word("s", top=140)]) == [True, True]
    assert cut_pieces([word("Unit"), word("a", top=140)]) == [False, False]
    assert not any(cut_pieces([word("X"), word("X", top=140), word("X", top=180)]))


def test_the_most_doubtful_words_are_reviewed_until_few_enough_errors_are_left() -> None:
    words = line("one two three four")
    assert _seen(words, [0.01, 0.5, 0.3, 0.02], 10.0) == [False, True, True, False]


def test_a_mark_alone_is_never_reviewed() -> None:
    assert _seen([word("|"), *line("one")], [0.9, 0.001], 1.0) == [False, False]


def test_handwriting_does_not_use_up_what_may_stay_wrong() -> None:
    by_hand = word("xqz", handwritten=True)
    assert _seen([by_hand, *line("one two")], [0.9, 0.01, 0.01], 20.0) == [False, False, False]
    assert _seen([by_hand, *line("one two")], [0.9, 0.3, 0.01], 20.0) == [True, True, False]


@pytest.mark.parametrize("text", ["5mg", "denies"])
def test_a_number_or_negation_that_one_engine_read_has_a_threshold_of_its_own(text: str) -> None:
    words = [word(text), word("daily", left=400)]
    assert _seen(words, [_CRITICAL, _CRITICAL], 1000.0) == [True, False]


def test_a_number_that_both_engines_agree_on_has_not() -> None:
    assert _seen([both("5mg", "5mg")], [0.5], 1000.0) == [False]
    assert _seen([both("5mg", "6mg")], [0.001], 1000.0) == [True]


def test_pieces_that_one_engine_read_are_put_together_and_the_least_sure_counts() -> None:
    readings = (
        WordReading("tesseract", "meto", 0.9),
        WordReading("tesseract", "prolol", 0.4),
        WordReading("rapidocr", "metoprolol", 0.99),
    )
    pair = readings_of(word("metoprolol", readings=readings))
    assert (pair.first, pair.first_confidence, pair.second) == ("metoprolol", 0.4, "metoprolol")


@given(st.floats(0, 200), st.floats(0.1, 50))
def test_bounds_lie_around_the_expectation_and_widen_with_unlike_pages(expected: float, shape: float) -> None:
    low, high = error_bounds(expected, page_shape=shape)
    wider_low, wider_high = error_bounds(expected, page_shape=shape / 2)
    assert 0 <= wider_low <= low <= expected <= high <= wider_high


@pytest.mark.parametrize("kind", ["fused", "single"])
def test_a_shipped_model_comes_back_from_its_own_json(kind: str) -> None:
    model = shipped_model(kind)
    assert DoubtModel.from_json(model.as_json()) == model
    assert kind in model.title
    assert "FUNSD" not in model.fitted_on
    assert all(math.isfinite(weight) for weight in model.weights.values())


def test_a_model_of_another_schema_is_refused() -> None:
    stored = shipped_model("fused").as_json() | {"schema_version": 99}
    with pytest.raises(ValueError, match="another schema"):
        DoubtModel.from_json(stored)


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"weights": {}}, {"page_shape": 0.0}, {"critical_from": 1.0}]
)
def test_a_model_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="doubt model"):
        DoubtModel.from_json(shipped_model("fused").as_json() | wrong)
