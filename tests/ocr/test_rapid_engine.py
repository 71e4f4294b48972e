from __future__ import annotations

import importlib.util
import logging

import numpy as np
import pytest

import ocr.rapid_engine
from ocr.engine import EngineFailedError
from ocr.options import OcrOptions
from ocr.rapid_engine import RapidEngine, SecondEngineMissingError, rapid_engine_for
from tests.ocr.charts import NOTE, NOTE_WORDS, typed_page

OPTIONS = OcrOptions(detector_side_px=640)


def test_print_is_read_from_the_package_s_own_weights(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    engine = rapid_engine_for(OPTIONS)
    grey = np.asarray(typed_page(NOTE[:3]), dtype=np.uint8)
    reading = engine.read(grey, dpi=200)
    said = [word.text for word in sorted(reading.words, key=lambda word: (round(word.top / 60), word.left))]
    assert said == " ".join(NOTE[:3]).split()
    assert len(reading.boxes) == 3
    assert all(0.5 < (word.confidence or 0) <= 1 for word in reading.words)
    assert all(
        (grey[int(w.top) : int(w.bottom), int(w.left) : int(w.right)] < 128).any() for w in reading.words
    )
    assert engine.find_orientation(grey, dpi=200) is None
    assert (engine.info.name, len(engine.info.model_sha256 or "")) == ("rapidocr", 64)
    assert caplog.records == []
    assert len(NOTE_WORDS) > len(said)


def test_a_paper_without_text_has_no_boxes_and_no_words() -> None:
    reading = rapid_engine_for(OPTIONS).read(np.full((300, 300), 255, dtype=np.uint8), dpi=200)
    assert (reading.words, reading.boxes) == ((), ())


def test_without_the_package_the_engine_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    assert not ocr.rapid_engine.is_installed()
    with pytest.raises(SecondEngineMissingError, match="not installed"):
        RapidEngine(OPTIONS)


def test_a_network_that_fails_is_the_engine_s_failure() -> None:
    engine = rapid_engine_for(OPTIONS)
    with pytest.raises(EngineFailedError):
        engine._detect(np.zeros((1, 1), dtype=np.float32))
