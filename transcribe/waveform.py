"""Peaks of the sound for the player: ten a second, so that the web never decodes. Pure."""

from __future__ import annotations

import numpy as np

from transcribe.audio import Samples
from transcribe.timeline import SAMPLE_RATE_HZ

PEAKS_PER_S = 10


def waveform_peaks(samples: Samples) -> list[int]:
    """The loudest sample of each tenth of a second, 0 (silence) to 255 (full scale)."""
    step = SAMPLE_RATE_HZ // PEAKS_PER_S
    starts = np.arange(0, samples.size, step)
    if not starts.size:
        return []
    loudest = np.maximum(np.maximum.reduceat(samples, starts), -np.minimum.reduceat(samples, starts))
    return [int(peak) for peak in np.rint(np.clip(loudest, 0, 1) * 255)]
