"""OCR engines that fail, or that read what the test says."""

from __future__ import annotations

from dataclasses import dataclass, field

from ocr.engine import (
    EngineFailedError,
    EngineInterruptedError,
    EngineTimeoutError,
    EngineWord,
    Orientation,
    Pixels,
)
from storage.errors import EngineInfo, ServiceError


@dataclass
class CannedEngine:
    """Gives the same words for every image, and counts what it was asked."""

    words: tuple[EngineWord, ...] = ()
    orientation: Orientation | None = None
    info: EngineInfo = field(default_factory=lambda: EngineInfo("canned", "1"))
    read: list[tuple[tuple[int, ...], int]] = field(default_factory=list)

    def read_words(self, grey: Pixels, *, dpi: int) -> tuple[EngineWord, ...]:
        self.read.append((grey.shape, dpi))
        return self.words

    def find_orientation(self, grey: Pixels, *, dpi: int) -> Orientation | None:
        del grey, dpi
        return self.orientation


@dataclass
class FailingEngine(CannedEngine):
    """Raises on every page."""

    error: ServiceError = field(default_factory=lambda: EngineFailedError("the engine ended with 1"))

    def read_words(self, grey: Pixels, *, dpi: int) -> tuple[EngineWord, ...]:
        del grey, dpi
        raise self.error


def engine_that_times_out() -> FailingEngine:
    return FailingEngine(error=EngineTimeoutError("the engine did not finish within 1 s"))


def engine_that_crashes() -> FailingEngine:
    return FailingEngine(error=EngineFailedError("the engine crashed with signal 11"))


def engine_that_is_stopped() -> FailingEngine:
    return FailingEngine(error=EngineInterruptedError("the engine was stopped by signal 15"))
