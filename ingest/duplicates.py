"""Have these bytes been here before, and for whom? Touches the world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.index_fields import IndexFields
from ingest.patients.identity import mrn_key, same_name
from storage.ledger.document_states import FINAL_STATES, DocumentState
from storage.tables import Document, Encounter, Patient


@dataclass(frozen=True)
class Earlier:
    """An earlier document with the same bytes.

    `same`: same patient and encounter, so it is the same document. `resubmission`: that one was withdrawn or
    rejected. `same_bytes`: another patient, or nobody knows: a new document on the same object, flagged.
    """

    document_id: str
    link: Literal["same", "resubmission", "same_bytes"]


def find_earlier(
    session: Session, source_sha256: str, fields: IndexFields, *, arrival_key: str | None
) -> Earlier | None:
    """The earlier document that matters most for bytes that came in again; None when they are new."""
    if arrival_key is not None:
        delivered = session.scalar(select(Document.id).where(Document.arrival_key == arrival_key))
        if delivered is not None:
            return Earlier(delivered, "same")
    documents = session.scalars(
        select(Document).where(Document.source_sha256 == source_sha256).order_by(Document.id.desc())
    ).all()
    for document in documents:
        if _same_patient_and_encounter(session, document, fields):
            gone = DocumentState(document.state) in FINAL_STATES
            return Earlier(document.id, "resubmission" if gone else "same")
    return Earlier(documents[0].id, "same_bytes") if documents else None


def _same_patient_and_encounter(session: Session, document: Document, fields: IndexFields) -> bool:
    known = _fields_of(session, document)
    if known.encounter != fields.encounter:
        return False
    if known.mrn and fields.mrn:
        return mrn_key(known.mrn) == mrn_key(fields.mrn)
    if known.name and fields.name and known.dob and fields.dob:
        return same_name(known.name, fields.name) and known.dob == fields.dob
    return False


def _fields_of(session: Session, document: Document) -> IndexFields:
    """Who the document is about: as a person confirmed it, else as it came in."""
    claimed = IndexFields.from_json(document.claimed_fields)
    if document.patient_id is None:
        return claimed
    patient = session.get_one(Patient, document.patient_id)
    encounter = session.get(Encounter, document.encounter_id) if document.encounter_id else None
    return IndexFields(
        mrn=patient.mrn,
        name=patient.name,
        dob=patient.birth_date,
        encounter=encounter.number if encounter else claimed.encounter,
    )
