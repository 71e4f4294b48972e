"""Finds the patient and the encounter that index fields name, or makes them. Touches the world."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from ingest.index_fields import IndexFields
from ingest.patients.entries import write_name_keys
from ingest.patients.identity import mrn_key, name_key, same_name
from ingest.patients.known import NAME, aliases_of, everybody_merged, has_number, ids_of, kept_patient
from storage.database import database_now
from storage.errors import Disposition, ServiceError
from storage.ids import new_id
from storage.rows import insert_if_absent
from storage.tables import DEFAULT_SITE, Encounter, Patient, PatientAlias, Site


class PatientConflictError(ServiceError):
    """The MRN belongs to somebody with another name or birth date."""

    code = "ingest.patient_conflict"
    disposition = Disposition.ASK_HUMAN
    remedy = "Check the MRN, the name and the birth date against the paper, and correct the wrong one"


class PatientUnknownError(ServiceError):
    """The fields do not say who the patient is."""

    code = "ingest.patient_unknown"
    disposition = Disposition.ASK_HUMAN
    remedy = "Enter the MRN with the name, or the name together with the birth date"


def find_patient(session: Session, *, mrn: str, name: str, birth_date: date | None) -> Patient | None:
    """The known patient with this MRN, or else with this name and birth date; of merged ones the kept one.

    Other numbers and names that the site knows of a patient count too.
    """
    found = None
    if mrn:
        found = _by_number(session, mrn_key(mrn))
    elif name and birth_date:
        born = session.scalars(select(Patient).where(Patient.birth_date == birth_date).order_by(Patient.id))
        found = next((one for one in born if _is_named(session, one, name)), None)
    return kept_patient(session, found) if found is not None else None


def _by_number(session: Session, key: str) -> Patient | None:
    own = session.scalars(select(Patient).where(*has_number([key]))).first()
    if own is not None:
        return own
    holders = select(PatientAlias.patient_id).where(PatientAlias.value_key == key, PatientAlias.kind != NAME)
    found = {kept_patient(session, session.get_one(Patient, one)) for one in session.scalars(holders)}
    return found.pop() if len(found) == 1 else None


def _is_named(session: Session, patient: Patient, name: str) -> bool:
    others = (one.value for one in aliases_of(session, [patient.id]) if one.kind == NAME)
    return same_name(patient.name, name) or any(same_name(other, name) for other in others)


def ensure_patient(session: Session, fields: IndexFields, *, mrn_required: bool) -> Patient:
    """The patient whom the fields name, made when this site does not know them yet.

    Raises:
        PatientUnknownError: there is neither an MRN nor a name with a birth date (or the site requires MRNs).
        PatientConflictError: the MRN is known under another name and birth date.
    """
    found = _find_and_lock(session, fields)
    if found is None:
        if not fields.name or (not fields.mrn and (mrn_required or fields.dob is None)):
            raise PatientUnknownError("The index fields do not say who the patient is")
        # patients are made one at a time: two clerks may index charts of one new patient at this moment
        session.execute(select(Site.id).where(Site.id == DEFAULT_SITE).with_for_update(key_share=True))
        found = _find_and_lock(session, fields)
    if found is None:
        return _make_patient(session, fields)
    _refuse_conflict(session, found, fields)
    found.birth_date = found.birth_date or fields.dob
    return found


def _find_and_lock(session: Session, fields: IndexFields) -> Patient | None:
    found = find_patient(session, mrn=fields.mrn, name=fields.name, birth_date=fields.dob)
    if found is not None:
        session.refresh(found, with_for_update={"key_share": True})
    return found


def _make_patient(session: Session, fields: IndexFields) -> Patient:
    patient = Patient(
        id=new_id(),
        mrn=mrn_key(fields.mrn) if fields.mrn else _next_chart_number(session),
        mrn_is_ours=not fields.mrn,
        name=fields.name,
        name_key=name_key(fields.name),
        birth_date=fields.dob,
        created_at=database_now(session),
    )
    session.add(patient)
    write_name_keys(session, patient)
    return patient


def _refuse_conflict(session: Session, patient: Patient, fields: IndexFields) -> None:
    other_name = bool(fields.name) and not any(
        _is_named(session, one, fields.name) for one in everybody_merged(session, patient)
    )
    other_birth = bool(fields.dob and patient.birth_date) and fields.dob != patient.birth_date
    if other_name and (other_birth or fields.dob is None or patient.birth_date is None):
        raise PatientConflictError("This MRN is known under another name")


def _next_chart_number(session: Session) -> str:
    number = session.scalar(select(func.count()).select_from(Patient).where(Patient.mrn_is_ours)) or 0
    while True:
        number += 1
        chart_number = f"C{number:06d}"
        if session.scalar(select(Patient.id).where(*has_number([chart_number]))) is None:
            return chart_number  # else another clinic's MRN looks the same


def ensure_encounter(session: Session, patient: Patient, fields: IndexFields) -> Encounter | None:
    """The patient's encounter of that number, made when new; None when the fields name none.

    Without a number, a date of service with an encounter type names the visit of that day.
    """
    number = fields.encounter or _visit_of_the_day(fields)
    if not number:
        return None
    known = session.scalars(_encounters(session, patient, number)).first()
    if known is None:
        _make_encounter(session, patient, number, fields)
    found = session.scalars(_encounters(session, patient, number)).first()
    assert found is not None  # noqa: S101 - made above, or by somebody at the same moment
    found.encounter_type = fields.encounter_type or found.encounter_type
    found.date_of_service = found.date_of_service or fields.date_of_service
    found.discharge_date = fields.discharge_date or found.discharge_date
    session.flush()
    return found


def _encounters(session: Session, patient: Patient, number: str) -> Select[Encounter]:
    """Encounters of that number, the patient's own first: a merged patient's visit goes on as it is."""
    own = select(Encounter).where(
        Encounter.patient_id.in_(ids_of(session, patient)), Encounter.number == number
    )
    return own.order_by(Encounter.patient_id != patient.id, Encounter.id)


def _make_encounter(session: Session, patient: Patient, number: str, fields: IndexFields) -> None:
    insert_if_absent(
        session,
        Encounter,
        id=new_id(),
        patient_id=patient.id,
        number=number,
        encounter_type=fields.encounter_type or "outpatient",
        created_at=database_now(session),
    )


def _visit_of_the_day(fields: IndexFields) -> str:
    if fields.date_of_service and fields.encounter_type:
        return f"{fields.date_of_service.isoformat()}-{fields.encounter_type}"
    return ""
