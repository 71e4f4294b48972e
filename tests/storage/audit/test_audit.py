from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from storage.audit.csv_export import COLUMNS, audit_csv, original_cell, safe_cell
from storage.audit.query import AuditFilter, AuditLine, all_audit_lines, audit_lines, day_span
from storage.audit.record import Actor, record_audit
from storage.database import Database, database_now
from storage.tables import AuditEvent, Patient
from tests.empty_site import empty_database

ANA, BEN = Actor("user-a", "ana"), Actor("user-b", "ben")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = empty_database(tmp_path)
    with database.write() as session:
        session.add(
            Patient(id="p1", mrn="MRN-1", name="Doe, J", name_key="doej", created_at=database_now(session))
        )
        for number in range(3):
            record_audit(
                session,
                actor=ANA,
                action="viewed",
                subject_kind="document",
                subject_id=f"d{number}",
                patient_id="p1",
            )
        record_audit(session, actor=BEN, action="signed_in", subject_kind="user", subject_id="user-b")
    yield database
    database.close()


def test_lines_are_found_by_patient_person_subject_and_action(database: Database) -> None:
    with database.read() as session:
        assert len(audit_lines(session, AuditFilter(patient_id="p1"))) == 3
        assert [line.actor for line in audit_lines(session, AuditFilter(user_id="user-b"))] == ["ben"]
        assert [line.patient for line in audit_lines(session, AuditFilter(subject_id="d1"))] == ["MRN-1"]
        assert audit_lines(session, AuditFilter(action="filed")) == []


def test_lines_are_found_by_time_newest_first_and_in_pages(database: Database) -> None:
    soon = datetime.now(UTC) + timedelta(hours=1)
    with database.read() as session:
        assert audit_lines(session, AuditFilter(since=soon)) == []
        assert len(audit_lines(session, AuditFilter(until=soon))) == 4
        first = audit_lines(session, AuditFilter(), limit=3)
        rest = audit_lines(session, AuditFilter(), limit=3, before_id=first[-1].id)
        everything = list(all_audit_lines(session, AuditFilter()))
    assert [line.id for line in first + rest] == [line.id for line in everything]
    assert [line.id for line in everything] == sorted((line.id for line in everything), reverse=True)


def test_a_day_is_the_sites_day_and_both_ends_are_included() -> None:
    since, until = day_span(date(2026, 3, 8), date(2026, 3, 8), ZoneInfo("America/New_York"))
    assert (since, until) == (datetime(2026, 3, 8, 5, tzinfo=UTC), datetime(2026, 3, 9, 4, tzinfo=UTC))
    assert day_span(None, None, ZoneInfo("UTC")) == (None, None)
    with pytest.raises(ValueError, match="before its start"):
        AuditFilter(since=until, until=since)


def test_rows_can_neither_be_changed_nor_removed(database: Database) -> None:
    for statement in (update(AuditEvent).values(actor="x"), delete(AuditEvent)):
        with pytest.raises(DBAPIError), database.write() as session:
            session.execute(statement)


def test_an_actor_has_a_name() -> None:
    assert Actor.program("dispatcher") == Actor(None, "dispatcher")
    with pytest.raises(ValueError, match="name"):
        Actor("id", "")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "'x"])
def test_a_cell_that_a_spreadsheet_could_run_is_guarded(cell: str) -> None:
    assert safe_cell(cell) == "'" + cell


@given(st.text(alphabet="=+-@\t\r\n'a1", max_size=6))
def test_a_guarded_cell_gives_its_exact_value_back(value: str) -> None:
    assert original_cell(safe_cell(value)) == value
    assert not safe_cell(value).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_the_csv_reads_back_as_it_was() -> None:
    at = datetime(2026, 1, 2, tzinfo=UTC)
    line = AuditLine(7, at, "=cmd", "viewed", "document", "d,1", '"MRN"\n', {"b": 1, "a": "é"})
    plain = AuditLine(8, at, "ana", "viewed", "", "", "", {})
    rows = list(csv.reader(io.StringIO("".join(audit_csv([line, plain])), newline="")))
    assert rows[0] == list(COLUMNS)
    assert [original_cell(cell) for cell in rows[1]] == [
        "7",
        "2026-01-02T00:00:00+00:00",
        "=cmd",
        "viewed",
        "document",
        "d,1",
        '"MRN"\n',
        '{"a": "é", "b": 1}',
    ]
    assert rows[2][-1] == ""
