"""What stands beside a report on its author's page: whose it is, who checked it. Touches the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from review_ui.auth import CurrentUser
from review_ui.presenters import Said, day_words, state_said
from review_ui.questions_presenter import QuestionShown, questions_shown
from review_ui.returned import return_note
from review_ui.review_rights import may_sign
from storage.author_questions import answers_note, questions_of
from storage.edits import Token
from storage.tables import Document, DocumentDeficiency, Encounter, Patient, User


@dataclass(frozen=True)
class ReportView:
    """The page's content. `may_sign`: it waits for this person; `returned` says what was asked for."""

    document_id: str
    title: str
    patient: str
    mrn: str
    born: str
    encounter: str
    author: str
    date_of_service: str
    said: Said
    revision: int
    record_version: int
    verified_by: str
    verified_at: datetime | None
    signed_by: str
    signed_at: datetime | None
    may_sign: bool
    returned: str
    losses: tuple[str, ...]
    questions: tuple[QuestionShown, ...]
    answers_note: str

    @property
    def open_questions(self) -> int:
        """How many questions wait for an answer."""
        return sum(one.is_open for one in self.questions)


def report_view(
    session: Session, user: CurrentUser, document: Document, tokens: Sequence[Token] = ()
) -> ReportView:
    """The page for this person; `tokens` are the report's words, for the sentences around questions."""
    patient = session.get(Patient, document.patient_id) if document.patient_id else None
    encounter = session.get(Encounter, document.encounter_id) if document.encounter_id else None
    return ReportView(
        document_id=document.id,
        title=document.document_type or "Dictated report",
        patient=patient.name if patient else "Not named yet",
        mrn=patient.mrn if patient else "",
        born=day_words(patient.birth_date) if patient else "",
        encounter=encounter.number if encounter else "",
        author=document.author,
        date_of_service=day_words(document.date_of_service),
        said=state_said(document.state, kind=document.kind, unsigned=document.signed_at is None),
        revision=document.revision,
        record_version=document.record_version,
        verified_by=_name(session, document.verified_by),
        verified_at=document.verified_at,
        signed_by=_name(session, document.signed_by),
        signed_at=document.signed_at,
        may_sign=may_sign(user, document),
        returned=return_note(session, document),
        losses=tuple(_losses(session, document)),
        questions=questions_shown(session, user, document, tokens),
        answers_note=answers_note(questions_of(session, document.id)),
    )


def _name(session: Session, user_id: str | None) -> str:
    user = session.get(User, user_id) if user_id else None
    return user.display_name if user else ""


def _losses(session: Session, document: Document) -> list[str]:
    rows = session.scalars(
        select(DocumentDeficiency)
        .where(
            DocumentDeficiency.document_id == document.id,
            DocumentDeficiency.reading_no == document.reading_no,
        )
        .order_by(DocumentDeficiency.start_s, DocumentDeficiency.id)
    )
    return [one.note for one in rows]
