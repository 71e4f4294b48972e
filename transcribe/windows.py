"""What an engine hears in one go: stretches of speech laid end to end, each pause kept up to a second. Pure.

Whisper listens in windows of 30 s and pays for a whole one whatever is in it. Left to itself it goes on from
the last time it wrote, in the middle of a sentence; windows that end in pauses lose no word and double none.
Long pauses are shortened, not kept: expected words over silence become invented ones.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from transcribe.audio import Samples
from transcribe.timeline import SAMPLE_RATE_HZ

Span = tuple[float, float]

LONGEST_WINDOW_S = 28.0
# A window is closed at its longest pause behind this share of its length, later where that would cost the
# recording another window; a stretch of its last two seconds is searched in any case.
_EARLIEST_CUT_SHARE = 0.6
_LEAST_SEARCH_S = 2.0
_BREATH_S = 0.2  # where nobody pauses, the cut lies in the quietest stretch of this length
LONGEST_PAUSE_S = 1.0
_STEPS = 5  # the search for quiet moves on by a fifth of what it looks for


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


def quietest(samples: Samples, start_s: float, end_s: float, *, length_s: float) -> float:
    """The middle of the stretch of `length_s` with the least energy between two times."""
    step = round(length_s / _STEPS * SAMPLE_RATE_HZ)
    piece = samples[int(start_s * SAMPLE_RATE_HZ) : int(end_s * SAMPLE_RATE_HZ)]
    frames = piece[: piece.size // step * step].reshape(-1, step)
    energy = np.convolve(np.einsum("ij,ij->i", frames, frames), np.ones(_STEPS), mode="valid")
    return start_s + (int(np.argmin(energy)) + _STEPS / 2) * step / SAMPLE_RATE_HZ


def windows_over(speech: Sequence[Span], samples: Samples) -> tuple[Window, ...]:
    """All speech of these samples in as few windows of at most `LONGEST_WINDOW_S` as can be.

    `speech` is in order of time without overlaps, as a voice detector gives it.
    """
    windows = []
    rest = list(speech)
    while rest:
        own, rest = _next_window(rest, samples)
        windows.append(Window(tuple(_pieces(own))))
    return tuple(windows)


def _next_window(speech: list[Span], samples: Samples) -> tuple[list[Span], list[Span]]:
    """The spans of the next window and those behind it; one span may be cut in two between them."""
    lengths = _lengths(speech)
    if lengths[-1] <= LONGEST_WINDOW_S:
        return speech, []
    least_s = _least_length(lengths[-1])
    ends = [n for n, length_s in enumerate(lengths, start=1) if least_s <= length_s <= LONGEST_WINDOW_S]
    if ends:
        count = max(ends, key=lambda n: speech[n][0] - speech[n - 1][1])
        return speech[:count], speech[count:]
    over = next(n for n, length_s in enumerate(lengths) if length_s > LONGEST_WINDOW_S)
    start_s, end_s = speech[over]
    from_s = end_s - (lengths[over] - least_s)
    until_s = end_s - (lengths[over] - LONGEST_WINDOW_S)
    if until_s - start_s < _LEAST_SEARCH_S and over:
        return speech[:over], speech[over:]
    cut_s = quietest(samples, max(start_s, from_s), until_s, length_s=_BREATH_S)
    return [*speech[:over], (start_s, cut_s)], [(cut_s, end_s), *speech[over + 1 :]]


def _lengths(speech: Sequence[Span]) -> list[float]:
    """How long a window would be that ended with this span, for each span."""
    lengths, length_s = [], 0.0
    for number, (start_s, end_s) in enumerate(speech):
        pause_s = min(LONGEST_PAUSE_S, start_s - speech[number - 1][1]) if number else 0.0
        length_s += pause_s + end_s - start_s
        lengths.append(length_s)
    return lengths


def _least_length(total_s: float) -> float:
    """How long a window must at least be so that others like it make the fewest windows."""
    count = math.ceil(total_s / LONGEST_WINDOW_S)
    spare_s = (count * LONGEST_WINDOW_S - total_s) / (count - 1)
    search_s = max(_LEAST_SEARCH_S, min(spare_s, (1 - _EARLIEST_CUT_SHARE) * LONGEST_WINDOW_S))
    return LONGEST_WINDOW_S - search_s


def _pieces(speech: Sequence[Span]) -> Iterator[Span]:
    """The spans with their pauses; a pause over a second keeps half a second at either end."""
    first_s, last_s = speech[0]
    for start_s, end_s in speech[1:]:
        if start_s - last_s > LONGEST_PAUSE_S:
            yield first_s, last_s + LONGEST_PAUSE_S / 2
            first_s = start_s - LONGEST_PAUSE_S / 2
        last_s = end_s
    yield first_s, last_s
