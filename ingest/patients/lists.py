"""Takes a list of patients in, row by row, and remembers its columns for the next one. Touches the world."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from itertools import islice

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ingest.patients.csv_list import Columns, RefusedRow, Table, patients_in
from ingest.patients.incoming import (
    ADT,
    ASKED,
    LIST,
    REFUSED,
    IncomingPatient,
    apply,
    count,
    refuse,
    take_patients,
)
from storage.audit.record import Actor, record_audit
from storage.database import Database, database_now
from storage.errors import Disposition, ServiceError
from storage.ids import new_id
from storage.tables import DEFAULT_SITE, Patient, PatientList, PatientListColumns, PatientListNote

_ROWS_AT_ONCE = 500  # a transaction: others wait for no longer than it takes
TAKEN, LEFT = "taken", "left"


class NoteDecidedError(ServiceError):
    """Somebody answered this question of a list already."""

    code = "ingest.list_note_decided"
    disposition = Disposition.ASK_HUMAN
    remedy = "Reload the page to see what was decided"


def kept_columns(session: Session, table: Table) -> Columns | None:
    """The columns that somebody chose for lists with these headings; None when nobody did."""
    found = session.get(PatientListColumns, (DEFAULT_SITE, table.key))
    return Columns(dict(found.columns), found.date_order) if found else None


def take_list(
    database: Database,
    content: bytes,
    table: Table,
    columns: Columns,
    *,
    file_name: str,
    actor: Actor,
    tell: Callable[[int], None] = lambda _rows: None,
) -> str:
    """The id of the list's row, which counts what became of every row; `tell` hears how many are done.

    A list may be given twice: what it says is then known.

    Raises:
        ingest.patients.csv_list.ListNotReadError: a chosen column is not in the list.
    """
    list_id = _begin(database, content, table, columns, file_name, actor)
    rows = patients_in(table, columns)
    done = 0
    while part := list(islice(rows, _ROWS_AT_ONCE)):
        with database.write() as session:
            into = session.get_one(PatientList, list_id)
            for row in part:
                if isinstance(row, RefusedRow):
                    count(into, refuse(session, into, row.line, row.reason))
            take_patients(
                session, into, [row for row in part if isinstance(row, IncomingPatient)], source=LIST
            )
        done += len(part)
        tell(done)
    return list_id


def _begin(
    database: Database, content: bytes, table: Table, columns: Columns, file_name: str, actor: Actor
) -> str:
    with database.write() as session:
        now = database_now(session)
        made = PatientList(
            id=new_id(),
            kind="csv",
            file_name=file_name,
            sha256=hashlib.sha256(content).hexdigest(),
            created_by=actor.name,
            created_at=now,
        )
        session.add(made)
        session.merge(
            PatientListColumns(
                site_id=DEFAULT_SITE,
                headings_key=table.key,
                columns=dict(columns.headings),
                date_order=columns.date_order,
                created_by=actor.name,
                created_at=now,
            )
        )
        record_audit(
            session,
            actor=actor,
            action="patients.list_taken",
            subject_kind="patient_list",
            subject_id=made.id,
            detail={"rows": len(table.rows)},
        )
        return made.id


def open_questions(session: Session) -> list[PatientListNote]:
    """What lists and messages say otherwise than a person did, oldest first."""
    waiting = select(PatientListNote).where(
        PatientListNote.kind == ASKED, PatientListNote.decided_at.is_(None)
    )
    return list(session.scalars(waiting.order_by(PatientListNote.id).limit(200)))


def refused_rows(session: Session, list_id: str, *, most: int = 200) -> list[PatientListNote]:
    """The refused rows of a list with their reasons, by line."""
    rows = select(PatientListNote).where(PatientListNote.list_id == list_id, PatientListNote.kind == REFUSED)
    return list(session.scalars(rows.order_by(PatientListNote.line).limit(most)))


def newest_lists(session: Session, *, most: int = 20) -> list[PatientList]:
    """The lists and files of messages that came last."""
    return list(session.scalars(select(PatientList).order_by(PatientList.id.desc()).limit(most)))


def how_many_patients(session: Session) -> int:
    """How many patients the site knows, merged ones counted once."""
    known = select(func.count()).select_from(Patient).where(Patient.merged_into.is_(None))
    return session.scalar(known) or 0


def decide_question(session: Session, note_id: str, *, decision: str, actor: Actor) -> None:
    """Take over what the list says (`taken`), or leave what a person wrote (`left`).

    Raises:
        NoteDecidedError: it was answered already.
    """
    note = session.get(PatientListNote, note_id, with_for_update=True)
    if note is None or note.kind != ASKED or note.decided_at is not None or decision not in (TAKEN, LEFT):
        raise NoteDecidedError("This question is not open")
    note.decision, note.decided_by, note.decided_at = decision, actor.name, database_now(session)
    if decision == TAKEN and note.patient_id:
        patient = session.get_one(Patient, note.patient_id)
        kind = session.get_one(PatientList, note.list_id).kind
        source = ADT if kind == ADT else LIST
        apply(session, patient, IncomingPatient.from_json(note.said), source=source)
    record_audit(
        session,
        actor=actor,
        action=f"patients.question_{decision}",
        subject_kind="patient",
        subject_id=note.patient_id or "",
        patient_id=note.patient_id,
    )
    session.flush()
