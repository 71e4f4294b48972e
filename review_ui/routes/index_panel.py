"""Confirming the index of a chart or a dictation: patient, encounter, type, dates. Touches the database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from ingest.approval import confirm_index
from ingest.index_fields import IndexFieldError, parse_index_fields
from ingest.patients.matching import PatientConflictError, PatientUnknownError
from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.failures import wants_json
from review_ui.given import read_given
from review_ui.index_presenter import PANEL_FIELDS, index_panel
from review_ui.permissions import Permission
from review_ui.rendering import go_to, render
from review_ui.review_presenter import review_view
from review_ui.review_rights import check_may_review, holds
from review_ui.routes.review_acts import review_address, reviewer_of
from review_ui.visibility import visible_document
from review_ui.workplace import workplace
from storage.database import database_now
from storage.errors import ServiceError
from storage.reviews import NotReadyError

router = guarded_router()


@router.post("/documents/{document_id}/index", name="confirm_index", include_in_schema=False)
async def index_confirmed(
    request: Request,
    document_id: str,
    user: Annotated[CurrentUser, require(Permission.SIGNED_IN)],
    given: Annotated[dict[str, str], Depends(read_given)],
) -> Response:
    """Confirm the fields.

    Our own script gets {confirmed}, or 422 with {error: {…, fields}}; a form gets the review page again, or
    the panel with what is wrong beside each field.
    """
    try:
        kind = await run_in_threadpool(_confirm, request, user, document_id, given)
    except (IndexFieldError, PatientConflictError, PatientUnknownError) as wrong:
        return await run_in_threadpool(_refused, request, user, document_id, given, wrong)
    if wants_json(request):
        return JSONResponse({"confirmed": True})
    return go_to(review_address(request, kind, document_id))


@router.get("/documents/{document_id}/side", name="review_side", include_in_schema=False)
def review_side(
    request: Request,
    document_id: str,
    user: Annotated[CurrentUser, require(Permission.SIGNED_IN)],
) -> Response:
    """The side of a review page alone (index, losses, what is missing): renewed after each act."""
    with workplace(request).database.read() as session:
        document = visible_document(session, user, document_id)
        review = review_view(session, user, document)
        panel = index_panel(session, document, may_confirm=review.may_edit)
    return render(request, "review/side.html", review=review, panel=panel)


def _confirm(request: Request, user: CurrentUser, document_id: str, given: Mapping[str, str]) -> str:
    place = workplace(request)
    with place.database.write() as session:
        document = visible_document(session, user, document_id)
        check_may_review(user, document.kind)
        if not holds(user, document, database_now(session)):
            raise NotReadyError(["open the document for review first"])
        fields = parse_index_fields({"route": document.route, **given})
        confirm_index(session, document_id, fields, reviewer_of(user), place.settings)
        return document.kind


def _refused(
    request: Request, user: CurrentUser, document_id: str, given: Mapping[str, str], wrong: ServiceError
) -> Response:
    problems = _problems(wrong)
    if wants_json(request):
        return JSONResponse({"error": {**wrong.as_json(), "fields": problems}}, 422)
    with workplace(request).database.read() as session:
        document = visible_document(session, user, document_id)
        shown = {name: given.get(name, "") for name in PANEL_FIELDS}
        panel = index_panel(session, document, may_confirm=True, given=shown, problems=problems)
        back = review_address(request, document.kind, document_id)
    return render(request, "review/index_page.html", status=422, panel=panel, back=back)


def _problems(wrong: ServiceError) -> dict[str, str]:
    """The sentence to show beside each field."""
    if isinstance(wrong, IndexFieldError):
        return wrong.problems
    if isinstance(wrong, PatientConflictError):
        return {"mrn": f"{wrong.what}. {wrong.remedy}"}
    return {"name": wrong.remedy}
