"""The physician's page of a coder's question: read it, choose an answer. Touches the database."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.given import read_given
from review_ui.permissions import Permission
from review_ui.query_reading import asked_query
from review_ui.rendering import go_to, render
from review_ui.workplace import workplace
from storage.audit.record import record_audit
from storage.physician_queries import answer_query, query_asked_of
from storage.reviews import Reviewer

router = guarded_router()
Author = Annotated[CurrentUser, require(Permission.SIGN)]
Given = Annotated[dict[str, str], Depends(read_given)]


@router.get("/queries/{query_id}", name="physician_query", include_in_schema=False)
def query_page(request: Request, query_id: str, user: Author) -> Response:
    """The question as it is now."""
    with workplace(request).database.write() as session:
        query, patient_id = asked_query(session, user, query_id)
        record_audit(
            session,
            actor=user.actor,
            action="query.viewed",
            subject_kind="physician_query",
            subject_id=query_id,
            patient_id=patient_id,
        )
    return render(request, "physician_queries/page.html", query=query)


@router.post("/queries/{query_id}/answer", name="answer_query", include_in_schema=False)
async def query_answered(request: Request, query_id: str, user: Author, given: Given) -> Response:
    """Keep the answer and give the question back to the coder."""

    def act() -> None:
        with workplace(request).database.write() as session:
            query_asked_of(session, query_id, user.login)
            answer_query(
                session,
                query_id,
                choice=given.get("choice", ""),
                words=given.get("words", ""),
                author=Reviewer(user.user_id, user.login),
            )

    await run_in_threadpool(act)
    return go_to("/", done="query_answered")
