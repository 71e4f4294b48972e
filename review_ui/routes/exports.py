"""Exports: filed documents as files for another system, asked for with a reason. Touches the database.

The choice comes by a form, never in an address: a chart number is patient data.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.export_views import (
    USUAL_PATTERN,
    ExportForm,
    export_rows,
    exports_stamp,
    read_export_form,
    tried_names,
)
from review_ui.given import read_given
from review_ui.permissions import Permission
from review_ui.rendering import go_to, render
from review_ui.routes.events import stream_of
from review_ui.workplace import workplace
from storage.audit.record import record_audit
from storage.database import database_now
from storage.export import (
    PATTERN_FIELDS,
    Chosen,
    ExportOrder,
    ask_export,
    count_chosen,
    find_export,
    stop_export,
    take_up_export,
)

router = guarded_router()
Exports = Annotated[CurrentUser, require(Permission.EXPORT)]
Given = Annotated[dict[str, str], Depends(read_given)]
_EMPTY = {"pattern": USUAL_PATTERN}


@router.get("/exports", name="exports", include_in_schema=False)
def exports_page(request: Request, user: Exports) -> Response:
    """The form, and the exports until now."""
    return _page(request, user, ExportForm(_EMPTY, Chosen(), {}))


@router.get("/exports/live", name="exports_live", include_in_schema=False)
def exports_live(
    request: Request, user: Annotated[CurrentUser, require(Permission.EXPORT, passive=True)]
) -> Response:
    """The list alone."""
    with workplace(request).database.read() as session:
        rows = export_rows(session, site_id=user.site_id)
    return render(request, "exports/live.html", runs=rows)


@router.get("/exports/events", name="exports_events", include_in_schema=False)
async def exports_events(
    request: Request, _user: Annotated[CurrentUser, require(Permission.EXPORT, passive=True)]
) -> Response:
    """An event `changed` whenever an export came further."""
    return stream_of(request, exports_stamp)


@router.post("/exports/names", name="export_names", include_in_schema=False)
async def export_names(request: Request, user: Exports, given: Given) -> Response:
    """How many documents are chosen, and the names of the first ones; nothing is written."""
    return await run_in_threadpool(_try_names, request, user, given)


@router.post("/exports", name="export_ask", include_in_schema=False)
async def export_asked(request: Request, user: Exports, given: Given) -> Response:
    """Begin an export, in a new folder; it is written beside the other work."""
    return await run_in_threadpool(_ask, request, user, given)


@router.post("/exports/{run_id}/stop", name="export_stop", include_in_schema=False)
def export_stopped(request: Request, run_id: str, user: Exports) -> Response:
    """Let an export rest."""
    with workplace(request).database.write() as session:
        stop_export(session, run_id, actor=user.actor)
    return go_to("/exports", done="export_stopped")


@router.post("/exports/{run_id}/go-on", name="export_go_on", include_in_schema=False)
def export_went_on(request: Request, run_id: str, user: Exports) -> Response:
    """Take an export up again that was stopped or broke off."""
    with workplace(request).database.write() as session:
        take_up_export(session, find_export(session, run_id), actor=user.actor)
    return go_to("/exports", done="export_asked")


def _try_names(request: Request, user: CurrentUser, given: Mapping[str, str]) -> Response:
    form = read_export_form(given, needs_why=False)
    if form.problems:
        return _page(request, user, form)
    with workplace(request).database.write() as session:
        count = count_chosen(session, form.chosen, site_id=user.site_id)
        names = tried_names(session, form, site_id=user.site_id)
        record_audit(
            session,
            actor=user.actor,
            action="export.tried",
            detail={"documents": count, "narrowed_by": form.chosen.named},
        )
    return _page(request, user, form, tried=(count, names))


def _ask(request: Request, user: CurrentUser, given: Mapping[str, str]) -> Response:
    place = workplace(request)
    form = read_export_form(given, needs_why=True)
    if form.problems:
        return _page(request, user, form)
    with place.database.write() as session:
        if not count_chosen(session, form.chosen, site_id=user.site_id):
            problems = {"box": "No filed document fits this choice."}
            form = ExportForm(form.given, form.chosen, problems)
        else:
            now = database_now(session).astimezone(place.zone)
            target = place.settings.effective_export_folder / f"{now:%Y-%m-%d %H%M%S}"
            order = ExportOrder(form.given["pattern"], target, form.chosen, form.given["why"])
            ask_export(session, order, actor=user.actor)
    if form.problems:
        return _page(request, user, form)
    return go_to("/exports", done="export_asked")


def _page(
    request: Request, user: CurrentUser, form: ExportForm, tried: tuple[int, list[str]] | None = None
) -> Response:
    with workplace(request).database.read() as session:
        rows = export_rows(session, site_id=user.site_id)
    context: dict[str, Any] = {
        "given": {name: "" for name in ("box", "mrn", "since", "until", "document_type", "why")}
        | dict(form.given),
        "problems": form.problems,
        "tried": tried,
        "pattern_fields": PATTERN_FIELDS,
        "runs": rows,
    }
    return render(request, "exports/page.html", status=422 if form.problems else 200, **context)
