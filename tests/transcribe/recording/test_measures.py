from __future__ import annotations

import numpy as np
import pytest

from benchmarks.dictation.damage import murmur
from tests.transcribe.sounds import rising_tone
from transcribe.recording.implausible import noise_bursts, silence, still_spans
from transcribe.recording.measures import (
    clipped_share,
    clipped_spans,
    for_recognition,
    mains_hum_hz,
    measure_levels,
)
from transcribe.recording.report import Pcm, Samples

RATE = 16_000
VOICE = murmur(10, 5)


def as_pcm(sound: Samples) -> Pcm:
    return (sound[None, :] * 32_767).astype(np.int16)


def hum(mains_hz: int, level: float) -> Samples:
    t = np.arange(VOICE.size) / RATE
    wave = np.sin(2 * np.pi * mains_hz * t) + 0.5 * np.sin(6 * np.pi * mains_hz * t)
    loud: Samples = (level * wave).astype(np.float32)
    return loud


def test_overloaded_stretches_have_their_times() -> None:
    sound = VOICE.copy()
    sound[3 * RATE : 5 * RATE] = np.clip(sound[3 * RATE : 5 * RATE] * 30, -1, 1)
    ((start_s, end_s),) = clipped_spans(sound)
    assert start_s == pytest.approx(3, abs=0.5)
    assert end_s == pytest.approx(5, abs=0.5)
    assert clipped_spans(VOICE) == ()
    assert clipped_spans(VOICE[:100]) == ()
    assert clipped_share(np.zeros(0, np.float32)) == 0


def test_speech_stands_out_of_the_noise_by_what_was_added() -> None:
    noise = np.random.default_rng(1).normal(0, 0.01, VOICE.size).astype(np.float32)
    quiet, noisy = measure_levels(VOICE), measure_levels(VOICE + noise)
    assert noisy.noise_db == pytest.approx(-40, abs=1)
    assert quiet.snr_db is not None
    assert noisy.snr_db is not None
    assert noisy.snr_db < quiet.snr_db


def test_nothing_can_be_said_of_very_short_or_silent_sound() -> None:
    assert measure_levels(VOICE[:5000]).snr_db is None
    assert measure_levels(np.zeros(RATE * 5, np.float32)).speech_db is None
    assert mains_hum_hz(VOICE[:RATE]) is None


@pytest.mark.parametrize("mains_hz", [50, 60])
def test_mains_hum_is_told_from_speech(mains_hz: int) -> None:
    assert mains_hum_hz(VOICE + hum(mains_hz, 0.01)) == mains_hz
    assert mains_hum_hz(VOICE) == 0


@pytest.mark.parametrize("gain", [0.05, 1.0, 3.0])
def test_recognition_hears_every_recording_at_the_same_level(gain: float) -> None:
    even = for_recognition(np.clip(VOICE * gain + 0.05, -1, 1).astype(np.float32))
    assert measure_levels(even).speech_db == pytest.approx(-22, abs=1.5)
    assert float(np.max(np.abs(even))) <= 1
    assert abs(float(np.mean(even))) < 0.01


def test_recognition_leaves_silence_alone() -> None:
    silent = np.zeros(RATE, np.float32)
    assert for_recognition(silent) is silent


@pytest.mark.parametrize("value", [0, -32_124])
def test_a_wiped_stretch_of_plain_sound_is_found(value: int) -> None:
    pcm = as_pcm(VOICE)
    at = int(np.argmax(np.abs(pcm[0])))
    pcm[:, at : at + 3000] = value
    ((start_s, end_s),) = still_spans(pcm)
    assert [start_s, end_s] == pytest.approx([at / RATE, (at + 3000) / RATE], abs=0.01)


def test_digital_silence_between_sentences_is_believed() -> None:
    faded = VOICE[: 2 * RATE] * np.linspace(1, 0, 2 * RATE, dtype=np.float32)
    assert still_spans(as_pcm(np.concatenate([faded, np.zeros(4000, np.float32), VOICE]))) == []
    assert still_spans(as_pcm(np.zeros(5000, np.float32))) == []
    assert still_spans(np.zeros((1, 0), np.int16)) == []


def test_a_recorder_that_gates_its_pauses_is_believed() -> None:
    pcm = as_pcm(np.random.default_rng(8).normal(0, 0.001, 4 * RATE).astype(np.float32))
    for at in range(0, 4 * RATE, 8000):
        pcm[:, at : at + 1000] = 0
    assert still_spans(pcm) == []


def test_random_bytes_played_as_sound_are_found_and_made_silent() -> None:
    pcm = as_pcm(VOICE)
    pcm[0, 4 * RATE : 5 * RATE] = np.random.default_rng(2).integers(-32_768, 32_767, RATE)
    ((start_s, end_s),) = noise_bursts(pcm, source_rate_hz=RATE)
    assert [start_s, end_s] == pytest.approx([4, 5], abs=0.05)
    silence(pcm, [(start_s, end_s)])
    assert not pcm[0, int(4.1 * RATE) : int(4.9 * RATE)].any()


def test_loud_speech_and_tones_are_no_random_bytes() -> None:
    loud = np.clip(np.concatenate([VOICE * 20, rising_tone(2) * 3]), -1, 1).astype(np.float32)
    assert noise_bursts(as_pcm(loud), source_rate_hz=RATE) == []
