from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.separators import CoverSheet, cover_text, is_cover_text, parse_cover

VALUES = st.one_of(
    st.none(),
    st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20),
    st.just("two words"),
)


@given(VALUES, VALUES, VALUES)
def test_a_cover_sheet_survives_its_barcode(mrn: str | None, encounter: str | None, kind: str | None) -> None:
    if not any((mrn, encounter, kind)):
        return
    sheet = CoverSheet(mrn, encounter, kind)
    text = cover_text(sheet)
    assert re.fullmatch(r"[A-Z0-9 \-.$/+%]+", text)
    assert is_cover_text(text)
    assert parse_cover(text) == sheet
    assert CoverSheet.from_json(sheet.as_json()) == sheet


def test_a_changed_character_is_noticed() -> None:
    text = cover_text(CoverSheet(mrn="12345678", encounter="E20260012"))
    for place in range(5, len(text)):
        changed = text[:place] + ("1" if text[place] != "1" else "2") + text[place + 1 :]
        assert parse_cover(changed) is None


@pytest.mark.parametrize("text", ["", "PATCHT", "K", "CHS1$", "CHS2$M1$K0000", "MRN12345678"])
def test_other_texts_are_no_cover_sheet(text: str) -> None:
    assert parse_cover(text) is None


def test_a_later_version_is_a_cover_sheet_that_cannot_be_read() -> None:
    assert is_cover_text("CHS2$M1$X9$K0000")
    assert not is_cover_text("CHART$M1")


@pytest.mark.parametrize("body", ["CHS1$Q1$", "CHS1$M1$M2$", "CHS1$M%C3$", "CHS1$M!$", "CHS1$", "CHS1$M$"])
def test_a_right_check_over_wrong_fields_is_no_cover_sheet(body: str) -> None:
    from ocr.separators.cover import _check

    assert parse_cover(f"{body}K{_check(body)}") is None


@pytest.mark.parametrize("value", ["", " x", "x" * 65, "a\nb"])
def test_values_that_no_sheet_can_carry_are_refused(value: str) -> None:
    with pytest.raises(ValueError, match="cover sheet"):
        CoverSheet(mrn=value, encounter="E1")
    with pytest.raises(ValueError, match="names a patient"):
        CoverSheet()
