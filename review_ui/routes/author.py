"""The author's page of a filed report: read, listen, fill blanks, sign or return. Touches the world."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from ingest import approval
from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.author_presenter import report_view
from review_ui.dictation_presenter import spoken_text
from review_ui.failures import wants_json
from review_ui.given import read_given, whole_number
from review_ui.permissions import Permission
from review_ui.rendering import go_to, render
from review_ui.review_rights import NotEditableError, may_sign
from review_ui.visibility import DocumentUnknownError, visible_document
from review_ui.workplace import workplace
from storage.audit.record import record_audit
from storage.reviews import Reviewer

router = guarded_router()
Author = Annotated[CurrentUser, require(Permission.SIGN)]
Given = Annotated[dict[str, str], Depends(read_given)]
LONGEST_REASON = 500


@router.get("/reports/{document_id}", name="sign_report", include_in_schema=False)
def report_page(request: Request, document_id: str, user: Author) -> Response:
    """The report as it reads now."""
    place = workplace(request)
    with place.database.read() as session:
        document = visible_document(session, user, document_id)
        if document.kind != "dictation":
            raise DocumentUnknownError("There is no such report")
    spoken = spoken_text(place, document)
    with place.database.write() as session:
        document = visible_document(session, user, document_id)
        view = report_view(session, user, document, spoken.tokens)
        record_audit(
            session,
            actor=user.actor,
            action="report.viewed",
            subject_kind="document",
            subject_id=document_id,
            patient_id=document.patient_id,
        )
    return render(
        request, "author/page.html", report=view, spoken=spoken, duration_s=document.duration_s or 0.0
    )


@router.post("/reports/{document_id}/sign", name="sign", include_in_schema=False)
async def report_signed(request: Request, document_id: str, user: Author, given: Given) -> Response:
    """Sign the report at `based_on`: its final version is on its way."""
    based_on = whole_number(given, "based_on")

    def act(session: Session) -> None:
        approval.sign(session, document_id, Reviewer(user.user_id, user.login), based_on=based_on)

    return await run_in_threadpool(_do, request, user, document_id, act, "signed")


@router.post("/reports/{document_id}/return", name="return_report", include_in_schema=False)
async def report_returned(request: Request, document_id: str, user: Author, given: Given) -> Response:
    """Send the report back to the transcriptionist with what is to be corrected."""
    reason = " ".join(given.get("reason", "").split())[:LONGEST_REASON]

    def act(session: Session) -> None:
        reviewer = Reviewer(user.user_id, user.login)
        approval.return_to_transcription(session, document_id, reason=reason, reviewer=reviewer)

    return await run_in_threadpool(_do, request, user, document_id, act, "returned")


def _do(
    request: Request, user: CurrentUser, document_id: str, act: Callable[[Session], None], done: str
) -> Response:
    with workplace(request).database.write() as session:
        document = visible_document(session, user, document_id)
        if not may_sign(user, document):
            raise NotEditableError(
                "This report does not wait for your signature", where=f"document {document_id}"
            )
        act(session)
    if wants_json(request):
        return JSONResponse({"go_to": f"/?shown=sign&done={done}"})
    return go_to("/", done=done)
