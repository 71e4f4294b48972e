"""Two channels as one sound to listen to, without mixing two voices into one. Pure.

Recorders write one microphone twice, a microphone and a dead channel, two microphones of one speaker, or
two voices (a telephone line and the room). Mixing would cancel what is out of phase and blur the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transcribe.recording.report import ChannelUse, Pcm, Samples, Span
from transcribe.timeline import SAMPLE_RATE_HZ, at_most, merge_spans

_FRAME = SAMPLE_RATE_HZ // 50  # 20 ms
_FULL = 32_768.0
_DEAD_DB = -60.0  # a channel that never gets louder than this carries no voice
_EQUAL = 0.95  # correlation from which two channels are the same sound
_ONE_VOICE = 0.5  # best correlation within 10 ms from which two microphones heard the same mouth
_LAG = SAMPLE_RATE_HZ // 100
_VOICE_OVER_NOISE_DB = 15.0
_FLOOR_PERCENTILE = 10
_SMOOTH_FRAMES = 15  # 0.3 s: a choice holds for a syllable or two
_BOTH_WINDOW = 25  # frames, 0.5 s
_LEAST_OVERLAP_S = 0.5
_MOST_OVERLAPS = 50
_LEAST_VOICE_S = 1.0
_MOSTLY = 0.8


@dataclass(frozen=True)
class ListenedTo:
    """One sound of all channels, -1 to 1, how it was made, and where a second voice was left out."""

    samples: Samples
    use: ChannelUse
    overlaps: tuple[Span, ...] = ()


def listen_to(pcm: Pcm, *, source_channels: int) -> ListenedTo:
    """The sound to recognise: (samples,) floats from (channels, samples) of 16 bit."""
    if pcm.shape[0] == 1:
        return ListenedTo(_as_float(pcm[0]), "one" if source_channels == 1 else "mixed")
    likeness = _correlation(pcm[0], pcm[1])
    if likeness >= _EQUAL or pcm.shape[1] < _FRAME or not pcm.any():
        return ListenedTo(_mean(pcm), "same")
    levels = np.stack([_levels_db(channel) for channel in pcm])
    loudest = np.percentile(levels, 95, axis=1)
    if likeness <= -_EQUAL or loudest.min() < _DEAD_DB:
        return _only(pcm, int(np.argmax(loudest)))
    return _apart(pcm, levels)


def _apart(pcm: Pcm, levels: NDArray[np.float64]) -> ListenedTo:
    floors = np.percentile(levels, _FLOOR_PERCENTILE, axis=1, keepdims=True)
    over_db = np.stack([_smooth(row) for row in levels - floors])
    speaks = over_db > _VOICE_OVER_NOISE_DB
    both = _runs(speaks[0] & speaks[1], _BOTH_WINDOW)
    shared = [run for run in both if _same_mouth(pcm, run)]
    both_frames = sum(end - start for start, end in both)
    better = int(np.argmax(np.percentile(over_db, 90, axis=1)))
    shared_frames = sum(end - start for start, end in shared)
    if shared_frames > _MOSTLY * both_frames > _MOSTLY * _MOSTLY * int(np.sum(speaks[0] | speaks[1])):
        return _only(pcm, better)
    chosen = _chosen(levels, over_db, speaks, first=better)
    voices_s = [float(np.sum((chosen == number) & speaks[number])) / 50 for number in (0, 1)]
    if min(voices_s) < _LEAST_VOICE_S:
        return _only(pcm, int(np.argmax(voices_s)))
    overlaps = merge_spans(
        ((start / 50, end / 50) for start, end in both if (start, end) not in shared), nearer_than_s=0.3
    )
    heard = tuple((start, end) for start, end in overlaps if end - start >= _LEAST_OVERLAP_S)
    return ListenedTo(_switched(pcm, chosen), "apart", tuple(at_most(heard, _MOST_OVERLAPS)))


def _only(pcm: Pcm, number: int) -> ListenedTo:
    return ListenedTo(_as_float(pcm[number]), "second" if number else "first")


def _chosen(
    levels: NDArray[np.float64], over_db: NDArray[np.float64], speaks: NDArray[np.bool_], *, first: int
) -> NDArray[np.int8]:
    """Which channel to hear in each frame: the one that speaks, the louder of two; kept through pauses."""
    loud = np.stack([_smooth(row) for row in levels])
    by_level = np.where(speaks[0] & speaks[1], loud[1] > loud[0], over_db[1] > over_db[0])
    wanted = np.where(speaks.any(axis=0), by_level, -1).astype(np.int8)
    places = np.where(wanted >= 0, np.arange(wanted.size), -1)
    last = np.maximum.accumulate(places)
    return np.where(last >= 0, wanted[last], first).astype(np.int8)


def _switched(pcm: Pcm, chosen: NDArray[np.int8]) -> Samples:
    """The chosen channel at each moment, faded over within a frame of 20 ms."""
    out = np.empty(pcm.shape[1], np.float32)
    ramp = np.arange(_FRAME, dtype=np.float32) / _FRAME
    before = float(chosen[0]) if chosen.size else 0.0
    for number, now in enumerate(chosen):
        at = number * _FRAME
        share = before + (float(now) - before) * ramp
        piece = pcm[:, at : at + _FRAME].astype(np.float32) / _FULL
        out[at : at + _FRAME] = piece[0] * (1 - share) + piece[1] * share
        before = float(now)
    rest = chosen.size * _FRAME
    out[rest:] = pcm[round(before), rest:] / _FULL
    return out


def _levels_db(channel: NDArray[np.int16]) -> NDArray[np.float64]:
    frames = channel[: channel.size // _FRAME * _FRAME].reshape(-1, _FRAME)
    power = np.einsum("ij,ij->i", frames, frames, dtype=np.float64) / _FRAME / _FULL**2
    levels: NDArray[np.float64] = 10 * np.log10(power + 1e-10)
    return levels


def _smooth(row: NDArray[np.float64]) -> NDArray[np.float64]:
    if row.size < _SMOOTH_FRAMES:
        return row
    padded = np.pad(row, _SMOOTH_FRAMES // 2, mode="edge")
    return np.convolve(padded, np.ones(_SMOOTH_FRAMES) / _SMOOTH_FRAMES, mode="valid")


def _runs(marked: NDArray[np.bool_], longest: int) -> list[tuple[int, int]]:
    """Runs of marked frames as (start, end), cut into pieces of at most `longest`."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], marked.view(np.int8), [0])))).reshape(-1, 2)
    return [
        (at, min(at + longest, int(end)))
        for start, end in edges
        for at in range(int(start), int(end), longest)
    ]


