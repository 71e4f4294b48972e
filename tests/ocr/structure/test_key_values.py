from __future__ import annotations

import pytest

from ocr.reading_order import order_words
from ocr.structure import find_grids
from ocr.structure.checkboxes import FoundBox
from ocr.structure.key_values import FoundField, find_key_values
from ocr.structure.page_words import PageWords
from tests.ocr.structure.drawn_pages import DPI, DrawnPage


def fields(page: DrawnPage) -> tuple[FoundField, ...]:
    grids = find_grids(page.grey, dpi=DPI)
    return find_key_values(PageWords.from_blocks(order_words(page.words, grids=grids)), grids)


def read(*lines: str) -> list[tuple[str, str]]:
    page = DrawnPage()
    for number, line in enumerate(lines):
        page.write(line, 100, 100 + 30 * number)
    return [(field.name, field.text) for field in fields(page)]


@pytest.mark.parametrize(
    ("line", "pair"),
    [
        ("Patient Name: Quill, Ada", ("patient_name", "Quill, Ada")),
        ("Patient: Ada B. Quill", ("patient_name", "Ada B. Quill")),
        ("Date of Birth: 07/14/1958", ("birth_date", "07/14/1958")),
        ("DOB: March 3, 1961 Age: 60", ("birth_date", "March 3, 1961")),
        ("MRN:00473821", ("mrn", "00473821")),
        ("MRN # 00473821", ("mrn", "00473821")),
        ("Medical Record Number: AB-12345", ("mrn", "AB-12345")),
        ("Acct#: 88234-A", ("account", "88234-A")),
        ("Encounter Number: E2231", ("encounter", "E2231")),
        ("Admission Date: 2026-01-05", ("admission_date", "2026-01-05")),
        ("Date of Discharge: 1/9/26", ("discharge_date", "1/9/26")),
        ("Date of Service: 12 Jan 2026", ("date_of_service", "12 Jan 2026")),
        ("Sex: F", ("sex", "F")),
        ("Primary Payer: Prairie Mutual Health", ("payer", "Prairie Mutual Health")),
        ("Member ID: XQ 4471-20", ("member_id", "XQ 4471-20")),
        ("Group No.: 55120", ("group_number", "55120")),
        ("Attending Physician: Dr. Rosa Lind, MD", ("provider", "Dr. Rosa Lind, MD")),
        ("Home phone: (555) 201-4477", ("phone", "(555) 201-4477")),
        ("Address: 4 Alder Lane", ("address", "4 Alder Lane")),
    ],
)
def test_a_label_and_what_follows_it_are_a_pair(line: str, pair: tuple[str, str]) -> None:
    assert read(line) == [pair]


@pytest.mark.parametrize(
    "line",
    [
        "Emergency contact phone: (555) 201-4477",
        "Print name: Ada Quill",
        "Guarantor DOB: 01/02/1950",
        "MRN: pending",
        "DOB: unknown",
        "The patient was seen with his name tag",
        "Sex: declined",
        "Patient Name:",
        "Name: ____",
    ],
)
def test_another_persons_label_and_a_value_of_the_wrong_form_are_none(line: str) -> None:
    assert read(line) == []


def test_several_pairs_stand_on_one_line() -> None:
    assert read("Ada Quill MRN: 789012 DOB: 05/15/1968") == [("mrn", "789012"), ("birth_date", "05/15/1968")]


def test_a_value_may_stand_below_its_label() -> None:
    page = DrawnPage()
    page.write("Patient name", 100, 100)
    page.write("Member ID", 500, 100)
    page.write("Ada Quill", 105, 130)
    page.write("XQ447120", 505, 130)
    assert [(field.name, field.text) for field in fields(page)] == [
        ("patient_name", "Ada Quill"),
        ("member_id", "XQ447120"),
    ]


def test_a_value_does_not_leave_its_ruled_cell_and_may_go_on_in_it() -> None:
    page = DrawnPage()
    page.table([100, 400, 700], [100, 200])
    page.write("Patient: Ada", 110, 110)
    page.write("Quill", 110, 140)
    page.write("Smith MRN: 4471", 410, 110)
    found = fields(page)
    assert [(field.name, field.text) for field in found] == [("patient_name", "Ada Quill"), ("mrn", "4471")]
    assert found[0].confidence < found[1].confidence <= 0.95


def test_the_value_of_a_sex_is_the_only_ticked_box() -> None:
    page = DrawnPage()
    page.write("Sex: Female Male", 100, 100)
    words = PageWords.from_blocks([[page.words]])
    female = FoundBox((146.0, 100.0, 150.0, 120.0), "marked", (1,))
    male = FoundBox((228.0, 100.0, 232.0, 120.0), "empty", (2,))
    (field,) = find_key_values(words, (), (female, male))
    assert (field.name, field.text) == ("sex", "Female")
    both = FoundBox(male.corners, "marked", (2,))
    assert find_key_values(words, (), (female, both)) == ()


def test_words_of_a_text_layer_have_no_confidence_and_pairs_all_the_same() -> None:
    page = DrawnPage()
    page.write("MRN: 4471", 100, 100, confidence=None)
    assert [field.confidence for field in fields(page)] == [0.95]
