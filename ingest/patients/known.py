"""Every number and name of a patient, those of merged patients too. Touches the database."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from ingest.patients.foreign import KnownPatient
from ingest.patients.identity import mrn_key
from storage.tables import DEFAULT_SITE, Patient, PatientAlias

NAME, MRN, CHART_NUMBER = "name", "mrn", "chart_number"


def has_number(keys: Collection[str]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The conditions on `Patient` for these folded numbers; with the site, so that the index serves."""
    return Patient.site_id == DEFAULT_SITE, Patient.mrn.in_(keys)


def kept_patient(session: Session, patient: Patient) -> Patient:
    """The patient itself, or the one whom it was merged into."""
    while patient.merged_into is not None:
        patient = session.get_one(Patient, patient.merged_into)
    return patient


def everybody_merged(session: Session, patient: Patient) -> list[Patient]:
    """The patient whom the site keeps, then all who were merged into it, in the order of the merges."""
    found = [kept_patient(session, patient)]
    for one in found:  # grows while it is read: merged patients may have taken others in before
        found += session.scalars(select(Patient).where(Patient.merged_into == one.id).order_by(Patient.id))
    return found


def ids_of(session: Session, patient: Patient) -> list[str]:
    """The ids of everybody who is this patient."""
    return [one.id for one in everybody_merged(session, patient)]


def known_patient(session: Session, patient: Patient) -> KnownPatient:
    """Every number and name of the patient, today's first."""
    people = everybody_merged(session, patient)
    aliases = aliases_of(session, [one.id for one in people])
    # a chart number that we gave stands on no paper: it says nothing against a number that a page reads
    numbers = [one.mrn for one in people if not one.mrn_is_ours] + [
        one.value for one in aliases if one.kind != NAME
    ]
    names = [one.name for one in people] + [one.value for one in aliases if one.kind == NAME]
    born = next((one.birth_date for one in people if one.birth_date), None)
    return KnownPatient(tuple(dict.fromkeys(numbers)), tuple(dict.fromkeys(names)), born)


def aliases_of(session: Session, patient_ids: Sequence[str]) -> Sequence[PatientAlias]:
    """The other names and numbers of these patients, oldest first."""
    wanted = select(PatientAlias).where(PatientAlias.patient_id.in_(patient_ids)).order_by(PatientAlias.id)
    return session.scalars(wanted).all()


def is_known_elsewhere(session: Session, patient: Patient, number: str) -> bool:
    """True when the record number belongs to a patient who is not this one."""
    own, key = ids_of(session, patient), mrn_key(number)
    holders = set(session.scalars(select(Patient.id).where(*has_number([key]))))
    holders |= set(
        session.scalars(
            select(PatientAlias.patient_id).where(
                PatientAlias.value_key == key,
                or_(PatientAlias.kind == MRN, PatientAlias.kind == CHART_NUMBER),
            )
        )
    )
    return bool(holders - set(own))
