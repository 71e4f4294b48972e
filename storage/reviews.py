"""What people do to a document: claim it, confirm its index, acknowledge losses, sign. Touches the world.

Nothing here is decided by a machine; every act leaves a row that is never overwritten.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.audit.record import Actor
from storage.database import database_now
from storage.errors import Disposition, ServiceError
from storage.holders import taken_by
from storage.ids import new_id
from storage.ledger.document_states import DocumentState
from storage.ledger.documents import lock_document, move, record_event
from storage.tables import Document, DocumentDeficiency, SignOff

S = DocumentState
# Each of these is looked at on its own, never acknowledged in bulk (DESIGN §2)
ONE_BY_ONE = frozenset(
    {
        "page_not_read",
        "other_patient",
        "audio_lost",
        "audio_truncated",
        "page_missing",
        "handwriting_to_type",
        "another_patient",  # a recording that goes on about somebody else
        "template_text",  # an author's standard text in the report
    }
)
OTHER_PATIENT = "other_patient"
HANDWRITING = "handwriting_kept_as_image"  # one step a document
HANDWRITING_TO_TYPE = "handwriting_to_type"  # the same, where the site wants handwriting of this type typed
INK_NOT_READ = "ink_not_read"  # one a page: writing that a detector saw and no engine read
ANOTHER_PATIENT = "another_patient"  # one a proposed split: another dictation seems to start in the recording
TEMPLATE_TEXT = "template_text"  # one a block of standard text that nobody said and nobody has read yet
# Said beside the document and never asked to be answered
NOTES = frozenset({"page_count_note"})


class ClaimedError(ServiceError):
    """Somebody else has the document open."""

    code = "storage.claimed"
    disposition = Disposition.ASK_HUMAN
    remedy = "Read it meanwhile, or take the next one; it is free again when they finish or leave it"


class NotReadyError(ServiceError):
    """Something is still missing before this step; `missing` says what, in plain words."""

    code = "storage.not_ready"
    disposition = Disposition.ASK_HUMAN
    remedy = "Do what is listed, then try again"

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__("; ".join(missing))
        self.missing = tuple(missing)


@dataclass(frozen=True)
class Reviewer:
    """The signed-in person who acts."""

    user_id: str
    name: str

    @property
    def actor(self) -> Actor:
        """This person as the audit trail names them."""
        return Actor(self.user_id, self.name)


def claim_for_review(
    session: Session, document_id: str, reviewer: Reviewer, *, lease_minutes: int
) -> Document:
    """The document, now in review by this person; repeating it keeps the claim alive.

    Raises:
        ClaimedError: somebody else holds it and was active within the lease.
    """
    document = lock_document(session, document_id)
    now = database_now(session)
    held = document.reviewer_until is not None and document.reviewer_until > now
    if document.state == S.IN_REVIEW and held and document.reviewer_id != reviewer.user_id:
        raise ClaimedError(taken_by(session, document), where=f"document {document_id}")
    if document.state == S.AWAITING_REVIEW:
        move(session, document, S.IN_REVIEW, actor=reviewer.name)
        document = lock_document(session, document_id)
    if document.state == S.IN_REVIEW:
        document.reviewer_id = reviewer.user_id
        document.reviewer_until = now + timedelta(minutes=lease_minutes)
    return document


def hand_back_review(session: Session, document_id: str, reviewer: Reviewer) -> None:
    """Put a claimed document back on its worklist; everything saved stays saved."""
    document = lock_document(session, document_id)
    if document.state == S.IN_REVIEW and document.reviewer_id == reviewer.user_id:
        move(session, document, S.AWAITING_REVIEW, actor=reviewer.name)
        lock_document(session, document_id).reviewer_id = None


def return_lapsed_reviews(session: Session) -> int:
    """Number of documents whose reviewer left without a word and that wait on the worklist again."""
    now = database_now(session)
    # a document that somebody else has locked is being claimed or returned at this moment
    lapsed = session.scalars(
        select(Document)
        .where(Document.state == S.IN_REVIEW.value, Document.reviewer_until < now)
        .with_for_update(key_share=True, skip_locked=True)
    ).all()
    for document in lapsed:
        move(session, document, S.AWAITING_REVIEW, actor="belt", note="the reviewer was away")
        lock_document(session, document.id).reviewer_id = None
    return len(lapsed)


def open_deficiencies(session: Session, document: Document) -> Sequence[DocumentDeficiency]:
    """Losses and doubts of the current reading that nobody has acknowledged yet, mere notes left out."""
    return session.scalars(
        select(DocumentDeficiency)
        .where(
            DocumentDeficiency.document_id == document.id,
            DocumentDeficiency.reading_no == document.reading_no,
            DocumentDeficiency.kind.not_in(NOTES),
            DocumentDeficiency.acknowledged_at.is_(None),
        )
        .order_by(DocumentDeficiency.page_number, DocumentDeficiency.start_s, DocumentDeficiency.id)
    ).all()


def unread_template_starts(session: Session, document: Document) -> list[float]:
    """Seconds at which standard text was called that nobody has read yet; it feeds no coding until then."""
    found = open_deficiencies(session, document)
    return [one.start_s for one in found if one.kind == TEMPLATE_TEXT and one.start_s is not None]


def acknowledge(
    session: Session,
    document_id: str,
    *,
    kind: str,
    deficiency_id: str | None,
    decision: str,
    reviewer: Reviewer,
) -> int:
    """Number of deficiencies acknowledged: all of one kind, or the one named for kinds that need it.

    Raises:
        NotReadyError: this kind is acknowledged one by one and no single one was named.
    """
    document = lock_document(session, document_id)
    if kind in ONE_BY_ONE and deficiency_id is None:
        raise NotReadyError(["look at each of these on its own"])
    chosen = [
        one
        for one in open_deficiencies(session, document)
        if one.kind == kind and deficiency_id in (None, one.id)
    ]
    now = database_now(session)
    for one in chosen:
        one.acknowledged_by, one.acknowledged_at, one.decision = reviewer.user_id, now, decision
        note = f"{one.kind}: {decision}"
        record_event(session, document_id, "acknowledged", actor=reviewer.name, note=note)
    return len(chosen)


def sign_off(session: Session, document: Document, kind: str, reviewer: Reviewer, *, note: str = "") -> None:
    """Append this person's word on the document's current revision."""
    session.add(
        SignOff(
            id=new_id(),
            document_id=document.id,
            kind=kind,
            revision=document.revision,
            note=note,
            user_id=reviewer.user_id,
            at=database_now(session),
        )
    )


def missing_for_verification(session: Session, document: Document, *, needs_encounter: bool) -> list[str]:
    """What still stands between this document and verification, in plain words; empty when nothing does."""
    missing = []
    if document.patient_id is None or document.patient_confirmed_by is None:
        missing.append("confirm the patient")
    if needs_encounter and (document.encounter_id is None or document.encounter_confirmed_by is None):
        missing.append("confirm the encounter")
    waiting = open_deficiencies(session, document)
    if any(one.kind == OTHER_PATIENT for one in waiting):
        missing.append("decide about the pages that read another patient")
    if any(one.kind != OTHER_PATIENT for one in waiting):
        missing.append("look at what could not be read and confirm that you have seen it")
    return missing
