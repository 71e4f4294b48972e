"""Lets the second engine look at what the first one has read, as far as the router says, and joins both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ocr.engine import EngineFailedError, EngineWord, Pixels
from ocr.engines import Engines, SecondReader, both
from ocr.fusion import fuse
from ocr.router import Extent, Route, route_for
from ocr.text_detector import READABLE_FROM, Corners, TextBox
from storage.errors import EngineInfo

# A box less covered by words than this (share of its width) was not read.
_READ_SHARE = 0.3
# Lower or narrower boxes (inches) are specks and bits of rules.
_LEAST_HEIGHT_IN = 0.06
_LEAST_WIDTH_IN = 0.08


@dataclass(frozen=True)
class SecondLook:
    """The words after both engines, the places (pixels of the image) where text was seen but not read.

    `engine` stamps who read; `failure` says why the second engine, asked to read, did not.
    """

    words: tuple[EngineWord, ...]
    unread: tuple[Corners, ...]
    engine: EngineInfo
    failure: str | None = None


def second_look(words: tuple[EngineWord, ...], grey: Pixels, *, dpi: int, engines: Engines) -> SecondLook:
    """What both engines make of an upright page on which the first one has read `words`.

    A failure of the second engine costs nothing that the first one read.

    Raises:
        ocr.rapid_engine.SecondEngineMissingError: it went away after the start.
    """
    route = route_for(words, grey, dpi=dpi, policy=engines.effective_policy)
    if route.extent is Extent.NOTHING or engines.second is None:
        return SecondLook(words, (), engines.first.info)
    second = engines.second()
    try:
        read, unread = _read(words, grey, dpi=dpi, route=route, second=second)
    except EngineFailedError as error:
        return SecondLook(words, (), engines.first.info, failure=error.what)
    return SecondLook(read, unread, both(engines.first.info, second.info))


def _read(
    words: tuple[EngineWord, ...], grey: Pixels, *, dpi: int, route: Route, second: SecondReader
) -> tuple[tuple[EngineWord, ...], tuple[Corners, ...]]:
    if route.extent is Extent.LINES:
        asked = [word for place, word in enumerate(words) if place in route.places]
        others = [word for place, word in enumerate(words) if place not in route.places]
        return (*others, *fuse(asked, second.read_boxes(grey, route.boxes))), ()
    boxes = second.find_boxes(grey, dpi=dpi)
    readable = [box for box in boxes if box.score >= READABLE_FROM]
    fused = fuse(words, second.read_boxes(grey, readable))
    return fused, tuple(box.corners for box in boxes if _is_unread(box, fused, dpi))


def _is_unread(box: TextBox, words: Sequence[EngineWord], dpi: int) -> bool:
    left, top, right, bottom = box.corners
    if bottom - top < _LEAST_HEIGHT_IN * dpi or right - left < _LEAST_WIDTH_IN * dpi:
        return False
    covered = 0.0
    for word in words:
        down = min(bottom, word.bottom) - max(top, word.top)
        if down > 0.3 * min(bottom - top, word.bottom - word.top):
            covered += max(min(right, word.right) - max(left, word.left), 0.0)
    return covered < _READ_SHARE * (right - left)
