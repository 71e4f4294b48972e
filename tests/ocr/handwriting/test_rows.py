from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ocr.engine import EngineWord
from ocr.handwriting.rows import judge_together, rows_of


def word(left: float, top: float, *, width: float = 80, height: float = 30) -> EngineWord:
    return EngineWord("word", left, top, left + width, top + height, None, 0, 0)


def test_rows_run_from_left_to_right_whatever_the_order_of_the_words() -> None:
    words = [word(200, 102), word(0, 200), word(100, 98), word(0, 100), word(100, 205)]
    assert sorted(rows_of(words)) == [[1, 4], [3, 2, 0]]


def test_words_above_each_other_are_rows_of_their_own() -> None:
    assert sorted(rows_of([word(0, 0), word(10, 40), word(20, 80)])) == [[0], [1], [2]]


def test_a_doubtful_word_between_written_ones_is_written_too() -> None:
    row = [word(100 * place, 0) for place in range(5)]
    together = judge_together(row, np.array([3.0, 3.0, -0.5, 3.0, 3.0]))
    assert together.min() > 0.5


def test_one_odd_word_in_a_printed_row_stays_print() -> None:
    row = [word(100 * place, 0) for place in range(7)]
    together = judge_together(row, np.array([-3.0, -3.0, -3.0, 2.0, -3.0, -3.0, -3.0]))
    assert together.max() < 0.5


def test_a_written_answer_far_behind_its_printed_label_is_found() -> None:
    row = [word(0, 0), word(100, 0), word(600, 0), word(700, 0)]
    together = judge_together(row, np.array([-3.0, -3.0, 3.0, 3.0]))
    assert [bool(chance > 0.5) for chance in together] == [False, False, True, True]


def test_no_words_give_no_probabilities() -> None:
    assert judge_together([], np.zeros(0)).shape == (0,)


boxes = st.lists(st.tuples(st.floats(0, 900), st.floats(0, 900), st.floats(-4, 4)), min_size=1, max_size=25)


@given(boxes)
def test_every_word_stands_in_one_row_and_gets_a_probability(
    drawn: list[tuple[float, float, float]],
) -> None:
    words = [word(left, top) for left, top, _ in drawn]
    assert sorted(place for row in rows_of(words) for place in row) == list(range(len(words)))
    together = judge_together(words, np.array([odds for _, _, odds in drawn]))
    assert np.all((together >= 0) & (together <= 1))
