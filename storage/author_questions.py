"""Places that a transcriptionist asks the author about, and the answers. Touches the world.

An answer is a person's word to another person: nothing here writes it into a report.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from storage.audit.record import record_audit
from storage.database import database_now
from storage.errors import Disposition, ServiceError
from storage.ids import new_id
from storage.reviews import Reviewer
from storage.tables import AuthorQuestion, Document

LONGEST_QUESTION = 500
LONGEST_ANSWER = 1_000


class QuestionRefusedError(ServiceError):
    """A question or an answer without words, too long, or about a second that the recording does not have."""

    code = "storage.question_refused"
    disposition = Disposition.REJECT
    remedy = f"Write 1 to {LONGEST_QUESTION} characters, and 1 to {LONGEST_ANSWER} for an answer"


class QuestionClosedError(ServiceError):
    """The question was answered or taken back before."""

    code = "storage.question_closed"
    disposition = Disposition.ASK_HUMAN
    remedy = "Reload the page to see how it stands; ask again if it is still open for you"


@dataclass(frozen=True)
class Asked:
    """What is asked: the words, the word of the report and the second that it is about (None: unknown)."""

    question: str
    token_id: str | None = None
    start_s: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "question", " ".join(self.question.split()))
        if not 1 <= len(self.question) <= LONGEST_QUESTION:
            raise QuestionRefusedError("The question is empty or too long")
        if self.start_s is not None and not self.start_s >= 0:
            raise QuestionRefusedError("The recording has no such second")


@dataclass(frozen=True)
class Question:
    """A question as it stands. `is_open`: neither answered nor taken back."""

    id: str
    document_id: str
    token_id: str | None
    start_s: float | None
    question: str
    asked_by: str
    asked_at: datetime
    answer: str
    answered_by: str | None
    answered_at: datetime | None

    @property
    def is_open(self) -> bool:
        """True while an answer is waited for."""
        return self.answered_at is None

    @property
    def is_taken_back(self) -> bool:
        """True when its asker needs no answer any more."""
        return self.answered_at is not None and not self.answer


def ask(session: Session, document: Document, asked: Asked, reviewer: Reviewer) -> str:
    """The id of the new question about this document.

    Raises:
        QuestionRefusedError: it is about a second after the recording's end.
    """
    if asked.start_s is not None and asked.start_s > (document.duration_s or 0.0):
        raise QuestionRefusedError("The recording has no such second")
    row = AuthorQuestion(
        id=new_id(),
        document_id=document.id,
        token_id=asked.token_id,
        start_s=asked.start_s,
        question=asked.question,
        asked_by=reviewer.user_id,
        asked_at=database_now(session),
    )
    session.add(row)
    session.flush()
    _audit(session, document, "asked_author", row.id, reviewer)
    return row.id


def answer(session: Session, document: Document, question_id: str, words: str, reviewer: Reviewer) -> None:
    """Keep the author's answer; the one who gave it may give another in its place.

    Raises:
        QuestionRefusedError: it has no words, or too many.
        QuestionClosedError: somebody else answered, or it was taken back.
    """
    said = words.replace("\r\n", "\n").strip()
    if not 1 <= len(said) <= LONGEST_ANSWER:
        raise QuestionRefusedError("The answer is empty or too long")
    row = _row(session, document, question_id)
    if row.answered_at is not None and (not row.answer or row.answered_by != reviewer.user_id):
        raise QuestionClosedError("This question is closed")
    row.answer, row.answered_by, row.answered_at = said, reviewer.user_id, database_now(session)
    session.flush()
    _audit(session, document, "answered_question", question_id, reviewer)


def take_back(session: Session, document: Document, question_id: str, reviewer: Reviewer) -> None:
    """Close a question of this person that needs no answer any more.

    Raises:
        QuestionClosedError: it is answered, or somebody else asked it.
    """
    row = _row(session, document, question_id)
    if row.answered_at is not None or row.asked_by != reviewer.user_id:
        raise QuestionClosedError("This question cannot be taken back")
    row.answered_by, row.answered_at = reviewer.user_id, database_now(session)
    session.flush()
    _audit(session, document, "took_question_back", question_id, reviewer)


def questions_of(session: Session, document_id: str) -> list[Question]:
    """The document's questions in the order of the recording, those that were taken back left out."""
    rows = session.scalars(select(AuthorQuestion).where(AuthorQuestion.document_id == document_id))
    standing = [one for one in (_question(row) for row in rows) if not one.is_taken_back]
    return sorted(standing, key=_place)


def _place(one: Question) -> tuple[float, str]:
    """Where it comes: by its second, those without one last; ids are in the order of asking."""
    return (math.inf if one.start_s is None else one.start_s, one.id)


def has_open_questions() -> ColumnElement[bool]:
    """The condition on `Document` that holds while its author is asked something."""
    return exists().where(AuthorQuestion.document_id == Document.id, AuthorQuestion.answered_at.is_(None))


def has_answers() -> ColumnElement[bool]:
    """The condition on `Document` that holds when its author answered something."""
    return exists().where(AuthorQuestion.document_id == Document.id, AuthorQuestion.answer != "")


def answers_note(questions: Sequence[Question]) -> str:
    """What a report goes back with when its author answered, in plain words; nothing without answers."""
    answered = sum(not one.is_open for one in questions)
    if not answered:
        return ""
    return "1 question is answered" if answered == 1 else f"{answered} questions are answered"


def _row(session: Session, document: Document, question_id: str) -> AuthorQuestion:
    row = session.get(AuthorQuestion, question_id)
    if row is None or row.document_id != document.id:
        raise QuestionClosedError("There is no such question about this report")
    return row


def _question(row: AuthorQuestion) -> Question:
    return Question(
        id=row.id,
        document_id=row.document_id,
        token_id=row.token_id,
        start_s=row.start_s,
        question=row.question,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        answer=row.answer,
        answered_by=row.answered_by,
        answered_at=row.answered_at,
    )


def _audit(session: Session, document: Document, action: str, question_id: str, reviewer: Reviewer) -> None:
    record_audit(
        session,
        actor=reviewer.actor,
        action=f"report.{action}",
        subject_kind="document",
        subject_id=document.id,
        patient_id=document.patient_id,
        detail={"question": question_id},
    )
