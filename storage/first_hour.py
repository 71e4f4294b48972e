"""What a clinic answers in its first hour: five questions, and the steps before the first real record.

An answer is kept when it is given and may be changed later; the audit keeps who changed what. What a text of
the form means is pure (`read_answer`); the rest touches the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.audit.record import Actor, record_audit
from storage.database import database_now
from storage.errors import Disposition, ServiceError
from storage.tables import DEFAULT_SITE, SiteAnswer

_LONGEST = 120
LATER = "later"


class Question(StrEnum):
    """What is asked or noted; the first five are the questions, in this order."""

    PRACTICE_NAME = "practice_name"  # text
    KNOWN_BY = "known_by"  # name_birth_date | mrn | chart_number
    PATIENT_LIST = "patient_list"  # now | later
    DOING = "doing"  # a route: archive | key_fields | full
    SECOND_COPY = "second_copy"  # a folder, or later
    BEGUN = "begun"  # true: this site was begun as a clinic, so it is led through its first hour
    RECOVERY_SHEET = "recovery_sheet"  # hex id of the master key whose sheet was typed back
    SCAN_TEST = "scan_test"  # the folder that a test page arrived in


Q = Question
QUESTIONS = (Q.PRACTICE_NAME, Q.KNOWN_BY, Q.PATIENT_LIST, Q.DOING, Q.SECOND_COPY)
# question -> its choices in order, the first one proposed; a question without choices takes a text
CHOICES: Mapping[Question, tuple[str, ...]] = {
    Q.KNOWN_BY: ("name_birth_date", "mrn", "chart_number"),
    Q.PATIENT_LIST: (LATER, "now"),
    Q.DOING: ("archive", "key_fields", "full"),
}


class AnswerRefusedError(ServiceError):
    """The answer is none of the choices, empty or too long."""

    code: ClassVar[str] = "storage.answer_refused"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = "Choose one of the answers, or type a short text"


class RecoverySheetFirstError(ServiceError):
    """A record would be filed whose keys nobody has on paper."""

    code: ClassVar[str] = "storage.recovery_sheet_first"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = "Print the recovery sheet (Home leads to it) and type three of its words back"


@dataclass(frozen=True)
class FirstHour:
    """All answers of a site, and what follows from them; pure."""

    answers: Mapping[str, Any]

    @property
    def is_begun(self) -> bool:
        """True when this site was begun as a clinic."""
        return bool(self.answers.get(Q.BEGUN))

    @property
    def next_question(self) -> int | None:
        """The number (from 1) of the first question without an answer; None when all are answered."""
        open_ones = (number for number, one in enumerate(QUESTIONS, 1) if one not in self.answers)
        return next(open_ones, None)

    @property
    def practice_name(self) -> str:
        """The practice's name, or "" while it is not given."""
        return str(self.answers.get(Q.PRACTICE_NAME, ""))

    @property
    def route(self) -> str:
        """The route of charts that say nothing else."""
        return str(self.answers.get(Q.DOING, CHOICES[Q.DOING][0]))

    @property
    def second_copy_folder(self) -> str:
        """Where the second copy goes; "" when that is left for later."""
        answered = str(self.answers.get(Q.SECOND_COPY, LATER))
        return "" if answered == LATER else answered

    def sheet_is_safe(self, master_key_id: bytes) -> bool:
        """True when the recovery sheet of these keys was printed and typed back."""
        return self.answers.get(Q.RECOVERY_SHEET) == master_key_id.hex()


def read_first_hour(session: Session) -> FirstHour:
    """What this site has answered until now."""
    rows = session.scalars(select(SiteAnswer).where(SiteAnswer.site_id == DEFAULT_SITE))
    return FirstHour({row.question: row.value for row in rows})


def read_answer(question: Question, text: str) -> str:
    """The answer that a form's text means; pure.

    Raises:
        AnswerRefusedError: it is none of the choices, empty, too long or not printable.
    """
    answer = " ".join(text.split())
    if question in CHOICES:
        if answer not in CHOICES[question]:
            raise AnswerRefusedError("This is none of the answers")
        return answer
    if not answer and question is Q.SECOND_COPY:
        return LATER
    if not answer or len(answer) > _LONGEST or not answer.isprintable():
        raise AnswerRefusedError(f"The answer is empty, over {_LONGEST} characters or not printable")
    return answer


def keep_answer(session: Session, question: Question, value: Any, *, actor: Actor) -> None:
    """Keep the answer in place of the one before; the audit says that it changed, and who did it."""
    now = database_now(session)
    row = session.get(SiteAnswer, (DEFAULT_SITE, question.value), with_for_update=True)
    if row is not None and row.value == value:
        return
    before = row.value if row is not None else None
    if row is None:
        row = SiteAnswer(site_id=DEFAULT_SITE, question=question.value)
        session.add(row)
    row.value, row.answered_by, row.answered_at = value, actor.name, now
    record_audit(
        session,
        actor=actor,
        action="site.answered",
        subject_kind="site",
        subject_id=DEFAULT_SITE,
        detail={"question": question.value, "answer": value, "before": before},
    )


def require_recovery_sheet(session: Session) -> None:
    """Return unless this site was begun as a clinic and its recovery sheet was never typed back.

    Raises:
        RecoverySheetFirstError: nobody has the keys on paper yet.
    """
    first = read_first_hour(session)
    if first.is_begun and Q.RECOVERY_SHEET not in first.answers:
        raise RecoverySheetFirstError("The recovery sheet has not been typed back yet")
