"""Which way up a page is: read as it lies first, asked of the engine only where that does not convince."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.cleanup import CleanPage, lies_on_its_side, turned_upright
from ocr.engine import EngineWord, OcrEngine, Pixels
from ocr.reading_size import shrunk

# Measured: Tesseract's orientation is right on every page where it reports 5 or more, and only there.
_SURE_ORIENTATION = 5.0
# Finer pages give the same votes at up to 1.5 times the cost.
_VOTE_DPI = 200
_CONVINCING_CONFIDENCE = 0.7
# Fewer letters than this can be read off a page upside down ("SWIMS", "NOON") or off dirt.
_CONVINCING_LETTERS = 12
_ALL_TURNS_DEG = (0, 90, 180, 270)
# One way up must be read this much better than the next best.
_CLEARLY_BETTER = 1.5
_STRIP_IN = 3.0
_MAP_DPI = 50
_INK_DEPTH = 40


@dataclass(frozen=True)
class UprightReading:
    """A page turned upright and its words, in pixels of `page.grey`.

    `rotation_deg` is how the content stood, clockwise: 0, 90, 180 or 270. `is_sure` is False where neither
    the engine nor a reading both ways could tell: the page is then left as it lies.
    """

    page: CleanPage
    words: tuple[EngineWord, ...]
    rotation_deg: int
    is_sure: bool


def read_upright(page: CleanPage, engine: OcrEngine) -> UprightReading:
    """The words of a cleaned page, read the right way up.

    Most pages lie right and cost one reading. Where that does not convince, the engine's orientation decides
    if it is sure; else the part of the page with most print is read all four ways.

    Raises:
        EngineTimeoutError, EngineFailedError, EngineInterruptedError: as their classes say.
    """
    asked = lies_on_its_side(page.grey)  # reading it sideways first would be a reading for nothing
    vote = _sure_vote(page, engine) if asked else None
    if vote:
        return _turned(page, vote, engine, is_sure=True)
    as_it_lies = engine.read_words(page.grey, dpi=page.dpi)
    if vote == 0 or is_convincing(as_it_lies):
        return UprightReading(page, as_it_lies, 0, is_sure=True)
    vote = None if asked else _sure_vote(page, engine)
    rotation_deg, is_sure = _by_reading(page, engine) if vote is None else (vote, True)
    if rotation_deg == 0:
        return UprightReading(page, as_it_lies, 0, is_sure)
    return _turned(page, rotation_deg, engine, is_sure=is_sure)


def _sure_vote(page: CleanPage, engine: OcrEngine) -> int | None:
    """How the engine says the page stands, where it is sure."""
    factor = min(_VOTE_DPI / page.dpi, 1.0)
    grey = shrunk(page.grey, factor) if factor < 1.0 else page.grey
    orientation = engine.find_orientation(grey, dpi=round(page.dpi * factor))
    if orientation is None or orientation.confidence < _SURE_ORIENTATION:
        return None
    return orientation.rotation_deg


def _turned(page: CleanPage, rotation_deg: int, engine: OcrEngine, *, is_sure: bool) -> UprightReading:
    upright = turned_upright(page, rotation_deg)
    words = engine.read_words(upright.grey, dpi=upright.dpi)
    return UprightReading(upright, words, rotation_deg, is_sure)


def is_convincing(words: Iterable[EngineWord]) -> bool:
    """Whether the words are those of a page that was read the right way up.

    They are read with confidence, there are enough of them, and they stand upright: wider than high, as
    sideways text read letter by letter is not.
    """
    long = [word for word in words if _is_text(word)]
    lying = [word for word in long if _lies(word)]
    letters = sum(len(word.text) for word in lying)
    if letters < _CONVINCING_LETTERS or 2 * len(lying) < len(long):
        return False
    return (
        sum((word.confidence or 0.0) * len(word.text) for word in lying) / letters >= _CONVINCING_CONFIDENCE
    )


def _by_reading(page: CleanPage, engine: OcrEngine) -> tuple[int, bool]:
    """(how the content stands, whether that is sure), by a strip of the page read all four ways."""
    strip = _strip(page.grey, page.dpi)
    scores = {}
    for turn_deg in _ALL_TURNS_DEG:
        upright = turned_upright(CleanPage(strip, page.dpi), turn_deg)
        scores[turn_deg] = _letters_read(engine.read_words(upright.grey, dpi=page.dpi))
    best, second = sorted(scores, key=lambda turn_deg: -scores[turn_deg])[:2]
    if scores[best] > 0 and scores[best] >= _CLEARLY_BETTER * scores[second]:
        return best, True
    return 0, False


def _letters_read(words: Iterable[EngineWord]) -> float:
    """How many letters stand in words that lie, each counted by how sure the engine is beyond a guess."""
    return sum(
        max((word.confidence or 0.0) - 0.3, 0.0) * len(word.text)
        for word in words
        if _is_text(word) and _lies(word)
    )


def _is_text(word: EngineWord) -> bool:
    return len(word.text) >= 3 and any(char.isalnum() for char in word.text)


def _lies(word: EngineWord) -> bool:
    return word.right - word.left > word.bottom - word.top


def _strip(grey: Pixels, dpi: float) -> Pixels:
    """The square of 3 inches with the most print on it; the whole page where it is small."""
    height, width = grey.shape
    side = round(_STRIP_IN * dpi)
    factor = min(_MAP_DPI / dpi, 1.0)
    small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    ink = np.asarray(cv2.subtract(cv2.medianBlur(small, 21), small) > _INK_DEPTH, dtype=np.float32)
    window = max(round(side * factor), 1)
    print_around: NDArray[np.float32] = np.asarray(
        cv2.boxFilter(ink, -1, (window, window), borderType=cv2.BORDER_CONSTANT), dtype=np.float32
    )
    y, x = np.unravel_index(int(np.argmax(print_around)), print_around.shape)
    top = min(max(round(y / factor) - side // 2, 0), max(height - side, 0))
    left = min(max(round(x / factor) - side // 2, 0), max(width - side, 0))
    return np.ascontiguousarray(grey[top : top + side, left : left + side])
