"""The rows of the worklists, and how to know that one changed. Touches the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Row, Select, exists, func, select
from sqlalchemy.orm import Session

from ingest.index_fields import IndexFields
from review_ui.auth import CurrentUser
from review_ui.permissions import Permission
from review_ui.presenters import Said, counted, day_words, duration_words, kind_words, state_said
from storage.ledger.balance import QUEUES
from storage.ledger.document_states import DocumentState as S
from storage.ledger.jobs import OPEN_STATES, JobState
from storage.tables import (
    DEFAULT_SITE,
    CodeDecision,
    CodingCase,
    Document,
    DocumentEventRow,
    DocumentPage,
    Encounter,
    Job,
    Patient,
    PhysicianQuery,
    Reading,
    SignOff,
    User,
)

ROWS_SHOWN = 100
_NOBODY_WAITS = (S.VERIFIED, S.RENDERING, S.FILING, S.FILED, S.REJECTED, S.WITHDRAWN)


class Progress(NamedTuple):
    """How far the machine has come with a document, in words and as a part of a whole."""

    words: str
    done: float
    whole: float


@dataclass(frozen=True)
class WorklistRow:
    """One row of a worklist, ready to show. `route_name` and `ids` say which page opens it."""

    id: str
    route_name: str
    kind: str
    title: str
    patient: str
    mrn: str
    born: str
    encounter: str
    priority: int
    age_s: float
    state: Said
    size: str = ""
    doubtful_words: int | None = None
    suggestions: int | None = None
    holder: str = ""
    held_for_s: float = 0.0  # until it is free again, unless the holder goes on
    route: str = ""
    reason: str = ""
    author: str = ""
    due_at: datetime | None = None  # None: nobody waits for it any more
    ids: dict[str, str] = field(default_factory=dict)
    progress: Progress | None = None


def document_statement() -> Select[Document, Patient, str, str, bool]:
    """Documents with what a row shows beside them: patient, encounter, holder, and whether a try waits."""
    retrying = exists().where(
        Job.subject_id == Document.id, Job.state == JobState.READY, Job.error_code.is_not(None)
    )
    return (
        select(Document, Patient, Encounter.number, User.display_name, retrying)
        .outerjoin(Patient, Patient.id == Document.patient_id)
        .outerjoin(Encounter, Encounter.id == Document.encounter_id)
        .outerjoin(User, User.id == Document.reviewer_id)
    )


def document_row(
    row: Row[Document, Patient, str, str, bool],
    *,
    opens: str,
    user: CurrentUser,
    now: datetime,
    pages_read: int | None = None,
) -> WorklistRow:
    """One document as a row; the patient as confirmed, else as the file came in.

    `pages_read`: of a chart that is being read now.
    """
    document, patient, encounter_number, holder, retrying = row
    claimed = IndexFields.from_json(document.claimed_fields)
    held = document.reviewer_until is not None and document.reviewer_until > now
    unsigned = document.kind == "dictation" and document.signed_by is None
    born = patient.birth_date if patient else claimed.dob
    return WorklistRow(
        id=document.id,
        route_name=opens,
        ids={"document_id": document.id},
        kind=document.kind,
        title=document.document_type or kind_words(document.kind),
        patient=patient.name if patient else claimed.name,
        mrn=patient.mrn if patient else claimed.mrn,
        born=day_words(born),
        encounter=encounter_number or claimed.encounter,
        priority=document.priority,
        age_s=(now - document.received_at).total_seconds(),
        state=_state_for(document, user=user, held=held, retrying=retrying, unsigned=unsigned),
        size=_size_of(document),
        doubtful_words=document.doubtful_words,
        suggestions=document.suggestion_count,
        holder=_holder(document, user, holder) if held else "",
        held_for_s=(document.reviewer_until - now).total_seconds()
        if held and document.reviewer_until
        else 0.0,
        route=document.route,
        reason=document.reason or "",
        author=document.author,
        due_at=None if document.state in _NOBODY_WAITS else document.due_at,
        progress=_progress_of(document, pages_read),
    )


def _state_for(document: Document, *, user: CurrentUser, held: bool, retrying: bool, unsigned: bool) -> Said:
    if held and document.reviewer_id != user.user_id:
        return Said("somebody has it open", "quiet")
    if document.state == S.IN_REVIEW and not held:
        return Said("begun, free to go on", "waiting")
    verifies = Permission.VERIFY_DICTATIONS if document.kind == "dictation" else Permission.VERIFY_CHARTS
    return state_said(
        document.state,
        kind=document.kind,
        retrying=retrying,
        unsigned=unsigned,
        for_reader=not user.may(verifies),
    )


def _holder(document: Document, user: CurrentUser, name: str | None) -> str:
    return "you" if document.reviewer_id == user.user_id else name or ""


def _progress_of(document: Document, pages: int | None) -> Progress | None:
    if document.state != S.READING:
        return None
    if document.kind == "dictation" and document.heard_s is not None and document.duration_s:
        heard, whole = duration_words(document.heard_s), duration_words(document.duration_s)
        return Progress(f"{heard} of {whole}", document.heard_s, document.duration_s)
    if pages and document.page_count:
        return Progress(f"{pages} of {counted(document.page_count, 'page')}", pages, document.page_count)
    return None


def _size_of(document: Document) -> str:
    if document.duration_s is not None:
        return duration_words(document.duration_s)
    return counted(document.page_count, "page") if document.page_count else ""


def pages_read(session: Session, documents: Sequence[Document]) -> dict[str, int]:
    """How many pages of each chart that is being read have been read, by document id."""
    reading = [one.id for one in documents if one.state == S.READING and one.kind == "chart"]
    if not reading:
        return {}
    found = session.execute(
        select(DocumentPage.document_id, func.count())
        .join(Document, Document.id == DocumentPage.document_id)
        .join(
            Reading,
            (Reading.unit_id == DocumentPage.page_id) & (Reading.reading_no == Document.reading_no),
        )
        .where(DocumentPage.document_id.in_(reading))
        .group_by(DocumentPage.document_id)
    )
    return {document_id: number for document_id, number in found}


def change_stamp(session: Session) -> str:
    """A short text that changes whenever a list could look different: for live updates.

    Every part comes from the end of an index, since each open page asks for it every second or two. Words
    being typed (a document in review) change no list.
    """
    newest = [
        select(func.max(Document.updated_at))
        .where(Document.site_id == DEFAULT_SITE, Document.state == state.value)
        .scalar_subquery()
        for state in S
        if state is not S.IN_REVIEW
    ]
    moved = session.execute(select(*newest)).one()
    ends = select(
        *(
            select(func.max(column)).scalar_subquery()
            for column in (DocumentEventRow.id, SignOff.id, CodeDecision.id, CodingCase.id, Job.id)
        ),
        select(func.max(Reading.created_at)).scalar_subquery(),
    )
    asked = session.execute(
        select(func.count(PhysicianQuery.sent_at), func.count(PhysicianQuery.answered_at))
    ).one()
    open_jobs = session.execute(
        select(Job.queue, Job.state, func.count())
        .where(Job.queue.in_(QUEUES), Job.state.in_([*OPEN_STATES, JobState.PARKED]))
        .group_by(Job.queue, Job.state)
        .order_by(Job.queue, Job.state)
    )
    heard = session.scalar(
        select(func.sum(Document.heard_s)).where(
            Document.site_id == DEFAULT_SITE, Document.state == S.READING.value, Document.kind == "dictation"
        )
    )
    seen = (*moved, *session.execute(ends).one(), *asked, *(tuple(row) for row in open_jobs), heard)
    return "|".join(str(value) for value in seen)
