"""Reads a page from its image: clean-up, which way up, words; with the way back to the original frame."""

from __future__ import annotations

from dataclasses import dataclass

from ocr.cleanup import CleanPage, clean, turned_upright
from ocr.engine import EngineWord, OcrEngine
from ocr.raster import Raster
from ocr.transform import Transform

# Measured: Tesseract's orientation is right on every page where it reports 5 or more, and only there.
_SURE_ORIENTATION = 5.0
_CONVINCING_CONFIDENCE = 0.7


@dataclass(frozen=True)
class RasterReading:
    """Words in pixels of the upright working image, the way back, and how the content stood (clockwise)."""

    words: tuple[EngineWord, ...]
    to_original: Transform
    rotation_deg: int
    skew_deg: float


def read_raster(raster: Raster, engine: OcrEngine) -> RasterReading:
    """The words of a page image, read the right way up.

    The engine's orientation decides where it is sure. Else the page is read as it lies; where that does not
    convince, it is read turned as well, and the reading with more confidently read letters wins.

    Raises:
        EngineTimeoutError, EngineFailedError, EngineInterruptedError: as their classes say.
    """
    page = clean(raster)
    orientation = engine.find_orientation(page.grey, dpi=page.dpi)
    if orientation is not None and orientation.confidence >= _SURE_ORIENTATION:
        return _read_turned(page, orientation.rotation_deg, engine)
    as_it_lies = _read_turned(page, 0, engine)
    if _is_convincing(as_it_lies.words):
        return as_it_lies
    others = (90, 180, 270) if orientation is None else (orientation.rotation_deg,)
    readings = [as_it_lies, *(_read_turned(page, turn, engine) for turn in others if turn != 0)]
    return max(readings, key=lambda reading: _confident_letters(reading.words))


def _read_turned(page: CleanPage, rotation_deg: int, engine: OcrEngine) -> RasterReading:
    upright = turned_upright(page, rotation_deg)
    words = engine.read_words(upright.grey, dpi=upright.dpi)
    return RasterReading(words, upright.to_original, rotation_deg, page.skew_deg)


def _lying(words: tuple[EngineWord, ...]) -> list[EngineWord]:
    """Words that stand upright: wider than high, as sideways text read letter by letter is not."""
    return [
        word
        for word in words
        if len(word.text) >= 3
        and any(char.isalnum() for char in word.text)
        and word.right - word.left > word.bottom - word.top
    ]


def _is_convincing(words: tuple[EngineWord, ...]) -> bool:
    lying = _lying(words)
    if not lying or 2 * len(lying) < sum(len(word.text) >= 3 for word in words):
        return False
    return sum(word.confidence or 0.0 for word in lying) / len(lying) >= _CONVINCING_CONFIDENCE


def _confident_letters(words: tuple[EngineWord, ...]) -> float:
    return sum((word.confidence or 0.0) * len(word.text) for word in _lying(words))
