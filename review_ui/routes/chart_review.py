"""The chart page: paper on the left, its text on the right, index and approval beside. Touches the world."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response

from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.chart_presenter import PageInList, pages_of, shown_page
from review_ui.index_presenter import index_panel
from review_ui.opening import open_for_review
from review_ui.permissions import Permission
from review_ui.rendering import render
from review_ui.review_presenter import review_view
from review_ui.visibility import DocumentUnknownError, visible_document
from review_ui.workplace import Workplace, workplace

router = guarded_router()
Signed = Annotated[CurrentUser, require(Permission.SIGNED_IN)]


@router.get("/charts/{document_id}", name="chart_review", include_in_schema=False)
def chart_page(
    request: Request, document_id: str, user: Signed, page: int = 1, stopped: str = "", amend: str = ""
) -> Response:
    """The page; opening it claims a waiting chart for a person who verifies charts.

    `amend` is "yes" to correct a filed one.
    """
    place = workplace(request)
    open_for_review(place, user, document_id, "chart")
    with place.database.read() as session:
        document = visible_document(session, user, document_id)
        review = review_view(session, user, document)
        panel = index_panel(session, document, may_confirm=review.may_edit)
    return render(
        request,
        "chart_review/page.html",
        review=review,
        panel=panel,
        stopped=stopped == "yes",
        amending=amend == "yes" and review.can_amend,
        lease_minutes=place.settings.review_lease_minutes,
        **_sheet(place, user, document_id, page),
    )


@router.get("/charts/{document_id}/pages/{number}", name="chart_sheet", include_in_schema=False)
def chart_sheet(request: Request, document_id: str, number: int, user: Signed) -> Response:
    """One page of the chart alone, for turning pages without loading everything anew."""
    place = workplace(request)
    with place.database.read() as session:
        if visible_document(session, user, document_id).kind != "chart":
            raise DocumentUnknownError("There is no such chart")
    return render(
        request,
        "chart_review/sheet.html",
        document_id=document_id,
        **_sheet(place, user, document_id, number),
    )


def _sheet(place: Workplace, user: CurrentUser, document_id: str, number: int) -> dict[str, Any]:
    """The list of pages and the page with that number, or the nearest; None while a chart has no pages."""
    with place.database.read() as session:
        document = visible_document(session, user, document_id)
        pages = pages_of(session, document)
    if not pages:
        return {"pages": pages, "sheet": None, "sheet_revision": document.revision}
    listed: PageInList = pages[min(max(number, 1), len(pages)) - 1]
    sheet, revision = shown_page(place, document, listed)
    return {"pages": pages, "sheet": sheet, "sheet_revision": revision}
