"""Lists of patients: any columns, encodings and date orders; rows refused with their reasons."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from ingest.patients.csv_list import (
    Columns,
    ListNotReadError,
    guessed_columns,
    patients_in,
    read_table,
)
from ingest.patients.incoming import IncomingPatient
from ingest.patients.lists import kept_columns, refused_rows, take_list
from storage.audit.record import Actor
from storage.tables import Patient, PatientList, PatientNameKey
from tests.empty_site import empty_database

LIST = (
    "Last Name;First Name;DOB;MRN;Maiden Name\n"
    "Müller;Änne;14.03.1958;900417;Strauß\nQuillan;Odette;29.07.1985;900733;\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_columns_encodings_and_the_order_of_dates_are_found_out(encoding: str) -> None:
    table = read_table(LIST.encode(encoding))
    columns, orders = guessed_columns(table)

    assert orders == ("dmy",)
    assert next(iter(patients_in(table, Columns(columns, orders[0])))) == IncomingPatient(
        2, "900417", "Müller, Änne", date(1958, 3, 14), ("Strauß, Änne",)
    )


def test_dates_that_may_be_read_two_ways_are_left_to_a_person() -> None:
    table = read_table(b"name,dob\nAnn Lee,03/04/1958\n")

    assert guessed_columns(table)[1] == ("mdy", "dmy")


@pytest.mark.parametrize("content", [b"", b"one\ntwo\n", b"PK\x03\x04\x00\x00\x00"])
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(ListNotReadError):
        read_table(content)


def test_a_list_is_taken_row_by_row_and_again_says_nothing_new(tmp_path: Path) -> None:
    database = empty_database(tmp_path)
    rows = LIST + "Nobody;;soon;1;\n;;;2;\nLine;Of\n"
    table = read_table(rows.encode())
    columns = Columns(guessed_columns(table)[0], "dmy")

    def take() -> PatientList:
        list_id = take_list(
            database, rows.encode(), table, columns, file_name="p.csv", actor=Actor.program("test")
        )
        with database.read() as session:
            return session.get_one(PatientList, list_id)

    first, again = take(), take()

    assert (first.rows_new, first.rows_refused, again.rows_known, again.rows_new) == (2, 3, 2, 0)
    with database.read() as session:
        assert [(one.line, one.reason) for one in refused_rows(session, first.id)] == [
            (4, "The birth date is no date"),
            (5, "There is no name"),
            (6, "There is neither a record number nor a birth date"),
        ]
        assert kept_columns(session, table) == columns
        assert session.scalars(select(Patient.said_by)).first() == {"name": "list", "birth_date": "list"}
        assert "w:muller" in session.scalars(select(PatientNameKey.key)).all()
    database.close()
