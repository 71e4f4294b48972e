"""Damaged recordings with the truth about their damage, and a judge of what a decoder makes of them.

Fifty seeded files over nine kinds of recording: cut off, overwritten with random bytes, wiped with zeros, or
struck by single flipped bits, always behind the head of the file. The truth comes from the whole file: the
time of every packet and its place in the bytes. `python -m benchmarks.dictation.damage` prints the table.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

import av
import numpy as np
from av.audio.stream import AudioStream
from numpy.typing import NDArray

from storage.errors import ServiceError
from transcribe.audio import DecodedAudio, decode_audio

Sound = NDArray[np.float32]
Span = tuple[float, float]

# container, codec, samples a second, bit rate
KINDS: dict[str, tuple[str, str, int, int | None]] = {
    "wav": ("wav", "pcm_s16le", 16_000, None),
    "wav-mulaw": ("wav", "pcm_mulaw", 8_000, None),
    "flac": ("flac", "flac", 16_000, None),
    "mp3": ("mp3", "libmp3lame", 16_000, 48_000),
    "opus": ("ogg", "libopus", 48_000, 24_000),
    "m4a": ("ipod", "aac", 44_100, 64_000),
    "aac": ("adts", "aac", 16_000, 32_000),
    "amr": ("amr", "libopencore_amrnb", 8_000, 12_200),
    "webm": ("webm", "libopus", 48_000, 24_000),
}
HARMS = ("cut", "noise", "zeros", "flips")
NEAR_S = 0.5  # the bar: a loss is reported within half a second of where it is
_RATE_HZ = 16_000
_WINDOW = _RATE_HZ // 10
_QUIET_RMS = 0.002
_LIKE = 0.6  # correlation of a window with the undamaged one, best of all lags up to _LAG
_LAG = _RATE_HZ // 50
# ADTS frames have no time and no even size: how many were lost can only be reckoned
_WITHOUT_CLOCK, _FREE_LAG = ("aac",), _RATE_HZ * 3 // 10


@dataclass(frozen=True)
class Damaged:
    """A damaged recording, the undamaged one, and when what was harmed is heard (start_s, end_s)."""

    kind: str
    harm: str
    whole: bytes
    content: bytes
    harmed: tuple[Span, ...]
    cut_at_s: float | None


@dataclass(frozen=True)
class Verdict:
    """Seconds of one file: what was lost, and what of it was told.

    `lost_s` in fact, `unreported_s` lost and not reported near, `dropped_s` lost where nothing was harmed,
    `invented_s` reported where nothing was harmed. `refused` is the code of a refusal: all of it is reported.
    """

    kind: str
    harm: str
    lost_s: float
    unreported_s: float
    dropped_s: float
    invented_s: float
    refused: str = ""

    @property
    def is_good(self) -> bool:
        """True when every loss is reported and nothing but what was harmed is lost."""
        return self.unreported_s == 0 and self.dropped_s == 0


def murmur(duration_s: float, seed: int) -> Sound:
    """Sound like somebody speaking, no two seconds alike: voiced syllables, hisses and pauses."""
    draw = np.random.default_rng(seed)
    out = np.zeros(int(duration_s * _RATE_HZ), np.float32)
    at = 0
    while at < out.size:
        if draw.random() < 0.12:
            at += int(draw.uniform(0.2, 0.5) * _RATE_HZ)
            continue
        length = int(draw.uniform(0.09, 0.22) * _RATE_HZ)
        t = np.arange(length) / _RATE_HZ
        pitch_hz = draw.uniform(90, 210) * (1 + draw.uniform(-0.3, 0.3) * t)
        tone = sum(draw.uniform(0.1, 1) / n * np.sin(2 * np.pi * n * pitch_hz * t) for n in range(1, 16))
        hiss = draw.normal(0, 0.25 if draw.random() < 0.3 else 0.02, length)
        piece = (np.asarray(tone) + hiss) * np.hanning(length) * draw.uniform(0.05, 0.22)
        out[at : at + length] += piece[: out.size - at].astype(np.float32)
        at += length
    return np.clip(out + draw.normal(0, 0.0005, out.size), -1, 1).astype(np.float32)


def recorded(kind: str, sound: Sound) -> bytes:
    """The sound (16 kHz) as one of KINDS."""
    container_name, codec, rate_hz, bit_rate = KINDS[kind]
    buffer = io.BytesIO()
    with av.open(buffer, "w", format=container_name) as container:
        stream = cast(AudioStream, container.add_stream(codec, rate=rate_hz, layout="mono"))
        if bit_rate:
            stream.bit_rate = bit_rate
        context = stream.codec_context
        frame = av.AudioFrame.from_ndarray(
            (sound * 32_767).astype(np.int16)[None, :], format="s16", layout="mono"
        )
        frame.sample_rate, frame.pts = _RATE_HZ, 0
        wanted = context.format.name if context.format else "s16"
        size = context.frame_size or 1024
        resampler = av.AudioResampler(format=wanted, layout="mono", rate=rate_hz, frame_size=size)
        for ready in resampler.resample(frame) + resampler.resample(None):
            container.mux(stream.encode(ready))
        container.mux(stream.encode(None))
    return buffer.getvalue()


def packet_places(content: bytes) -> list[tuple[int, int, float, float]]:
    """Every packet: first byte, end byte, start_s, end_s. A packet reaches to where the next one starts."""
    with av.open(io.BytesIO(content), "r") as container:
        origin_s = (container.start_time or 0) / 1_000_000
        found = [
            (packet.pos, packet.size, float((packet.pts or 0) * packet.time_base) - origin_s)
            for packet in container.demux(container.streams.audio[0])
            if packet.size and packet.pos is not None and packet.time_base is not None
        ]
    length_s = decode_audio(content, max_duration_s=86_400).report.duration_s
    places = []
    for number, (pos, size, start_s) in enumerate(found):
        later = [one for one in found[number + 1 : number + 200] if one[0] > pos]
        end_pos, end_s = (later[0][0], later[0][2]) if later else (pos + size, length_s)
        places.append((pos, end_pos, start_s, max(start_s, end_s)))
    return places


def damage(kind: str, whole: bytes, *, harm: str, draw: random.Random) -> Damaged:
    """The recording with one kind of harm at a place drawn at random."""
    places = packet_places(whole)
    first, last = places[0][0], places[-1][1]
    if harm == "cut":
        at = first + int((last - first) * draw.uniform(0.2, 0.95))
        heard = [start_s for pos, end, start_s, _ in places if end > at]
        return Damaged(kind, harm, whole, whole[:at], ((min(heard), places[-1][3]),), min(heard))
    content = bytearray(whole)
    hurt: list[tuple[int, int]] = []
    if harm == "flips":
        for _ in range(draw.randint(1, 6)):
            at = draw.randrange(first, last)
            content[at] ^= 1 << draw.randrange(8)
            hurt.append((at, at + 1))
    else:
        size = max(64, int((last - first) * draw.uniform(0.01, 0.12)))
        at = draw.randrange(first, last - size)
        content[at : at + size] = bytes(size) if harm == "zeros" else draw.randbytes(size)
        hurt.append((at, at + size))
    harmed = [
        (start_s, end_s)
        for pos, end, start_s, end_s in places
        if any(pos < to and end > start for start, to in hurt)
    ]
    return Damaged(kind, harm, whole, bytes(content), tuple(harmed), None)


@cache
def _whole(kind: str, seed: int, duration_s: float) -> bytes:
    return recorded(kind, murmur(duration_s, seed))


def damaged_recordings(
    count: int = 50, *, seed: int = 4, duration_s: float = 24.0, sounds: Sequence[Sound] = ()
) -> Iterator[Damaged]:
    """So many damaged recordings, kinds and harms in turn; of `sounds` (16 kHz) where there are any."""
    draw = random.Random(seed)
    kinds = tuple(KINDS)
    for number in range(count):
        turn, place = divmod(number, len(kinds))
        kind, harm = kinds[place], HARMS[(turn + place) % len(HARMS)]
        if sounds:
            whole = recorded(kind, sounds[number % len(sounds)])
        else:
            whole = _whole(kind, seed + number % 3, duration_s)
        yield damage(kind, whole, harm=harm, draw=draw)


def judge(case: Damaged, decode: Callable[[bytes], DecodedAudio]) -> Verdict:
    """What the decoder lost, reported, dropped and invented of one damaged recording."""
    true = decode(case.whole)
    try:
        got = decode(case.content)
    except ServiceError as refusal:
        return Verdict(case.kind, case.harm, true.report.duration_s, 0.0, 0.0, 0.0, refusal.code)
    lost = _lost_windows(true.samples, got.samples, _FREE_LAG if case.kind in _WITHOUT_CLOCK else _LAG)
    reported = reported_spans(got)
    harmed = _near(case.harmed, lost.size)
    told = _near(reported, lost.size)
    window_s = _WINDOW / _RATE_HZ
    return Verdict(
        case.kind,
        case.harm,
        lost_s=float(lost.sum()) * window_s,
        unreported_s=float((lost & ~told).sum()) * window_s,
        dropped_s=float((lost & ~harmed).sum()) * window_s,
        invented_s=float((_near(reported, lost.size, 0.0) & ~harmed).sum()) * window_s,
    )


def reported_spans(audio: DecodedAudio) -> list[Span]:
    """When the report says that sound is lost or not to be trusted."""
    report = audio.report
    spans = [*report.gaps, *getattr(report, "damaged", ())]
    if report.truncated:
        spans.append((report.duration_s, max(report.claimed_s or 0.0, report.duration_s) + 3600))
    return spans


def _near(spans: Sequence[Span], windows: int, near_s: float = NEAR_S) -> NDArray[np.bool_]:
    marked = np.zeros(windows, bool)
    for start_s, end_s in spans:
        first = max(0, int(np.floor((start_s - near_s) * _RATE_HZ / _WINDOW)))
        marked[first : int(np.ceil((end_s + near_s) * _RATE_HZ / _WINDOW))] = True
    return marked


def _lost_windows(true: Sound, got: Sound, lag: int) -> NDArray[np.bool_]:
    """For each tenth of a second of the undamaged sound, whether it is not heard at its time.

    One alone is no loss: a flipped bit in one frame of a lossy coding is a click that no decoder can notice.
    """
    windows = true.size // _WINDOW
    heard = np.zeros(true.size + lag, np.float32)
    heard[: min(got.size, true.size)] = got[: true.size]
    lost = np.zeros(windows, bool)
    for number in range(windows):
        start = number * _WINDOW
        piece = true[start : start + _WINDOW]
        around = heard[max(0, start - lag) : start + _WINDOW + lag]
        lost[number] = start + _WINDOW > got.size + _WINDOW // 2 or not _alike(piece, around)
    alone = ~np.concatenate([[False], lost[:-1]]) & ~np.concatenate([lost[1:], [False]])
    return lost & ~alone


def _alike(piece: Sound, around: Sound) -> bool:
    loud = float(np.sqrt(np.mean(piece**2)))
    energies = np.convolve(around.astype(np.float64) ** 2, np.ones(piece.size), mode="valid")
    if loud < _QUIET_RMS:
        return float(np.min(energies)) < (5 * _QUIET_RMS) ** 2 * piece.size
    products = np.correlate(around, piece, mode="valid")
    best = float(np.max(products / np.sqrt(np.maximum(energies, 1e-9) * float(np.sum(piece**2)))))
    return best >= _LIKE


def main() -> None:
    """Print what became of the fifty files."""
    print("kind       harm    lost  unreported  dropped  invented  refused")
    verdicts = []
    for case in damaged_recordings():
        one = judge(case, lambda source: decode_audio(source, max_duration_s=3600))
        verdicts.append(one)
        seconds = f"{one.lost_s:6.1f}{one.unreported_s:12.1f}{one.dropped_s:9.1f}{one.invented_s:10.1f}"
        print(f"{one.kind:10} {one.harm:6}{seconds}  {one.refused}")
    good = sum(one.is_good for one in verdicts)
    print(f"{good} of {len(verdicts)}: all that is lost reported, nothing else lost")


if __name__ == "__main__":
    main()
