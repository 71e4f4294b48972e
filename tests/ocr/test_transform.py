from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.cleanup import CleanPage, clean, turned_upright
from ocr.page import Box
from ocr.raster import Raster
from ocr.transform import Transform, scaling, turn_right_angle

NUMBERS = st.floats(-500, 500)


@st.composite
def transforms(draw: st.DrawFn) -> Transform:
    angle, factor = math.radians(draw(NUMBERS)), draw(st.floats(0.2, 5))
    cosine, sine = factor * math.cos(angle), factor * math.sin(angle)
    return Transform(cosine, -sine, draw(NUMBERS), sine, cosine, draw(NUMBERS))


@given(transforms(), transforms(), NUMBERS, NUMBERS)
def test_doing_one_after_the_other_and_going_back_agree(
    first: Transform, second: Transform, x: float, y: float
) -> None:
    both = second.after(first)
    assert both.point(x, y) == pytest.approx(second.point(*first.point(x, y)), abs=1e-6)
    assert both.inverse().point(*both.point(x, y)) == pytest.approx((x, y), abs=1e-6)


@given(transforms(), NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_a_carried_box_always_lies_on_the_page(
    to: Transform, left: float, top: float, width: float, height: float
) -> None:
    box = to.carry((left, top, left + abs(width), top + abs(height)), width=300, height=200)
    assert box.right <= 300
    assert box.bottom <= 200


def test_a_flat_map_has_no_way_back() -> None:
    with pytest.raises(ValueError, match="no way back"):
        scaling(1, 0).inverse()


@pytest.mark.parametrize(
    ("turn", "box"),
    [(0, (10, 20, 30, 50)), (90, (50, 10, 80, 30)), (180, (170, 50, 190, 80)), (270, (20, 170, 50, 190))],
)
def test_right_angles_turn_clockwise(turn: int, box: tuple[int, int, int, int]) -> None:
    turned = turn_right_angle(turn, width=200, height=100)
    size = (100, 200) if turn in (90, 270) else (200, 100)
    assert turned.carry((10, 20, 30, 50), width=size[0], height=size[1]) == Box(*box)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize(("dpi", "skew"), [(300, 0.0), (100, 0.0), (300, 4.0), (150, -6.0), (600, 2.0)])
def test_a_mark_found_on_the_cleaned_page_leads_back_to_itself(rotation: int, dpi: int, skew: float) -> None:
    import cv2

    upright = np.full((900, 700), 255, np.uint8)
    for row in range(100, 800, 40):
        for left in range(80, 600, 60):
            upright[row : row + 12, left : left + 50] = 0  # words, for the deskew to hold on to
    turns = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
    lying = upright if rotation == 0 else cv2.rotate(upright, turns[rotation])
    height, width = lying.shape
    lean = cv2.getRotationMatrix2D((width / 2, height / 2), -skew, 1.0)
    scan = np.asarray(cv2.warpAffine(lying, lean, (width, height), borderValue=(255, 255, 255)), np.uint8)
    page: CleanPage = turned_upright(clean(Raster(scan, dpi)), rotation)
    assert page.skew_deg == pytest.approx(skew, abs=0.3)
    ys, xs = np.nonzero(page.grey < 100)
    found = page.to_original.carry(
        (float(xs.min()), float(ys.min()), float(xs.max() + 1), float(ys.max() + 1)),
        width=width,
        height=height,
    )
    ink_y, ink_x = np.nonzero(scan < 100)
    # the box around a tilted block is wider than the block: by its other side times the sine, twice at most
    slack = 8 + 2 * abs(math.sin(math.radians(skew))) * 700
    assert abs(found.left - ink_x.min()) <= slack
    assert abs(found.right - ink_x.max()) <= slack
    assert abs(found.top - ink_y.min()) <= slack
    assert abs(found.bottom - ink_y.max()) <= slack
