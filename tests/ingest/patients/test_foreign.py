"""A page that names somebody else is told from slips of the scan, older names, relatives and doctors."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.patients.foreign import KnownPatient, names_somebody_else
from ingest.patients.identity import ReadIdentity
from ingest.patients.read_identity import page_identity

FERN = KnownPatient(("900417",), ("Fernsby, Marigold",), date(1958, 3, 14))


def stops(text: str, known: KnownPatient = FERN) -> bool:
    return names_somebody_else(page_identity(text, key_values={}, label_mrn=""), known)


@pytest.mark.parametrize(
    "text",
    [
        "MRN: 900562",
        "Patient: Barnaby Thistlewood",
        "Patient name: THISTLEWOOD, Barnaby   Seen by Dr. Elena Vasquez",
        "Full Name:\nBarnaby Thistlewood\nDate of Birth (MM/DD/YYYY):\n11/02/1947",
        "Barnaby Thistlewood, born 11/02/1947",
        "Patient: Marigold Fernsby DOB: 11/02/1947",  # the same name, another birthday
        "Patient: Rosalind Fernsby DOB: 03/14/1958",  # a twin
        "Patient: Marigold Fernsby MRN: 900417\nLungs clear.\nPatient Name: Barnaby Thistlewood MRN: 900562",
        "Date: 04/22/2026Patient: Lucas M. Fontaine",
        "MRN: 900417 Patient: Barnaby Thistlewood DOB: 11/02/1947",
    ],
)
def test_a_page_that_names_somebody_else_stops(text: str) -> None:
    assert stops(text)


@pytest.mark.parametrize(
    "text",
    [
        "Seen today for follow up of hypertension.",
        "Patient: Marigold Fernsby DOB: 03/14/1958 MRN: 900417",
        "Patient: Marigo1d Fernshy DOB: O3/l4/1958",  # misread letters
        "MRN: 9OO4I7",
        "Patient: Marigold Thistlewood DOB: 03/14/1958",  # married since
        "Patient: M. Fernsby MRN: 900417",
        "Marigold Fernsby, born March 14, 1958, record of another clinic MRN 77-12-55",
        "Attending: Dr. Barnaby Thistlewood\nOrdering provider name: Elena Vasquez",
        "Guarantor name: Barnaby Thistlewood  DOB: 11/02/1947",
        "Emergency contact\nName: Barnaby Thistlewood\nPhone: 555-0100",
        "Mother: Adelaide Fernsby DOB 01/02/1930",
        "Newborn: Baby Girl Fernsby MRN 900999",
        "Copies to: Barnaby Thistlewood; Elena Vasquez, MD",
        "Patient: Reports pain since Monday. Patient Education: Given Today",
        "Relationship to patient: Spouse Barnaby",
    ],
)
def test_what_does_not_name_another_patient_lets_the_page_pass(text: str) -> None:
    assert not stops(text)


def test_a_number_one_digit_apart_is_a_misreading_unless_it_is_somebody_elses() -> None:
    read = page_identity("Patient: Marigold Fernsby MRN: 900411", key_values={}, label_mrn="")

    assert not names_somebody_else(read, FERN)
    assert names_somebody_else(read, FERN, belongs_elsewhere=lambda number: number == "900411")


def test_other_names_and_numbers_of_a_patient_are_theirs() -> None:
    known = KnownPatient(("900417", "77-12-55"), ("Fernsby, Marigold", "Marigold Applegate"), None)

    assert not stops("Patient: Marigold Applegate", known)
    assert not stops("MRN: 771255", known)
    assert stops("MRN: 771288", known)


def test_the_barcode_of_a_label_stops_a_page_whose_print_agrees() -> None:
    read = page_identity("MRN: 900417", key_values={}, label_mrn="900562")

    assert names_somebody_else(read, FERN)


def test_a_reading_survives_its_json_with_everybody_on_it() -> None:
    read = page_identity(
        "Patient: Isabella Garcia MRN: 9884021\nPatient Name: Johnathan Smith MRN: 8675309",
        key_values={},
        label_mrn="",
    )

    assert [one.name for one in read.others] == ["Johnathan Smith"]
    assert ReadIdentity.from_json(read.as_json()) == read
