from __future__ import annotations

import pytest

from nlp.chart_index.chart_index import FOLDER, table_rows
from nlp.long_term_drugs import long_term_drugs
from nlp.options import CodingOptions, EncounterType
from nlp.resources import CodingResources
from nlp.source_text import SourceText
from nlp.suggest_codes import suggest_codes


def codes(text: str, section: str = "") -> list[str]:
    return [match.entries[0].code for match in long_term_drugs(text, lambda _: section)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He takes metformin and Lantus at night.", ["Z79.84", "Z79.4"]),
        ("Maintained on warfarin for the valve.", ["Z79.01"]),
        ("Chronic prednisone 5 mg for her arthritis.", ["Z79.52"]),
        ("Home regimen includes clopidogrel.", ["Z79.02"]),
    ],
)
def test_drugs_that_somebody_takes_lead_to_their_status_code(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Prednisone taper was started.",
        "on ibuprofen as needed",
        "takes prednisone 40 mg for 5 days",
        "Insulin drip in the unit.",
        "Metformin was discussed.",
        "Continue oxycodone after the operation.",
    ],
)
def test_a_course_a_single_dose_and_a_drug_that_is_only_named_do_not(text: str) -> None:
    assert codes(text) == []


def test_a_list_of_medications_says_that_they_are_taken() -> None:
    assert codes("Apixaban 5 mg twice daily\nAspirin 81 mg\nNaproxen 500 mg", "medications") == [
        "Z79.01",
        "Z79.82",
    ]


def test_what_was_stopped_or_denied_is_not_suggested(resources: CodingResources) -> None:
    options = CodingOptions(encounter_type=EncounterType.OUTPATIENT)
    source = SourceText.from_plain_text("He is not on insulin. He continues apixaban.")
    found = suggest_codes(source, options=options, resources=resources)
    assert [one.code for one in found.suggestions if one.code.startswith("Z79")] == ["Z79.01"]


def test_every_code_of_the_table_may_be_billed(resources: CodingResources) -> None:
    found = {code for _, code, _ in table_rows(FOLDER, "long_term_drugs", 3)}
    assert [code for code in found if not resources.code_set.billable(code)] == []


def test_an_allergy_keeps_its_status_code(resources: CodingResources) -> None:
    options = CodingOptions(encounter_type=EncounterType.OUTPATIENT)
    source = SourceText.from_plain_text("allergic to sulfa")
    assert suggest_codes(source, options=options, resources=resources).suggestions[0].code == "Z88.2"
