"""A person's word about a page that names somebody else than its document. Touches the database."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from ingest.page_verdicts import units_of
from ingest.patients.entries import add_alias
from ingest.patients.identity import ReadIdentity
from ingest.patients.known import MRN, NAME
from storage.audit.record import record_audit
from storage.database import database_now
from storage.errors import Disposition, ServiceError
from storage.ids import new_id
from storage.ledger.documents import lock_document
from storage.reviews import OTHER_PATIENT, Reviewer, acknowledge, hand_back_review, open_deficiencies
from storage.tables import Document, DocumentDeficiency, PagePatientDecision, Patient, Reading

SAME_PATIENT, MOVED, BOTH_NAMED = "same_patient", "moved", "both_named"
_SAID = {SAME_PATIENT: "the same patient", BOTH_NAMED: "both are named on this page"}


class PageNotDecidedError(ServiceError):
    """The answer about a page that names somebody else cannot be kept."""

    code = "ingest.page_not_decided"
    disposition = Disposition.ASK_HUMAN
    remedy = "Reload the page; say for each page that waits what it is, with a reason"


def decide_page(
    session: Session,
    document_id: str,
    deficiency_id: str,
    *,
    decision: str,
    reason: str,
    reviewer: Reviewer,
    keep_as_alias: bool = False,
) -> None:
    """Keep the answer (same_patient or both_named) with its reason; the page stops its document no more.

    `keep_as_alias`: what the page reads is another name or number of the document's patient from now on.

    Raises:
        PageNotDecidedError: the page does not wait, or no reason is given.
    """
    document = lock_document(session, document_id)
    if decision not in _SAID or not reason.strip():
        raise PageNotDecidedError("An answer needs a reason")
    waiting = session.get(DocumentDeficiency, deficiency_id)
    if waiting is None or waiting.document_id != document_id or waiting.kind != OTHER_PATIENT:
        raise PageNotDecidedError("This page does not wait")
    if waiting.acknowledged_at is not None:
        raise PageNotDecidedError("This page does not wait any more")
    said = f"{_SAID[decision]}: {reason.strip()}"
    acknowledge(
        session,
        document_id,
        kind=OTHER_PATIENT,
        deficiency_id=deficiency_id,
        decision=said[:200],
        reviewer=reviewer,
    )
    read = _keep(session, document, waiting.page_number, decision, reason, reviewer)
    if keep_as_alias and decision == SAME_PATIENT and document.patient_id:
        patient = session.get_one(Patient, document.patient_id)
        for kind, value in ((NAME, read.name), (MRN, read.mrn or read.label_mrn)):
            if value:
                add_alias(session, patient, kind=kind, value=value, source="person", created_by=reviewer.name)


def note_moved(
    session: Session, document: Document, deficiency_ids: Sequence[str], reviewer: Reviewer
) -> tuple[str, ...]:
    """Ids of the pages of these deficiencies, noted as somebody else's; the caller moves them.

    Raises:
        PageNotDecidedError: one of them does not wait.
    """
    waiting = {one.id: one for one in open_deficiencies(session, document) if one.kind == OTHER_PATIENT}
    pages = dict(units_of(session, document))
    moving = []
    for one in deficiency_ids:
        number = waiting[one].page_number if one in waiting else None
        if number is None or number not in pages:
            raise PageNotDecidedError("This page does not wait any more")
        _keep(session, document, number, MOVED, "", reviewer)
        moving.append(pages[number])
    return tuple(dict.fromkeys(moving))


def hand_back_when_decided(session: Session, document_id: str, reviewer: Reviewer) -> bool:
    """True when no page waits for an answer any more; the document is then on its list again."""
    document = lock_document(session, document_id)
    if any(one.kind == OTHER_PATIENT for one in open_deficiencies(session, document)):
        return False
    hand_back_review(session, document_id, reviewer)
    return True


def _keep(
    session: Session,
    document: Document,
    page_number: int | None,
    decision: str,
    reason: str,
    reviewer: Reviewer,
) -> ReadIdentity:
    unit_id = next((unit for number, unit in units_of(session, document) if number == page_number), None)
    reading = session.get(Reading, (unit_id, document.reading_no)) if unit_id else None
    read = ReadIdentity.from_json(reading.identity) if reading else ReadIdentity()
    session.add(
        PagePatientDecision(
            id=new_id(),
            document_id=document.id,
            page_id=unit_id if page_number else None,
            patient_id=document.patient_id,
            read=read.as_json(),
            decision=decision,
            reason=reason.strip()[:500],
            user_id=reviewer.user_id,
            at=database_now(session),
        )
    )
    record_audit(
        session,
        actor=reviewer.actor,
        action=f"page.{decision}",
        subject_kind="document",
        subject_id=document.id,
        patient_id=document.patient_id,
        detail={"page": page_number},
    )
    session.flush()
    return read
