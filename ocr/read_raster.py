"""Reads a page from its image: clean-up, which way up, words of both engines; with the way back."""

from __future__ import annotations

from dataclasses import dataclass

from ocr.cleanup import CleanPage, clean
from ocr.engine import EngineWord
from ocr.engines import Engines
from ocr.orientation import read_upright
from ocr.raster import Raster
from ocr.second_look import second_look
from ocr.text_detector import Corners
from storage.errors import EngineInfo


@dataclass(frozen=True)
class RasterReading:
    """Words in pixels of the upright working image `page`, which knows the way back to the original frame.

    `rotation_deg` says how the content stood (clockwise) and `is_upright` whether that is sure. `unread` are
    places where a detector saw text that nobody read. `engine` stamps who read; `second_failure` says why the
    second engine, asked to read, did not.
    """

    words: tuple[EngineWord, ...]
    page: CleanPage
    rotation_deg: int
    is_upright: bool
    unread: tuple[Corners, ...]
    engine: EngineInfo
    second_failure: str | None = None


def read_raster(raster: Raster, engines: Engines) -> RasterReading:
    """The words of a page image, read the right way up.

    Raises:
        EngineTimeoutError, EngineFailedError, EngineInterruptedError: the first engine did not read it.
    """
    upright = read_upright(clean(raster), engines.first)
    page = upright.page
    look = second_look(upright.words, page.grey, dpi=page.dpi, engines=engines)
    return RasterReading(
        words=look.words,
        page=page,
        rotation_deg=upright.rotation_deg,
        is_upright=upright.is_sure,
        unread=look.unread,
        engine=look.engine,
        second_failure=look.failure,
    )
