"""What a recording is, what of it was lost, and how well it can be heard: the report types. Pure."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
Pcm = NDArray[np.int16]  # (channels, samples) at 16 kHz
Span = tuple[float, float]
# one: a single channel; same: equal channels, mixed; first, second: the other channel holds no speech of its
# own; apart: two voices, at each moment the one that speaks; mixed: more than two channels
ChannelUse = Literal["one", "same", "first", "second", "apart", "mixed"]
_SPAN_FIELDS = ("gaps", "clipped", "overlaps")


@dataclass(frozen=True)
class AudioReport:
    """What the recording is, and what of it could not be decoded.

    `claimed_s` is the length that the container states, None where it states none. `gaps` are the
    stretches (start_s, end_s) without decodable sound, filled with silence; `lost_s` is their sum plus
    what is missing at the end. `clipped_share` and `silence_share` lie in 0–1. `clipped` are the stretches
    where the sound is overloaded. `channel_use` says what was made of the channels, and `overlaps` where
    two voices spoke at once and only the louder one was listened to. `snr_db` is speech over noise,
    `noise_db` and `speech_db` the levels below full scale, `hum_hz` the mains hum (0: none); None where
    nothing could be measured, or by an older version.
    """

    duration_s: float
    claimed_s: float | None
    lost_s: float
    gaps: tuple[Span, ...]
    channels: int
    clipped_share: float
    silence_share: float
    truncated: bool
    container: str
    codec: str
    sample_rate_hz: int
    clipped: tuple[Span, ...] = ()
    channel_use: ChannelUse = "one"
    overlaps: tuple[Span, ...] = ()
    speech_db: float | None = None
    noise_db: float | None = None
    snr_db: float | None = None
    hum_hz: int | None = None

    def as_json(self) -> dict[str, Any]:
        """All fields as plain JSON values."""
        stored = dict(vars(self))
        for name in _SPAN_FIELDS:
            stored[name] = [list(span) for span in stored[name]]
        return stored

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> AudioReport:
        """The report that `as_json` wrote, now or in an older version; unknown keys are ignored."""
        known = {field.name for field in fields(cls)}
        values = {key: value for key, value in stored.items() if key in known}
        for name in _SPAN_FIELDS:
            values[name] = tuple((start_s, end_s) for start_s, end_s in values.get(name, ()))
        return cls(**values)


@dataclass(frozen=True)
class DecodedAudio:
    """Mono samples at 16 kHz, -1 to 1, sample n at second n / 16000 of the original, and the report."""

    samples: Samples
    report: AudioReport
