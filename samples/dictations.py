"""The three dictations: which words, in which manner, in which file. Loads the voice model."""

from __future__ import annotations

from dataclasses import dataclass

from samples.catalogue import Priority
from samples.dictation_texts import DISCHARGE_SUMMARY, EMERGENCY_VISIT, FOLLOW_UP_VISIT, Dictation
from samples.speech import Encoding, Manner, encode, speak


@dataclass(frozen=True)
class DictationPlan:
    """One dictation before it is spoken."""

    file_name: str
    words: Dictation
    manner: Manner
    encoding: Encoding
    priority: Priority
    notes: str


PLANS = (
    DictationPlan(
        file_name="clinic_letter.wav",
        words=FOLLOW_UP_VISIT,
        manner=Manner(seed=11, pace=0.92, noise_dbfs=-58),
        encoding=Encoding("wav", "pcm_s16le", 16_000),
        priority="routine",
        notes="quiet room, WAV",
    ),
    DictationPlan(
        file_name="discharge_summary.mp3",
        words=DISCHARGE_SUMMARY,
        manner=Manner(seed=12, pace=0.84, noise_dbfs=-50, pauses_s=(0.1, 0.4)),
        encoding=Encoding("mp3", "libmp3lame", 22_050, 48_000),
        priority="routine",
        notes="brisk speaker, some hiss, MP3",
    ),
    DictationPlan(
        file_name="emergency_note.opus",
        words=EMERGENCY_VISIT,
        manner=Manner(seed=13, pace=1.06, noise_dbfs=-46, pauses_s=(0.2, 0.9)),
        encoding=Encoding("ogg", "libopus", 16_000, 24_000),
        priority="stat",
        notes="slow speaker with pauses, noisy room, Opus",
    ),
)


def make_dictation(plan: DictationPlan) -> tuple[bytes, float]:
    """The audio file's bytes and its length in seconds."""
    sound, rate_hz = speak(plan.words.breaths, plan.manner)
    return encode(sound, rate_hz, plan.encoding), round(sound.size / rate_hz, 1)
