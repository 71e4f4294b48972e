from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.dictation.damage import murmur
from transcribe.recording.channels import listen_to
from transcribe.recording.report import Pcm

RATE = 16_000


def as_pcm(*channels: NDArray[np.float32]) -> Pcm:
    return (np.stack(channels) * 32_000).astype(np.int16)


def hiss(seconds: float, level: float, seed: int) -> NDArray[np.float32]:
    return np.random.default_rng(seed).normal(0, level, int(seconds * RATE)).astype(np.float32)


def level(sound: NDArray[np.float32]) -> float:
    return float(np.sqrt(np.mean(sound**2)))


VOICE = murmur(8, 1)
OTHER = murmur(8, 2)


def test_one_channel_is_heard_as_it_is() -> None:
    heard = listen_to(as_pcm(VOICE), source_channels=1)
    assert heard.use == "one"
    assert np.allclose(heard.samples, VOICE * 32_000 / 32_768, atol=1e-4)


def test_the_same_sound_twice_is_mixed() -> None:
    heard = listen_to(as_pcm(VOICE, VOICE * 0.8), source_channels=2)
    assert heard.use == "same"
    assert level(heard.samples) == pytest.approx(0.9 * level(VOICE), rel=0.05)


def test_channels_out_of_phase_do_not_cancel_each_other() -> None:
    heard = listen_to(as_pcm(VOICE, -VOICE), source_channels=2)
    assert heard.use == "first"
    assert level(heard.samples) == pytest.approx(level(VOICE), rel=0.05)


@pytest.mark.parametrize("noise", [0.0, 0.0005, 0.004])
def test_a_channel_without_a_voice_is_left_out(noise: float) -> None:
    heard = listen_to(as_pcm(hiss(8, noise, 3), VOICE), source_channels=2)
    assert heard.use == "second"
    assert heard.overlaps == ()
    assert level(heard.samples) == pytest.approx(level(VOICE), rel=0.05)


def test_two_microphones_of_one_speaker_are_not_mixed() -> None:
    late = np.concatenate([np.zeros(60, np.float32), VOICE[:-60]])
    heard = listen_to(as_pcm(VOICE + hiss(8, 0.001, 1), 0.5 * late + hiss(8, 0.004, 2)), source_channels=2)
    assert heard.use == "first"


def test_two_voices_in_turn_are_each_heard_alone() -> None:
    silent = np.zeros(4 * RATE, np.float32)
    first = np.concatenate([VOICE[: 4 * RATE], silent]) + hiss(8, 0.0005, 4)
    second = np.concatenate([silent, OTHER[: 4 * RATE]]) + hiss(8, 0.0005, 5)
    heard = listen_to(as_pcm(first, second), source_channels=2)
    assert heard.use == "apart"
    assert heard.overlaps == ()
    wanted = np.concatenate([first[: 4 * RATE], second[4 * RATE :]])
    assert np.corrcoef(heard.samples, wanted)[0, 1] > 0.98


def test_a_second_voice_at_the_same_time_is_reported() -> None:
    first = VOICE + hiss(8, 0.0003, 6)
    second = np.concatenate([np.zeros(5 * RATE, np.float32), OTHER[: 3 * RATE]]) + hiss(8, 0.0003, 7)
    heard = listen_to(as_pcm(first, second), source_channels=2)
    assert heard.use == "apart"
    assert heard.overlaps
    assert all(4.5 <= start < end <= 8 for start, end in heard.overlaps)


def test_two_silent_channels_are_no_trouble() -> None:
    assert listen_to(np.zeros((2, 100), np.int16), source_channels=2).samples.size == 100
    assert listen_to(np.zeros((2, 9000), np.int16), source_channels=2).samples.size == 9000
