"""Questions of a transcriptionist to the author of a dictation, and the answers. Touches the database.

An answer goes back to the transcriptionist; it comes into the text only when a person puts it there.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from review_ui.auth import CurrentUser, NotAllowedError, guarded_router, require
from review_ui.failures import wants_json
from review_ui.given import read_given
from review_ui.permissions import Permission
from review_ui.questions_presenter import may_answer, may_ask, questions_shown
from review_ui.rendering import go_to, render
from review_ui.visibility import visible_document
from review_ui.workplace import workplace
from storage.author_questions import Asked, answer, ask, take_back
from storage.reviews import Reviewer
from storage.tables import Document

router = guarded_router()
Signed = Annotated[CurrentUser, require(Permission.SIGNED_IN)]
Verifies = Annotated[CurrentUser, require(Permission.VERIFY_DICTATIONS)]
Author = Annotated[CurrentUser, require(Permission.SIGN)]
Given = Annotated[dict[str, str], Depends(read_given)]
Act = Callable[[Session, Document, Reviewer], object]


@router.get("/documents/{document_id}/questions", name="questions", include_in_schema=False)
def questions_part(request: Request, document_id: str, user: Signed) -> Response:
    """The questions beside a report, as a part of its page."""
    with workplace(request).database.read() as session:
        document = visible_document(session, user, document_id)
        shown = questions_shown(session, user, document)
    return render(request, "author/asked.html", questions=shown, document_id=document_id)


@router.post("/documents/{document_id}/questions", name="ask_author", include_in_schema=False)
async def author_asked(request: Request, document_id: str, user: Verifies, given: Given) -> Response:
    """Ask about the word `token_id` at the second `start_s`; both may be missing."""

    def act(session: Session, document: Document, reviewer: Reviewer) -> None:
        if not may_ask(session, user, document):
            raise NotAllowedError("Questions are asked while a report is checked")
        asked = Asked(given.get("question", ""), given.get("token_id", "")[:100] or None, _second(given))
        ask(session, document, asked, reviewer)

    return await run_in_threadpool(_do, request, user, document_id, act, f"/dictations/{document_id}")


@router.post("/questions/{document_id}/{question_id}/answer", name="answer_question", include_in_schema=False)
async def question_answered(
    request: Request, document_id: str, question_id: str, user: Author, given: Given
) -> Response:
    """Keep the author's answer."""

    def act(session: Session, document: Document, reviewer: Reviewer) -> None:
        if not may_answer(user, document):
            raise NotAllowedError("The report's author answers")
        answer(session, document, question_id, given.get("answer", ""), reviewer)

    return await run_in_threadpool(_do, request, user, document_id, act, f"/reports/{document_id}#questions")


@router.post(
    "/questions/{document_id}/{question_id}/take-back", name="take_question_back", include_in_schema=False
)
async def question_taken_back(
    request: Request, document_id: str, question_id: str, user: Verifies
) -> Response:
    """Close a question that its asker needs no answer to any more."""

    def act(session: Session, document: Document, reviewer: Reviewer) -> None:
        take_back(session, document, question_id, reviewer)

    return await run_in_threadpool(_do, request, user, document_id, act, f"/dictations/{document_id}")


def _do(request: Request, user: CurrentUser, document_id: str, act: Act, address: str) -> Response:
    with workplace(request).database.write() as session:
        document = visible_document(session, user, document_id)
        act(session, document, Reviewer(user.user_id, user.login))
    return JSONResponse({"go_to": address}) if wants_json(request) else go_to(address)


def _second(given: dict[str, str]) -> float | None:
    """The field `start_s` in seconds, or None when it is empty.

    Raises:
        HTTPException: 400 when it is no number.
    """
    text = given.get("start_s", "")
    try:
        second = float(text) if text else None
    except ValueError as wrong:
        raise HTTPException(400) from wrong
    if second is not None and not math.isfinite(second):
        raise HTTPException(400)
    return second
