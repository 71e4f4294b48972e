from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr.engine import Pixels
from ocr.reading_size import reading_factor, shrunk


def page_of_print(*, size_px: int) -> Pixels:
    picture = Image.new("L", (1200, 800), 245)
    draw = ImageDraw.Draw(picture)
    for row in range(8):
        draw.text((40, 40 + 90 * row), "seen in clinic today", fill=20, font=ImageFont.load_default(size_px))
    return np.asarray(picture)


@pytest.mark.parametrize("dpi", [100, 200, 230])
def test_a_page_no_finer_than_needed_keeps_its_pixels(dpi: int) -> None:
    assert reading_factor(page_of_print(size_px=40), dpi=dpi) == 1


@pytest.mark.parametrize(("dpi", "factor"), [(300, 2 / 3), (400, 1 / 2), (600, 1 / 3)])
def test_a_finer_page_is_read_at_200_dpi(dpi: int, factor: float) -> None:
    assert reading_factor(page_of_print(size_px=64), dpi=dpi) == pytest.approx(factor)


def test_very_small_print_keeps_its_pixels() -> None:
    assert reading_factor(page_of_print(size_px=14), dpi=300) == 1


def test_a_page_without_letters_may_shrink() -> None:
    assert reading_factor(np.full((900, 700), 250, np.uint8), dpi=300) == pytest.approx(2 / 3)


def test_shrinking_keeps_dark_dark_and_light_light() -> None:
    grey = np.full((300, 300), 250, np.uint8)
    grey[90:210, 90:210] = 10

    small = shrunk(grey, 1 / 3)

    assert small.shape == (100, 100)
    assert small[50, 50] == 10
    assert small[5, 5] == 250
