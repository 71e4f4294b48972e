"""The page of a text's history: who changed what, the text between any two moments. Touches the database."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.failures import wants_json
from review_ui.given import read_given, whole_number
from review_ui.permissions import Permission
from review_ui.rendering import go_to, render
from review_ui.review_presenter import review_view
from review_ui.routes.review_acts import review_address
from review_ui.text_history import bring_back, text_history
from review_ui.visibility import visible_document
from review_ui.workplace import workplace

router = guarded_router()
Signed = Annotated[CurrentUser, require(Permission.SIGNED_IN)]


@router.get("/documents/{document_id}/changes", name="text_history", include_in_schema=False)
def history_page(
    request: Request, document_id: str, user: Signed, since: int | None = None, shown: int | None = None
) -> Response:
    """The page; `since` and `shown` are revisions, from the machine's reading to now by default."""
    place = workplace(request)
    history = text_history(place, user, document_id, since=since, shown=shown)
    with place.database.read() as session:
        document = visible_document(session, user, document_id)
        review = review_view(session, user, document)
    return render(
        request,
        "text_history/page.html",
        history=history,
        review=review,
        work_href=review_address(request, document.kind, document_id),
    )


@router.post("/documents/{document_id}/bring-back", name="bring_back_text", include_in_schema=False)
async def text_brought_back(
    request: Request, document_id: str, user: Signed, given: Annotated[dict[str, str], Depends(read_given)]
) -> Response:
    """Let the text read as it did at `revision`, as a new edit on `based_on`."""
    revision, based_on = whole_number(given, "revision"), whole_number(given, "based_on")
    place = workplace(request)
    newest = await run_in_threadpool(
        bring_back, place, user, document_id, revision=revision, based_on=based_on
    )
    address = f"/documents/{document_id}/changes"
    return JSONResponse({"go_to": address, "revision": newest}) if wants_json(request) else go_to(address)