def _same_mouth(pcm: Pcm, run: tuple[int, int]) -> bool:
    """Whether both channels carry the same voice there, up to 10 ms apart."""
    one, two = (channel[run[0] * _FRAME : run[1] * _FRAME].astype(np.float64) for channel in pcm)
    size = 1 << int(np.ceil(np.log2(2 * max(one.size, 2))))
    product = np.fft.irfft(np.fft.rfft(one, size) * np.conj(np.fft.rfft(two, size)), size)
    near = np.concatenate([product[: _LAG + 1], product[-_LAG:]])
    strength = float(np.sqrt(np.sum(one**2) * np.sum(two**2))) or 1.0
    return float(np.max(np.abs(near))) / strength >= _ONE_VOICE


def _correlation(one: NDArray[np.int16], two: NDArray[np.int16]) -> float:
    """Of the whole channels, -1 to 1; 0 where one is silent."""
    products = [0.0, 0.0, 0.0]
    block = SAMPLE_RATE_HZ * 60
    for at in range(0, one.size, block):
        a, b = (channel[at : at + block].astype(np.float64) for channel in (one, two))
        for number, (left, right) in enumerate(((a, b), (a, a), (b, b))):
            products[number] += float(np.dot(left, right))
    strength = float(np.sqrt(products[1] * products[2]))
    return products[0] / strength if strength else 0.0


def _as_float(channel: NDArray[np.int16]) -> Samples:
    return np.divide(channel, np.float32(_FULL), dtype=np.float32)


def _mean(pcm: Pcm) -> Samples:
    total: Samples = np.add(pcm[0], pcm[1], dtype=np.float32)
    total /= np.float32(2 * _FULL)
    return total
