"""Recordings made on the spot: tones in every container, and WAV headers that lie."""

from __future__ import annotations

import io
import random
import struct
from functools import cache
from typing import cast

import av
import numpy as np
from av.audio.stream import AudioStream
from numpy.typing import NDArray

FORMATS = {
    "wav": ("wav", "pcm_s16le", 16_000),
    "mp3": ("mp3", "mp3", 16_000),
    "m4a": ("ipod", "aac", 44_100),
    "aac": ("adts", "aac", 16_000),
    "opus": ("ogg", "libopus", 48_000),
    "flac": ("flac", "flac", 16_000),
    "webm": ("webm", "libopus", 48_000),
    "mulaw": ("wav", "pcm_mulaw", 8_000),
    "w64": ("w64", "pcm_s16le", 16_000),
    "amr": ("amr", "libopencore_amrnb", 8_000),
    "3gp": ("3gp", "libopencore_amrnb", 8_000),
    "caf": ("caf", "pcm_s16be", 16_000),
    "aiff": ("aiff", "pcm_s16be", 16_000),
    "au": ("au", "pcm_mulaw", 8_000),
    "mka": ("matroska", "flac", 16_000),
    "ac3": ("ac3", "ac3", 48_000),
    "mp2": ("mp2", "mp2", 16_000),
    "ogg-flac": ("ogg", "flac", 16_000),
    "wavpack": ("wv", "wavpack", 16_000),
    "avi": ("avi", "mp2", 48_000),
    "mpegts": ("mpegts", "mp2", 48_000),
}
# it has a head to write but none in the file
RAW = {"g722": ("g722", "g722", 16_000)}
_OWN_BIT_RATE = {"amr": 12_200, "3gp": 12_200}


def rising_tone(duration_s: float, rate_hz: int = 16_000) -> NDArray[np.float32]:
    """A tone whose pitch tells the time: 300 Hz at the start, 20 Hz more each second."""
    t = np.arange(int(duration_s * rate_hz)) / rate_hz
    return (0.3 * np.sin(2 * np.pi * (300 + 10 * t) * t)).astype(np.float32)


def encoded(
    kind: str, sound: NDArray[np.float32], *, rate_hz: int | None = None, layout: str = "mono"
) -> bytes:
    """The sound (mono floats, or rows per channel) in one of FORMATS, at 64 kbit/s where it is lossy."""
    container_name, codec, usual_rate_hz = (FORMATS | RAW)[kind]
    rate_hz = rate_hz or usual_rate_hz
    buffer = io.BytesIO()
    with av.open(buffer, "w", format=container_name) as container:
        stream = cast(AudioStream, container.add_stream(codec, rate=rate_hz, layout=layout))
        if not codec.startswith(("pcm_", "flac", "wavpack", "g722")):
            stream.bit_rate = _OWN_BIT_RATE.get(kind, 64_000)
        pcm = (np.atleast_2d(sound).T * 32_767).astype(np.int16).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(pcm, format="s16", layout=layout)
        frame.sample_rate, frame.pts = rate_hz, 0
        resampler = av.AudioResampler(
            format=stream.codec_context.format.name,
            layout=layout,
            rate=rate_hz,
            frame_size=stream.codec_context.frame_size or 1024,
        )
        for ready in resampler.resample(frame) + resampler.resample(None):
            container.mux(stream.encode(ready))
        container.mux(stream.encode(None))
    return buffer.getvalue()


@cache
def tone(kind: str, duration_s: float) -> bytes:
    """A rising tone in one of FORMATS."""
    return encoded(kind, rising_tone(duration_s, (FORMATS | RAW)[kind][2]))


def video_with_tone(duration_s: float) -> bytes:
    """An MP4 of grey pictures with a rising tone; without any sound for 0 s."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as container:
        pictures = container.add_stream("mpeg4", rate=5)
        pictures.width = pictures.height = 32
        pictures.pix_fmt = "yuv420p"
        for number in range(10):
            grey = np.full((32, 32, 3), number * 20, np.uint8)
            container.mux(pictures.encode(av.VideoFrame.from_ndarray(grey, format="rgb24")))
        container.mux(pictures.encode(None))
    if not duration_s:
        return buffer.getvalue()
    silent = buffer.getvalue()
    buffer = io.BytesIO()
    with av.open(io.BytesIO(silent), "r") as film, av.open(buffer, "w", format="mp4") as container:
        copied = container.add_stream_from_template(film.streams.video[0])
        sound = container.add_stream("aac", rate=16_000, layout="mono")
        for packet in film.demux(film.streams.video[0]):
            if packet.dts is not None:
                packet.stream = copied
                container.mux(packet)
        frame = av.AudioFrame.from_ndarray(rising_tone(duration_s)[None, :], format="fltp", layout="mono")
        frame.sample_rate, frame.pts = 16_000, 0
        resampler = av.AudioResampler(format="fltp", layout="mono", rate=16_000, frame_size=1024)
        for ready in resampler.resample(frame) + resampler.resample(None):
            container.mux(sound.encode(ready))
        container.mux(sound.encode(None))
    return buffer.getvalue()


def damaged(recording: bytes, *, size_bytes: int, at_share: float, seed: int) -> bytes:
    """The recording with that many random bytes written over it, starting at a share of its length."""
    draw = random.Random(seed)  # noqa: S311 - damage must be repeatable, not secret
    at = int(len(recording) * at_share)
    noise = bytes(draw.randrange(256) for _ in range(size_bytes))
    return recording[:at] + noise + recording[at + size_bytes :]


def wav_that_claims(data_bytes: int, *, rate_hz: int, present: int = 2000) -> bytes:
    """A 16-bit mono WAV whose header claims so many bytes of sound, with `present` bytes in fact."""
    form = struct.pack("<IHHIIHH", 16, 1, 1, rate_hz, rate_hz * 2, 2, 16)
    head = b"RIFF" + struct.pack("<I", min(0xFFFFFFFF, 36 + data_bytes)) + b"WAVEfmt " + form
    return head + b"data" + struct.pack("<I", data_bytes) + bytes(present)


def wav_with_channels(wav: bytes, channels: int) -> bytes:
    """The WAV with another number of channels in its header."""
    at = wav.index(b"fmt ") + 10
    return wav[:at] + struct.pack("<H", channels) + wav[at + 2 :]


def wav_in_coding(wav: bytes, format_tag: int) -> bytes:
    """The WAV with another format tag in its header."""
    at = wav.index(b"fmt ") + 8
    return wav[:at] + struct.pack("<H", format_tag) + wav[at + 2 :]


def rf64_that_claims(data_bytes: int, *, rate_hz: int) -> bytes:
    """An RF64 file (64-bit sizes) with 2,000 bytes of sound that claims any number of bytes."""
    sizes = struct.pack("<IQQQI", 28, data_bytes + 100, data_bytes, 0, 0)
    form = struct.pack("<IHHIIHH", 16, 1, 1, rate_hz, rate_hz * 2, 2, 16)
    open_size = b"\xff\xff\xff\xff"
    return b"RF64" + open_size + b"WAVEds64" + sizes + b"fmt " + form + b"data" + open_size + bytes(2000)


def pitch_hz(samples: NDArray[np.float32], at_s: float) -> float:
    """The strongest pitch of a tenth of a second from there on."""
    piece = samples[int(at_s * 16_000) : int((at_s + 0.1) * 16_000)]
    spectrum = np.abs(np.fft.rfft(piece * np.hanning(piece.size), 16_000))
    return float(np.argmax(spectrum))
