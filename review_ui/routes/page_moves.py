"""Pages of a chart become a document, or go to another one. Touches the database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from ingest.page_moves import PageMove, move_pages
from ingest.page_places import PagesNotMovedError
from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.given import read_given
from review_ui.page_moving import movable_pages, targets, tombstones
from review_ui.permissions import Permission
from review_ui.rendering import go_to, render
from review_ui.review_rights import IN_REVIEW_STATES, check_may_review
from review_ui.routes.review_acts import reviewer_of
from review_ui.visibility import DocumentUnknownError, visible_document
from review_ui.workplace import workplace

router = guarded_router()
Signed = Annotated[CurrentUser, require(Permission.SIGNED_IN)]
_CHOSEN = "page-"  # a checkbox is named page-ID


@router.get("/documents/{document_id}/pages", name="pages_of_chart", include_in_schema=False)
def pages_of_chart(request: Request, document_id: str, user: Signed) -> Response:
    """All pages as pictures to choose from, where others went, and what can be done with the chosen."""
    with workplace(request).database.read() as session:
        document = visible_document(session, user, document_id)
        check_may_review(user, document.kind)
        if document.kind != "chart":
            raise DocumentUnknownError("There is no such chart")
        return render(
            request,
            "page_moves/page.html",
            document=document,
            pages=movable_pages(session, document),
            stones=tombstones(session, document),
            targets=targets(session, user, document),
            waits=document.state in IN_REVIEW_STATES,
        )


@router.post("/documents/{document_id}/pages/move", name="move_pages", include_in_schema=False)
async def pages_moved(
    request: Request, document_id: str, user: Signed, given: Annotated[dict[str, str], Depends(read_given)]
) -> Response:
    """Move the chosen pages; `how` is new (same patient), other (another one) or to (the document `to`)."""

    def act() -> str:
        place = workplace(request)
        with place.database.read() as session:
            check_may_review(user, visible_document(session, user, document_id).kind)
            wanted = _wanted(document_id, given)
            if wanted.to is not None:
                check_may_review(user, visible_document(session, user, wanted.to).kind)
        return move_pages(place.belt, wanted, reviewer_of(user))

    return go_to(f"/documents/{await run_in_threadpool(act)}", done="pages_moved")


def _wanted(document_id: str, given: Mapping[str, str]) -> PageMove:
    chosen = tuple(name.removeprefix(_CHOSEN) for name in given if name.startswith(_CHOSEN))
    how, to = given.get("how", ""), given.get("to", "").strip() or None
    if not chosen:
        raise PagesNotMovedError("No page was chosen", where=f"document {document_id}")
    if how not in ("new", "other", "to") or (how == "to" and to is None):
        raise PagesNotMovedError("No document was chosen", where=f"document {document_id}")
    return PageMove(document_id, chosen, to=to if how == "to" else None, for_another_patient=how == "other")
