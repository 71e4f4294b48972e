"""Questions to the physician who documented a case: drafted, sent, answered, withdrawn. Touches the database.

An answer is never text of the chart: it is shown beside the codes, kept with the coding, and told to the
documents that it rests on as an event.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.audit.record import record_audit
from storage.coding_decisions import CHANGED, OPEN, QUERY_PENDING, lock_case
from storage.database import database_now
from storage.errors import Disposition, ServiceError
from storage.ids import new_id
from storage.ledger.documents import record_event
from storage.physician_query_words import QueryWords, QueryWordsError, checked_words
from storage.reviews import NotReadyError, Reviewer
from storage.tables import CodingCase, Encounter, PhysicianQuery
from storage.tables.base import Json

DRAFT, SENT, ANSWERED, WITHDRAWN = "draft", "sent", "answered", "withdrawn"
LONGEST_ANSWER = 2000


class QueryUnknownError(ServiceError):
    """There is no such question, or it does not concern this person: which of them is not said."""

    code = "storage.query_unknown"
    disposition = Disposition.ASK_HUMAN
    remedy = "Open the question from the worklist or from the codes of its encounter"


class QueryMovedOnError(ServiceError):
    """The question is not in the state that the act needs: somebody sent, answered or withdrew it."""

    code = "storage.query_moved_on"
    disposition = Disposition.ASK_HUMAN
    remedy = "Reload the page and look at the question as it is now"


def draft_query(
    session: Session, case_id: str, words: QueryWords, *, evidence: Sequence[Json], drafter: Reviewer
) -> PhysicianQuery:
    """A new draft; `evidence` is a snapshot of the places it rests on, each with document_id and quote."""
    case = lock_case(session, case_id)
    query = PhysicianQuery(
        id=new_id(),
        case_id=case_id,
        state=DRAFT,
        about=words.about,
        question=words.question,
        choices=list(words.choices),
        evidence=list(evidence),
        drafted_by=drafter.user_id,
        drafted_at=database_now(session),
    )
    session.add(query)
    _audit(session, case, query, "query_drafted", drafter)
    return query


def change_draft(session: Session, query_id: str, words: QueryWords, *, drafter: Reviewer) -> PhysicianQuery:
    """The draft with other words.

    Raises:
        QueryUnknownError, QueryMovedOnError: there is no such draft (any more).
    """
    case, query = _locked(session, query_id, DRAFT)
    query.about, query.question, query.choices = words.about, words.question, list(words.choices)
    _audit(session, case, query, "query_changed", drafter)
    return query


def send_query(session: Session, query_id: str, *, to_login: str, sender: Reviewer) -> PhysicianQuery:
    """The question, on the worklist of the physician with this sign-in name; the case waits for the answer.

    Raises:
        QueryUnknownError, QueryMovedOnError: there is no such draft (any more).
        QueryWordsError: the draft says what no question may.
    """
    case, query = _locked(session, query_id, DRAFT)
    checked_words(query.about, query.question, tuple(query.choices))
    if not to_login:
        raise QueryWordsError("Nobody is named who is asked")
    query.state, query.to_login = SENT, to_login
    query.sent_by, query.sent_at = sender.user_id, database_now(session)
    session.flush()
    _settle(session, case)
    _audit(session, case, query, "query_sent", sender)
    return query


def answer_query(
    session: Session, query_id: str, *, choice: str, words: str, author: Reviewer
) -> PhysicianQuery:
    """The answered question, back with the coder.

    Raises:
        QueryUnknownError: this person was not asked. QueryMovedOnError: it waits no more.
        NotReadyError: no choice is made, or "other" comes without words.
    """
    case, query = _locked(session, query_id, SENT)
    if query.to_login != author.name:
        raise QueryUnknownError("There is no such question")
    said = " ".join(words.split())[:LONGEST_ANSWER]
    if choice not in query.choices:
        raise NotReadyError(["choose one of the answers"])
    if choice.startswith("other") and not said:
        raise NotReadyError(["say in your words what holds"])
    query.state, query.answer = ANSWERED, f"{choice}\n{said}".strip()
    query.answered_by, query.answered_at = author.user_id, database_now(session)
    session.flush()
    _settle(session, case)
    _audit(session, case, query, "query_answered", author)
    for document_id in sorted({str(one["document_id"]) for one in query.evidence}):
        record_event(session, document_id, "query_answered", actor=author.name)
    return query


def withdraw_query(session: Session, query_id: str, *, reason: str, reviewer: Reviewer) -> PhysicianQuery:
    """The question that is asked no more; its reason stands where the answer would.

    Raises:
        QueryUnknownError, QueryMovedOnError: it is answered, or gone. NotReadyError: no reason is given.
    """
    case, query = _locked(session, query_id, DRAFT, SENT)
    said = " ".join(reason.split())[:LONGEST_ANSWER]
    if query.state == SENT and not said:
        raise NotReadyError(["say why the question is withdrawn"])
    query.state, query.answer = WITHDRAWN, said
    query.withdrawn_by, query.withdrawn_at = reviewer.user_id, database_now(session)
    session.flush()
    _settle(session, case)
    _audit(session, case, query, "query_withdrawn", reviewer)
    return query


def queries_of(session: Session, case_id: str) -> Sequence[PhysicianQuery]:
    """Every question about the case, oldest first; drafts that were thrown away are left out."""
    return session.scalars(
        select(PhysicianQuery)
        .where(
            PhysicianQuery.case_id == case_id,
            (PhysicianQuery.state != WITHDRAWN) | PhysicianQuery.sent_at.is_not(None),
        )
        .order_by(PhysicianQuery.id)
    ).all()


def query_asked_of(session: Session, query_id: str, login: str) -> PhysicianQuery:
    """The question, when it was sent to this person.

    Raises:
        QueryUnknownError: otherwise.
    """
    query = session.get(PhysicianQuery, query_id)
    if query is None or query.sent_at is None or query.to_login != login:
        raise QueryUnknownError("There is no such question")
    return query


def query_of_case(session: Session, query_id: str, case_id: str) -> PhysicianQuery:
    """The question, when it is about this case.

    Raises:
        QueryUnknownError: otherwise.
    """
    query = session.get(PhysicianQuery, query_id)
    if query is None or query.case_id != case_id:
        raise QueryUnknownError("There is no such question")
    return query


def query_as_json(query: PhysicianQuery) -> Json:
    """A question that was sent, as the filed coding keeps it; withdrawn ones have the reason as answer."""
    return {
        "about": query.about,
        "question": query.question,
        "choices": query.choices,
        "evidence": query.evidence,
        "state": query.state,
        "asked_of": query.to_login,
        "sent_by": query.sent_by,
        "sent_at": query.sent_at.isoformat() if query.sent_at else None,
        "answer": query.answer,
        "answered_by": query.answered_by,
        "answered_at": query.answered_at.isoformat() if query.answered_at else None,
    }


def _locked(session: Session, query_id: str, *states: str) -> tuple[CodingCase, PhysicianQuery]:
    """The case, locked, and its question as it is now, in one of these states."""
    case_id = session.scalar(select(PhysicianQuery.case_id).where(PhysicianQuery.id == query_id))
    if case_id is None:
        raise QueryUnknownError("There is no such question")
    case = lock_case(session, case_id)
    query = session.get_one(PhysicianQuery, query_id, populate_existing=True)
    if query.state not in states:
        raise QueryMovedOnError("The question is not what it was", where=f"question {query_id}")
    return case, query


def _settle(session: Session, case: CodingCase) -> None:
    """The case waits while a question is out; then it is open again, or changed where it was final once."""
    waiting = session.scalar(
        select(func.count())
        .select_from(PhysicianQuery)
        .where(PhysicianQuery.case_id == case.id, PhysicianQuery.state == SENT)
    )
    if waiting:
        case.state = QUERY_PENDING
    elif case.state == QUERY_PENDING:
        case.state = CHANGED if case.record_version else OPEN


def _audit(session: Session, case: CodingCase, query: PhysicianQuery, action: str, who: Reviewer) -> None:
    record_audit(
        session,
        actor=who.actor,
        action=action,
        subject_kind="coding_case",
        subject_id=case.id,
        patient_id=session.get_one(Encounter, case.encounter_id).patient_id,
        detail={"query": query.id, "to": query.to_login},
    )
    session.flush()
