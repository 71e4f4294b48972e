"""What the ink of a word looks like, as numbers that tell pen from print. Pure.

Printed letters stand on one line, repeat the same few directions and meet in corners; a pen wanders, slants,
joins letters and turns smoothly. Measured on outlines, for all words of a page at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ocr.engine import EngineWord
from ocr.handwriting.outlines import Floats, Ints, Outlines, number_map

_DIRECTION_BINS = 18
_TURN_BINS = 12
# Half the length over which a direction is taken, as a share of the word's height: a corner and a curve.
_NEAR_SHARE = 0.07
_FAR_SHARE = 0.18
# A straight edge longer than this many heights of its word is a ruled line, not a letter.
_RULE_HEIGHTS = 1.1
_LETTER_HEIGHT_SHARE = 0.35
# Every third point of an outline tells as much as all of them (measured) at a third of the time.
_EVERY = 3
_LETTER_COLUMNS = 13
# A piece of a word is at most this many times as high or wide as its box, and no longer than a dash.
_MOST_PIECE = 1.5
_RULE_SHAPE = 10
# Lower pieces, as shares of the box, are dots and commas, which say nothing of the letters' height.
_LEAST_PIECE = 0.25

FEATURE_COUNT = _DIRECTION_BINS + 2 * _TURN_BINS + _LETTER_COLUMNS + 1


def measure_words(outlines: Outlines, words: Sequence[EngineWord], *, shape: tuple[int, int]) -> Floats:
    """A row of FEATURE_COUNT numbers for each word, whose boxes are pixels of the outlines' image.

    The last number is the length of outline that was measured, in heights of the word: 0.0 where the box
    holds no ink, and then the rest says nothing.
    """
    if not words or not len(outlines.x):
        return np.zeros((len(words), FEATURE_COUNT), dtype=np.float64)
    numbers = number_map([(w.left, w.top, w.right, w.bottom) for w in words], shape)
    ink = _ink_of_words(outlines, numbers, words)
    heights = ink.heights
    rim = _points_in_words(outlines, numbers, ink)
    length = np.bincount(rim.word, minlength=len(words)).astype(np.float64)
    near, turn_near = _directions(outlines, rim, heights[rim.word] * _NEAR_SHARE)
    _, turn_far = _directions(outlines, rim, heights[rim.word] * _FAR_SHARE)
    return np.hstack(
        [
            _shares(rim.word, near / np.pi * _DIRECTION_BINS + 0.5, _DIRECTION_BINS, length),
            _shares(rim.word, (turn_near / (2 * np.pi) + 0.5) * _TURN_BINS, _TURN_BINS, length),
            _shares(rim.word, (turn_far / (2 * np.pi) + 0.5) * _TURN_BINS, _TURN_BINS, length),
            _letters(outlines, ink, words),
            (_EVERY * length / heights)[:, None],
        ]
    )


@dataclass(frozen=True)
class _WordInk:
    """For each outline the word that it is a piece of (-1: of none), and for each word how high its ink is.

    The boxes of some engines hold margins and cut letters: ink belongs to the word that holds its middle,
    and the height that everything is measured in is that of the ink.
    """

    word: Ints
    heights: Floats


def _ink_of_words(outlines: Outlines, numbers: NDArray[np.int16], words: Sequence[EngineWord]) -> _WordInk:
    box_heights = np.array([max(word.bottom - word.top, 4.0) for word in words])
    box_widths = np.array([max(word.right - word.left, 4.0) for word in words])
    left, top, right, bottom = outlines.boxes.T
    word = numbers[(top + bottom) // 2, (left + right) // 2].astype(np.int32)
    wide, high = right - left, bottom - top
    is_piece = (word >= 0) & (wide <= _RULE_SHAPE * high)
    is_piece &= (high <= _MOST_PIECE * box_heights[word]) & (wide <= _MOST_PIECE * box_widths[word])
    word = np.where(is_piece, word, -1).astype(np.int32)
    tall = np.flatnonzero(is_piece & ~outlines.is_hole & (high >= _LEAST_PIECE * box_heights[word]))
    upper, lower = np.full(len(words), np.inf), np.full(len(words), -np.inf)
    np.minimum.at(upper, word[tall], top[tall])
    np.maximum.at(lower, word[tall], bottom[tall])
    heights = np.where(np.isfinite(upper), lower - upper, box_heights)
    return _WordInk(word, np.clip(heights, np.maximum(_LEAST_PIECE * box_heights, 4.0), 1.5 * box_heights))


@dataclass(frozen=True)
class _Rim:
    """Points on outlines: their numbers, the word each lies in, its outline's first point and length."""

    point: Ints
    word: Ints
    start: Ints
    length: Ints

    def along(self, step: Ints) -> Ints:
        """For each point the number of the one that lies `step` further along its outline."""
        return np.asarray(self.start + (self.point - self.start + step) % self.length, dtype=np.int32)


