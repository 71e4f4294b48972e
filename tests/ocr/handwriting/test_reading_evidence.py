from __future__ import annotations

import numpy as np
import pytest

from ocr.engine import EngineWord
from ocr.handwriting.reading_evidence import reading_log_odds
from ocr.word import WordReading


@pytest.mark.parametrize(("confidence", "sign"), [(0.96, -1), (0.8, 0), (0.2, 1), (None, 0)])
def test_a_sure_reading_speaks_for_print_and_an_unsure_one_for_the_pen(
    confidence: float | None, sign: int
) -> None:
    (odds,) = reading_log_odds([EngineWord("word", 0, 0, 9, 9, confidence, 0, 0)])
    assert np.sign(odds) == sign


def test_only_tesseracts_confidence_counts() -> None:
    rapid = WordReading("rapidocr", "word", 0.99)
    tesseract = WordReading("tesseract", "vord", 0.2)
    words = [
        EngineWord("word", 0, 0, 9, 9, 0.99, 0, 0, readings=readings)
        for readings in ((rapid,), (rapid, tesseract))
    ]
    one, both = reading_log_odds(words)
    assert one == 0
    assert both > 0
