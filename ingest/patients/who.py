"""A person says who a document is about: a known patient, a new one, or nobody yet. Touches the world."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from sqlalchemy.orm import Session

from ingest.approval import confirm_index
from ingest.index_fields import IndexFields
from ingest.patients.candidates import Asked, Candidate, is_meant
from ingest.patients.identity import ReadIdentity
from ingest.patients.known import kept_patient
from ingest.patients.look_up import candidates
from storage.audit.record import record_audit
from storage.database import database_now
from storage.errors import Disposition, ServiceError
from storage.ledger.document_states import DocumentState
from storage.ledger.documents import lock_document, record_event
from storage.reviews import (
    OTHER_PATIENT,
    NotReadyError,
    Reviewer,
    claim_for_review,
    hand_back_review,
    open_deficiencies,
)
from storage.rows import insert_if_absent
from storage.settings import StorageSettings
from storage.tables import Document, Patient, UnidentifiedDocument

S = DocumentState
T = TypeVar("T")


class PatientGoneError(ServiceError):
    """The chosen patient is not there."""

    code = "ingest.patient_gone"
    disposition = Disposition.ASK_HUMAN
    remedy = "Reload the page and choose again"


class AlreadyKnownError(ServiceError):
    """Somebody very like the new patient is known already; `known` says who."""

    code = "ingest.already_known"
    disposition = Disposition.ASK_HUMAN
    remedy = "Choose the known patient, or say that this is another person"

    def __init__(self, known: Candidate) -> None:
        super().__init__("Somebody very like this is known already")
        self.known = known


def choose_known(
    session: Session,
    document_id: str,
    patient_id: str,
    index: IndexFields,
    *,
    reviewer: Reviewer,
    settings: StorageSettings,
) -> bool:
    """True when the document is now this patient's and no page of it waits to be decided.

    `index` holds what is known of the document beside its patient.

    Raises:
        PatientGoneError: there is no such patient.
        storage.reviews.ClaimedError: somebody else is working on the document.
        storage.reviews.NotReadyError: the document can no longer be indexed.
    """
    patient = session.get(Patient, patient_id)
    if patient is None:
        raise PatientGoneError("There is no such patient")
    kept = kept_patient(session, patient)
    fields = replace(index, mrn=kept.mrn, name=kept.name, dob=kept.birth_date)
    return _confirm(session, document_id, fields, reviewer=reviewer, settings=settings)


def choose_new(
    session: Session,
    document_id: str,
    fields: IndexFields,
    *,
    reviewer: Reviewer,
    settings: StorageSettings,
    is_another: bool = False,
) -> bool:
    """True when the patient was made, the document is theirs, and no page of it waits to be decided.

    Raises:
        AlreadyKnownError: somebody very like it is known, and nobody said that this is another person.
        ingest.patients.matching.PatientUnknownError: the fields are too few.
        storage.reviews.ClaimedError, storage.reviews.NotReadyError: as for `choose_known`.
    """
    if not is_another:
        likely = candidates(session, Asked(fields.mrn, fields.name, fields.dob))
        if is_meant(likely):
            raise AlreadyKnownError(likely[0])
    return _confirm(session, document_id, fields, reviewer=reviewer, settings=settings)


def _confirm(
    session: Session,
    document_id: str,
    fields: IndexFields,
    *,
    reviewer: Reviewer,
    settings: StorageSettings,
) -> bool:
    was_waiting = lock_document(session, document_id).state == S.AWAITING_REVIEW
    claim_for_review(session, document_id, reviewer, lease_minutes=settings.review_lease_minutes)
    document = confirm_index(session, document_id, fields, reviewer, settings)
    laid_aside = session.get(UnidentifiedDocument, document_id)
    if laid_aside is not None:
        session.delete(laid_aside)
    undecided = any(one.kind == OTHER_PATIENT for one in open_deficiencies(session, document))
    if was_waiting and not undecided:
        hand_back_review(session, document_id, reviewer)
    return not undecided


def lay_aside(session: Session, document_id: str, *, note: str, reviewer: Reviewer) -> None:
    """Lay a document aside whose patient this person cannot tell; it stays listed until somebody can.

    Raises:
        storage.reviews.ClaimedError: somebody else is working on the document.
        storage.reviews.NotReadyError: it does not wait to be checked.
    """
    document = claim_for_review(session, document_id, reviewer, lease_minutes=1)
    if document.state != S.IN_REVIEW:
        raise NotReadyError(["this document does not wait to be checked any more"])
    insert_if_absent(
        session,
        UnidentifiedDocument,
        document_id=document_id,
        note=note.strip()[:500],
        set_aside_by=reviewer.name,
        set_aside_at=database_now(session),
    )
    record_event(session, document_id, "patient_not_known", actor=reviewer.name, note=note.strip()[:500])
    record_audit(
        session,
        actor=reviewer.actor,
        action="document.patient_not_known",
        subject_kind="document",
        subject_id=document.id,
    )
    hand_back_review(session, document_id, reviewer)


def asked_of(document: Document, read: list[ReadIdentity]) -> Asked:
    """What is known of a document's patient before anybody said: as it came in, by its label, by its pages.

    Of the pages the identity that most of them read, a label's barcode before the print.
    """
    claimed = IndexFields.from_json(document.claimed_fields)
    if claimed.mrn or claimed.name:
        return Asked(claimed.mrn, claimed.name, claimed.dob)
    label = str(document.proposed_fields.get("mrn", ""))
    number = label or _commonest([one.label_mrn or one.mrn for one in read])
    name = _commonest([one.name for one in read])
    born = _commonest([one.birth_date for one in read])
    return Asked(number or "", name or "", born or claimed.dob)


def _commonest(values: Sequence[T]) -> T | None:
    said = [one for one in values if one]
    return max(said, key=said.count) if said else None
