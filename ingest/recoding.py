"""Codes are suggested again where what they rest on was corrected: text or index. Touches the world.

The job belongs to the coding case, not to the document: whatever state the document is in, it goes its way,
and the coder finds the new suggestions beside the decisions, which stay.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ingest.stages import STAGES, JobKind, route_codes
from storage.coding_decisions import case_of, documents_of
from storage.ledger.jobs import insert_job
from storage.tables import Document, Encounter, Patient, SuggestionSet

Basis = tuple[str | date | None, ...]


def basis_of(session: Session, document: Document) -> Basis:
    """What the document's index says to its coding: as a person confirmed it, else as it came in."""
    claimed = document.claimed_fields
    visit = session.get(Encounter, document.encounter_id) if document.encounter_id else None
    patient = session.get(Patient, document.patient_id) if document.patient_id else None
    return (
        document.document_type or claimed.get("document_type") or "",
        document.author or claimed.get("author") or "",
        visit.encounter_type if visit else claimed.get("encounter_type") or "",
        *(
            one.isoformat() if isinstance(one, date) else one
            for one in (
                (visit.date_of_service if visit else None) or claimed.get("date_of_service"),
                (visit.discharge_date if visit else None) or claimed.get("discharge_date"),
                patient.birth_date if patient else None,
            )
        ),
    )


def suggest_after_index(
    session: Session, document: Document, before: Basis, *, whole_encounter: bool
) -> None:
    """Suggest codes again where the index now says something else to the coding than `before`.

    `whole_encounter`: the visit itself was corrected, which every document of it is coded by.
    """
    if whole_encounter and document.encounter_id is not None:
        for one in documents_of(session, case_of(session, document.encounter_id)):
            suggest_again(session, one)
    elif basis_of(session, document) != before:
        suggest_again(session, document)


def suggest_after_verifying(session: Session, document: Document) -> None:
    """Suggest codes again where the verified text is not the one that they were suggested on."""
    if suggested_revision(session, document) != document.revision:
        suggest_again(session, document)


def suggest_again(session: Session, document: Document) -> None:
    """Suggest codes again for the document as it reads now; the belt itself does the first time."""
    if document.encounter_id is None or not route_codes(document.route):
        return
    if suggested_revision(session, document) is None:
        return
    insert_job(
        session,
        kind=JobKind.SUGGEST_AGAIN,
        queue=STAGES[JobKind.SUGGEST_AGAIN].queue,
        subject_id=case_of(session, document.encounter_id).id,
        payload={"document_id": document.id},
        priority=document.priority,
        due_at=document.due_at,
    )


def suggested_revision(session: Session, document: Document) -> int | None:
    """The newest revision of the current reading that codes were suggested for; None before the first."""
    return session.scalar(
        select(func.max(SuggestionSet.revision)).where(
            SuggestionSet.document_id == document.id, SuggestionSet.reading_no == document.reading_no
        )
    )
