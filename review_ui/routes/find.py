"""The Find box of every page. Touches the database.

Sent as a form, not in the address: what is typed is patient data and must not reach logs or histories.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response
from sqlalchemy import select
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from review_ui.auth import CurrentUser, guarded_router, read_form, require
from review_ui.finding import MOST_RESULTS, Wanted, find, parse_wanted
from review_ui.permissions import Permission
from review_ui.rendering import go_to, link_to, render
from review_ui.routes.sign_in import text_of
from review_ui.worklist_rows import WorklistRow
from review_ui.workplace import workplace
from storage.audit.record import record_audit
from storage.tables import Document

router = guarded_router()
LONGEST_QUERY = 200


@router.get("/find", name="find", include_in_schema=False)
def find_page(request: Request, _user: Annotated[CurrentUser, require(Permission.FIND)]) -> Response:
    """An empty search page (the address after a reload)."""
    return render(request, "find/page.html", typed="", rows=[], hrefs={}, searched=False, most=MOST_RESULTS)


@router.post("/find", include_in_schema=False)
async def find_submitted(
    request: Request,
    user: Annotated[CurrentUser, require(Permission.FIND)],
    form: Annotated[FormData, Depends(read_form)],
) -> Response:
    """What was found; a single document opens at once."""
    typed = text_of(form, "wanted")[:LONGEST_QUERY]
    wanted = parse_wanted(typed)
    rows = await run_in_threadpool(_find_and_record, request, user, wanted)
    hrefs = {row.id: view_link(request, row) for row in rows}
    if len(rows) == 1:
        return go_to(hrefs[rows[0].id])
    return render(
        request, "find/page.html", typed=typed, rows=rows, hrefs=hrefs, searched=True, most=MOST_RESULTS
    )


def view_link(request: Request, row: WorklistRow) -> str:
    """The page that shows the document's image or plays it, else the document's own page."""
    named = {"chart": "chart_review", "dictation": "dictation_review"}.get(row.kind, "document")
    found = link_to(request, named, document_id=row.id)
    return found or link_to(request, "document", document_id=row.id) or "/"


def _find_and_record(request: Request, user: CurrentUser, wanted: Wanted) -> list[WorklistRow]:
    """Search, and leave an audit row for the search and one for each patient it showed."""
    database = workplace(request).database
    with database.read() as session:
        rows = find(session, user, wanted)
        shown = select(Document.patient_id).where(Document.id.in_([row.id for row in rows]))
        patients = {one for one in session.scalars(shown) if one is not None}
    with database.write() as session:
        record_audit(
            session,
            actor=user.actor,
            action="documents.searched",
            detail={"by": wanted.kinds, "found": len(rows), "documents": [row.id for row in rows]},
        )
        for patient_id in sorted(patients):
            record_audit(
                session,
                actor=user.actor,
                action="patient.found",
                subject_kind="patient",
                subject_id=patient_id,
                patient_id=patient_id,
            )
    return rows
