from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
import pytest

from ocr.cleanup import CleanPage, clean
from ocr.engine import EngineWord, Orientation, Pixels
from ocr.options import OcrOptions
from ocr.orientation import is_convincing, read_upright
from ocr.raster import Raster
from ocr.tesseract_engine import TesseractEngine
from storage.errors import EngineInfo
from tests.ocr.charts import NOTE_WORDS, typed_page
from tests.ocr.cleanup.drawn import leaning


def words(
    *texts: str, confidence: float = 0.95, width: float = 80, height: float = 20
) -> tuple[EngineWord, ...]:
    return tuple(
        EngineWord(text, 10, 30 * place, 10 + width, 30 * place + height, confidence, 0, place)
        for place, text in enumerate(texts)
    )


GOOD = words("blood", "pressure", "was", "normal")
GARBAGE = words("jeuuou", "sem", "ainssaud", "poolq", confidence=0.35)


@dataclass
class TurningEngine:
    """Reads well only where the dark bar of `page_with_bar` lies at the top; counts what it was asked."""

    orientation: Orientation | None = None
    good: tuple[EngineWord, ...] = GOOD
    bad: tuple[EngineWord, ...] = GARBAGE
    info: EngineInfo = field(default_factory=lambda: EngineInfo("turning", "1"))
    shapes: list[tuple[int, ...]] = field(default_factory=list)
    asked: int = 0

    def read_words(self, grey: Pixels, *, dpi: int) -> tuple[EngineWord, ...]:
        del dpi
        self.shapes.append(grey.shape)
        height = grey.shape[0]
        dark = (grey < 128).mean(axis=1)
        return self.good if dark[: height // 2].sum() > 2 * dark[height // 2 :].sum() else self.bad

    def find_orientation(self, grey: Pixels, *, dpi: int) -> Orientation | None:
        del grey, dpi
        self.asked += 1
        return self.orientation


def page_with_bar(rotation_deg: int) -> CleanPage:
    grey = np.full((800, 600), 255, np.uint8)
    grey[100:110, 100:500] = 0
    turns = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
    lying = cv2.rotate(grey, turns[rotation_deg]) if rotation_deg else grey
    return CleanPage(np.asarray(lying, dtype=np.uint8), 100)


def test_a_page_that_lies_right_is_read_once_and_nothing_else_is_asked() -> None:
    engine = TurningEngine(Orientation(180, 15.0))
    reading = read_upright(page_with_bar(0), engine)
    assert (reading.rotation_deg, reading.is_sure, reading.words) == (0, True, GOOD)
    assert (len(engine.shapes), engine.asked) == (1, 0)


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_sure_orientation_is_followed(rotation: int) -> None:
    engine = TurningEngine(Orientation(rotation, 5.0))
    reading = read_upright(page_with_bar(rotation), engine)
    assert (reading.rotation_deg, reading.is_sure, reading.words) == (rotation, True, GOOD)
    assert reading.page.grey.shape == (800, 600)
    # a page on its side is seen to be so by its profile, and not read sideways first
    assert (len(engine.shapes), engine.asked) == (2 if rotation == 180 else 1, 1)


@pytest.mark.parametrize("weak", [None, Orientation(180, 2.1), Orientation(90, 4.9)])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_weak_orientation_is_settled_by_reading_a_strip(rotation: int, weak: Orientation | None) -> None:
    engine = TurningEngine(weak, good=words("blood", "pressure", "was", "normal", confidence=0.65))
    reading = read_upright(page_with_bar(rotation), engine)
    assert (reading.rotation_deg, reading.is_sure) == (rotation, True)
    assert all(max(shape) <= 300 for shape in engine.shapes[1:5])


def test_a_page_that_nobody_can_tell_is_left_as_it_lies_and_flagged() -> None:
    engine = TurningEngine(Orientation(180, 2.0), good=GARBAGE)
    reading = read_upright(page_with_bar(180), engine)
    assert (reading.rotation_deg, reading.is_sure, reading.words) == (0, False, GARBAGE)
    nothing = TurningEngine(good=(), bad=())
    assert not read_upright(page_with_bar(180), nothing).is_sure


@pytest.mark.parametrize(
    "read",
    [
        GARBAGE,
        words("SWIMS"),
        words("blood", "pressure", "normal", width=20, height=80),
        (*words("blood", "pressure"), *words("normal", "today", "again", width=20, height=80)),
        words("a", "b", "c", "d", "e", "f"),
        words("~~~~~~", "------", "......"),
        (),
    ],
    ids=["garbage", "too little", "sideways", "mostly sideways", "letters", "marks", "nothing"],
)
def test_what_a_page_read_the_wrong_way_up_gives_does_not_convince(read: tuple[EngineWord, ...]) -> None:
    assert not is_convincing(read)


@pytest.fixture(scope="module")
def tesseract() -> TesseractEngine:
    return TesseractEngine(OcrOptions())


@pytest.mark.parametrize(("rotation", "skew"), [(90, -6.0), (180, 13.0), (270, 0.0)])
def test_tesseract_reads_a_turned_and_leaning_page(
    tesseract: TesseractEngine, rotation: int, skew: float
) -> None:
    upright = np.asarray(typed_page(), dtype=np.uint8)
    turns = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
    scan = leaning(np.asarray(cv2.rotate(upright, turns[rotation]), np.uint8), skew, ground=255)
    reading = read_upright(clean(Raster(scan, 200)), tesseract)
    assert (reading.rotation_deg, reading.is_sure) == (rotation, True)
    assert [word.text for word in reading.words] == NOTE_WORDS
