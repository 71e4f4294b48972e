"""One patient out of a list or a message becomes known, or is asked about. Touches the database.

What a person said is never overwritten: where a list says otherwise, the difference is kept for a person to
decide. What a list or a message said before gives way to the newer one; an older name stays as another name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from ingest.index_fields import IndexFields
from ingest.patients.entries import add_alias, key_rows, rename
from ingest.patients.identity import mrn_key, name_key, same_name
from ingest.patients.known import CHART_NUMBER, MRN, NAME, has_number
from ingest.patients.likeness import Alike, name_likeness
from ingest.patients.matching import ensure_patient, find_patient
from storage.database import database_now
from storage.ids import new_id
from storage.tables import DEFAULT_SITE, Patient, PatientAlias, PatientList, PatientListNote, PatientNameKey

NEW, CHANGED, KNOWN, ASKED, REFUSED = "new", "changed", "known", "asked", "refused"
LIST, ADT = "list", "adt"


@dataclass(frozen=True)
class IncomingPatient:
    """A patient as a row or a message says them; `line` is where it begins, from 1."""

    line: int
    mrn: str = ""
    name: str = ""
    birth_date: date | None = None
    other_names: tuple[str, ...] = ()
    chart_number: str = ""

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        born = self.birth_date.isoformat() if self.birth_date else None
        return asdict(self) | {"birth_date": born, "other_names": list(self.other_names)}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> IncomingPatient:
        """The patient that `as_json` wrote."""
        born = stored.get("birth_date")
        return cls(
            **{
                **stored,
                "birth_date": date.fromisoformat(born) if born else None,
                "other_names": tuple(stored.get("other_names", ())),
            }
        )

    @property
    def lacks(self) -> str:
        """What is missing to know a patient by, in words; '' when nothing is."""
        if not self.name:
            return "There is no name"
        if not self.mrn and not self.birth_date:
            return "There is neither a record number nor a birth date"
        return ""


def take_patients(
    session: Session, into: PatientList, incoming: Sequence[IncomingPatient], *, source: str
) -> None:
    """Count into the list's row what became of each; those nobody knew are made together, which is quick."""
    keys = {mrn_key(one.mrn) for one in incoming if one.mrn}
    there = set(session.scalars(select(Patient.mrn).where(*has_number(keys))))
    there |= set(session.scalars(select(PatientAlias.value_key).where(PatientAlias.value_key.in_(keys))))
    fresh: dict[str, IncomingPatient] = {}
    for one in incoming:
        key = mrn_key(one.mrn)
        if not one.lacks and key and key not in there and key not in fresh:
            fresh[key] = one
    _make_all(session, list(fresh.values()), source)
    made = set(map(id, fresh.values()))
    for one in incoming:
        count(into, NEW if id(one) in made else take_patient(session, into, one, source=source))


def _make_all(session: Session, incoming: Sequence[IncomingPatient], source: str) -> None:
    if not incoming:
        return
    now = database_now(session)
    rows = [
        {
            "id": new_id(),
            "site_id": DEFAULT_SITE,
            "mrn": mrn_key(one.mrn),
            "mrn_is_ours": False,
            "name": one.name,
            "name_key": name_key(one.name),
            "birth_date": one.birth_date,
            "merged_into": None,
            "said_by": {"name": source, "birth_date": source},
            "created_at": now,
        }
        for one in incoming
    ]
    session.execute(insert(Patient), rows)
    keys = [key for row in rows for key in key_rows(str(row["id"]), [str(row["name"])])]
    if keys:
        session.execute(insert(PatientNameKey), keys)
    for row, one in zip(rows, incoming, strict=True):
        if one.other_names or one.chart_number:
            _add_others(session, session.get_one(Patient, row["id"]), one, source)


def count(into: PatientList, outcome: str) -> None:
    """One more row of this outcome."""
    name = f"rows_{outcome}"
    setattr(into, name, (getattr(into, name) or 0) + 1)


