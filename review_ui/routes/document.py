"""A document's own page: where it is, its fields, its way, and what can be done. Touches the database."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from ingest.interventions import mark_seen, try_again, withdraw
from review_ui.auth import CurrentUser, guarded_router, read_form, require
from review_ui.document_page import document_view
from review_ui.permissions import Permission
from review_ui.rendering import go_to, link_to, render
from review_ui.routes.sign_in import text_of
from review_ui.visibility import visible_document
from review_ui.workplace import workplace
from storage.audit.record import record_audit

router = guarded_router()


@router.get("/documents/{document_id}", name="document", include_in_schema=False)
def document_page(
    request: Request, document_id: str, user: Annotated[CurrentUser, require(Permission.SIGNED_IN)]
) -> Response:
    """The page."""
    database = workplace(request).database
    with database.read() as session:
        view = document_view(session, user, document_id)
        patient_id = visible_document(session, user, document_id).patient_id
    with database.write() as session:
        record_audit(
            session,
            actor=user.actor,
            action="document.viewed",
            subject_kind="document",
            subject_id=document_id,
            patient_id=patient_id,
        )
    work_href = _work_link(request, user, view.item.kind, document_id)
    return render(request, "document/page.html", view=view, work_href=work_href)


@router.get("/documents/{document_id}/live", name="document_live", include_in_schema=False)
def document_live(
    request: Request,
    document_id: str,
    user: Annotated[CurrentUser, require(Permission.SIGNED_IN, passive=True)],
) -> Response:
    """The page's changing part alone: the live update."""
    with workplace(request).database.read() as session:
        view = document_view(session, user, document_id)
    work_href = _work_link(request, user, view.item.kind, document_id)
    return render(request, "document/live.html", view=view, work_href=work_href)


@router.post("/documents/{document_id}/withdraw", name="document_withdraw", include_in_schema=False)
async def document_withdrawn(
    request: Request,
    document_id: str,
    user: Annotated[CurrentUser, require(Permission.WITHDRAW)],
    form: Annotated[FormData, Depends(read_form)],
) -> Response:
    """Take the document off the belt, with a reason."""
    reason = text_of(form, "reason")

    def change() -> None:
        with workplace(request).database.write() as session:
            visible_document(session, user, document_id)
            withdraw(session, document_id, reason=reason, actor=user.actor)

    await run_in_threadpool(change)
    return go_to(f"/documents/{document_id}", done="withdrawn")


@router.post("/documents/{document_id}/try-again", name="document_try_again", include_in_schema=False)
def document_tried_again(
    request: Request, document_id: str, user: Annotated[CurrentUser, require(Permission.MEND)]
) -> Response:
    """Let a stopped document go on."""
    with workplace(request).database.write() as session:
        visible_document(session, user, document_id)
        try_again(session, document_id, actor=user.actor)
    return go_to(f"/documents/{document_id}", done="trying_again")


@router.post("/documents/{document_id}/seen", name="document_seen", include_in_schema=False)
def document_seen(
    request: Request, document_id: str, user: Annotated[CurrentUser, require(Permission.MEND)]
) -> Response:
    """Note that a person has seen the rejection."""
    with workplace(request).database.write() as session:
        visible_document(session, user, document_id)
        mark_seen(session, document_id, actor=user.actor)
    return go_to(f"/documents/{document_id}", done="seen")


def _work_link(request: Request, user: CurrentUser, kind: str, document_id: str) -> str | None:
    """The page that shows the image or plays the recording, when this person may open it."""
    route_name = {"chart": "chart_review", "dictation": "dictation_review"}.get(kind)
    if route_name is None or not user.may(Permission.SEE_DOCUMENTS):
        return None
    return link_to(request, route_name, document_id=document_id)
