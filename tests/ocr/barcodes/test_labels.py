from __future__ import annotations

import pytest

from ocr.barcodes import LabelPatterns, labels_of
from ocr.box import Box
from ocr.page_structure import Barcode

PATTERNS = LabelPatterns(
    mrn=(r"P(?P<value>\d{6,9})",), account=(r"V\d{8}",), forms={r"F-210[12]": "consent", r"LAB\d": "lab"}
)


def barcode(text: str) -> Barcode:
    return Barcode(symbology="Code 128", text=text, box=Box(1, 2, 30, 40))


def test_labels_name_patient_account_and_form() -> None:
    found = labels_of(map(barcode, ["P1234567", "V20260001", "F-2101", "anything"]), PATTERNS)
    assert [(label.kind, label.value) for label in found] == [
        ("mrn", "1234567"),
        ("account", "V20260001"),
        ("form", "consent"),
    ]
    assert found[0].barcode.text == "P1234567"


def test_the_same_label_counts_once() -> None:
    assert len(labels_of(map(barcode, ["P1234567", "P1234567 ", "P7654321"]), PATTERNS)) == 2


def test_without_patterns_no_barcode_is_a_label() -> None:
    assert labels_of([barcode("P1234567")], LabelPatterns()) == ()


def test_patterns_survive_json() -> None:
    assert LabelPatterns.from_json(PATTERNS.as_json()) == PATTERNS
    assert LabelPatterns.from_json({}) == LabelPatterns()


def test_a_pattern_that_cannot_be_understood_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be understood"):
        LabelPatterns(mrn=("(",))
    with pytest.raises(ValueError, match="document type"):
        LabelPatterns(forms={"x": ""})
