"""Peaks of the sound for the player, so that the web never decodes. Pure."""

from __future__ import annotations

import numpy as np

from transcribe.audio import Samples
from transcribe.timeline import SAMPLE_RATE_HZ

PEAKS_PER_S = 10
FINE_PEAKS_PER_S = 50  # a word lasts 0.3 s: enough to see its syllables


def waveform_peaks(samples: Samples, *, per_s: int = PEAKS_PER_S) -> list[int]:
    """The loudest sample of each of `per_s` parts of a second, 0 (silence) to 255 (full scale)."""
    step = SAMPLE_RATE_HZ // per_s
    starts = np.arange(0, samples.size, step)
    if not starts.size:
        return []
    loudest = np.maximum(np.maximum.reduceat(samples, starts), -np.minimum.reduceat(samples, starts))
    return [int(peak) for peak in np.rint(np.clip(loudest, 0, 1) * 255)]
