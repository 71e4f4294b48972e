"""Writes what a patient is known by: names and numbers, and the keys that find them. Touches the database."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from ingest.patients.identity import mrn_key, name_key
from ingest.patients.known import NAME, aliases_of
from ingest.patients.name_keys import name_keys
from storage.database import database_now
from storage.ids import new_id
from storage.rows import insert_if_absent
from storage.tables import Patient, PatientAlias, PatientNameKey


def write_name_keys(session: Session, patient: Patient) -> None:
    """Renew the keys under which this patient's names are found."""
    session.flush()
    names = [patient.name, *(one.value for one in aliases_of(session, [patient.id]) if one.kind == NAME)]
    session.execute(delete(PatientNameKey).where(PatientNameKey.patient_id == patient.id))
    rows = key_rows(patient.id, names)
    if rows:
        session.execute(insert(PatientNameKey), rows)


def key_rows(patient_id: str, names: Iterable[str]) -> list[dict[str, str]]:
    """The rows of `PatientNameKey` for a patient of these names."""
    return [{"key": key, "patient_id": patient_id} for key in sorted(name_keys(names))]


def add_alias(
    session: Session, patient: Patient, *, kind: str, value: str, source: str, created_by: str
) -> bool:
    """True when the patient is now known by this name or number too; False when that was known."""
    key = name_key(value) if kind == NAME else mrn_key(value)
    if not key or key == (patient.name_key if kind == NAME else patient.mrn):
        return False
    is_new = insert_if_absent(
        session,
        PatientAlias,
        id=new_id(),
        patient_id=patient.id,
        kind=kind,
        value=value,
        value_key=key,
        source=source,
        created_by=created_by,
        created_at=database_now(session),
    )
    if is_new and kind == NAME:
        write_name_keys(session, patient)
    return is_new


def rename(session: Session, patient: Patient, name: str, *, source: str, created_by: str) -> None:
    """Give the patient a new name; the old one stays as another name of theirs."""
    old = patient.name
    patient.name, patient.name_key = name, name_key(name)
    session.flush()
    add_alias(session, patient, kind=NAME, value=old, source=source, created_by=created_by)
    write_name_keys(session, patient)
