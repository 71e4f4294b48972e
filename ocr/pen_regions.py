"""Brings the regions that a pen wrote on into a page's structure, beside what was found there. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ocr.box import Box
from ocr.engine import EngineWord
from ocr.handwriting import WorkingRegion
from ocr.page_structure import PageStructure, Region
from ocr.text_detector import Corners

# The share of a region that another one covers, from which both are the same thing.
_SAME = 0.5


def with_pen_regions(
    structure: PageStructure,
    regions: Sequence[WorkingRegion],
    words: Sequence[EngineWord],
    *,
    width: int,
    height: int,
) -> PageStructure:
    """The structure with the pen's regions, everything in pixels of the working image of that size.

    Ink that a pen explains is not unread any more, and a signature is listed once. `words` are those of the
    page in reading order.
    """
    pen = [_region(region, words, width=width, height=height) for region in regions]
    kept = [
        region
        for region in structure.regions
        if not (region.kind in ("unread", "signature") and _is_covered(region.box, pen))
    ]
    return structure.model_copy(update={"regions": (*kept, *pen)})


def _region(region: WorkingRegion, words: Sequence[EngineWord], *, width: int, height: int) -> Region:
    left, top, right, bottom = region.corners
    start_x, start_y = min(max(math.floor(left), 0), width - 1), min(max(math.floor(top), 0), height - 1)
    box = Box(
        start_x,
        start_y,
        max(min(math.ceil(right), width), start_x + 1),
        max(min(math.ceil(bottom), height), start_y + 1),
    )
    inside = tuple(
        place for place, word in enumerate(words) if word.handwritten and _holds(region.corners, word)
    )
    return Region(kind=region.kind, box=box, confidence=round(region.confidence, 4), words=inside)


def _holds(corners: Corners, word: EngineWord) -> bool:
    x, y = (word.left + word.right) / 2, (word.top + word.bottom) / 2
    return corners[0] <= x <= corners[2] and corners[1] <= y <= corners[3]


def _is_covered(box: Box, others: Sequence[Region]) -> bool:
    area = (box.right - box.left) * (box.bottom - box.top)
    covered = sum(
        max(min(box.right, other.box.right) - max(box.left, other.box.left), 0)
        * max(min(box.bottom, other.box.bottom) - max(box.top, other.box.top), 0)
        for other in others
    )
    return covered >= _SAME * area
