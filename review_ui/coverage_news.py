"""What a review page tells about itself every few seconds: shown, played, typed. Touches database and store.

The page sends numbers and ids alone: which parts of which page were on the screen large enough to read, which
seconds were played, which words were confirmed one by one, how many keys and active seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException

from ocr.page import Page
from review_ui.auth import CurrentUser
from review_ui.critical_marks import part_of_word, parts_to_see
from review_ui.given import json_body
from review_ui.places import read_page, read_transcript
from review_ui.review_rights import check_may_review, holds, may_review
from review_ui.visibility import visible_document
from review_ui.workplace import Workplace
from storage.artifacts import find_artifact
from storage.critical_words import confirm_pressed, looks
from storage.database import database_now
from storage.edits import Token
from storage.page_parts import all_parts, as_spans
from storage.review_coverage import SOUND, add_effort, pages_with_pictures, record_seen
from storage.spans import Span
from storage.tables import Document
from storage.word_acts import WordAct

_LAST_PART = max(all_parts()) + 1
_MOST_WORDS = 1000
Seconds = Annotated[FiniteFloat, Field(ge=0, le=3600)]


class PageNews(BaseModel):
    """Seconds that a page was shown large enough to read, and its parts that were, as [from, to) numbers."""

    model_config = ConfigDict(extra="forbid")
    seconds: Seconds = 0.0
    parts: list[
        tuple[Annotated[int, Field(ge=0, le=_LAST_PART)], Annotated[int, Field(ge=0, le=_LAST_PART)]]
    ] = Field(default=[], max_length=_LAST_PART)


class CoverageNews(BaseModel):
    """What happened on the page since it last told; `confirmed` are the machine's words, by id."""

    model_config = ConfigDict(extra="forbid")
    pages: dict[str, PageNews] = Field(default={}, max_length=50)
    heard: list[tuple[Annotated[FiniteFloat, Field(ge=0)], FiniteFloat]] = Field(default=[], max_length=500)
    confirmed: list[str] = Field(default=[], max_length=_MOST_WORDS)
    keystrokes: int = Field(default=0, ge=0, le=1_000_000)
    active_s: Seconds = 0.0


async def read_news(request: Request) -> CoverageNews:
    """What the page tells; as a dependency named after the guard it is read only for those who may send it.

    Raises:
        HTTPException: 400 when it is nothing that our page sends.
    """
    try:
        return CoverageNews.model_validate_json(await json_body(request))
    except ValidationError as malformed:
        raise HTTPException(400) from malformed


@dataclass(frozen=True)
class _PageSeen:
    spans: tuple[Span, ...]
    seconds: float
    needed: frozenset[int]


def keep_news(
    place: Workplace, user: CurrentUser, document_id: str, news: CoverageNews
) -> Mapping[str, bool] | None:
    """Whether each page that was told of is now seen whole, by page id.

    None when nothing was kept: the review is not this person's (any more). That is nobody's mistake: a page
    that is being left tells what it saw a moment after the document was verified.

    Raises:
        NotAllowedError: the person does not check documents of this kind.
    """
    with place.database.read() as session:
        document = visible_document(session, user, document_id)
        check_may_review(user, document.kind)
        seen = _pages_seen(place, session, document, news)
        heard = _heard(place, session, document, news)
    with place.database.write() as session:
        document = visible_document(session, user, document_id)
        if not holds(user, document, database_now(session)):
            return None
        whole = {
            page_id: record_seen(
                session,
                document,
                user.user_id,
                page_id,
                spans=one.spans,
                seconds=one.seconds,
                needed=one.needed,
            ).is_whole
            for page_id, one in seen.items()
        }
        if heard:
            record_seen(session, document, user.user_id, SOUND, spans=heard)
        add_effort(session, document_id, user.user_id, keystrokes=news.keystrokes, active_s=news.active_s)
    return whole


def _pages_seen(
    place: Workplace, session: Session, document: Document, news: CoverageNews
) -> dict[str, _PageSeen]:
    if document.kind == "dictation":
        return {}
    own = set(pages_with_pictures(session, document).values())
    confirmed = [one.split(":", 1)[0] for one in news.confirmed]
    found = {}
    for page_id in dict.fromkeys([*news.pages, *confirmed]):
        made = find_artifact(session, page_id, "page", document.reading_no) if page_id in own else None
        if made is not None:
            page = read_page(place.belt.store, made.sha256)
            told = news.pages.get(page_id, PageNews())
            spans = (*told.parts, *as_spans(_parts_of_words(page, news.confirmed)))
            found[page_id] = _PageSeen(spans, told.seconds, parts_to_see(page))
    return found


def _parts_of_words(page: Page, word_ids: Iterable[str]) -> set[int]:
    wanted = set(word_ids)
    return {part_of_word(page, word) for word in page.words() if word.id in wanted}


def _heard(place: Workplace, session: Session, document: Document, news: CoverageNews) -> list[Span]:
    """The seconds that were played or whose words were confirmed, none beyond the recording's end."""
    if document.kind != "dictation":
        return []
    spans: list[Span] = list(news.heard)
    made = find_artifact(session, document.id, "reading", document.reading_no) if news.confirmed else None
    if made is not None:
        wanted = set(news.confirmed)
        words = read_transcript(place.belt.store, made.sha256).words()
        spans += [(word.start_s, word.end_s) for word in words if word.id in wanted]
    end_s = document.duration_s or 0.0
    return [(round(start, 3), round(min(end, end_s), 3)) for start, end in spans if start < min(end, end_s)]


def note_looks(
    place: Workplace, user: CurrentUser, document_id: str, tokens: Sequence[Token], *, act: WordAct
) -> None:
    """Keep that the person looked at words that they typed or accepted: their place counts as seen or heard.

    A word that was replaced everywhere is a person's already, so that accepting it is no edit: its
    confirmation is kept here.
    """
    theirs = [token for token in tokens if token.origin == "person"]
    sources = [source for token in theirs for source in token.sources]
    with place.database.read() as session:
        document = visible_document(session, user, document_id)
        if not may_review(user, document.kind) or not holds(user, document, database_now(session)):
            return  # an author, or somebody who amends: nothing of theirs is asked to be proved
    if sources:
        keep_news(place, user, document_id, CoverageNews(confirmed=sources[:_MOST_WORDS]))
    if act == "accepted":
        with place.database.write() as session:
            looked = looks(session, document)
            unsaid = [token.id for token in theirs if token.id not in looked]
            confirm_pressed(session, document, unsaid, user.user_id)
