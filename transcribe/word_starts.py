"""Where the voice of a word really begins. Pure.

Whisper lets a word that follows a pause begin where the word before it ended: the pause lies inside the word.
"""

from __future__ import annotations

import numpy as np

from transcribe.audio import Samples
from transcribe.timeline import SAMPLE_RATE_HZ

_FRAME_S = 0.02
# Voice is louder than this share of the way from the quietest to the loudest tenth, at most 50 dB, of a
# window: 32 dB under the loudest where nothing else sounds, so that soft consonants still count.
_VOICE_SHARE, _RANGE_DB = 0.35, 50.0
_ONSET_FRAMES = 3  # a click is shorter
_LEAST_QUIET_S = 0.1  # stops inside of words are shorter
_LEAD_S = 0.04  # voices set in softly
_LEAST_WORD_S = 0.06


def voice_frames(samples: Samples) -> list[bool]:
    """For each 20 ms of these samples whether it is as loud as a voice in them."""
    step = round(_FRAME_S * SAMPLE_RATE_HZ)
    frames = samples[: samples.size // step * step].reshape(-1, step)
    if not len(frames):
        return []
    levels_db = 10 * np.log10(np.einsum("ij,ij->i", frames, frames) / step + 1e-12)
    quiet_db, loud_db = np.quantile(levels_db, (0.1, 0.9))
    quiet_db = max(quiet_db, loud_db - _RANGE_DB)
    return [bool(one) for one in levels_db > quiet_db + _VOICE_SHARE * (loud_db - quiet_db)]


def start_of_voice(voiced: list[bool], start_s: float, end_s: float) -> float:
    """The time, from `start_s` to shortly before `end_s`, at which the voice of this word sets in.

    It is `start_s` itself unless at least a tenth of a second is quiet before the voice.
    """
    first = int(start_s / _FRAME_S)
    own = voiced[first : int(end_s / _FRAME_S)]
    for at in range(len(own) - _ONSET_FRAMES + 1):
        if all(own[at : at + _ONSET_FRAMES]):
            onset_s = (first + at) * _FRAME_S
            if onset_s - start_s < _LEAST_QUIET_S:
                return start_s
            return round(max(start_s, min(onset_s - _LEAD_S, end_s - _LEAST_WORD_S)), 3)
    return start_s
