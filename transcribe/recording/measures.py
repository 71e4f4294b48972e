"""How well a recording can be heard: levels, noise, hum, overload; the same sound at an even level. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transcribe.recording.report import Samples, Span
from transcribe.timeline import SAMPLE_RATE_HZ, merge_spans

_SILENCE_RMS = 0.001  # -60 dB of full scale
_CLIPPED = 32_700 / 32_768
_BLOCK = SAMPLE_RATE_HZ * 60
_CLIPPED_WINDOW = SAMPLE_RATE_HZ // 10
_CLIPPED_OF_WINDOW = 0.01
_CLIPPED_NEAR_S = 1.0
_FRAME = SAMPLE_RATE_HZ // 50
_DIGITAL_SILENCE_DB = -85.0
_NOISE_PERCENTILE, _SPEECH_PERCENTILE = 10, 90
_LEAST_FRAMES = 50
_HUM_OVER_NEIGHBOURS_DB = 12.0
_HUM_HARMONICS = 2
_HUM_ALONE_DB = 20.0  # the mains frequency alone, without multiples
_HUM_HEARD_DB = 16.0  # a tone at -51 dB of full scale, in a bin of 1 Hz behind a Hann window
_HUM_WINDOWS = 120  # two minutes tell as much as an hour
_RECOGNITION_DB = -22.0  # speech of the development dictations lies between -26 and -17
_MOST_GAIN_DB = 30.0


@dataclass(frozen=True)
class Levels:
    """Speech and noise in dB of full scale (the loud and the quiet frames of 20 ms); None: too short."""

    speech_db: float | None
    noise_db: float | None

    @property
    def snr_db(self) -> float | None:
        """How far speech stands out of the noise."""
        if self.speech_db is None or self.noise_db is None:
            return None
        return round(self.speech_db - self.noise_db, 1)


def silence_share(samples: Samples) -> float:
    """The share of 50 ms windows under -60 dB of full scale; 1 for no samples."""
    window = SAMPLE_RATE_HZ // 20
    whole = samples[: samples.size // window * window].reshape(-1, window)
    if not whole.size:
        return float(not samples.size or float(np.max(np.abs(samples))) < _SILENCE_RMS)
    rms = np.sqrt(np.einsum("ij,ij->i", whole, whole) / window)
    return float(np.mean(rms < _SILENCE_RMS))


def clipped_share(samples: Samples) -> float:
    """The share of samples at full scale, 0–1."""
    blocks = (samples[at : at + _BLOCK] for at in range(0, samples.size, _BLOCK))
    return sum(int(np.sum(np.abs(block) >= _CLIPPED)) for block in blocks) / max(samples.size, 1)


def clipped_spans(samples: Samples) -> tuple[Span, ...]:
    """The stretches (start_s, end_s) in which more than a hundredth of the samples is at full scale."""
    whole = samples[: samples.size // _CLIPPED_WINDOW * _CLIPPED_WINDOW].reshape(-1, _CLIPPED_WINDOW)
    if not whole.size:
        return ()
    loud = np.maximum(whole.max(axis=1), -whole.min(axis=1)) >= _CLIPPED
    places = np.flatnonzero(loud)
    marked = places[np.mean(np.abs(whole[places]) >= _CLIPPED, axis=1) > _CLIPPED_OF_WINDOW]
    spans = ((number / 10, (number + 1) / 10) for number in marked.tolist())
    return tuple(merge_spans(spans, nearer_than_s=_CLIPPED_NEAR_S))


def measure_levels(samples: Samples) -> Levels:
    """Levels of speech and noise, digital silence left out.

    The tenth percentile of the frames is the noise of the pauses, the ninetieth the loud syllables.
    """
    levels = _levels_db(samples)
    heard = levels[levels > _DIGITAL_SILENCE_DB]
    if heard.size < _LEAST_FRAMES:
        return Levels(None, None)
    noise, speech = np.percentile(heard, [_NOISE_PERCENTILE, _SPEECH_PERCENTILE])
    return Levels(round(float(speech), 1), round(float(noise), 1))


def _levels_db(samples: Samples) -> NDArray[np.float64]:
    frames = samples[: samples.size // _FRAME * _FRAME].reshape(-1, _FRAME)
    power = np.einsum("ij,ij->i", frames, frames, dtype=np.float64) / _FRAME
    levels: NDArray[np.float64] = 10 * np.log10(power + 1e-12)
    return levels


def mains_hum_hz(samples: Samples) -> int | None:
    """50 or 60 where a mains hum runs through the recording, 0 where none does, None: too short to tell.

    Hum stands in every second; speech does not: the lower quartile over seconds is compared with the
    bins 3–8 Hz beside it, at the mains frequency and its first five multiples.
    """
    seconds = samples.size // SAMPLE_RATE_HZ
    if seconds < 3:
        return None
    numbers = np.unique(np.linspace(0, seconds - 1, min(seconds, _HUM_WINDOWS)).astype(int))
    shape = np.hanning(SAMPLE_RATE_HZ).astype(np.float32)
    spectra = [
        np.abs(np.fft.rfft(samples[n * SAMPLE_RATE_HZ : (n + 1) * SAMPLE_RATE_HZ] * shape)[:400]) ** 2
        for n in numbers
    ]
    quiet = 10 * np.log10(np.percentile(np.stack(spectra), 25, axis=0) + 1e-9)
    for mains_hz in (50, 60):
        over_db = [_stands_out_db(quiet, mains_hz * harmonic) for harmonic in range(1, 7)]
        standing = sum(one > _HUM_OVER_NEIGHBOURS_DB for one in over_db)
        if standing >= _HUM_HARMONICS or over_db[0] > _HUM_ALONE_DB:
            return mains_hz
    return 0


def _stands_out_db(spectrum_db: NDArray[np.float64], at: int) -> float:
    """How far the bin of 1 Hz stands out of those beside it; 0 for what is too weak to be heard."""
    beside = np.concatenate([spectrum_db[at - 8 : at - 2], spectrum_db[at + 3 : at + 9]])
    return float(spectrum_db[at] - np.median(beside)) if spectrum_db[at] > _HUM_HEARD_DB else 0.0


def for_recognition(samples: Samples) -> Samples:
    """The sound at an even level for the engine: no offset, speech at -22 dB of full scale, peaks cut.

    What is played stays as it was received. Silence and very short sound come back unchanged.
    """
    out = samples - np.float32(np.mean(samples, dtype=np.float64) if samples.size else 0.0)
    speech_db = measure_levels(out).speech_db
    if speech_db is None:
        return samples
    gain_db = float(np.clip(_RECOGNITION_DB - speech_db, -_MOST_GAIN_DB, _MOST_GAIN_DB))
    out *= 10 ** (gain_db / 20)
    return np.clip(out, -1, 1, out=out)
