"""Whether two fingerprints are of one sheet: aligned, then compared block by block. Pure."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.scan_check.fingerprint import Picture, picture_of
from ocr.scan_check.page_check import PageCheck

_BLOCK_PX = 16  # a third of an inch: a word or two of one line
_REACH_PX = 3  # paper stretches and slips by a twentieth of an inch
_SOFTNESS_PX = 0.8
# Of the ink of both scans of one sheet, up to this share falls beside its counterpart.
_SCAN_NOISE = 0.3
# What is left beyond that noise in the worst block. Own pages, 8 layouts x 30 degradations against the clean
# scan: see benchmarks.ocr.separators; another patient's form of the same layout 28 to 76.
_SAME_BELOW = 12.0

# Laid over each other, scans of one sheet leave 0.1 to 0.6 of their ink without a match, unlike pages 0.8 on.
_UNLIKE_SHARE = 0.85

_Map = NDArray[np.float32]


def is_same_page(one: PageCheck, other: PageCheck) -> bool:
    """Whether both are scans of the same sheet, upside down or not; blank pages never are.

    Two sheets that differ in a digit or two at the same place are not told apart: "the same page" is a hint
    to look, never a reason to leave a page out.
    """
    if not (one.fingerprint and other.fingerprint) or one.is_blank or other.is_blank:
        return False
    return are_same(picture_of(one.fingerprint), picture_of(other.fingerprint))


def are_same(one: Picture, other: Picture) -> bool:
    """Whether two fingerprints' pictures show the same sheet."""
    return any(unlikeness(one, turned) < _SAME_BELOW for turned in (other, other[::-1, ::-1]))


def unlikeness(one: Picture, other: Picture) -> float:
    """The most ink that a block of one has and the other has not, in 50-dpi pixels; see `_SAME_BELOW`."""
    different, both = block_differences(one, other)
    return float((different - _SCAN_NOISE * both).max(initial=0.0))


def block_differences(one: Picture, other: Picture) -> tuple[_Map, _Map]:
    """For each block: ink that the other has not near the same place, and ink of both, in 50-dpi pixels."""
    first, second = _on_one_canvas(one, other)
    first, second = _soft(first), _soft(second)
    x, y = _shift(first, second)
    second = np.roll(second, (-y, -x), axis=(0, 1))
    both = _by_block(first + second)
    plain = _by_block(np.abs(first - second))
    if float(plain.sum()) > _UNLIKE_SHARE * float(both.sum()):
        return plain, both  # nothing near: the search would find it as well, at fifty times the cost
    worst = np.full((first.shape[0] // _BLOCK_PX, first.shape[1] // _BLOCK_PX), np.inf, dtype=np.float32)
    for down in range(-_REACH_PX, _REACH_PX + 1):
        for across in range(-_REACH_PX, _REACH_PX + 1):
            moved = np.roll(second, (down, across), axis=(0, 1))
            worst = np.minimum(worst, _by_block(np.abs(first - moved)))
    return worst, both


def _on_one_canvas(one: Picture, other: Picture) -> tuple[_Map, _Map]:
    """Both pictures as maps of one size, a multiple of the block, with room around them."""
    height, width = (max(one.shape[axis], other.shape[axis]) + 2 * _BLOCK_PX for axis in (0, 1))
    size = (-(-height // _BLOCK_PX) * _BLOCK_PX, -(-width // _BLOCK_PX) * _BLOCK_PX)
    maps = []
    for picture in (one, other):
        canvas = np.zeros(size, dtype=np.float32)
        top, left = (size[0] - picture.shape[0]) // 2, (size[1] - picture.shape[1]) // 2
        canvas[top : top + picture.shape[0], left : left + picture.shape[1]] = picture
        maps.append(canvas)
    return maps[0], maps[1]


def _soft(picture: _Map) -> _Map:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), _SOFTNESS_PX), dtype=np.float32)


def _shift(first: _Map, second: _Map) -> tuple[int, int]:
    """How far (right, down) the second lies from the first, in pixels."""
    (x, y), _ = cv2.phaseCorrelate(first, second)
    return round(x), round(y)


def _by_block(values: _Map) -> _Map:
    height, width = values.shape
    blocks = values.reshape(height // _BLOCK_PX, _BLOCK_PX, width // _BLOCK_PX, _BLOCK_PX)
    return np.asarray(blocks.sum(axis=(1, 3)), dtype=np.float32)
