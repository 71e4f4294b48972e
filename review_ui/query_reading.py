"""A coder's question as its physician sees it, and who can be asked. Touches the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from review_ui.auth import CurrentUser
from review_ui.permissions import Permission, permissions_of
from review_ui.presenters import Said, day_words, kind_words
from storage.accounts import Role
from storage.physician_queries import ANSWERED, SENT, WITHDRAWN, query_asked_of
from storage.tables import CodingCase, Document, Encounter, Patient, PhysicianQuery, User

_STATES = {
    "draft": Said("draft", "quiet"),
    SENT: Said("waiting for the answer", "waiting"),
    ANSWERED: Said("answered", "good"),
    WITHDRAWN: Said("withdrawn", "quiet"),
}


@dataclass(frozen=True)
class QuotedPlace:
    """Words of the record that a question rests on, with what stands around them."""

    document_id: str
    title: str
    dated: str
    before: str
    quote: str
    after: str


@dataclass(frozen=True)
class AskedQuery:
    """The question's page."""

    id: str
    state: Said
    waits: bool
    about: str
    question: str
    choices: tuple[str, ...]
    patient: str
    mrn: str
    born: str
    encounter: str
    asked_by: str
    asked_at: datetime | None
    places: tuple[QuotedPlace, ...]
    choice: str
    words: str


def query_state_said(state: str) -> Said:
    """A question's state in plain words."""
    return _STATES[state]


def answer_parts(query: PhysicianQuery) -> tuple[str, str]:
    """(the choice, the words beside it) of an answered question."""
    choice, _, words = query.answer.partition("\n")
    return choice, words


def asked_query(session: Session, user: CurrentUser, query_id: str) -> tuple[AskedQuery, str]:
    """The question as its physician sees it, and the patient's id for the audit.

    Raises:
        storage.physician_queries.QueryUnknownError: this person was not asked.
    """
    query = query_asked_of(session, query_id, user.login)
    case = session.get_one(CodingCase, query.case_id)
    encounter = session.get_one(Encounter, case.encounter_id)
    patient = session.get_one(Patient, encounter.patient_id)
    asked_by = session.get(User, query.sent_by) if query.sent_by else None
    choice, words = answer_parts(query) if query.state == ANSWERED else ("", query.answer)
    seen = AskedQuery(
        id=query.id,
        state=_STATES[query.state],
        waits=query.state == SENT,
        about=query.about,
        question=query.question,
        choices=tuple(query.choices),
        patient=patient.name,
        mrn=patient.mrn,
        born=day_words(patient.birth_date),
        encounter=encounter.number,
        asked_by=asked_by.display_name if asked_by else "",
        asked_at=query.sent_at,
        places=tuple(_place(session, one) for one in query.evidence),
        choice=choice,
        words=words,
    )
    return seen, patient.id


def askable_people(session: Session, site_id: str, *, one_person_may_do_all: bool) -> list[User]:
    """The people who answer questions, by their shown names."""
    rows = session.scalars(
        select(User).where(User.site_id == site_id, User.disabled_at.is_(None)).order_by(User.display_name)
    )
    return [row for row in rows if _may_answer(row.roles, one_person_may_do_all=one_person_may_do_all)]


def likely_login(people: Sequence[User], authors: Sequence[str]) -> str:
    """The sign-in name of the first of these authors that is one of the people; '' when none is."""
    for author in authors:
        said = author.casefold()
        for one in people:
            if said and said in (one.login.casefold(), one.display_name.casefold()):
                return one.login
    return ""


def _may_answer(roles: Sequence[str], *, one_person_may_do_all: bool) -> bool:
    known = frozenset(Role(role) for role in roles)
    return Permission.SIGN in permissions_of(known, one_person_may_do_all=one_person_may_do_all)


def _place(session: Session, stored: Mapping[str, Any]) -> QuotedPlace:
    document = session.get_one(Document, stored["document_id"])
    return QuotedPlace(
        document_id=document.id,
        title=document.document_type or kind_words(document.kind),
        dated=day_words(document.date_of_service),
        before=str(stored.get("before", "")),
        quote=str(stored["quote"]),
        after=str(stored.get("after", "")),
    )
