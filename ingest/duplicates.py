"""Have these bytes been here before, and for whom? Touches the world."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ingest.index_fields import IndexFields
from ingest.patients.identity import mrn_key, same_name
from storage.ledger.document_states import FINAL_STATES, DocumentState
from storage.tables import Document, DocumentPage, Encounter, Patient


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


def link_parts(session: Session, documents: Sequence[Document]) -> None:
    """Say of every part of a file that came before which earlier document has the same pages.

    `documents` are the parts, the received one first: it was linked when the file came, and speaks for the
    file as a whole until here.
    """
    linked, kind = documents[0].linked_document_id, documents[0].link_kind
    if linked is None:
        return
    earlier = session.get_one(Document, linked)
    whole = earlier.part_of or earlier.id
    mine = [one.id for one in documents]
    for one in documents:
        pages = select(DocumentPage.page_id).where(DocumentPage.document_id == one.id)
        same = session.scalars(
            select(Document.id)
            .join(DocumentPage, DocumentPage.document_id == Document.id)
            .where(
                DocumentPage.page_id.in_(pages),
                Document.id.not_in(mine),
                or_(Document.id == whole, Document.part_of == whole),
            )
            .order_by(Document.id)
        ).first()
        one.linked_document_id, one.link_kind = same or linked, kind
    session.flush()


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
