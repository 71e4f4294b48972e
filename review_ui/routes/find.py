"""The Find box of every page. Touches the database.

Sent as a form, not in the address: what is typed is patient data and must not reach logs or histories.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from review_ui.auth import CurrentUser, guarded_router, read_form, require
from review_ui.finding import MOST_RESULTS, Narrowed, Wanted, find, parse_narrowed, parse_wanted
from review_ui.found_places import FoundPlace, find_place
from review_ui.permissions import Permission
from review_ui.rendering import go_to, link_to, render
from review_ui.review_rights import IN_REVIEW_STATES
from review_ui.routes.sign_in import text_of
from review_ui.worklist_rows import WorklistRow
from review_ui.workplace import Workplace, workplace
from storage.audit.record import record_audit
from storage.tables import Document

router = guarded_router()
LONGEST_QUERY = 200
NARROWS_BY = ("box", "type", "since", "until")
_STRIPS = 4  # results that show their paper: what fits on the screen, and what is quick


@router.get("/find", name="find", include_in_schema=False)
def find_page(request: Request, _user: Annotated[CurrentUser, require(Permission.FIND)]) -> Response:
    """An empty search page (the address after a reload)."""
    return _page(request, typed="", given={}, rows=[], places={}, searched=False)


@router.post("/find", include_in_schema=False)
async def find_submitted(
    request: Request,
    user: Annotated[CurrentUser, require(Permission.FIND)],
    form: Annotated[FormData, Depends(read_form)],
) -> Response:
    """What was found; a single document opens at once."""
    typed = text_of(form, "wanted")[:LONGEST_QUERY]
    wanted = parse_wanted(typed)
    given = {name: text_of(form, name) for name in NARROWS_BY}
    narrowed = parse_narrowed(given)
    rows, places = await run_in_threadpool(_find_and_record, request, user, wanted, narrowed)
    if len(rows) == 1:
        return go_to(places[rows[0].id].address(rows[0].id) if places else view_link(request, rows[0]))
    return await run_in_threadpool(
        lambda: _page(request, typed=typed, given=given, rows=rows, places=places, searched=True)
    )


def _page(
    request: Request,
    *,
    typed: str,
    given: Mapping[str, str],
    rows: Sequence[WorklistRow],
    places: Mapping[str, FoundPlace],
    searched: bool,
) -> Response:
    hrefs = {
        row.id: places[row.id].address(row.id) if row.id in places else view_link(request, row)
        for row in rows
    }
    return render(
        request,
        "find/page.html",
        typed=typed,
        given={name: given.get(name, "") for name in NARROWS_BY},
        rows=rows,
        places=places,
        hrefs=hrefs,
        searched=searched,
        most=MOST_RESULTS,
    )


def view_link(request: Request, row: WorklistRow) -> str:
    """The page that shows the document's image or plays it, else the document's own page."""
    named = {"chart": "chart_review", "dictation": "dictation_review"}.get(row.kind, "document")
    found = link_to(request, named, document_id=row.id)
    return found or link_to(request, "document", document_id=row.id) or "/"


def _find_and_record(
    request: Request, user: CurrentUser, wanted: Wanted, narrowed: Narrowed
) -> tuple[list[WorklistRow], dict[str, FoundPlace]]:
    """Search, and leave an audit row for the search and one for each patient it showed."""
    place = workplace(request)
    database = place.database
    with database.read() as session:
        rows = find(session, user, wanted, narrowed)
        places = _places(place, session, rows, wanted)
        shown = select(Document.patient_id).where(Document.id.in_([row.id for row in rows]))
        patients = {one for one in session.scalars(shown) if one is not None}
    with database.write() as session:
        record_audit(
            session,
            actor=user.actor,
            action="documents.searched",
            detail={
                "by": wanted.kinds + narrowed.names,
                "found": len(rows),
                "documents": [row.id for row in rows],
            },
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
    return rows, places


def _places(
    place: Workplace, session: Session, rows: Sequence[WorklistRow], wanted: Wanted
) -> dict[str, FoundPlace]:
    """Where the first charts say what was looked for; one that is being checked opens where that is done."""
    filed = [row for row in rows if row.kind == "chart"][:_STRIPS]
    found: dict[str, FoundPlace] = {}
    for row in filed:
        document = session.get_one(Document, row.id)
        if document.state not in IN_REVIEW_STATES and (at := find_place(place, session, document, wanted)):
            found[row.id] = at
    return found
