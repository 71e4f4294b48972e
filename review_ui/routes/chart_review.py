"""The chart page: paper on the left, its text on the right, index and approval beside. Touches the world."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.chart_presenter import PageInList, pages_of, shown_page
from review_ui.doubts_left import with_doubts_left
from review_ui.find_and_replace import find_in_text, replace_in_text
from review_ui.given import read_given, whole_number
from review_ui.going_back import redo
from review_ui.index_presenter import index_panel
from review_ui.opening import open_for_review
from review_ui.permissions import Permission
from review_ui.rendering import render
from review_ui.review_presenter import review_view
from review_ui.visibility import DocumentUnknownError, visible_document
from review_ui.workplace import Workplace, workplace
from storage.find_words import WantedWords
from storage.replacing import CountChangedError

router = guarded_router()
Signed = Annotated[CurrentUser, require(Permission.SIGNED_IN)]
Given = Annotated[dict[str, str], Depends(read_given)]


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
    shown = _sheet(place, user, document_id, number)
    if shown["sheet"] is None:
        raise DocumentUnknownError("This chart has no pages to show yet")
    return render(request, "chart_review/sheet.html", document_id=document_id, **shown)


@router.post("/documents/{document_id}/redo", name="redo_text", include_in_schema=False)
def text_redone(request: Request, document_id: str, user: Signed) -> Response:
    """Do again what the person took back last; answers {revision, token_id, page_id}."""
    return JSONResponse(asdict(redo(workplace(request), user, document_id)))


@router.post("/charts/{document_id}/find", name="find_in_chart", include_in_schema=False)
async def words_found(request: Request, document_id: str, user: Signed, given: Given) -> Response:
    """Where the words stand on all pages; what is looked for is never part of an address."""
    found = await run_in_threadpool(find_in_text, workplace(request), user, document_id, _wanted_words(given))
    return JSONResponse(found.as_json())


@router.post("/charts/{document_id}/replace", name="replace_in_chart", include_in_schema=False)
async def words_replaced(request: Request, document_id: str, user: Signed, given: Given) -> Response:
    """Put `by` in the place of the words everywhere; answers {revision}.

    409 with {count} when there are more or fewer places now than the person was shown (`counted`).
    """
    try:
        revision = await run_in_threadpool(
            replace_in_text,
            workplace(request),
            user,
            document_id,
            _wanted_words(given),
            text=given.get("by", ""),
            counted=whole_number(given, "counted"),
        )
    except CountChangedError as changed:
        return JSONResponse({"error": changed.as_json(), "count": changed.count}, 409)
    return JSONResponse({"revision": revision})


def _wanted_words(given: dict[str, str]) -> WantedWords:
    return WantedWords(
        given.get("words", ""),
        same_case=given.get("same_case") == "yes",
        whole_words=given.get("whole_words") == "yes",
    )


def _sheet(place: Workplace, user: CurrentUser, document_id: str, number: int) -> dict[str, Any]:
    """The list of pages and the page with that number, or the nearest; None while a chart has no pages."""
    with place.database.read() as session:
        document = visible_document(session, user, document_id)
        pages = with_doubts_left(place, session, document, pages_of(session, document))
    if not pages:
        return {"pages": pages, "sheet": None, "sheet_revision": document.revision, "doubts_left": {}}
    listed: PageInList = pages[min(max(number, 1), len(pages)) - 1]
    sheet, revision = shown_page(place, document, listed)
    doubts_left = {page.number: page.doubtful for page in pages if page.doubtful}
    return {"pages": pages, "sheet": sheet, "sheet_revision": revision, "doubts_left": doubts_left}
