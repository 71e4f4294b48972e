from __future__ import annotations

from datetime import date

import pytest

from ingest.index_fields import (
    IndexFieldError,
    IndexFields,
    parse_date,
    parse_index_fields,
    proposed_by_header,
)


def test_fields_come_out_typed_and_survive_json() -> None:
    fields = parse_index_fields(
        {"mrn": " 12-34 ", "name": "Doe, Jane", "dob": "03/14/1958", "priority": "stat", "unknown": "x"}
    )

    assert fields == IndexFields(mrn="12-34", name="Doe, Jane", dob=date(1958, 3, 14), priority="stat")
    assert IndexFields.from_json(fields.as_json()) == fields


def test_empty_fields_take_their_defaults() -> None:
    assert parse_index_fields({"mrn": "", "route": None}) == IndexFields()


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("dob", "last spring", "YYYY-MM-DD"),
        ("date_of_service", "2026-02-30", "YYYY-MM-DD"),
        ("priority", "yesterday", "stat, routine, bulk"),
        ("encounter_type", "hotel", "inpatient"),
        ("route", "nowhere", "archive"),
        ("name", "a\x00b", "plain text"),
        ("mrn", "9" * 201, "200 characters"),
    ],
)
def test_a_field_that_cannot_be_used_is_named_with_what_it_should_be(
    field: str, value: str, says: str
) -> None:
    with pytest.raises(IndexFieldError) as refused:
        parse_index_fields({field: value})

    assert says in refused.value.problems[field]
    assert field in refused.value.message


def test_every_problem_is_said_at_once() -> None:
    with pytest.raises(IndexFieldError) as refused:
        parse_index_fields({"dob": "x", "route": "y"})

    assert set(refused.value.problems) == {"dob", "route"}


@pytest.mark.parametrize("text", ["13/45/2020", "2020-13-01", "20200101", ""])
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text) is None


def test_a_spoken_header_offers_what_nobody_claimed() -> None:
    said = {"mrn": "900417", "patient_name": "Fernsby, Marigold", "date_of_birth": "1958-03-14"}
    more = {"worktype": "Consultation", "date_of_service": "May fourth", "unheard_of": "x"}
    assert proposed_by_header({}, said | more) == {
        "mrn": "900417",
        "name": "Fernsby, Marigold",
        "dob": "1958-03-14",
        "document_type": "Consultation",
    }


def test_a_spoken_header_completes_no_claimed_patient_and_changes_no_claim() -> None:
    claimed = {"mrn": "900417", "document_type": "Letter"}
    said = {"patient_name": "Ito, Ben", "worktype": "Consultation", "author": "Moss"}
    assert proposed_by_header(claimed, said) == {"author": "Moss"}
