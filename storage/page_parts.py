"""A page cut into numbered parts, to say which of them were on a screen large enough to read. Pure.

The parts are a grid over the page's original frame, numbered from 0 along each row, so that parts that were
seen can be kept as stretches of numbers. A part has been seen when its middle was on the screen, while the
page was shown large enough to read, for a second in all.

Large enough: half of the page's words are at least `LEGIBLE_WORD_PX` CSS pixels high (their boxes, ink to
ink). Seen from 60 cm on a screen of 96 dpi, 7 such pixels are 10.6 minutes of arc: ISO 9241-303 takes 10 as
the least at which characters are read, and 16 as the least for reading at length.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import chain

from storage.spans import Span, union

COLUMNS, ROWS = 12, 16
LEGIBLE_WORD_PX = 7.0
SEEN_AFTER_S = 1.0


def part_at(x: float, y: float, *, width: float, height: float) -> int:
    """The number of the part that holds this point of a page of that size."""
    column = min(max(int(x * COLUMNS / width), 0), COLUMNS - 1)
    row = min(max(int(y * ROWS / height), 0), ROWS - 1)
    return row * COLUMNS + column


def all_parts() -> frozenset[int]:
    """Every part: what has to be seen of a page on which nothing was read."""
    return frozenset(range(COLUMNS * ROWS))


def as_spans(parts: Iterable[int]) -> tuple[Span, ...]:
    """The parts as stretches of numbers: part 3 is the stretch from 3 to 4."""
    return union((part, part + 1) for part in parts)


def as_parts(spans: Iterable[Span]) -> frozenset[int]:
    """The parts in these stretches."""
    return frozenset(chain.from_iterable(range(int(start), int(end)) for start, end in spans))


def are_seen(needed: Collection[int], seen: Iterable[Span]) -> bool:
    """Whether every needed part lies in what was seen."""
    return as_parts(seen).issuperset(needed)
