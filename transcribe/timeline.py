"""Decoded frames laid on one 16 kHz time line: runs that follow on are joined, the rest is silence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from av import AudioFrame, AudioResampler

SAMPLE_RATE_HZ = 16_000  # what Whisper listens to


def merge_spans(spans: Iterable[tuple[float, float]], *, nearer_than_s: float) -> list[tuple[float, float]]:
    """The spans in order, those that overlap or lie nearer than so many seconds joined into one."""
    merged: list[tuple[float, float]] = []
    for start_s, end_s in sorted(spans):
        if merged and start_s - merged[-1][1] <= nearer_than_s:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end_s))
        else:
            merged.append((start_s, end_s))
    return merged


def at_most(spans: Iterable[tuple[float, float]], count: int) -> list[tuple[float, float]]:
    """The spans in order, joined with what lies between them until there are no more than so many."""
    nearer_than_s = 0.5
    kept = merge_spans(spans, nearer_than_s=0.0)
    while len(kept) > count:
        nearer_than_s *= 2
        kept = merge_spans(kept, nearer_than_s=nearer_than_s)
    return kept


@dataclass
class _Run:
    """Frames that follow on without a break, and the resampler that hears them as one."""

    start_s: float
    shape: tuple[str, str, int]
    resampler: AudioResampler
    pieces: list[NDArray[np.int16]] = field(default_factory=list)
    heard_s: float = 0.0

    @property
    def end_s(self) -> float:
        return self.start_s + self.heard_s

    def add(self, frame: AudioFrame) -> None:
        self._keep(frame)
        self.heard_s += frame.samples / frame.sample_rate

    def finish(self) -> None:
        self._keep(None)

    def _keep(self, frame: AudioFrame | None) -> None:
        ready = (piece.to_ndarray() for piece in self.resampler.resample(frame))
        self.pieces += [np.asarray(values, np.int16) for values in ready]


class Timeline:
    """Collects frames by their time; `gaps` lists the stretches (start_s, end_s) that nothing filled.

    A time that runs backwards is not believed: the frame follows on, and later times are read with the
    same shift. Two channels stay two; more are mixed into one. Everything is kept as 16 bit to hold the
    memory of long recordings down.
    """

    def __init__(self, *, jitter_s: float) -> None:
        self.gaps: list[tuple[float, float]] = []
        self._jitter_s = jitter_s
        self._shift_s = 0.0
        self._run: _Run | None = None
        self._done: list[_Run] = []
        self._done_end_s = 0.0

    @property
    def end_s(self) -> float:
        """Where the next frame would start if it followed on."""
        return self._run.end_s if self._run else self._done_end_s

    def add(self, frame: AudioFrame, time_s: float | None) -> None:
        """Lay one frame at its time; None means right after the last one."""
        start_s = self.end_s if time_s is None else time_s + self._shift_s
        if start_s < self.end_s - self._jitter_s:
            self._shift_s += self.end_s - start_s
            start_s = self.end_s
        shape = (frame.format.name, frame.layout.name, frame.sample_rate)
        follows_on = start_s - self.end_s <= self._jitter_s
        if self._run is None or self._run.shape != shape or not follows_on:
            self.close()
            if not follows_on:
                self.gaps.append((round(self._done_end_s, 3), round(start_s, 3)))
            channels = frame.layout.nb_channels
            self._run = _open_run(start_s if not follows_on else self._done_end_s, shape, channels)
        self._run.add(frame)

    def close(self) -> None:
        """End the current run; the next frame starts a new one."""
        if self._run is not None:
            self._run.finish()
            self._done.append(self._run)
            self._done_end_s = self._run.end_s
            self._run = None

    def take_pcm(self) -> NDArray[np.int16]:
        """Everything as (channels, samples) of 16 bit, gaps as silence, and forget it. Call after `close`."""
        runs = [run for run in self._done if run.pieces]
        sizes = [sum(piece.shape[1] for piece in run.pieces) for run in runs]
        starts = [round(run.start_s * SAMPLE_RATE_HZ) for run in runs]
        channels = max((piece.shape[0] for run in runs for piece in run.pieces), default=1)
        end = max((start + size for start, size in zip(starts, sizes, strict=True)), default=0)
        out = np.zeros((channels, end), np.int16)
        for run, start in zip(runs, starts, strict=True):
            at = start
            for piece in run.pieces:
                out[:, at : at + piece.shape[1]] = piece
                at += piece.shape[1]
            run.pieces.clear()
        self._done.clear()
        return out


def _open_run(start_s: float, shape: tuple[str, str, int], channels: int) -> _Run:
    from av import AudioResampler

    layout = "stereo" if channels == 2 else "mono"  # two may be two voices
    return _Run(start_s, shape, AudioResampler(format="s16p", layout=layout, rate=SAMPLE_RATE_HZ))
