"""Questions to authors as pages show them: words around, who asked, who may answer. Touches the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from review_ui.auth import CurrentUser
from review_ui.permissions import Permission
from review_ui.returned import may_answer_return
from review_ui.review_rights import IN_REVIEW_STATES, may_review, may_sign
from storage.author_questions import Question, questions_of
from storage.edits import Token, live
from storage.tables import Document, User

WORDS_AROUND = 7  # of the report on either side: enough to know the sentence


@dataclass(frozen=True)
class QuestionShown:
    """A question beside a report.

    `before`, `word` and `after` are the words of the report where it was asked, empty where the word is gone
    or the page shows the report itself. `start_s` None: no second is known.
    """

    id: str
    question: str
    answer: str
    asked_by: str
    asked_at: datetime
    answered_by: str
    is_open: bool
    is_mine: bool
    may_answer: bool
    token_id: str
    start_s: float | None
    before: str = ""
    word: str = ""
    after: str = ""


def questions_shown(
    session: Session, user: CurrentUser, document: Document, tokens: Sequence[Token] = ()
) -> tuple[QuestionShown, ...]:
    """The questions about this report for this person; `tokens`, if given, are the report's words now."""
    answers = may_answer(user, document)
    kept = live(tokens)
    places = {token.id: index for index, token in enumerate(kept)}
    return tuple(
        _shown(session, user, one, answers=answers, around=_around(kept, places.get(one.token_id or "")))
        for one in questions_of(session, document.id)
    )


def _shown(
    session: Session, user: CurrentUser, one: Question, *, answers: bool, around: tuple[str, str, str]
) -> QuestionShown:
    before, word, after = around
    return QuestionShown(
        id=one.id,
        question=one.question,
        answer=one.answer,
        asked_by=_name(session, one.asked_by),
        asked_at=one.asked_at,
        answered_by=_name(session, one.answered_by),
        is_open=one.is_open,
        is_mine=one.asked_by == user.user_id,
        may_answer=answers and (one.is_open or one.answered_by == user.user_id),
        token_id=one.token_id or "",
        start_s=one.start_s,
        before=before,
        word=word,
        after=after,
    )


def _around(tokens: Sequence[Token], place: int | None) -> tuple[str, str, str]:
    if place is None:
        return "", "", ""
    before = " ".join(token.text for token in tokens[max(place - WORDS_AROUND, 0) : place])
    after = " ".join(token.text for token in tokens[place + 1 : place + 1 + WORDS_AROUND])
    return before, tokens[place].text, after


def _name(session: Session, user_id: str | None) -> str:
    user = session.get(User, user_id) if user_id else None
    return user.display_name if user else ""


def may_ask(session: Session, user: CurrentUser, document: Document) -> bool:
    """True for somebody who verifies dictations, until the report is filed, or while it is returned."""
    if document.kind != "dictation" or not may_review(user, document.kind):
        return False
    return document.state in IN_REVIEW_STATES or may_answer_return(session, user, document)


def may_answer(user: CurrentUser, document: Document) -> bool:
    """True for the report's author, before it is verified and until it is signed.

    A report that names no author may be answered by any author, as it may be signed by any.
    """
    if may_sign(user, document):
        return True
    if document.kind != "dictation" or document.state not in IN_REVIEW_STATES:
        return False
    is_theirs = document.author.casefold() in (user.login.casefold(), user.display_name.casefold(), "")
    return user.may(Permission.SIGN) and (is_theirs or user.may(Permission.MEND))
