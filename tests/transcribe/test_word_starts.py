from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.word_starts import start_of_voice, voice_frames

SOUND = np.random.default_rng(2).normal(0, 0.1, 32_000).astype(np.float32)


def test_a_word_begins_where_its_voice_sets_in_and_not_in_the_pause_before_it() -> None:
    samples = SOUND.copy()
    samples[8_000:20_000] *= 0.001
    samples[14_000:14_200] = 0.5  # a click
    voiced = voice_frames(samples)
    assert start_of_voice(voiced, 0.5, 1.6) == pytest.approx(1.22, abs=0.03)
    assert start_of_voice(voiced, 1.2, 1.6) == 1.2
    assert start_of_voice(voiced, 0.1, 0.4) == 0.1


def test_without_voice_a_word_stays_where_it_is() -> None:
    assert start_of_voice(voice_frames(np.zeros(16_000, np.float32)), 0.2, 0.8) == 0.2
    assert start_of_voice(voice_frames(np.zeros(10, np.float32)), 0.0, 0.1) == 0.0


@given(st.lists(st.booleans(), max_size=100), st.floats(0, 2), st.floats(0, 1))
def test_a_word_never_begins_earlier_or_after_its_end(
    voiced: list[bool], start_s: float, length_s: float
) -> None:
    assert start_s <= start_of_voice(voiced, start_s, start_s + length_s) <= start_s + length_s
