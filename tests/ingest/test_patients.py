from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from ingest.index_fields import parse_index_fields
from ingest.patients.identity import ReadIdentity, is_another_patient, mrn_key, name_key, same_name
from ingest.patients.matching import (
    PatientConflictError,
    PatientUnknownError,
    ensure_encounter,
    ensure_patient,
)
from ingest.patients.read_identity import page_identity, read_identity
from storage.database import Database
from tests.empty_site import empty_database
from tests.small_site import FERN


@pytest.fixture
def session(tmp_path: Path, database_url: str) -> Iterator[Session]:
    database = Database(database_url) if database_url else empty_database(tmp_path)
    with database.write() as session:
        yield session
    database.close()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Doe, Jane", "Jane Doe", True),
        ("Doe, Jane A.", "JANE DOE", True),
        ("José Núñez", "Nunez, Jose", True),
        ("Doe, Jane", "Doe, John", False),
        ("Doe, Jane", "Doe", False),
        ("Doe", "doe", True),
    ],
)
def test_names_are_the_same_whatever_their_order_case_and_middle_initial(
    one: str,
    other: str,
    same: bool,
) -> None:
    assert same_name(one, other) is same


def test_keys_leave_out_what_scanners_and_people_vary() -> None:
    assert name_key("O'Neil,  Ann-Marie") == "ann marie neil o"
    assert mrn_key("00-90 0417") == "900417"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Patient: Fernsby, Marigold   DOB: 03/14/1958   MRN: 900417", ("900417", "Fernsby, Marigold")),
        (
            "PATIENT NAME: Marigold A. Fernsby\nDate of Birth 03/14/1958\nMR# 900417",
            ("900417", "Marigold A. Fernsby"),
        ),
        (
            "Name: Marigold Fernsby DOB 1958-03-14 Medical record number is 900417.",
            ("900417", "Marigold Fernsby"),
        ),
    ],
)
def test_a_page_that_names_its_patient_is_read(text: str, expected: tuple[str, str]) -> None:
    found = read_identity(text)

    assert (found.mrn, found.name) == expected
    assert found.birth_date == date(1958, 3, 14)


def test_a_page_without_labels_names_nobody() -> None:
    assert read_identity("Seen today for follow up of hypertension.") == ReadIdentity()


@pytest.mark.parametrize(
    ("read", "other"),
    [
        (ReadIdentity(), False),
        (ReadIdentity(mrn="900417"), False),
        (ReadIdentity(mrn="900999"), True),
        (ReadIdentity(name="Somebody Else"), False),  # a relative may be named
        (ReadIdentity(birth_date=date(1900, 1, 1)), False),
        (ReadIdentity(name="Somebody Else", birth_date=date(1900, 1, 1)), True),
        (ReadIdentity(name="Marigold Fernsby", birth_date=date(1900, 1, 1)), False),
    ],
)
def test_only_another_mrn_or_name_with_birth_date_is_another_patient(
    read: ReadIdentity,
    other: bool,
) -> None:
    found = is_another_patient(read, mrn="900417", name="Fernsby, Marigold", birth_date=date(1958, 3, 14))

    assert found is other


def test_an_identity_survives_json() -> None:
    read = ReadIdentity("1", "A B", date(2000, 1, 2))

    assert ReadIdentity.from_json(read.as_json()) == read
    assert ReadIdentity.from_json({}) == ReadIdentity()


def test_the_same_patient_is_found_by_mrn_and_by_name_with_birth_date(session: Session) -> None:
    made = ensure_patient(session, parse_index_fields(FERN), mrn_required=False)

    again = ensure_patient(session, parse_index_fields({"mrn": "0900417"}), mrn_required=False)
    by_name = ensure_patient(
        session, parse_index_fields({"name": "Marigold Fernsby", "dob": "1958-03-14"}), mrn_required=False
    )

    assert made.id == again.id == by_name.id


def test_a_patient_without_mrn_gets_a_chart_number_from_us(session: Session) -> None:
    fields = parse_index_fields({"name": "Doe, Jane", "dob": "1970-01-01"})

    patient = ensure_patient(session, fields, mrn_required=False)

    assert (patient.mrn, patient.mrn_is_ours) == ("C000001", True)