def take_patient(session: Session, into: PatientList, incoming: IncomingPatient, *, source: str) -> str:
    """What became of the patient: new, changed, known, asked or refused."""
    if incoming.lacks:
        return refuse(session, into, incoming.line, incoming.lacks)
    found = find_patient(session, mrn=incoming.mrn, name=incoming.name, birth_date=incoming.birth_date)
    if found is None:
        if not incoming.mrn:
            return _make_without_number(session, incoming, source)
        _make_all(session, [incoming], source)
        return NEW
    reason = _conflict(session, found, incoming)
    if reason:
        ask(session, into, incoming, found, reason)
        return ASKED
    return apply(session, found, incoming, source=source)


def _make_without_number(session: Session, incoming: IncomingPatient, source: str) -> str:
    fields = IndexFields(name=incoming.name, dob=incoming.birth_date)
    made = ensure_patient(session, fields, mrn_required=False)
    made.said_by = {"name": source, "birth_date": source}
    _add_others(session, made, incoming, source)
    return NEW


def _conflict(session: Session, patient: Patient, incoming: IncomingPatient) -> str:
    """Why a person has to decide; '' when the list may speak."""
    other_name = bool(incoming.name) and not _is_known_name(session, patient, incoming.name)
    other_birth = (
        bool(incoming.birth_date and patient.birth_date) and incoming.birth_date != patient.birth_date
    )
    if other_name and other_birth:
        return "This record number has another name and another birth date here"
    if other_name and "name" not in patient.said_by:
        return "A person wrote another name here"
    if other_birth and "birth_date" not in patient.said_by:
        return "A person wrote another birth date here"
    return ""


def _is_known_name(session: Session, patient: Patient, name: str) -> bool:
    others = select(PatientAlias.value).where(
        PatientAlias.patient_id == patient.id, PatientAlias.kind == NAME
    )
    names = [patient.name, *session.scalars(others)]
    return any(same_name(one, name) for one in names)


def apply(session: Session, patient: Patient, incoming: IncomingPatient, *, source: str) -> str:
    """Write down what the list says of this patient: changed, or known when it says nothing new."""
    before = (patient.name, patient.birth_date)
    said_by = dict(patient.said_by)
    if incoming.name and name_likeness(incoming.name, patient.name).alike is not Alike.SAME:
        rename(session, patient, incoming.name, source=source, created_by=source)
        said_by["name"] = source
    if incoming.birth_date and incoming.birth_date != patient.birth_date:
        patient.birth_date = incoming.birth_date
        said_by["birth_date"] = source
    patient.said_by = said_by
    has_more = _add_others(session, patient, incoming, source)
    return CHANGED if has_more or before != (patient.name, patient.birth_date) else KNOWN


def _add_others(session: Session, patient: Patient, incoming: IncomingPatient, source: str) -> bool:
    said = [(NAME, one) for one in incoming.other_names]
    said += [(CHART_NUMBER, incoming.chart_number)] if incoming.chart_number else []
    if incoming.mrn and mrn_key(incoming.mrn) != patient.mrn and not patient.mrn_is_ours:
        said.append((MRN, incoming.mrn))
    added = [
        add_alias(session, patient, kind=kind, value=value, source=source, created_by=source)
        for kind, value in said
        if value
    ]
    return any(added)


def refuse(session: Session, into: PatientList, line: int, reason: str) -> str:
    """Keep that a row was refused, with its line and the reason."""
    session.add(
        PatientListNote(id=new_id(), list_id=into.id, line=line, kind=REFUSED, reason=reason, said={})
    )
    return REFUSED


def ask(
    session: Session, into: PatientList, incoming: IncomingPatient, patient: Patient, reason: str
) -> None:
    """Keep what the list says, for a person to decide."""
    session.add(
        PatientListNote(
            id=new_id(),
            list_id=into.id,
            line=incoming.line,
            kind=ASKED,
            reason=reason,
            patient_id=patient.id,
            said=incoming.as_json(),
        )
    )
