from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.windows import LONGEST_WINDOW_S, Span, Window, windows_over

NOISE = np.random.default_rng(1).normal(0, 0.1, 16_000 * 800).astype(np.float32)


@st.composite
def speech(draw: st.DrawFn) -> list[Span]:
    at_s, spans = 0.0, []
    for _ in range(draw(st.integers(0, 40))):
        start_s = at_s + draw(st.floats(0.1, 6.0))
        at_s = start_s + draw(st.floats(0.3, 12.0))
        spans.append((round(start_s, 3), round(at_s, 3)))
    return spans


@given(speech())
def test_all_speech_lies_in_windows_once_each_and_in_order(spans: list[Span]) -> None:
    windows = windows_over(spans, NOISE)
    pieces = [piece for window in windows for piece in window.pieces]
    assert all(one[1] <= other[0] + 1e-9 for one, other in pairwise(pieces))
    for start_s, end_s in spans:
        inside = [min(end_s, one[1]) - max(start_s, one[0]) for one in pieces]
        assert sum(length_s for length_s in inside if length_s > 0) == pytest.approx(end_s - start_s)
    assert all(window.duration_s <= LONGEST_WINDOW_S + 1e-6 for window in windows)


@given(speech(), st.floats(0, 1), st.floats(0, 1))
def test_times_in_a_window_come_back_in_order_and_inside_its_pieces(
    spans: list[Span], one: float, other: float
) -> None:
    for window in windows_over(spans, NOISE):
        first, last = sorted((one * window.duration_s, other * window.duration_s))
        start_s, end_s = window.in_recording((first, last))
        assert window.pieces[0][0] <= start_s <= end_s <= window.pieces[-1][1] + 1e-9


def test_a_long_pause_is_shortened_to_a_second_and_words_stay_on_their_side_of_it() -> None:
    (window,) = windows_over([(1.0, 3.0), (10.0, 12.0)], NOISE)
    assert window.pieces == ((1.0, 3.5), (9.5, 12.0))
    assert window.duration_s == 5.0
    assert window.in_recording((0.5, 2.5)) == (1.5, 3.5)
    assert window.in_recording((2.5, 3.0)) == (9.5, 10.0)
    assert window.in_recording((4.0, 99.0)) == (11.0, 12.0)


def test_a_full_window_is_closed_at_its_longest_late_pause() -> None:
    spans = [(0.0, 6.0), (7.0, 20.0), (20.9, 25.0), (25.2, 27.0), (27.3, 40.0)]
    assert [window.pieces[0] for window in windows_over(spans, NOISE)] == [(0.0, 20.0), (20.9, 40.0)]


def test_speech_without_a_pause_is_cut_where_it_is_quietest() -> None:
    samples = NOISE[: 16_000 * 66].copy()
    for quiet_s in (24.0, 47.0):
        samples[int(16_000 * quiet_s) : int(16_000 * (quiet_s + 0.2))] *= 0.01
    first, second, third = windows_over([(0.0, 65.5)], samples)
    assert first.pieces[0] == pytest.approx((0.0, 24.1), abs=0.03)
    assert second.pieces[0] == pytest.approx((24.1, 47.1), abs=0.06)
    assert third.pieces[0][1] == 65.5


def test_six_minutes_of_speech_take_hardly_more_windows_than_must_be() -> None:
    spans = [(1.2 * number, 1.2 * number + 1.1) for number in range(300)]
    assert len(windows_over(spans, NOISE)) <= 14


def test_a_window_holds_the_sound_of_its_pieces() -> None:
    samples = np.arange(16_000 * 4, dtype=np.float32)
    cut = Window(((0.0, 1.0), (3.0, 4.0))).cut_from(samples)
    assert cut.size == 32_000
    assert cut[16_000] == 48_000


@pytest.mark.parametrize("pieces", [(), ((1.0, 1.0),), ((2.0, 3.0), (1.0, 2.0))])
def test_a_window_cannot_be_built_wrong(pieces: tuple[Span, ...]) -> None:
    with pytest.raises(ValueError, match="pieces in order"):
        Window(pieces)
