"""The engines that read a page: the first always, the second where the router sends it, if installed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from ocr.engine import EngineWord, OcrEngine, Pixels
from ocr.options import OcrOptions, SecondEngine
from ocr.rapid_engine import is_installed, rapid_engine_for
from ocr.tesseract_engine import engine_for
from ocr.text_detector import TextBox
from storage.errors import EngineInfo

_log = logging.getLogger(__name__)


class SecondReader(Protocol):
    """Finds pieces of text on a grey page and reads the pieces that it is given."""

    @property
    def info(self) -> EngineInfo:
        """Program, version, model and options."""

    def find_boxes(self, grey: Pixels, *, dpi: int) -> tuple[TextBox, ...]:
        """Where it sees text. Raises: EngineFailedError."""

    def read_boxes(self, grey: Pixels, boxes: Sequence[TextBox]) -> tuple[EngineWord, ...]:
        """The words in the boxes, `line_no` counting boxes. Raises: EngineFailedError."""


@dataclass(frozen=True)
class Engines:
    """Who reads. `second` loads its networks when it is first called; None: the first engine reads alone."""

    first: OcrEngine
    second: Callable[[], SecondReader] | None = None
    policy: SecondEngine = "routed"

    @property
    def effective_policy(self) -> SecondEngine:
        """When the second engine reads: never where there is none."""
        return "never" if self.second is None else self.policy


@lru_cache(maxsize=4)
def engines_for(options: OcrOptions) -> Engines:
    """The engines that the options ask for and this machine has.

    Raises:
        ocr.tesseract_engine.TesseractMissingError, LanguageDataMissingError: the first cannot run here.
        ocr.rapid_engine.SecondEngineMissingError: the second is to read always, and is not installed.
    """
    first = engine_for(options)
    if options.second_engine == "never":
        return Engines(first)
    if not is_installed():
        if options.second_engine == "always":
            rapid_engine_for(options)  # says what is missing
        _log.warning("RapidOCR is not installed: Tesseract reads alone, forms and poor scans worse for it")
        return Engines(first)
    return Engines(first, lambda: rapid_engine_for(options), options.second_engine)


def as_engines(engine: OcrEngine | Engines) -> Engines:
    """The engines themselves, or a single engine that reads alone."""
    return engine if isinstance(engine, Engines) else Engines(engine)


def both(first: EngineInfo, second: EngineInfo) -> EngineInfo:
    """The stamp of a page that two engines read."""
    return EngineInfo(
        name=f"{first.name}+{second.name}",
        version=f"{first.version}+{second.version}",
        model_sha256="+".join(model for model in (first.model_sha256, second.model_sha256) if model) or None,
        options_hash=first.options_hash or second.options_hash,
    )
