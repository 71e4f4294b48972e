"""The contract of an engine that reads words off a page image, and how such an engine may fail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ocr.word import WordReading
from storage.errors import Disposition, EngineInfo, ServiceError

Pixels = NDArray[np.uint8]


class EngineTimeoutError(ServiceError):
    """The engine did not finish a page in its time; the page is kept as a deficiency."""

    code = "ocr.engine_timeout"
    disposition = Disposition.ASK_HUMAN
    remedy = "Raise the page timeout, or scan the page again at 300 dpi"


class EngineFailedError(ServiceError):
    """The engine ended with an error on a page; the page is kept as a deficiency."""

    code = "ocr.engine_failed"
    disposition = Disposition.ASK_HUMAN
    remedy = "Type the page from its image, or scan it again"


class EngineInterruptedError(ServiceError):
    """The engine was stopped from outside (shut-down, memory): the page can be read later."""

    code = "ocr.engine_interrupted"
    disposition = Disposition.RETRY
    remedy = "It is tried again by itself; if it comes back, give the machine more memory"


@dataclass(frozen=True)
class EngineWord:
    """A word as an engine saw it, in pixels of the image it was given; block and line count in its order.

    What follows `line_no` is found out after the engine: what every engine read here, whether a hand wrote
    it, and how likely it is wrong. See `ocr.word.Word`.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: float | None
    block_no: int
    line_no: int
    readings: tuple[WordReading, ...] = ()
    handwritten: bool = False
    p_wrong: float | None = None
    needs_review: bool = False


@dataclass(frozen=True)
class Orientation:
    """How far content stands turned clockwise (0, 90, 180, 270), and the engine's confidence (0 and up)."""

    rotation_deg: int
    confidence: float


class OcrEngine(Protocol):
    """Reads words off a grey page image (height × width, uint8, dark on light, square pixels)."""

    @property
    def info(self) -> EngineInfo:
        """Program, version, model and options: stamped on every page."""

    def read_words(self, grey: Pixels, *, dpi: int) -> tuple[EngineWord, ...]:
        """The words of the image in the engine's reading order.

        Raises:
            EngineTimeoutError, EngineFailedError, EngineInterruptedError: as their classes say.
        """

    def find_orientation(self, grey: Pixels, *, dpi: int) -> Orientation | None:
        """How the content stands, or None when the engine cannot tell."""