@pytest.mark.parametrize(
    ("fields", "mrn_required"),
    [
        ({}, False),
        ({"name": "Doe, Jane"}, False),
        ({"mrn": "77"}, False),
        ({"name": "Doe, Jane", "dob": "1970-01-01"}, True),
    ],
)
def test_a_patient_who_is_not_named_well_enough_is_refused(
    session: Session,
    fields: dict[str, str],
    mrn_required: bool,
) -> None:
    with pytest.raises(PatientUnknownError):
        ensure_patient(session, parse_index_fields(fields), mrn_required=mrn_required)


def test_an_mrn_under_another_name_is_a_conflict_for_a_person(session: Session) -> None:
    ensure_patient(session, parse_index_fields(FERN), mrn_required=False)

    with pytest.raises(PatientConflictError):
        ensure_patient(
            session,
            parse_index_fields({**FERN, "name": "Other, Ann", "dob": "1999-01-01"}),
            mrn_required=False,
        )


def test_an_encounter_is_made_once_and_learns_its_discharge(session: Session) -> None:
    patient = ensure_patient(session, parse_index_fields(FERN), mrn_required=False)
    first = ensure_encounter(
        session, patient, parse_index_fields({"encounter": "E1", "encounter_type": "inpatient"})
    )
    again = ensure_encounter(
        session, patient, parse_index_fields({"encounter": "E1", "discharge_date": "2026-02-03"})
    )

    assert first is again
    assert again is not None
    assert (again.encounter_type, again.discharge_date) == ("inpatient", date(2026, 2, 3))


def test_a_visit_without_a_number_is_named_by_its_day(session: Session) -> None:
    patient = ensure_patient(session, parse_index_fields(FERN), mrn_required=False)

    visit = ensure_encounter(
        session,
        patient,
        parse_index_fields({"date_of_service": "2026-02-03", "encounter_type": "outpatient"}),
    )

    assert visit is not None
    assert visit.number == "2026-02-03-outpatient"
    assert ensure_encounter(session, patient, parse_index_fields({})) is None


@pytest.mark.parametrize(
    "text",
    [
        "PatientName:Fernsby,Marigold DateofBirth:03/14/1958 MedicalRecordNumber:900417",
        "Patient:Fernsby, Marigold\nDOB:03/14/1958\nMRN:900417",
    ],
)
def test_words_that_an_engine_ran_together_still_name_their_patient(text: str) -> None:
    read = read_identity(text)
    assert (read.mrn, read.birth_date) == ("900417", date(1958, 3, 14))
    assert same_name(read.name, "Fernsby, Marigold")


def test_fields_of_a_form_speak_where_the_text_does_not_and_a_label_beside_both() -> None:
    fields = {"mrn": "1", "patient_name": "Doe, Jane", "birth_date": " 1960-01-02 "}
    read = page_identity("MRN: 900417", key_values=fields, label_mrn="777")
    assert read == ReadIdentity("900417", "Doe, Jane", date(1960, 1, 2), "777", labelled=True)
    assert ReadIdentity.from_json(read.as_json()) == read
    assert is_another_patient(read, mrn="900417", name="", birth_date=None)
    assert not is_another_patient(ReadIdentity(label_mrn="0777"), mrn="777", name="", birth_date=None)


@pytest.mark.parametrize(
    ("said", "another"),
    [
        ("Fernsby, Marigold", False),
        ("Marigold Fernsby Jones", False),
        ("Furnsbee Mary Gold", False),  # heard badly
        ("Ben Ito", True),
        ("John Smith", True),
        ("", False),
    ],
)
def test_a_dictation_that_starts_with_another_name_is_about_another_patient(said: str, another: bool) -> None:
    read = ReadIdentity(name=said, said_name=said)
    assert is_another_patient(read, mrn="900417", name="Fernsby, Marigold", birth_date=None) is another
    assert ReadIdentity.from_json(read.as_json()) == read


def test_a_spoken_number_that_agrees_beats_a_name_that_was_heard_badly() -> None:
    read = ReadIdentity(mrn="900417", said_name="Ben Ito")
    assert not is_another_patient(read, mrn="900417", name="Fernsby, Marigold", birth_date=None)
