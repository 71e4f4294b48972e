from __future__ import annotations

from dataclasses import replace

import pytest

from ocr.broken_words import with_broken_dates_joined
from ocr.engine import EngineWord
from ocr.structure.grid import Grid, GridCell
from ocr.word import WordReading

CELL = Grid((0, 0, 400, 400), 1, 1, (GridCell(0, 0, (0, 0, 400, 400)),))


def stacked(*texts: str, left: float = 10) -> list[EngineWord]:
    return [
        EngineWord(
            text,
            left,
            10 + 30 * n,
            left + 12 * len(text),
            30 + 30 * n,
            0.9 - n / 100,
            0,
            n,
            readings=(WordReading("tesseract", text, 0.8), WordReading("rapidocr", text, 0.9)),
        )
        for n, text in enumerate(texts)
    ]


def joined(words: list[EngineWord], grid: Grid = CELL) -> list[str]:
    return [word.text for word in with_broken_dates_joined(words, [grid])]


@pytest.mark.parametrize(
    "parts", [("04/0", "1/20", "26"), ("04/22/20", "26"), ("4/1-", "2026"), ("12-31-", "1999")]
)
def test_a_date_that_a_cell_breaks_is_one_word_again(parts: tuple[str, ...]) -> None:
    whole = "".join(parts)
    (word,) = with_broken_dates_joined(stacked(*parts), [CELL])
    assert word.text == whole
    assert (word.left, word.top, word.bottom) == (10, 10, 30 + 30 * (len(parts) - 1))
    assert word.confidence == 0.9 - (len(parts) - 1) / 100
    assert [reading.text for reading in word.readings] == [whole, whole]


def test_other_words_of_the_cell_stay_where_they_are() -> None:
    dates, units = stacked("04/0", "1/20", "26"), stacked("mg/", "dL", left=120)
    assert joined([dates[0], units[0], dates[1], units[1], dates[2]]) == ["04/01/2026", "mg/", "dL"]


@pytest.mark.parametrize(
    "parts",
    [("04/01/2026", "26"), ("120", "80"), ("04/22/20", "Na"), ("98/1", "1/20", "26"), ("04/0", "1/20")],
)
def test_what_is_no_broken_date_is_left_alone(parts: tuple[str, ...]) -> None:
    assert joined(stacked(*parts)) == list(parts)


def test_parts_that_do_not_stand_below_each_other_in_one_cell_are_left_alone() -> None:
    first, second = stacked("04/22/20", "26")
    assert joined([first, replace(second, left=60, right=84)]) == ["04/22/20", "26"]
    assert joined([first, replace(second, top=90, bottom=110)]) == ["04/22/20", "26"]
    elsewhere = Grid((0, 0, 400, 35), 1, 1, (GridCell(0, 0, (0, 0, 400, 35)),))
    assert joined([first, second], elsewhere) == ["04/22/20", "26"]
    assert joined([first, replace(second, handwritten=True)]) == ["04/22/20", "26"]


def test_an_engine_that_missed_a_part_did_not_read_the_date() -> None:
    first, second = stacked("04/22/20", "26")
    (word,) = with_broken_dates_joined([first, replace(second, readings=second.readings[:1])], [CELL])
    assert [(reading.engine, reading.text) for reading in word.readings] == [("tesseract", "04/22/2026")]
