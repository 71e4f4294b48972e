"""The questions about a case as its coder sees them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from review_ui.coding_advice import LeftOutPlace
from review_ui.coding_words import section_words
from review_ui.presenters import Said
from review_ui.query_reading import answer_parts, query_state_said
from storage.physician_queries import ANSWERED, DRAFT, SENT, WITHDRAWN
from storage.physician_query_words import ALWAYS
from storage.tables import PhysicianQuery, User


@dataclass(frozen=True)
class QueryLine:
    """One question. `own_choices` are those that a coder may edit; "other" and the like always follow."""

    id: str
    state: Said
    is_draft: bool
    is_sent: bool
    is_answered: bool
    about: str
    question: str
    own_choices: tuple[str, ...]
    to_login: str
    to_name: str
    sent_at: datetime | None
    choice: str  # the answer
    words: str  # beside the answer, or why it was withdrawn
    answered_by: str
    answered_at: datetime | None
    evidence: tuple[LeftOutPlace, ...]


def query_lines(
    queries: Sequence[PhysicianQuery],
    *,
    numbers: Mapping[str, int],
    names: Mapping[str, str],
    people: Sequence[User],
) -> tuple[QueryLine, ...]:
    """The questions: answers first, then drafts, then those that wait, then withdrawn ones."""
    order = {ANSWERED: 0, DRAFT: 1, SENT: 2, WITHDRAWN: 3}
    shown = {one.login: one.display_name for one in people}
    return tuple(
        _line(query, numbers, names, shown) for query in sorted(queries, key=lambda one: order[one.state])
    )


def _line(
    query: PhysicianQuery, numbers: Mapping[str, int], names: Mapping[str, str], shown: Mapping[str, str]
) -> QueryLine:
    choice, words = answer_parts(query) if query.state == ANSWERED else ("", query.answer)
    return QueryLine(
        id=query.id,
        state=query_state_said(query.state),
        is_draft=query.state == DRAFT,
        is_sent=query.state == SENT,
        is_answered=query.state == ANSWERED,
        about=query.about,
        question=query.question,
        own_choices=tuple(one for one in query.choices if one not in ALWAYS),
        to_login=query.to_login,
        to_name=shown.get(query.to_login, query.to_login),
        sent_at=query.sent_at,
        choice=choice,
        words=words,
        answered_by=names.get(query.answered_by or "", ""),
        answered_at=query.answered_at,
        evidence=tuple(
            LeftOutPlace(
                document_id=str(one["document_id"]),
                document_number=numbers.get(str(one["document_id"]), 0),
                start=int(one["start"]),
                end=int(one["end"]),
                quote=str(one["quote"]),
                section=section_words(str(one.get("section") or "text")),
            )
            for one in query.evidence
        ),
    )