def _points_in_words(outlines: Outlines, numbers: NDArray[np.int16], ink: _WordInk) -> _Rim:
    """The points of the words' pieces, and what of larger ink lies in a word, but not on a ruled line."""
    point = np.arange(0, len(outlines.x), _EVERY, dtype=np.int32)
    owner = np.repeat(np.arange(len(outlines.starts), dtype=np.int32), outlines.lengths)[point]
    word = np.where(ink.word[owner] >= 0, ink.word[owner], numbers[outlines.y[point], outlines.x[point]])
    kept = np.flatnonzero(word >= 0)
    owner = owner[kept]
    rim = _Rim(point[kept], word[kept].astype(np.int32), outlines.starts[owner], outlines.lengths[owner])
    reach = np.maximum(np.round(ink.heights[rim.word] * _RULE_HEIGHTS / 2), 4).astype(np.int32)
    ahead, behind = rim.along(reach), rim.along(-reach)
    across = np.abs(outlines.x[ahead] - outlines.x[behind])
    down = np.abs(outlines.y[ahead] - outlines.y[behind])
    is_letter = np.flatnonzero(
        (np.maximum(across, down) < 1.98 * reach) | (np.minimum(across, down) > 0.06 * reach + 1)
    )
    return _Rim(rim.point[is_letter], rim.word[is_letter], rim.start[is_letter], rim.length[is_letter])


def _directions(outlines: Outlines, rim: _Rim, reach_px: Floats) -> tuple[Floats, Floats]:
    """At each point: the edge's direction (0 to pi) and how far it turns there (-pi to pi)."""
    reach = np.maximum(np.round(reach_px), 2).astype(np.int32)
    ahead, behind = rim.along(reach), rim.along(-reach)
    x, y = outlines.x[rim.point], outlines.y[rim.point]
    next_x, next_y = _float(outlines.x[ahead] - x), _float(outlines.y[ahead] - y)
    last_x, last_y = _float(x - outlines.x[behind]), _float(y - outlines.y[behind])
    direction = np.mod(np.arctan2(next_y + last_y, next_x + last_x), np.pi)
    turn = np.arctan2(last_x * next_y - last_y * next_x, last_x * next_x + last_y * next_y)
    return np.asarray(direction, dtype=np.float64), np.asarray(turn, dtype=np.float64)


def _float(values: NDArray[Any]) -> NDArray[np.float32]:
    return values.astype(np.float32)


def _shares(word: Ints, place: Floats, bins: int, length: Floats) -> Floats:
    """For each word the shares of its points in each bin; the last bin is followed by the first."""
    column = np.mod(np.floor(place).astype(np.int32), bins)
    counts = np.bincount(word * bins + column, minlength=len(length) * bins).reshape(-1, bins)
    return np.asarray(counts / np.maximum(length, 1.0)[:, None], dtype=np.float64)


def _letters(outlines: Outlines, ink: _WordInk, words: Sequence[EngineWord]) -> Floats:
    """Thirteen numbers on the separate pieces of ink of each word: how many, how even, how thick."""
    boxes, word_of, heights = outlines.boxes, ink.word, ink.heights
    inside = word_of >= 0
    count = len(words)
    chars = np.array([max(len(word.text), 1) for word in words], dtype=np.float64)
    widths = np.array([max(word.right - word.left, 1.0) for word in words])
    outer = np.flatnonzero(inside & ~outlines.is_hole)
    holes = np.flatnonzero(inside & outlines.is_hole)
    area = np.bincount(word_of[outer], outlines.areas[outer], count)
    area -= np.bincount(word_of[holes], outlines.areas[holes], count)
    rim = np.bincount(word_of[inside], outlines.lengths[inside], count)
    tall = outer[(boxes[outer, 3] - boxes[outer, 1]) >= _LETTER_HEIGHT_SHARE * heights[word_of[outer]]]
    owner, scale = word_of[tall], heights[word_of[tall]]
    thickness = 2.0 * outlines.areas[tall] / np.maximum(outlines.lengths[tall], 1)
    columns = [
        np.log1p(np.bincount(owner, minlength=count) / chars),
        np.log1p(np.bincount(word_of[outer], minlength=count) / chars),
        np.bincount(word_of[holes], minlength=count) / chars,
        2.0 * area / np.maximum(rim, 1.0) / heights,
        area / (widths * heights),
        rim / chars / heights / 4.0,
        np.minimum(widths / heights / chars, 3.0),
        _spread(boxes[tall, 3] / scale, owner, count),
        _spread(boxes[tall, 1] / scale, owner, count),
        _spread((boxes[tall, 3] - boxes[tall, 1]) / scale, owner, count),
        _spread((boxes[tall, 2] - boxes[tall, 0]) / scale, owner, count),
        _spread(thickness / scale, owner, count),
        np.minimum(np.log(heights) / 4.0, 2.0),
    ]
    return np.stack(columns, axis=1)


def _spread(values: Floats, owner: Ints, count: int) -> Floats:
    """The standard deviation of each word's values, 0.0 where it has fewer than two."""
    pieces = np.maximum(np.bincount(owner, minlength=count), 1)
    mean = np.bincount(owner, values, count) / pieces
    squares = np.bincount(owner, np.square(values - mean[owner]), count) / pieces
    return np.asarray(np.sqrt(squares), dtype=np.float64)
