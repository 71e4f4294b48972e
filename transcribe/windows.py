"""What an engine hears in one go: stretches of speech laid end to end, each pause kept up to a second. Pure.

Whisper listens in windows of 30 s and pays for a whole one whatever is in it. Left to itself it goes on from
the last time it wrote, in the middle of a sentence; windows that end in pauses lose no word and double none.
Long pauses are shortened, not kept: expected words over silence become invented ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from transcribe.audio import Samples
from transcribe.timeline import SAMPLE_RATE_HZ

Span = tuple[float, float]

LONGEST_WINDOW_S = 28.0
# A window is closed at its longest pause behind this share of its length.
_EARLIEST_CUT_SHARE = 0.6
LONGEST_PAUSE_S = 1.0


@dataclass(frozen=True)
class Window:
    """Pieces (start_s, end_s) of a recording, in order, that are heard as if they followed each other."""

    pieces: tuple[Span, ...]

    def __post_init__(self) -> None:
        ends = [0.0, *(end_s for _, end_s in self.pieces)]
        in_order = all(
            before_s <= start_s < end_s for before_s, (start_s, end_s) in zip(ends, self.pieces, strict=False)
        )
        if not self.pieces or not in_order:
            raise ValueError("a window holds pieces in order of time, none empty")

    @property
    def duration_s(self) -> float:
        """How long the window sounds."""
        return sum(end_s - start_s for start_s, end_s in self.pieces)

    def cut_from(self, samples: Samples) -> Samples:
        """The sound of the window, out of the samples of the whole recording."""
        cut = [
            samples[round(start_s * SAMPLE_RATE_HZ) : round(end_s * SAMPLE_RATE_HZ)]
            for start_s, end_s in self.pieces
        ]
        return np.concatenate(cut)

    def in_recording(self, span: Span) -> Span:
        """The times of the recording at which this stretch of the window sounds.

        A stretch that only touches a shortened pause stays on its own side of it.
        """
        start_s = self._moved(span[0], is_end=False)
        return start_s, max(start_s, self._moved(span[1], is_end=True))

    def _moved(self, at_s: float, *, is_end: bool) -> float:
        left_s = max(0.0, at_s)
        for start_s, end_s in self.pieces:
            length_s = end_s - start_s
            if left_s < length_s or (is_end and left_s <= length_s):
                return start_s + left_s
            left_s -= length_s
        return self.pieces[-1][1]


def windows_over(speech: Sequence[Span]) -> tuple[Window, ...]:
    """All speech in windows of at most `LONGEST_WINDOW_S`; only speech without any pause is longer.

    `speech` is in order of time without overlaps, as a voice detector gives it.
    """
    windows = []
    rest = list(speech)
    while rest:
        count = _spans_in_window(rest)
        windows.append(Window(tuple(_pieces(rest[:count]))))
        rest = rest[count:]
    return tuple(windows)


def _spans_in_window(speech: Sequence[Span]) -> int:
    """How many of the first spans make the next window: as many as fit, closed at a long pause."""
    length_s, fits = 0.0, 0
    lengths: list[float] = []
    for number, (start_s, end_s) in enumerate(speech):
        pause_s = min(LONGEST_PAUSE_S, start_s - speech[number - 1][1]) if number else 0.0
        length_s += pause_s + end_s - start_s
        if number and length_s > LONGEST_WINDOW_S:
            break
        lengths.append(length_s)
        fits = number + 1
    if fits == len(speech):
        return fits
    enough = [n for n in range(1, fits + 1) if lengths[n - 1] >= _EARLIEST_CUT_SHARE * LONGEST_WINDOW_S]
    return max(enough or [fits], key=lambda n: speech[n][0] - speech[n - 1][1])


def _pieces(speech: Sequence[Span]) -> Iterator[Span]:
    """The spans with their pauses; a pause over a second keeps half a second at either end."""
    first_s, last_s = speech[0]
    for start_s, end_s in speech[1:]:
        if start_s - last_s > LONGEST_PAUSE_S:
            yield first_s, last_s + LONGEST_PAUSE_S / 2
            first_s = start_s - LONGEST_PAUSE_S / 2
        last_s = end_s
    yield first_s, last_s
