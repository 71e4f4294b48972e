"""Where on the page a pen wrote: labelled words and ink that no word covers, gathered into regions. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engine import EngineWord
from ocr.handwriting.outlines import Corners, Outlines

# Boxes are gathered on a map of this resolution: fine enough to keep lines apart.
_MAP_DPI = 50
# Words of one hand are gathered over half their height sideways and a third up and down.
_REACH_SIDEWAYS, _REACH_UPRIGHT = 0.5, 0.33
# Strokes of one signature lie apart by less than this.
_STROKE_REACH_IN = 0.08
# Uncovered ink that may be writing, by the size of its group: a tick is less, a picture or a logo is more.
_LEAST_WIDTH_IN, _LEAST_HEIGHT_IN, _MOST_HEIGHT_IN = 0.3, 0.08, 1.0
_MOST_STROKE_HEIGHT_IN = 0.9
# Longer than this many times its height, an outline is a ruled line.
_RULE_SHAPE = 25
_SIGNATURE_LABELS = frozenset({"signature", "signatures", "signed", "sign"})
# A signature stands over its printed label or behind it.
_LABEL_BELOW_IN, _LABEL_BEFORE_IN = 0.45, 1.5
_SIGNATURE_HEIGHT_IN = 1.2


@dataclass(frozen=True)
class WorkingRegion:
    """A part of the page that a pen wrote on: corners in pixels of the working image, confidence 0–1."""

    kind: Literal["handwriting", "signature"]
    corners: Corners
    confidence: float

    def __post_init__(self) -> None:
        left, top, right, bottom = self.corners
        if not (left < right and top < bottom and 0.0 <= self.confidence <= 1.0):
            raise ValueError("a region has a size and a confidence within 0–1")


def uncovered_ink(
    outlines: Outlines, words: Sequence[EngineWord], *, dpi: float, unread: Sequence[Corners]
) -> list[EngineWord]:
    """Ink that may be writing and that no word covers, as words whose text is as long as their shape says.

    The `unread` boxes come first, then groups of strokes outside of words and of unread boxes.
    """
    seen = [*((word.left, word.top, word.right, word.bottom) for word in words), *unread]
    strokes = _strokes(outlines, dpi=dpi)
    free = strokes[~_inside(strokes, seen)]
    reach = _STROKE_REACH_IN * dpi
    groups = gather([_corners(box) for box in free], reach=[(reach, reach / 2)] * len(free), dpi=dpi)
    around = [_around([_corners(free[member]) for member in group]) for group in groups]
    boxes = [*unread, *(corners for corners in around if _may_be_writing(corners, dpi=dpi))]
    return [_as_word(corners) for corners in boxes if corners[2] > corners[0] and corners[3] > corners[1]]


def _strokes(outlines: Outlines, *, dpi: float) -> NDArray[np.int32]:
    boxes = outlines.boxes[~outlines.is_hole]
    width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    fits = (height <= _MOST_STROKE_HEIGHT_IN * dpi) & (width <= _RULE_SHAPE * height)
    return boxes[fits & (height <= _RULE_SHAPE * width)]


def _inside(strokes: NDArray[np.int32], boxes: Sequence[Corners]) -> NDArray[np.bool_]:
    """Whether the middle of each stroke lies in one of the boxes."""
    x, y = (strokes[:, 0] + strokes[:, 2]) / 2, (strokes[:, 1] + strokes[:, 3]) / 2
    inside = np.zeros(len(strokes), dtype=np.bool_)
    for left, top, right, bottom in boxes:
        inside |= (x >= left) & (x < right) & (y >= top) & (y < bottom)
    return inside


def _may_be_writing(corners: Corners, *, dpi: float) -> bool:
    left, top, right, bottom = corners
    wide, high = (right - left) / dpi, (bottom - top) / dpi
    return wide >= _LEAST_WIDTH_IN and _LEAST_HEIGHT_IN <= high <= _MOST_HEIGHT_IN


def _as_word(corners: Corners) -> EngineWord:
    left, top, right, bottom = corners
    letters = max(round((right - left) / (0.6 * (bottom - top))), 1)
    return EngineWord("?" * letters, left, top, right, bottom, None, -1, -1)


def gather(boxes: Sequence[Corners], *, reach: Sequence[tuple[float, float]], dpi: float) -> list[list[int]]:
    """The places of the boxes, in groups that touch when each grows by its reach (sideways, upright)."""
    if not boxes:
        return []
    factor = _MAP_DPI / dpi
    grown = [
        ((left - x) * factor, (top - y) * factor, (right + x) * factor, (bottom + y) * factor)
        for (left, top, right, bottom), (x, y) in zip(boxes, reach, strict=True)
    ]
    size = (math.ceil(max(box[3] for box in grown)) + 2, math.ceil(max(box[2] for box in grown)) + 2)
    painted = np.zeros((max(size[0], 2), max(size[1], 2)), dtype=np.uint8)
    for left, top, right, bottom in grown:
        painted[max(int(top), 0) : int(bottom) + 1, max(int(left), 0) : int(right) + 1] = 1
    _, labels = cv2.connectedComponents(painted, connectivity=4)
    groups: dict[int, list[int]] = {}
    for place, (left, top, right, bottom) in enumerate(grown):
        label = int(labels[max(int((top + bottom) / 2), 0), max(int((left + right) / 2), 0)])
        groups.setdefault(label, []).append(place)
    return list(groups.values())


def regions_of(
    written: Sequence[tuple[EngineWord, float]], words: Sequence[EngineWord], *, dpi: float
) -> tuple[WorkingRegion, ...]:
    """What a pen wrote (each with its probability), gathered into regions; `words` may name a signature."""
    boxes = [(word.left, word.top, word.right, word.bottom) for word, _ in written]
    reach = [
        (_REACH_SIDEWAYS * (bottom - top), _REACH_UPRIGHT * (bottom - top)) for _, top, _, bottom in boxes
    ]
    own = {id(word) for word, _ in written}
    labels = [word for word in words if id(word) not in own and _names_a_signature(word.text)]
    regions = []
    for group in gather(boxes, reach=reach, dpi=dpi):
        corners = _around([boxes[member] for member in group])
        sure = sum(written[member][1] for member in group) / len(group)
        is_signature = _is_signature(corners, labels, dpi=dpi)
        regions.append(WorkingRegion("signature" if is_signature else "handwriting", corners, sure))
    return tuple(regions)


def _names_a_signature(text: str) -> bool:
    return text.strip("():.,;*_-").lower() in _SIGNATURE_LABELS


def _is_signature(corners: Corners, labels: Sequence[EngineWord], *, dpi: float) -> bool:
    left, top, right, bottom = corners
    if bottom - top > _SIGNATURE_HEIGHT_IN * dpi:
        return False
    for label in labels:
        is_over = label.left < right and label.right > left - 0.5 * dpi
        if is_over and -0.1 * dpi <= label.top - bottom <= _LABEL_BELOW_IN * dpi:
            return True
        is_level = label.top < bottom and label.bottom > top
        if is_level and -0.1 * dpi <= left - label.right <= _LABEL_BEFORE_IN * dpi:
            return True
    return False


def _corners(box: NDArray[np.int32]) -> Corners:
    left, top, right, bottom = (float(edge) for edge in box)
    return left, top, right, bottom


def _around(boxes: Sequence[Corners]) -> Corners:
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
