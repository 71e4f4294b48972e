"""Admission messages make, change and merge patients, and never overwrite what a person wrote."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from ingest.index_fields import parse_index_fields
from ingest.patients.adt import AdtFolder, take_adt_file
from ingest.patients.er7 import read_message, split_messages
from ingest.patients.lists import decide_question, open_questions, refused_rows
from ingest.patients.matching import ensure_patient, find_patient
from storage.audit.record import Actor
from storage.database import Database
from storage.tables import Encounter, Patient, PatientAlias, PatientList
from tests.empty_site import empty_database

ACTOR = Actor.program("test")


@pytest.fixture
def database(tmp_path: Path, database_url: str) -> Iterator[Database]:
    database = Database(database_url) if database_url else empty_database(tmp_path)
    yield database
    database.close()


def message(trigger: str, number: str, *segments: str) -> str:
    return "\r".join(
        [f"MSH|^~\\&|REG|CLINIC|CS|CS|20260101||ADT^{trigger}|{number}|P|2.5.1", "EVN||20260101", *segments]
    )


FERN = "PID|1||900417^^^C^MR~77^^^C^PI||Fernsby^Marigold^A~Apple\\T\\gate^Marigold^^^^^M||19580314|F"
VISIT = f"PV1|1|I{'|' * 17}E-24017{'|' * 25}202609180800|202609221200"


def patients(database: Database) -> list[tuple[str, str, date | None]]:
    with database.read() as session:
        rows = session.scalars(select(Patient).order_by(Patient.mrn))
        return [(one.mrn, one.name, one.birth_date) for one in rows]


def take(database: Database, *messages: str) -> PatientList:
    return take_adt_file(database, "\r".join(messages).encode(), "a.hl7")


def test_an_admission_makes_a_patient_with_other_names_and_the_visit(database: Database) -> None:
    made = take(database, message("A01", "1", FERN, VISIT, "ZXX|whatever|the^sender~likes"))

    assert made.rows_new == 1
    assert patients(database) == [("900417", "Fernsby, Marigold A", date(1958, 3, 14))]
    with database.read() as session:
        assert session.scalars(select(PatientAlias.value)).all() == ["Apple&gate, Marigold"]
        visit = session.scalars(select(Encounter)).one()
    assert (visit.number, visit.encounter_type, visit.date_of_service) == (
        "E-24017",
        "inpatient",
        date(2026, 9, 18),
    )


def test_the_same_message_again_does_nothing_and_a_newer_one_keeps_the_old_name(database: Database) -> None:
    take(database, message("A04", "1", FERN))
    again = take(database, message("A04", "1", FERN))
    married = "PID|1||900417^^^C^MR||Thorn^Marigold||19580314"
    changed = take(database, message("A08", "2", married))

    assert (again.rows_known, again.rows_new, changed.rows_changed) == (1, 0, 1)
    assert patients(database) == [("900417", "Thorn, Marigold", date(1958, 3, 14))]
    with database.read() as session:
        found = find_patient(session, mrn="", name="Fernsby Marigold", birth_date=date(1958, 3, 14))
    assert found is not None


def test_what_a_person_wrote_is_asked_about_and_changed_only_when_a_person_says_so(
    database: Database,
) -> None:
    with database.write() as session:
        fields = parse_index_fields({"mrn": "900417", "name": "Fernsby, Marigold", "dob": "1958-03-14"})
        ensure_patient(session, fields, mrn_required=False)

    asked = take(database, message("A08", "1", "PID|1||900417^^^C^MR||Fernsby^Marigold||19580315"))

    assert asked.rows_asked == 1
    assert patients(database)[0][2] == date(1958, 3, 14)
    with database.write() as session:
        decide_question(session, open_questions(session)[0].id, decision="taken", actor=ACTOR)
    assert patients(database)[0][2] == date(1958, 3, 15)


def test_a_broken_message_is_set_aside_with_its_line_and_the_others_go_on(database: Database) -> None:
    made = take(
        database,
        "FHS|^~\\&|REG",
        message("A01", "1", "PID|1||1^^^C^MR||One^Ann||19600101"),
        "MSH|^~\\&|cut",
        message("A01", "3", "PID|1||3^^^C^MR||Three^Ann||196001"),
        message("A01", "4", "PID|1||4^^^C^MR||Four^Ann||19600101"),
        "FTS|1",
    )

    assert (made.rows_new, made.rows_refused) == (2, 2)
    with database.read() as session:
        notes = [(one.line, one.reason) for one in refused_rows(session, made.id)]
    assert notes == [(5, "The MSH segment is cut off"), (6, "The birth date (PID-7) is no date")]


def test_a_merge_message_merges_and_a_cancelled_admission_is_taken_back(database: Database) -> None:
    other = "PID|1||55^^^C^MR||Fernsby^Marigold||19580314"
    take(database, message("A01", "1", FERN, VISIT), message("A28", "2", other))

    merged = take(database, message("A40", "3", FERN, "MRG|55^^^C^MR"), message("A11", "4", FERN, VISIT))

    assert merged.rows_changed == 2
    with database.read() as session:
        found = find_patient(session, mrn="55", name="", birth_date=None)
        assert found is not None
        assert found.mrn == "900417"
        assert session.scalars(select(Encounter)).one().cancelled_at is not None


def test_separators_of_the_senders_own_and_escapes_are_read() -> None:
    text = "MSH*:+!%*A*B*C*D*1**ADT:A01*9*P*2.3\nPID*1**7:::X:MR**O!S!Neil:Ann+Old:Ann"
    [(line, segments)] = split_messages("\x0b" + text + "\n\x1c\r")

    read = read_message(line, segments)

    assert read.value("MSH", 9, 2) == "A01"
    assert read.repeats("PID", 5) == [("O:Neil", "Ann"), ("Old", "Ann")]


def test_a_folder_is_read_when_its_files_rest_and_read_files_are_moved_aside(tmp_path: Path) -> None:
    database = empty_database(tmp_path / "home")
    drop = tmp_path / "drop"
    drop.mkdir()
    (drop / "x.hl7").write_text(message("A01", "1", FERN))
    folder = AdtFolder(drop, database)

    assert [folder.sweep(), folder.sweep(), folder.sweep()] == [0, 1, 0]

    assert len(patients(database)) == 1
    assert [path.name.endswith("x.hl7") for path in (drop / "taken").iterdir()] == [True]
    database.close()
