from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.cleanup import CleanPage, clean, turned_upright
from ocr.cleanup.geometry import deskewed, scaled
from ocr.page import Box
from ocr.raster import Raster
from ocr.transform import Transform, scaling, shifting, turn_right_angle

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


@given(transforms(), NUMBERS, NUMBERS)
def test_the_rows_of_a_map_are_its_matrix(to: Transform, x: float, y: float) -> None:
    matrix = np.array(to.after(shifting(1, 2)).rows())
    assert to.point(x + 1, y + 2) == pytest.approx(tuple(matrix @ [x, y, 1]), abs=1e-6)


@pytest.mark.parametrize(
    ("turn", "box"),
    [(0, (10, 20, 30, 50)), (90, (50, 10, 80, 30)), (180, (170, 50, 190, 80)), (270, (20, 170, 50, 190))],
)
def test_right_angles_turn_clockwise(turn: int, box: tuple[int, int, int, int]) -> None:
    turned = turn_right_angle(turn, width=200, height=100)
    size = (100, 200) if turn in (90, 270) else (200, 100)
    assert turned.carry((10, 20, 30, 50), width=size[0], height=size[1]) == Box(*box)


CHAINS = st.lists(
    st.one_of(
        st.tuples(st.just("scale"), st.floats(0.6, 3)),
        st.tuples(st.just("deskew"), st.floats(-15, 15)),
        st.tuples(st.just("turn"), st.sampled_from((0, 90, 180, 270))),
    ),
    max_size=4,
)
SQUARE = (60, 40, 84, 64)


def after(chain: list[tuple[str, float]], page: CleanPage) -> CleanPage:
    for name, how in chain:
        if name == "scale":
            page = scaled(page, how, dpi=page.dpi)
        elif name == "deskew":
            page = deskewed(page, how)
        else:
            page = turned_upright(page, int(how))
    return page


def with_square(width: int = 150, height: int = 110) -> CleanPage:
    grey = np.full((height, width), 255, np.uint8)
    left, top, right, bottom = SQUARE
    grey[top:bottom, left:right] = 0
    return CleanPage(grey, 100)


@settings(deadline=None, max_examples=50)
@given(CHAINS, st.floats(0, 150), st.floats(0, 110))
def test_any_chain_of_steps_leads_a_point_there_and_back(
    chain: list[tuple[str, float]], x: float, y: float
) -> None:
    page = after(chain, with_square())
    there = page.to_original.inverse().point(x, y)
    assert page.to_original.point(*there) == pytest.approx((x, y), abs=1e-6)
    height, width = page.grey.shape
    assert -0.5 <= there[0] <= width + 0.5  # no step cuts anything off
    assert -0.5 <= there[1] <= height + 0.5


@settings(deadline=None, max_examples=50)
@given(CHAINS)
def test_a_square_found_after_any_chain_of_steps_lies_where_it_was_drawn(
    chain: list[tuple[str, float]],
) -> None:
    page = after(chain, with_square())
    ys, xs = np.nonzero(page.grey < 250)
    places = [page.to_original.point(x + 0.5, y + 0.5) for x, y in zip(xs, ys, strict=True)]
    left, top, right, bottom = SQUARE
    middle = np.average(places, axis=0, weights=255 - page.grey[ys, xs].astype(float))
    assert middle == pytest.approx(((left + right) / 2, (top + bottom) / 2), abs=0.5)
    # resampling softens an edge by a pixel or two, of the size that they have now
    slack = 1.5 + 1.5 * math.hypot(page.to_original.a, page.to_original.d)
    inside = np.array(places)[page.grey[ys, xs] < 128]
    assert inside.min(axis=0) == pytest.approx((left, top), abs=slack)
    assert inside.max(axis=0) == pytest.approx((right, bottom), abs=slack)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize(("dpi", "skew"), [(300, 0.0), (100, 0.0), (150, -6.0), (300, 14.0), (600, 2.0)])
def test_a_mark_found_on_the_cleaned_page_leads_back_to_itself(rotation: int, dpi: int, skew: float) -> None:
    import cv2

    upright = np.full((600, 460), 255, np.uint8)
    for row in range(100, 500, 40):
        for left in range(80, 380, 60):
            upright[row : row + 12, left : left + 50] = 0  # words, for the deskew to hold on to
    turns = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
    lying = upright if rotation == 0 else cv2.rotate(upright, turns[rotation])
    height, width = lying.shape
    lean = cv2.getRotationMatrix2D((width / 2, height / 2), -skew, 1.0)
    scan = np.asarray(cv2.warpAffine(lying, lean, (width, height), borderValue=(255, 255, 255)), np.uint8)
    page = turned_upright(clean(Raster(scan, dpi)), rotation)
    assert page.skew_deg == pytest.approx(skew, abs=0.2)
    rows = cv2.connectedComponentsWithStats((page.grey < 128).astype(np.uint8))[2][1:]
    words = [row for row in rows if row[4] > 200 * (page.dpi / dpi) ** 2]
    assert len(words) == 50
    for left, top, wide, high, _ in words:
        box = page.to_original.carry((left, top, left + wide, top + high), width=width, height=height)
        y, x = (box.top + box.bottom) // 2, (box.left + box.right) // 2
        assert scan[y - 2 : y + 3, x - 2 : x + 3].max() < 128  # the middle of a word, not its neighbours' gap
