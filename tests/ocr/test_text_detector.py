from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from ocr.text_detector import TextBox, find_text

Heat = NDArray[np.float32]


def paper(height: int = 640, width: int = 480) -> NDArray[np.uint8]:
    """Stripes of ink everywhere: where there is none at all, no text is believed."""
    stripes = np.full((height, width), 255, dtype=np.uint8)
    stripes[:, ::8] = 0
    return stripes


def network_seeing(*rectangles: tuple[int, int, int, int], sure: float = 0.9) -> object:
    def network(planes: Heat) -> Heat:
        heat = np.zeros((1, 1, *planes.shape[2:]), dtype=np.float32)
        for left, top, right, bottom in rectangles:
            heat[0, 0, top:bottom, left:right] = sure
        return heat

    return network


def test_a_warm_rectangle_becomes_a_box_grown_by_its_thickness_in_page_pixels() -> None:
    boxes = find_text(paper(1280, 960), network_seeing((100, 200, 300, 212)), long_side_px=640)  # type: ignore[arg-type]
    (box,) = boxes
    left, top, right, bottom = box.corners
    assert box.score == pytest.approx(0.9, abs=0.15)
    assert left < 2 * 100 - 10
    assert right > 2 * 300 + 10
    assert top < 2 * 200 - 10
    assert bottom > 2 * 212 + 10
    assert (left + right) / 2 == pytest.approx(2 * 200, abs=4)


def test_specks_and_lukewarm_places_are_no_text() -> None:
    assert find_text(paper(), network_seeing((10, 10, 12, 12)), long_side_px=640) == ()  # type: ignore[arg-type]
    barely = network_seeing((10, 10, 200, 30), sure=0.29)
    assert find_text(paper(), barely, long_side_px=640) == ()  # type: ignore[arg-type]


def test_boxes_come_from_the_top_and_the_network_sees_sides_of_its_grid() -> None:
    seen: list[tuple[int, ...]] = []

    def network(planes: Heat) -> Heat:
        seen.append(planes.shape)
        assert planes.min() >= -1
        assert planes.max() <= 1
        return network_seeing((50, 300, 200, 320), (50, 100, 200, 120))(planes)  # type: ignore[operator, no-any-return]

    boxes = find_text(paper(901, 701), network, long_side_px=640)
    assert [box.y for box in boxes] == sorted(box.y for box in boxes)
    assert len(boxes) == 2
    assert seen == [(1, 3, 640, 512)]


def test_a_slanted_line_keeps_its_slant() -> None:
    def network(planes: Heat) -> Heat:
        heat = np.zeros(planes.shape[2:], dtype=np.float32)
        points = np.array([(100, 100), (300, 120), (299, 132), (99, 112)], dtype=np.int32)
        cv2.fillPoly(heat, [points], (1.0,))
        return heat[None, None]

    (box,) = find_text(paper(), network, long_side_px=640)
    assert box.angle_deg == pytest.approx(5.7, abs=0.6)
    assert box.width > 4 * box.height


def test_where_no_ink_is_no_text_is_believed() -> None:
    white = np.full((640, 480), 250, dtype=np.uint8)
    assert find_text(white, network_seeing((100, 200, 300, 212)), long_side_px=640) == ()  # type: ignore[arg-type]


def test_the_corners_of_a_slanted_box_lie_around_it() -> None:
    box = TextBox(100, 50, 80, 20, 90, 1.0)
    assert box.corners == pytest.approx((90, 10, 110, 90))
