"""Sound that is no speech, and speech made worse: seeded, so that every run hears the same. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.dictation.voices import RATE_HZ

Sound = NDArray[np.float32]
Wave = NDArray[np.float64]
_NOTES_HZ = (220.0, 246.9, 261.6, 293.7, 329.6, 392.0, 440.0, 523.3)


def with_babble(sound: Sound, others: Sequence[Sound], *, snr_db: float) -> Sound:
    """The speech with several other speakers behind it, all as loud as each other."""
    babble = np.zeros_like(sound)
    for other in others:
        repeats = math.ceil(sound.size / other.size)
        level = float(np.sqrt(np.mean(other**2))) or 1.0
        babble += np.tile(other, repeats)[: sound.size] / level
    speech_power, babble_power = float(np.mean(sound**2)), float(np.mean(babble**2)) or 1.0
    gain = math.sqrt(speech_power / babble_power / 10 ** (snr_db / 10))
    return _fitted(np.asarray(sound + gain * babble, np.float64))


def over_telephone(sound: Sound) -> Sound:
    """The speech as a telephone carries it: 300 to 3,400 Hz, 8,000 samples a second, mu-law."""
    narrow = _band(sound.astype(np.float64), 300, 3400)[::2]  # nothing above 3,400 Hz is left to fold
    law = np.sign(narrow) * np.log1p(255 * np.abs(np.clip(narrow, -1, 1))) / math.log(256)
    law = np.round(law * 127) / 127
    heard = np.sign(law) * (256 ** np.abs(law) - 1) / 255
    places = np.arange(sound.size) / 2
    return _fitted(np.interp(places, np.arange(heard.size), heard))


def not_speech(
    count: int = 60, *, seed: int = 9, seconds: tuple[float, float] = (8.0, 40.0)
) -> Iterator[tuple[str, Sound]]:
    """So many recordings in which nobody speaks: kind and sound, kinds in turn."""
    kinds: dict[str, Callable[[np.random.Generator, int], Wave]] = {
        "silence": lambda _, size: np.zeros(size),
        "hiss": lambda draw, size: draw.normal(0, 10 ** draw.uniform(-3.5, -1), size),
        "rumble": _rumble,
        "hum": _hum,
        "music": _music,
        "tone": lambda draw, size: 0.2 * np.sin(2 * np.pi * draw.uniform(200, 2000) * _time(size)),
        "alarm": _alarm,
        "clicks": _clicks,
        "breathing": _breathing,
        "ringing": _ringing,
    }
    names = tuple(kinds)
    for number in range(count):
        draw = np.random.default_rng([seed, number])
        name = names[number % len(names)]
        size = int(draw.uniform(*seconds) * RATE_HZ)
        yield name, _fitted(kinds[name](draw, size))


def _time(size: int) -> Wave:
    return np.arange(size) / RATE_HZ


def _fitted(sound: Wave) -> Sound:
    peak = float(np.max(np.abs(sound))) if sound.size else 0.0
    return (sound / max(1.0, peak / 0.98)).astype(np.float32)


def _band(sound: Wave, low_hz: float, high_hz: float) -> Wave:
    spectrum = np.fft.rfft(sound)
    places_hz = np.fft.rfftfreq(sound.size, 1 / RATE_HZ)
    spectrum[(places_hz < low_hz) | (places_hz > high_hz)] = 0
    return np.asarray(np.fft.irfft(spectrum, sound.size))


def _rumble(draw: np.random.Generator, size: int) -> Wave:
    noise = np.cumsum(draw.normal(0, 1, size))
    noise = _band(noise, 20, 400)
    return np.asarray(noise / np.max(np.abs(noise)) * draw.uniform(0.02, 0.3))


def _hum(draw: np.random.Generator, size: int) -> Wave:
    mains_hz = draw.choice([50.0, 60.0])
    waves = (draw.uniform(0.1, 1) / n * np.sin(2 * np.pi * n * mains_hz * _time(size)) for n in range(1, 9))
    return np.asarray(sum(waves)) * draw.uniform(0.02, 0.2) + draw.normal(0, 0.001, size)


def _music(draw: np.random.Generator, size: int) -> Wave:
    """Chords of plucked notes with harmonics, two a second."""
    sound = np.zeros(size)
    for start in range(0, size, RATE_HZ // 2):
        length = min(RATE_HZ, size - start)
        fading = np.exp(-3 * _time(length))
        for note_hz in draw.choice(_NOTES_HZ, 3, replace=False):
            waves = (np.sin(2 * np.pi * n * note_hz * _time(length)) / n**1.5 for n in range(1, 6))
            sound[start : start + length] += 0.12 * fading * np.asarray(sum(waves))
    return sound


def _alarm(draw: np.random.Generator, size: int) -> Wave:
    """A monitor that beeps every second."""
    is_on = (_time(size) % 1.0) < 0.15
    beep = np.sin(2 * np.pi * draw.uniform(700, 1100) * _time(size))
    return np.asarray(0.3 * is_on * beep + draw.normal(0, 0.002, size))


def _clicks(draw: np.random.Generator, size: int) -> Wave:
    """Keys and a mouse."""
    sound = draw.normal(0, 0.002, size)
    for start in draw.integers(0, size - 400, size // 4000):
        sound[start : start + 400] += draw.normal(0, 0.3, 400) * np.exp(-np.arange(400) / 60)
    return np.asarray(sound)


def _breathing(draw: np.random.Generator, size: int) -> Wave:
    """A ventilator, or somebody close to the microphone."""
    swell = np.clip(np.sin(2 * np.pi * draw.uniform(0.2, 0.4) * _time(size)), 0, 1) ** 2
    return _band(swell * draw.normal(0, 0.15, size), 300, 3000)


def _ringing(draw: np.random.Generator, size: int) -> Wave:
    """A telephone: two tones, two seconds of six."""
    is_on = (_time(size) % 6.0) < 2.0
    tones = np.sin(2 * np.pi * 440 * _time(size)) + np.sin(2 * np.pi * 480 * _time(size))
    return np.asarray(0.1 * is_on * tones + draw.normal(0, 0.001, size))
