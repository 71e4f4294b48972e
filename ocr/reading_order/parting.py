"""Lines of neighbouring columns that stand so close that they look like one, parted again. Pure geometry."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from ocr.engine import EngineWord
from ocr.reading_order.segments import Scale, Segment, segment_of

# A heading may fill its column up to the gutter. In a line that joins two columns, the gap between them was
# 2.2 times the line's own spaces where this was first met; justified prose has up to about 1.5 between words.
_WIDER_THAN_SPACES = 1.8
_SAME_EDGE = 0.25  # of the words' height: how level the beginnings of a column's lines are
_LEAST_LINES = 3
_LEAST_WORDS = 3  # of the segment: less has no usual space


def parted_at_edges(segments: Sequence[Segment], scale: Scale) -> list[Segment]:
    """The segments, each cut where a wide gap leads to an edge at which at least three others begin."""
    lefts = sorted(segment.left for segment in segments)
    parted: list[Segment] = []
    for segment in segments:
        parted.extend(_parts(segment, lefts, scale) if len(segment.words) >= _LEAST_WORDS else [segment])
    return parted


def _parts(segment: Segment, lefts: Sequence[float], scale: Scale) -> list[Segment]:
    gaps = [after.left - before.right for before, after in pairwise(segment.words)]
    usual = max(median(gaps), scale.space, 1.0)
    parts: list[list[EngineWord]] = [[segment.words[0]]]
    for gap, word in zip(gaps, segment.words[1:], strict=True):
        if gap >= _WIDER_THAN_SPACES * usual and _begins_lines(word.left, lefts, scale):
            parts.append([])
        parts[-1].append(word)
    return [segment] if len(parts) == 1 else [segment_of(words) for words in parts]


def _begins_lines(left: float, lefts: Sequence[float], scale: Scale) -> bool:
    reach = _SAME_EDGE * scale.height
    return sum(abs(left - other) <= reach for other in lefts) >= _LEAST_LINES
