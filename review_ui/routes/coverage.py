"""What was seen, heard and confirmed of a document: told by its page, read by its page. Touches the world."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.coverage_news import CoverageNews, keep_news, read_news
from review_ui.coverage_presenter import coverage_json
from review_ui.critical_reading import critical_words
from review_ui.given import read_given
from review_ui.live_text import read_text
from review_ui.permissions import Permission
from review_ui.review_rights import check_may_review, holds
from review_ui.visibility import visible_document
from review_ui.workplace import workplace
from storage.critical_words import KINDS, PRESSED, CriticalWord, confirm_pressed, confirmed
from storage.database import database_now
from storage.edits import live
from storage.reviews import NotReadyError

router = guarded_router()
Signed = Annotated[CurrentUser, require(Permission.SIGNED_IN)]
# the page tells by itself, whether or not somebody sits before it
Passive = Annotated[CurrentUser, require(Permission.SIGNED_IN, passive=True)]


def _may_tell(request: Request, document_id: str, user: Passive) -> None:
    """Refuses who may not check the document, before anything that was told is looked at."""
    with workplace(request).database.read() as session:
        check_may_review(user, visible_document(session, user, document_id).kind)


@router.get("/documents/{document_id}/coverage", name="coverage", include_in_schema=False)
def coverage(request: Request, document_id: str, user: Passive) -> Response:
    """The rule by which a page counts as seen, and what was seen and heard so far."""
    _may_tell(request, document_id, user)
    return JSONResponse(coverage_json(workplace(request), user, document_id))


@router.post("/documents/{document_id}/coverage", name="tell_coverage", include_in_schema=False)
async def coverage_told(
    request: Request,
    document_id: str,
    user: Passive,
    _: Annotated[None, Depends(_may_tell)],
    news: Annotated[CoverageNews, Depends(read_news)],
) -> Response:
    """Keep what the page tells; answers {kept, whole: {page id: seen whole}}."""
    whole = await run_in_threadpool(keep_news, workplace(request), user, document_id, news)
    return JSONResponse({"kept": whole is not None, "whole": whole or {}})


@router.get("/documents/{document_id}/critical", name="critical_words", include_in_schema=False)
def critical(request: Request, document_id: str, user: Passive, page: str = "") -> Response:
    """The critical words of a page, by its id, or of a report: {words: {token id: {kind, stop, confirmed}}}.

    Of a chart without a page {stops: {page id: how many words were drawn there and are not confirmed}}.
    """
    place = workplace(request)
    with place.database.read() as session:
        document = visible_document(session, user, document_id)
        check_may_review(user, document.kind)
        known = confirmed(session, document)
    if not page and document.kind == "chart":
        drawn = critical_words(place, document) if document.route != "full" else []
        return JSONResponse({"stops": Counter(one.page_id for one in drawn if not _is_confirmed(one, known))})
    words = critical_words(place, document, page_id=page)
    return JSONResponse(
        {
            "words": {
                word.token_id: {
                    "kind": KINDS[word.kind][0],
                    "stop": word.is_stop,
                    "confirmed": _is_confirmed(word, known),
                }
                for word in words
            }
        }
    )


def _is_confirmed(word: CriticalWord, known: Mapping[str, str]) -> bool:
    return bool(word.looked_by) or known.get(word.token_id) == PRESSED


@router.post("/documents/{document_id}/critical", name="confirm_critical", include_in_schema=False)
async def critical_confirmed(
    request: Request,
    document_id: str,
    user: Signed,
    given: Annotated[dict[str, str], Depends(read_given)],
) -> Response:
    """Note that this person confirmed the words in `tokens` (ids with spaces between) with a key."""
    tokens = given.get("tokens", "").split()[:1000]
    number = await run_in_threadpool(_confirm, request, user, document_id, tokens)
    return JSONResponse({"confirmed": number})


def _confirm(request: Request, user: CurrentUser, document_id: str, tokens: list[str]) -> int:
    place = workplace(request)
    with place.database.read() as session:
        check_may_review(user, visible_document(session, user, document_id).kind)
    standing = {token.id for token in live(read_text(place, document_id).tokens)}
    with place.database.write() as session:
        document = visible_document(session, user, document_id)
        if not holds(user, document, database_now(session)):
            raise NotReadyError(["open the document for review first"])
        return confirm_pressed(session, document, [one for one in tokens if one in standing], user.user_id)
