"""Own pages are the same from the same seed, and the truth lies where the ink is after every degradation."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.ocr.degradations import DEGRADATIONS
from benchmarks.ocr.pages import LAYOUTS, clean_page, degraded
from benchmarks.ocr.truth import TruePage

GEOMETRY = ("rot90", "rot180", "rot270", "skew7", "dpi100", "fax", "border")


@pytest.fixture(scope="module")
def consent() -> TruePage:
    return clean_page("consent", 0)


def test_eight_layouts_clean_and_under_thirty_degradations() -> None:
    assert len(LAYOUTS) == 8
    assert len(DEGRADATIONS) == 31
    assert next(iter(DEGRADATIONS)) == "clean"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_word_of_a_layout_lies_on_its_sheet_and_is_drawn(layout: str) -> None:
    page = clean_page(layout, 3)
    height, width = page.grey.shape
    assert len(page.words) > 100
    for word in page.words:
        left, top, right, bottom = (round(side) for side in word.box)
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= height
        assert page.grey[top:bottom, left:right].min() < 100, word


def test_the_same_seed_draws_the_same_page_and_another_seed_another() -> None:
    first, again, other = clean_page("letter", 1), clean_page("letter", 1), clean_page("letter", 2)
    assert first.text == again.text != other.text
    assert np.array_equal(first.grey, again.grey)


@pytest.mark.parametrize("degradation", GEOMETRY)
def test_true_boxes_go_where_the_page_goes(consent: TruePage, degradation: str) -> None:
    page = degraded(consent, degradation, seed=0)
    height, width = page.grey.shape
    for before, word in zip(consent.words[::7], page.words[::7], strict=True):
        assert before.text == word.text
        left, top, right, bottom = (round(side) for side in word.box)
        assert 0 <= left <= right <= width
        assert 0 <= top <= bottom <= height
        assert page.grey[max(0, top - 1) : bottom + 1, max(0, left - 1) : right + 1].min() < 160


def test_a_turned_page_says_how_it_stands(consent: TruePage) -> None:
    assert degraded(consent, "rot270", seed=0).rotation_deg == 270
    assert abs(degraded(consent, "skew7", seed=0).skew_deg) == 7
    assert degraded(consent, "fax", seed=0).dpi == (204, 98)


def test_a_form_tells_its_fields_checkboxes_and_cells() -> None:
    form, table = clean_page("face_sheet", 0), clean_page("lab_table", 0)
    assert {"mrn", "patient_name", "birth_date"} <= {field.name for field in form.fields}
    assert 0 < sum(box.is_marked for box in form.checkboxes) < len(form.checkboxes)
    assert {cell.column for cell in table.cells} == set(range(5))
    assert max(cell.row for cell in table.cells) == 20
