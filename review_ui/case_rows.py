"""Coding cases as rows of the coder's worklist. Touches the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from review_ui.auth import CurrentUser
from review_ui.presenters import case_state_said, counted, day_words
from review_ui.visibility import visible_to
from review_ui.worklist_filters import PRIORITIES, Filters
from review_ui.worklist_rows import ROWS_SHOWN, WorklistRow
from storage.tables import CodingCase, Document, Encounter, Patient

_OPEN_CASES = ("open", "query_pending", "changed_since_final")


def count_cases(session: Session) -> int:
    """How many cases wait for their codes."""
    waiting = select(func.count()).select_from(CodingCase).where(CodingCase.state.in_(_OPEN_CASES))
    return session.scalar(waiting) or 0


def case_rows(
    session: Session, user: CurrentUser, *, opens: str, now: datetime, wanted: Filters
) -> list[WorklistRow]:
    """The first cases in the order of work: by the most urgent document's priority, then the oldest's age."""
    grouped = (
        select(
            CodingCase.id.label("case_id"),
            func.min(Document.priority).label("priority"),
            func.count(Document.id).label("documents"),
            func.sum(Document.suggestion_count).label("suggestions"),
            func.min(Document.received_at).label("oldest"),
        )
        .join(Document, (Document.encounter_id == CodingCase.encounter_id) & visible_to(user))
        .where(CodingCase.state.in_(_OPEN_CASES))
        .group_by(CodingCase.id)
    )
    if wanted.priority:
        grouped = grouped.having(func.min(Document.priority) == PRIORITIES[wanted.priority])
    first = grouped.order_by("priority", "oldest", "case_id").limit(ROWS_SHOWN).subquery()
    statement = (
        select(
            CodingCase,
            Encounter,
            Patient,
            first.c.priority,
            first.c.documents,
            first.c.suggestions,
            first.c.oldest,
        )
        .join(CodingCase, CodingCase.id == first.c.case_id)
        .join(Encounter, Encounter.id == CodingCase.encounter_id)
        .join(Patient, Patient.id == Encounter.patient_id)
        .order_by(first.c.priority, first.c.oldest, first.c.case_id)
    )
    return [
        WorklistRow(
            id=case.id,
            route_name=opens,
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
        for case, encounter, patient, priority, documents, suggestions, oldest in session.execute(statement)
    ]
