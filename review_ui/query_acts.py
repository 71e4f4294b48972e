"""What a coder does with a question to a physician: draft, change, send, withdraw. Touches the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from nlp.advice import QueryDraft
from review_ui.auth import CurrentUser
from review_ui.case_reading import CaseReading, read_case
from review_ui.case_texts import layout_of
from review_ui.cases import CodeUnknownError, visible_case
from review_ui.coding_choices import choices_for
from review_ui.query_reading import askable_people
from review_ui.workplace import Workplace
from storage.physician_queries import (
    QueryUnknownError,
    change_draft,
    draft_query,
    query_of_case,
    send_query,
    withdraw_query,
)
from storage.physician_query_words import QueryWords, checked_words
from storage.reviews import Reviewer

_AROUND_CHARS = 140
_MOST_PLACES = 4
_OPEN_CHOICES = ("present", "ruled out", "resolved before this encounter")


def words_from(given: Mapping[str, str]) -> QueryWords:
    """The question as a form has it, a choice a line.

    Raises:
        storage.physician_query_words.QueryWordsError: it says what no question may.
    """
    choices = tuple(given.get("choices", "").splitlines())
    return checked_words(given.get("about", ""), given.get("question", ""), choices)


def draft_from_machine(
    place: Workplace, user: CurrentUser, case_id: str, number: int, words: QueryWords, *, to_login: str
) -> None:
    """Keep a proposed question, as the coder worded it; with a name it is sent at once.

    Raises:
        QueryUnknownError: nothing like it is proposed any more.
    """
    reading = read_case(place, user, case_id)
    if number >= len(reading.suggestions.queries):
        raise QueryUnknownError("There is no such question")
    document_id, draft = reading.suggestions.queries[number]
    _draft(place, user, reading, words, _spots(draft, document_id), to_login=to_login)


def draft_about(place: Workplace, user: CurrentUser, case_id: str, code: str) -> None:
    """A draft about a suggested code: its own words, and the ways in which it could be said more fully.

    Raises:
        CodeUnknownError: it is not suggested.
    """
    reading = read_case(place, user, case_id)
    line = next((one for one in reading.suggestions.lines if one.code == code), None)
    if line is None:
        raise CodeUnknownError(f"{code[:12]} is not suggested for this encounter")
    ways = choices_for(reading.resources.code_set, code, flags=line.flags)
    choices = [one.label for one in ways if "unspecified" not in one.title.lower()]
    stored = [
        piece.evidence.as_json() | {"document_id": piece.document_id}
        for piece in line.evidence[:_MOST_PLACES]
    ]
    quote = " ".join(str(stored[0]["quote"]).split())
    words = checked_words(
        quote[:80],
        f"The record states “{quote}”. Can this be stated more fully?",
        tuple(choices) if len(choices) > 1 else _OPEN_CHOICES,
    )
    _draft(place, user, reading, words, stored, to_login="")


def change(
    place: Workplace, user: CurrentUser, case_id: str, query_id: str, words: QueryWords, *, to_login: str
) -> None:
    """Keep a draft in other words; with a name it is sent.

    Raises:
        QueryUnknownError, QueryMovedOnError: there is no such draft (any more).
    """
    coder = Reviewer(user.user_id, user.login)
    with place.database.write() as session:
        query_of_case(session, query_id, visible_case(session, user, case_id).id)
        change_draft(session, query_id, words, drafter=coder)
        if to_login:
            _send(session, place, user, query_id, to_login)


def withdraw(place: Workplace, user: CurrentUser, case_id: str, query_id: str, *, reason: str) -> None:
    """Throw a draft away, or ask no more.

    Raises:
        QueryUnknownError, QueryMovedOnError: it is answered, or gone.
        storage.reviews.NotReadyError: it was sent, and no reason is given.
    """
    with place.database.write() as session:
        query_of_case(session, query_id, visible_case(session, user, case_id).id)
        withdraw_query(session, query_id, reason=reason, reviewer=Reviewer(user.user_id, user.login))


def _send(session: Session, place: Workplace, user: CurrentUser, query_id: str, to_login: str) -> None:
    people = askable_people(session, user.site_id, one_person_may_do_all=place.settings.one_person_may_do_all)
    known = to_login if to_login in {one.login for one in people} else ""
    send_query(session, query_id, to_login=known, sender=Reviewer(user.user_id, user.login))


def _draft(
    place: Workplace,
    user: CurrentUser,
    reading: CaseReading,
    words: QueryWords,
    stored: Sequence[Mapping[str, Any]],
    *,
    to_login: str,
) -> None:
    evidence = [_with_surroundings(place, reading, one) for one in stored]
    with place.database.write() as session:
        case = visible_case(session, user, reading.case.id)
        coder = Reviewer(user.user_id, user.login)
        query = draft_query(session, case.id, words, evidence=evidence, drafter=coder)
        if to_login:
            _send(session, place, user, query.id, to_login)


def _spots(draft: QueryDraft, document_id: str) -> list[dict[str, Any]]:
    return [
        {
            "document_id": document_id,
            "start": spot.start,
            "end": spot.end,
            "quote": spot.quote,
            "section": spot.section,
        }
        for spot in draft.spots
    ]


def _with_surroundings(place: Workplace, reading: CaseReading, stored: Mapping[str, Any]) -> dict[str, Any]:
    """The place with the words before and after it, as far as the text still reads so."""
    document = next(one for one in reading.documents if one.id == stored["document_id"])
    text = layout_of(place, document, reading.page_ids.get(document.id, ())).text
    start, end = int(stored["start"]), int(stored["end"])
    if text[start:end] != stored["quote"]:
        return dict(stored)
    before = " ".join(text[max(0, start - _AROUND_CHARS) : start].split())
    after = " ".join(text[end : end + _AROUND_CHARS].split())
    return {**stored, "before": before, "after": after}
