from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

import ocr.engines
from ocr.engine import EngineFailedError, EngineWord, Pixels
from ocr.engines import Engines, as_engines, both, engines_for
from ocr.options import OcrOptions
from ocr.rapid_engine import SecondEngineMissingError
from ocr.second_look import second_look
from ocr.text_detector import TextBox
from storage.errors import EngineInfo
from tests.doubles.ocr_engines import CannedEngine

PAPER = np.full((800, 1300), 255, dtype=np.uint8)


@dataclass
class CannedReader:
    """Sees the boxes and reads the words that the test says."""

    boxes: tuple[TextBox, ...] = ()
    words: tuple[EngineWord, ...] = ()
    error: EngineFailedError | None = None
    info: EngineInfo = field(default_factory=lambda: EngineInfo("canned2", "2", "ef"))
    asked: list[tuple[TextBox, ...]] = field(default_factory=list)

    def find_boxes(self, grey: Pixels, *, dpi: int) -> tuple[TextBox, ...]:
        del grey, dpi
        if self.error is not None:
            raise self.error
        return self.boxes

    def read_boxes(self, grey: Pixels, boxes: Sequence[TextBox]) -> tuple[EngineWord, ...]:
        del grey
        self.asked.append(tuple(boxes))
        return self.words


def engines(reader: CannedReader) -> Engines:
    return Engines(CannedEngine(), lambda: reader)


def word(text: str, left: float, *, sure: float = 0.97, top: float = 100, line_no: int = 0) -> EngineWord:
    return EngineWord(text, left, top, left + 80, top + 30, sure, 0, line_no)


def prose() -> tuple[EngineWord, ...]:
    return tuple(
        word("words", 100 + 90 * (n % 10), top=100 + 60 * (n // 10), line_no=n // 10) for n in range(60)
    )


def box(left: float, *, width: float = 100, height: float = 40, score: float = 0.9) -> TextBox:
    return TextBox(left + width / 2, 115, width, height, 0, score)


def test_a_poor_page_is_read_by_both_and_what_neither_read_is_told() -> None:
    reader = CannedReader((box(90), box(400), box(700, score=0.35), box(900, width=8)), (word("Pain", 100),))
    look = second_look((word("Paln", 100, sure=0.4),), PAPER, dpi=200, engines=engines(reader))
    assert [one.text for one in look.words] == ["Pain"]
    assert reader.asked == [(box(90), box(400), box(900, width=8))]
    assert look.unread == (box(400).corners, box(700, score=0.35).corners)
    assert look.engine.name == "canned+canned2"
    assert look.failure is None


def test_only_the_doubtful_line_of_a_clean_page_is_read_again() -> None:
    words = list(prose())
    words[3] = word("wurds", 370, sure=0.6)
    reader = CannedReader(words=prose()[:10])
    look = second_look(tuple(words), PAPER, dpi=200, engines=engines(reader))
    assert sorted(one.text for one in look.words) == ["words"] * 60
    assert [len(boxes) for boxes in reader.asked] == [1]
    assert sum(bool(one.readings) for one in look.words) == 10


def test_a_clean_page_never_loads_the_second_engine() -> None:
    def load() -> CannedReader:
        raise AssertionError("it was loaded")

    look = second_look(prose(), PAPER, dpi=200, engines=Engines(CannedEngine(), load))
    assert look.words == prose()
    assert look.engine.name == "canned"


def test_a_second_engine_that_fails_costs_nothing_that_the_first_one_read() -> None:
    reader = CannedReader(error=EngineFailedError("the network failed"))
    look = second_look((word("Pain", 100),), PAPER, dpi=200, engines=engines(reader))
    assert [one.text for one in look.words] == ["Pain"]
    assert look.engine.name == "canned"
    assert look.failure == "the network failed"


def test_one_engine_alone_reads_alone() -> None:
    look = second_look((), PAPER, dpi=200, engines=as_engines(CannedEngine()))
    assert (look.words, look.unread, look.engine.name) == ((), (), "canned")


def test_a_page_of_two_engines_is_stamped_with_both() -> None:
    stamp = both(EngineInfo("one", "1", "aa", "options"), EngineInfo("two", "2", None, "options"))
    assert stamp == EngineInfo("one+two", "1+2", "aa", "options")


def test_without_rapidocr_tesseract_reads_alone_and_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ocr.engines, "is_installed", lambda: False)
    monkeypatch.setattr("ocr.rapid_engine.is_installed", lambda: False)
    caplog.set_level(logging.WARNING)
    options = OcrOptions(page_timeout_s=61)
    assert engines_for(options).second is None
    assert engines_for(options).effective_policy == "never"
    assert [record.getMessage() for record in caplog.records] == [
        "RapidOCR is not installed: Tesseract reads alone, forms and poor scans worse for it"
    ]
    with pytest.raises(SecondEngineMissingError):
        engines_for(OcrOptions(page_timeout_s=61, second_engine="always"))


def test_the_second_engine_can_be_switched_off() -> None:
    assert engines_for(OcrOptions(second_engine="never")).second is None
    assert engines_for(OcrOptions(second_engine="always")).effective_policy == "always"
