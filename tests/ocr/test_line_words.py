from __future__ import annotations

import math

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ocr.engine import Pixels
from ocr.line_recogniser import ReadChar
from ocr.line_words import crop_of, words_of_line
from ocr.text_detector import TextBox
from tests.ocr.charts import font


def page_with(text: str, *, angle_deg: float = 0.0) -> Pixels:
    page = Image.new("L", (600, 400), 255)
    ImageDraw.Draw(page).text((100, 180), text, fill=0, font=font(30))
    return np.asarray(page.rotate(-angle_deg, fillcolor=255), dtype=np.uint8)


def chars_of(*words: str, places: list[float]) -> list[ReadChar]:
    chars = [
        ReadChar(text, 0.9, 0.0, 0.9 if first and number else 0.0)
        for number, word in enumerate(words)
        for first, text in [(place == 0, char) for place, char in enumerate(word)]
    ]
    return [ReadChar(c.text, c.confidence, at, c.space_before) for c, at in zip(chars, places, strict=True)]


def test_words_are_cut_in_the_gaps_and_their_boxes_fit_the_ink() -> None:
    page = page_with("ab    cd")
    ink = np.argwhere(page < 128)
    piece = crop_of(page, TextBox(180, 200, 220, 60, 0.0, 0.9))
    first, second = words_of_line(piece, chars_of("ab", "cd", places=[0.17, 0.25, 0.5, 0.6]), line_no=3)
    assert (first.text, second.text, first.line_no) == ("ab", "cd", 3)
    assert first.left == pytest.approx(ink[:, 1].min(), abs=1)
    assert second.right == pytest.approx(ink[:, 1].max() + 1, abs=1)
    assert first.right + 10 < second.left
    assert first.top == second.top == pytest.approx(ink[:, 0].min(), abs=1)
    assert first.confidence == 0.9


def test_a_slanted_piece_is_cut_out_level_and_its_words_lead_back() -> None:
    page = page_with("level", angle_deg=8)
    ink = np.argwhere(page < 128)
    y, x = ink.mean(axis=0)
    piece = crop_of(page, TextBox(x, y, 120, 40, 8, 0.9))
    rows = np.flatnonzero((piece.pixels < 128).any(axis=1))
    assert rows.max() - rows.min() < 26
    (word,) = words_of_line(piece, [ReadChar("level", 0.9, 0.5, 0.0)], line_no=0)
    assert (word.left + word.right) / 2 == pytest.approx(x, abs=4)
    assert (word.top + word.bottom) / 2 == pytest.approx(y, abs=4)


def test_text_on_end_is_laid_down_and_its_words_stand_up_again() -> None:
    page = np.asarray(Image.fromarray(page_with("standing")).rotate(-90, expand=True), dtype=np.uint8)
    ink = np.argwhere(page < 128)
    y, x = ink.mean(axis=0)
    piece = crop_of(page, TextBox(x, y, 44, 200, 0, 0.9))
    assert piece.pixels.shape == (44, 200)
    (word,) = words_of_line(piece, [ReadChar("standing", 0.9, 0.5, 0.0)], line_no=0)
    assert word.bottom - word.top > 3 * (word.right - word.left)
    assert (word.top + word.bottom) / 2 == pytest.approx((ink[:, 0].min() + ink[:, 0].max()) / 2, abs=2)


def test_nothing_read_is_no_word_and_a_piece_without_ink_keeps_its_width() -> None:
    blank = crop_of(np.full((100, 100), 255, dtype=np.uint8), TextBox(50, 50, 60, 20, 0, 0.5))
    assert words_of_line(blank, [], line_no=0) == ()
    (word,) = words_of_line(blank, [ReadChar("x", 0.2, 0.5, 0.0)], line_no=0)
    assert math.isclose(word.right - word.left, 60)
