"""What the reading itself says of pen or print: Tesseract is rarely sure of what a pen wrote. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ocr.engine import EngineWord
from ocr.handwriting.outlines import Floats

_ENGINE = "tesseract"
# Measured on 17 pages drawn by benchmarks.fit_handwriting (2,300 words): Tesseract is this sure of 72 % of
# printed and of 4 % of written words (log odds -2.8), and unsure of 5 % and 50 % (+2.4). Half of that is
# taken, since poor print is read unsurely too. RapidOCR is as sure of a pen as of print: it says nothing.
_SURE, _SURE_LOG_ODDS = 0.93, -1.5
_UNSURE, _UNSURE_LOG_ODDS = 0.5, 0.7


def reading_log_odds(words: Sequence[EngineWord]) -> Floats:
    """For each word the evidence of Tesseract's confidence that a pen wrote it; 0.0 where it says nothing."""
    return np.array([_log_odds(_confidence(word)) for word in words], dtype=np.float64)


def _confidence(word: EngineWord) -> float | None:
    """Tesseract's confidence; a word without readings is from Tesseract alone."""
    if not word.readings:
        return word.confidence
    return next((reading.confidence for reading in word.readings if reading.engine == _ENGINE), None)


def _log_odds(confidence: float | None) -> float:
    if confidence is None:
        return 0.0
    if confidence >= _SURE:
        return _SURE_LOG_ODDS
    return _UNSURE_LOG_ODDS if confidence < _UNSURE else 0.0
