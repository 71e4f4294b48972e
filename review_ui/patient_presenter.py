"""Patients, questions of lists and merges in words. Touches the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ingest.patients.identity import mrn_key
from ingest.patients.incoming import IncomingPatient
from ingest.patients.known import MRN
from ingest.patients.merges import MergeEffect, common_encounters, effect_of
from review_ui.presenters import day_words
from storage.tables import Patient, PatientAlias, PatientListNote, PatientMerge

_MOST_MERGES = 50


@dataclass(frozen=True)
class ShownQuestion:
    """A list says otherwise than a person did."""

    note_id: str
    reason: str
    here: str
    said: str


@dataclass(frozen=True)
class ShownMerge:
    """Two entries made one."""

    merge_id: str
    kept: str
    merged: str
    reason: str
    by: str
    at: datetime
    undone: str


@dataclass(frozen=True)
class Side:
    """One of two patients who may be one."""

    patient_id: str
    words: str
    effect: MergeEffect


def patient_words(patient: Patient) -> str:
    """Name, birth date and number in one line."""
    born = day_words(patient.birth_date) if patient.birth_date else "birth date not known"
    return f"{patient.name}, born {born}, MRN {patient.mrn}"


def questions_shown(session: Session, notes: Sequence[PatientListNote]) -> list[ShownQuestion]:
    """The open questions with both sides in words."""
    found = []
    for one in notes:
        patient = session.get(Patient, one.patient_id) if one.patient_id else None
        said = IncomingPatient.from_json(one.said)
        born = day_words(said.birth_date) if said.birth_date else "not said"
        found.append(
            ShownQuestion(
                one.id,
                one.reason,
                patient_words(patient) if patient else "",
                f"{said.name}, born {born}, MRN {said.mrn or 'not said'}",
            )
        )
    return found


def merges_shown(session: Session) -> list[ShownMerge]:
    """The newest merges, those taken back too."""
    rows = session.scalars(select(PatientMerge).order_by(PatientMerge.id.desc()).limit(_MOST_MERGES))
    return [
        ShownMerge(
            one.id,
            patient_words(session.get_one(Patient, one.kept_id)),
            patient_words(session.get_one(Patient, one.merged_id)),
            one.reason,
            one.merged_by,
            one.merged_at,
            f"taken back by {one.undone_by}: {one.undone_reason}" if one.undone_at else "",
        )
        for one in rows
    ]


def patient_numbered(session: Session, number: str) -> Patient | None:
    """The patient's own entry with this number, merged or not."""
    key = mrn_key(number)
    other = select(PatientAlias.patient_id).where(PatientAlias.value_key == key, PatientAlias.kind == MRN)
    found = session.scalars(
        select(Patient).where(or_(Patient.mrn == key, Patient.id.in_(other))).order_by(Patient.mrn != key)
    )
    return found.first()


def side(session: Session, patient: Patient) -> Side:
    """The patient with what hangs on the entry."""
    return Side(patient.id, patient_words(patient), effect_of(session, patient))


def shared_visits(session: Session, one: Patient, other: Patient) -> tuple[str, ...]:
    """Visit numbers that both entries have; each keeps its coding."""
    return common_encounters(session, one, other)
