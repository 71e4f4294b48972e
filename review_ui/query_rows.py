"""Questions from coders as rows of their physician's worklist. Touches the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from review_ui.auth import CurrentUser
from review_ui.presenters import Said, day_words
from review_ui.worklist_rows import ROWS_SHOWN, WorklistRow
from storage.physician_queries import SENT
from storage.tables import CodingCase, Encounter, Patient, PhysicianQuery


def count_queries(session: Session, user: CurrentUser) -> int:
    """How many questions wait for this person's answer."""
    waiting = select(func.count()).select_from(PhysicianQuery)
    return session.scalar(waiting.where(_asked_of(user))) or 0


def query_rows(session: Session, user: CurrentUser, *, opens: str, now: datetime) -> list[WorklistRow]:
    """The questions that wait for this person's answer, the oldest first."""
    found = session.execute(
        select(PhysicianQuery, Encounter, Patient)
        .join(CodingCase, CodingCase.id == PhysicianQuery.case_id)
        .join(Encounter, Encounter.id == CodingCase.encounter_id)
        .join(Patient, Patient.id == Encounter.patient_id)
        .where(_asked_of(user), Patient.site_id == user.site_id)
        .order_by(PhysicianQuery.sent_at, PhysicianQuery.id)
        .limit(ROWS_SHOWN)
    )
    return [
        WorklistRow(
            id=query.id,
            route_name=opens,
            ids={"query_id": query.id},
            kind="coding",
            title=query.about.capitalize(),
            patient=patient.name,
            mrn=patient.mrn,
            born=day_words(patient.birth_date),
            encounter=encounter.number,
            priority=1,
            age_s=(now - (query.sent_at or query.drafted_at)).total_seconds(),
            state=Said("waiting for your answer", "waiting"),
        )
        for query, encounter, patient in found
    ]


def _asked_of(user: CurrentUser) -> ColumnElement[bool]:
    return (PhysicianQuery.state == SENT) & (PhysicianQuery.to_login == user.login)
