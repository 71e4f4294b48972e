from __future__ import annotations

import io

import pytest
from PIL import Image

from review_ui.thumbnails import upright_jpeg

DARK, LIGHT = 20, 240


def lying(rotation_deg: int) -> bytes:
    """A small page with a dark head, turned clockwise."""
    page = Image.new("L", (40, 60), LIGHT)
    page.paste(DARK, (0, 0, 40, 20))
    written = io.BytesIO()
    page.rotate(-rotation_deg, expand=True).save(written, "JPEG")
    return written.getvalue()


@pytest.mark.parametrize("rotation_deg", [90, 180, 270])
def test_a_page_that_lies_is_shown_with_its_head_up(rotation_deg: int) -> None:
    shown = Image.open(io.BytesIO(upright_jpeg(lying(rotation_deg), rotation_deg)))
    assert shown.size == (40, 60)
    head, foot = shown.getpixel((20, 5)), shown.getpixel((20, 50))
    assert isinstance(head, int)
    assert isinstance(foot, int)
    assert head < foot


def test_a_page_that_stands_is_left_as_it_is() -> None:
    assert upright_jpeg(b"any bytes", 0) == b"any bytes"
