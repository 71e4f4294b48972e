"""Two patients found to be one: merged, with both histories kept, and taken apart again. Touches the world.

A merge moves nothing: the merged patient's row says who was kept, and whoever asks for the kept one gets the
documents and encounters of both. Taking it back is as exact for that reason. Codings stay cases of their own
encounters; what was filed says what it said.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.patients.known import ids_of
from storage.audit.record import Actor, record_audit
from storage.database import database_now
from storage.errors import Disposition, ServiceError
from storage.ids import new_id
from storage.tables import CodingCase, Document, Encounter, Patient, PatientMerge


class PatientsNotMergedError(ServiceError):
    """These two patients cannot be made one, or a merge cannot be taken back."""

    code = "ingest.patients_not_merged"
    disposition = Disposition.ASK_HUMAN
    remedy = "Reload the page to see how both patients stand now, and choose again"


@dataclass(frozen=True)
class MergeEffect:
    """What a merge brings together: counts for a person who is about to say yes."""

    documents: int
    encounters: int
    codings: int


def effect_of(session: Session, merged: Patient) -> MergeEffect:
    """What would come under the kept patient."""
    own = ids_of(session, merged)
    encounters = session.scalars(select(Encounter).where(Encounter.patient_id.in_(own))).all()
    cases = select(CodingCase.id).where(CodingCase.encounter_id.in_([one.id for one in encounters]))
    documents = session.scalars(select(Document.id).where(Document.patient_id.in_(own))).all()
    return MergeEffect(len(documents), len(encounters), len(session.scalars(cases).all()))


def common_encounters(session: Session, one: Patient, other: Patient) -> tuple[str, ...]:
    """Encounter numbers that both patients have."""
    numbers = [
        set(session.scalars(select(Encounter.number).where(Encounter.patient_id.in_(ids_of(session, who)))))
        for who in (one, other)
    ]
    return tuple(sorted(numbers[0] & numbers[1]))


def merge_patients(
    session: Session, *, kept_id: str, merged_id: str, reason: str, actor: Actor
) -> PatientMerge:
    """The merge, made: from now on the merged patient is shown as the kept one.

    Raises:
        PatientsNotMergedError: they are one already, one of them is not there, or no reason is given.
    """
    first, second = sorted((kept_id, merged_id))
    rows = {one: session.get(Patient, one, with_for_update={"key_share": True}) for one in (first, second)}
    kept, merged = rows[kept_id], rows[merged_id]
    if kept is None or merged is None or kept_id == merged_id:
        raise PatientsNotMergedError("Two different patients are needed")
    if kept.merged_into or merged.merged_into:
        raise PatientsNotMergedError("One of the two was merged already")
    if not reason.strip():
        raise PatientsNotMergedError("Say why the two are one patient")
    merged.merged_into = kept.id
    row = PatientMerge(
        id=new_id(),
        kept_id=kept.id,
        merged_id=merged.id,
        reason=reason.strip(),
        merged_by=actor.name,
        merged_at=database_now(session),
    )
    session.add(row)
    session.flush()
    _audit(session, row, "patient.merged", actor)
    return row


def undo_merge(session: Session, merge_id: str, *, reason: str, actor: Actor) -> list[str]:
    """Ids of documents that came to the kept patient since the merge: somebody says whose they are.

    Raises:
        PatientsNotMergedError: it was taken back already, or no reason is given.
    """
    row = session.get(PatientMerge, merge_id, with_for_update=True)
    if row is None or row.undone_at is not None:
        raise PatientsNotMergedError("This merge does not stand any more")
    if not reason.strip():
        raise PatientsNotMergedError("Say why the two are two patients")
    session.get_one(Patient, row.merged_id).merged_into = None
    row.undone_at, row.undone_by, row.undone_reason = database_now(session), actor.name, reason.strip()
    session.flush()
    _audit(session, row, "patient.merge_undone", actor)
    since = select(Document.id).where(
        Document.patient_id == row.kept_id, Document.patient_confirmed_at >= row.merged_at
    )
    return list(session.scalars(since.order_by(Document.id)))


def _audit(session: Session, row: PatientMerge, action: str, actor: Actor) -> None:
    """One line for each of the two: whoever asks for either finds it."""
    for patient_id, other in ((row.kept_id, row.merged_id), (row.merged_id, row.kept_id)):
        record_audit(
            session,
            actor=actor,
            action=action,
            subject_kind="patient",
            subject_id=patient_id,
            patient_id=patient_id,
            detail={"with": other, "merge": row.id, "kept": row.kept_id},
        )
