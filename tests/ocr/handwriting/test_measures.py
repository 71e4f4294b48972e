from __future__ import annotations

import json

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from ocr.engine import EngineWord
from ocr.handwriting.features import FEATURE_COUNT, measure_words
from ocr.handwriting.outlines import find_ink, find_outlines, number_map
from ocr.handwriting.pen_model import PenModel, pen_model
from ocr.handwriting.regions import WorkingRegion, gather

DPI = 200


def ring_and_bar() -> NDArray[np.uint8]:
    paper = np.full((200, 400), 250, np.uint8)
    cv2.circle(paper, (80, 100), 30, (0,), 6)
    cv2.rectangle(paper, (200, 60), (210, 140), (0,), -1)
    paper[10, 10] = 0
    return paper


def test_outlines_tell_outer_edges_from_holes_and_leave_specks_out() -> None:
    outlines = find_outlines(find_ink(ring_and_bar(), dpi=DPI), dpi=DPI)
    assert sorted(outlines.is_hole.tolist()) == [False, False, True]
    bar = outlines.boxes[np.argmax(outlines.boxes[:, 0])]
    assert bar.tolist() == pytest.approx([200, 60, 211, 141], abs=2)
    assert outlines.lengths.sum() == len(outlines.x) == len(outlines.y)


def test_blank_paper_has_no_outlines() -> None:
    paper = np.full((100, 100), 240, np.uint8)
    outlines = find_outlines(find_ink(paper, dpi=DPI), dpi=DPI)
    assert len(outlines.starts) == 0
    word = EngineWord("x", 0, 0, 50, 50, None, 0, 0)
    assert not measure_words(outlines, [word], shape=(100, 100)).any()


def test_measures_do_not_depend_on_how_loose_a_box_is() -> None:
    outlines = find_outlines(find_ink(ring_and_bar(), dpi=DPI), dpi=DPI)
    tight = EngineWord("o", 45, 65, 116, 136, None, 0, 0)
    loose = EngineWord("o", 40, 45, 120, 150, None, 0, 0)
    one, other = (measure_words(outlines, [word], shape=(200, 400))[0] for word in (tight, loose))
    assert one.shape == (FEATURE_COUNT,)
    # the share of the box that is ink is the box's own
    assert np.flatnonzero(np.abs(one - other) > 0.25).size <= 1


def test_of_boxes_over_each_other_the_smaller_one_wins() -> None:
    numbers = number_map([(0, 0, 10, 10), (2, 2, 4, 4)], (12, 12))
    assert numbers[3, 3] == 1
    assert numbers[8, 8] == 0
    assert numbers[11, 11] == -1


def test_the_model_is_the_same_after_a_round_trip_and_fits_the_features() -> None:
    model = pen_model()
    again = PenModel.from_json(json.loads(json.dumps(model.as_json())))
    rows = np.random.default_rng(0).normal(0, 1, (5, FEATURE_COUNT))
    assert again.log_odds(rows).tolist() == model.log_odds(rows).tolist()
    assert np.abs(model.log_odds(rows * 100)).max() <= 4
    with pytest.raises(ValueError, match="other features"):
        PenModel.from_json({**model.as_json(), "hidden": [[1.0]]})


def test_boxes_that_nearly_touch_are_gathered() -> None:
    boxes = [(0.0, 0.0, 40.0, 20.0), (50.0, 0.0, 90.0, 20.0), (300.0, 0.0, 340.0, 20.0)]
    assert gather(boxes, reach=[(12.0, 2.0)] * 3, dpi=DPI) == [[0, 1], [2]]
    assert gather([], reach=[], dpi=DPI) == []


def test_a_region_without_a_size_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="size"):
        WorkingRegion("handwriting", (0.0, 0.0, 0.0, 10.0), 0.5)
