"""Stretches of decoded sound that nobody recorded: wiped to one value, or random bytes played as sound. Pure.

Plain PCM carries no check sums: damage to it decodes without an error. Two kinds can be told from sound for
certain: samples that stand still in the middle of a sound, and white noise at full level.
"""

from __future__ import annotations

import numpy as np

from transcribe.recording.report import Pcm, Span
from transcribe.timeline import SAMPLE_RATE_HZ, merge_spans

_STILL_S = 0.03
_STILL_STEP = 1  # of 32,768: the resampler rounds
_EDGE = SAMPLE_RATE_HZ // 200  # 5 ms
_ABRUPT = 300  # of 32,768 (-40 dB) right beside the stillness: sound does not stop within a sample
_NOISE_STEP = 10  # of 32,768: the pauses of a microphone are louder, those of a machine's voice are not
_FEW_STILL_RUNS = 4  # a recorder that gates its pauses has many
_BLOCK = SAMPLE_RATE_HZ * 60
_NOISE_WINDOW = 512  # 32 ms
# random bytes as 16 bit samples have an RMS of 0.58 of full scale, as mu-law 0.33; their spectrum is flat
# (0.56 by theory); the loudest fricatives of the development dictations stay under 0.1 and 0.35
_NOISE_RMS = 0.2 * 32_768
_NOISE_FLATNESS = 0.38
_FULL, _CLIPPED_SHARE = 32_700, 0.1  # of random bytes at most a hundredth lies there


def still_spans(pcm: Pcm) -> list[Span]:
    """Where the sound stands still at one value as no microphone does (start_s, end_s).

    Stillness that begins softly is believed: speech fades, recorders gate pauses, voices from a machine pause
    in digital silence. Not believed is a sound that stops dead, nor, where it is rare, stillness cut out of
    the noise of a microphone.
    """
    least = int(_STILL_S * SAMPLE_RATE_HZ)
    runs = [run for run in _still_runs(pcm) if run[1] - run[0] >= least]
    in_noise = [_is_cut_out(pcm, start, end) for start, end in runs]
    few = sum(in_noise) <= _FEW_STILL_RUNS
    return [
        (round(start / SAMPLE_RATE_HZ, 3), round(end / SAMPLE_RATE_HZ, 3))
        for (start, end), cut_out in zip(runs, in_noise, strict=True)
        if _is_abrupt(pcm, start, end) or (few and cut_out)
    ]


def _still_runs(pcm: Pcm) -> list[tuple[int, int]]:
    """Runs of samples (start, end) that stand still on every channel, in order."""
    still = np.ones(max(pcm.shape[1] - 1, 0), bool)
    for channel in pcm:
        for at in range(0, still.size, _BLOCK):
            steps = np.diff(channel[at : at + _BLOCK + 1].astype(np.int32))
            still[at : at + _BLOCK] &= np.abs(steps) <= _STILL_STEP
    edges = np.flatnonzero(np.diff(np.pad(still.view(np.int8), 1)))
    # small steps in one direction climb: a run counts only where it ends as it began
    return [
        (int(start), int(end) + 1)
        for start, end in edges.reshape(-1, 2)
        if abs(int(pcm[0, end]) - int(pcm[0, start])) <= 2 * _STILL_STEP
    ]


def _is_abrupt(pcm: Pcm, start: int, end: int) -> bool:
    """Whether a sound stops dead before the still run, or is there again from one sample to the next."""
    before = _off_level(pcm, slice(max(0, start - _EDGE), start), at=start)
    return before > _ABRUPT or _off_level(pcm, slice(end, end + 2), at=start) > _ABRUPT


def _is_cut_out(pcm: Pcm, start: int, end: int) -> bool:
    """Whether the noise of a microphone goes on right up to both ends of the still run."""
    before = _off_level(pcm, slice(max(0, start - _EDGE), start), at=start)
    return min(before, _off_level(pcm, slice(end, end + _EDGE), at=start)) > _NOISE_STEP


def _off_level(pcm: Pcm, place: slice, *, at: int) -> int:
    """How far the sound at a place gets from its value at one sample, of 32,768."""
    level = pcm[:, at : at + 1].astype(np.int32)
    return int(np.max(np.abs(pcm[:, place] - level), initial=0))


def noise_bursts(pcm: Pcm, *, source_rate_hz: int) -> list[Span]:
    """Where random bytes were played as sound (start_s, end_s): loud, and flat over the whole spectrum."""
    window = _NOISE_WINDOW
    highest = min(window // 2, int(window * source_rate_hz / SAMPLE_RATE_HZ / 2 * 0.9))
    found: list[Span] = []
    for channel in pcm:
        frames = channel[: channel.size // window * window].reshape(-1, window)
        squares = np.einsum("ij,ij->i", frames, frames, dtype=np.float64) / window
        loud = np.flatnonzero(squares > _NOISE_RMS**2)
        for number in loud:
            if np.mean(np.abs(frames[number].astype(np.int32)) >= _FULL) > _CLIPPED_SHARE:
                continue  # overloaded: a hiss that is cut to full scale is as flat
            power = np.abs(np.fft.rfft(frames[number].astype(np.float32) * np.hanning(window))) ** 2 + 1e-6
            band = power[4:highest]
            if float(np.exp(np.mean(np.log(band))) / np.mean(band)) > _NOISE_FLATNESS:
                found.append((number * window / SAMPLE_RATE_HZ, (number + 1) * window / SAMPLE_RATE_HZ))
    joined = merge_spans(found, nearer_than_s=2 * window / SAMPLE_RATE_HZ)
    least_s = 1.5 * window / SAMPLE_RATE_HZ  # one window alone may be a cough into the microphone
    return [(round(start, 3), round(end, 3)) for start, end in joined if end - start > least_s]


def silence(pcm: Pcm, spans: list[Span]) -> None:
    """Write silence over these stretches, in place."""
    for start_s, end_s in spans:
        pcm[:, int(start_s * SAMPLE_RATE_HZ) : int(end_s * SAMPLE_RATE_HZ)] = 0
