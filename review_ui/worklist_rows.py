"""The rows of the worklists. Touches the database.

Order is the order of work: stat first, then what is due first (DESIGN §3 uses the same for the queues).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Row, Select, exists, func, or_, select
from sqlalchemy.orm import Session

from ingest.index_fields import IndexFields
from review_ui.auth import CurrentUser
from review_ui.permissions import Permission
from review_ui.presenters import (
    Said,
    case_state_said,
    counted,
    day_words,
    duration_words,
    kind_words,
    state_said,
)
from review_ui.visibility import visible_to
from review_ui.worklists import QUERIES, Worklist
from storage.database import database_now
from storage.ledger.document_states import DocumentState as S
from storage.ledger.jobs import JobState
from storage.tables import CodingCase, Document, Encounter, Job, Patient, PhysicianQuery, User

ROWS_SHOWN = 200
_NOBODY_WAITS = (S.VERIFIED, S.RENDERING, S.FILING, S.FILED, S.REJECTED, S.WITHDRAWN)
_OPEN_CASES = ("open", "query_pending", "changed_since_final")


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
    route: str = ""
    reason: str = ""
    author: str = ""
    due_at: datetime | None = None  # None: nobody waits for it any more
    ids: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Filters:
    """What a person narrowed a list to; None does not narrow. None of these is about a patient."""

    priority: int | None = None
    route: str | None = None
    free_only: bool = False


def list_counts(session: Session, user: CurrentUser, lists: Iterable[Worklist]) -> dict[str, int]:
    """How many rows each list has, by its key."""
    from review_ui.query_rows import count_queries  # its rows are of this module's type

    counts = {}
    for worklist in lists:
        if worklist.key == QUERIES:
            counts[worklist.key] = count_queries(session, user)
            continue
        if worklist.holds is None:
            statement = select(func.count()).select_from(CodingCase).where(CodingCase.state.in_(_OPEN_CASES))
        else:
            statement = (
                select(func.count()).select_from(Document).where(visible_to(user), worklist.holds(user))
            )
        counts[worklist.key] = session.scalar(statement) or 0
    return counts


def rows_of(session: Session, user: CurrentUser, worklist: Worklist, wanted: Filters) -> list[WorklistRow]:
    """Up to ROWS_SHOWN rows of the list, in the order of work."""
    from review_ui.query_rows import query_rows

    now = database_now(session)
    if worklist.key == QUERIES:
        return query_rows(session, user, opens=worklist.opens, now=now)
    if worklist.holds is None:
        return _case_rows(session, user, worklist, now, wanted)
    statement = document_statement().where(visible_to(user), worklist.holds(user))
    if wanted.priority is not None:
        statement = statement.where(Document.priority == wanted.priority)
    if wanted.route is not None:
        statement = statement.where(Document.route == wanted.route)
    if wanted.free_only:
        free = or_(
            Document.reviewer_id.is_(None),
            Document.reviewer_until <= now,
            Document.reviewer_id == user.user_id,
        )
        statement = statement.where(free)
    order = (
        (Document.updated_at.desc(), Document.id.desc())
        if worklist.newest_first
        else (Document.priority, Document.due_at, Document.received_at, Document.id)
    )
    found = session.execute(statement.order_by(*order).limit(ROWS_SHOWN))
    return [document_row(row, opens=worklist.opens, user=user, now=now) for row in found]


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
) -> WorklistRow:
    """One document as a row; the patient as confirmed, else as the file came in."""
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
        route=document.route,
        reason=document.reason or "",
        author=document.author,
        due_at=None if document.state in _NOBODY_WAITS else document.due_at,
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


def _size_of(document: Document) -> str:
    if document.duration_s is not None:
        return duration_words(document.duration_s)
    return counted(document.page_count, "page") if document.page_count else ""


def _case_rows(
    session: Session, user: CurrentUser, worklist: Worklist, now: datetime, wanted: Filters
) -> list[WorklistRow]:
    statement = (
        select(
            CodingCase,
            Encounter,
            Patient,
            func.min(Document.priority),
            func.count(Document.id),
            func.sum(Document.suggestion_count),
            func.min(Document.received_at),
        )
        .join(Encounter, Encounter.id == CodingCase.encounter_id)
        .join(Patient, Patient.id == Encounter.patient_id)
        .join(Document, (Document.encounter_id == Encounter.id) & visible_to(user))
        .where(CodingCase.state.in_(_OPEN_CASES))
        .group_by(CodingCase.id, Encounter.id, Patient.id)
    )
    if wanted.priority is not None:
        statement = statement.having(func.min(Document.priority) == wanted.priority)
    order = (func.min(Document.priority), func.min(Document.received_at))
    return [
        WorklistRow(
            id=case.id,
            route_name=worklist.opens,
            ids={"case_id": case.id},
            kind="coding",
            title=encounter.encounter_type or "Encounter",
            patient=patient.name,
            mrn=patient.mrn,
            born=day_words(patient.birth_date),
            encounter=encounter.number,
            priority=priority,
            age_s=(now - oldest).total_seconds(),
            state=case_state_said(case.state),
            size=counted(documents, "document"),
            suggestions=suggestions,
        )
        for case, encounter, patient, priority, documents, suggestions, oldest in session.execute(
            statement.order_by(*order).limit(ROWS_SHOWN)
        )
    ]


def change_stamp(session: Session) -> str:
    """A short text that changes whenever a list could look different: for live updates."""
    moved = session.execute(select(func.max(Document.updated_at), func.count())).one()
    held = session.execute(select(func.max(Document.reviewer_until), func.sum(Document.revision))).one()
    cases = session.execute(select(func.count(), func.sum(CodingCase.revision))).one()
    asked = session.execute(
        select(func.count(PhysicianQuery.sent_at), func.count(PhysicianQuery.answered_at))
    ).one()
    jobs = session.scalar(select(func.count()).select_from(Job).where(Job.state == JobState.DONE))
    return "|".join(str(value) for value in (*moved, *held, *cases, *asked, jobs))
