"""A clinic's home page. Touches the database."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import select

from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.clinic_home import next_step, read_figures
from review_ui.copy_views import safe_copy_view
from review_ui.first_steps import first_hour, step_left
from review_ui.permissions import Permission
from review_ui.rendering import NOTICES, go_to, link_to, render
from review_ui.visibility import visible_to
from review_ui.workplace import workplace
from storage.ledger.document_states import DocumentState
from storage.tables import Document

router = guarded_router()


@router.get("/home", name="clinic_home", include_in_schema=False)
def clinic_home(request: Request, user: Annotated[CurrentUser, require(Permission.SIGNED_IN)]) -> Response:
    """Five numbers and one next step."""
    return render(request, "home/page.html", **_read(request, user))


@router.get("/home/live", name="clinic_home_live", include_in_schema=False)
def clinic_home_live(
    request: Request, user: Annotated[CurrentUser, require(Permission.SIGNED_IN, passive=True)]
) -> Response:
    """The numbers and the step alone: the live update."""
    return render(request, "home/live.html", **_read(request, user))


@router.get("/home/check", name="check_next", include_in_schema=False)
def check_next(request: Request, user: Annotated[CurrentUser, require(Permission.VERIFY_CHARTS)]) -> Response:
    """The first chart that has its patient and waits to be checked; Home when there is none."""
    with workplace(request).database.read() as session:
        found = session.scalar(
            select(Document.id)
            .where(
                visible_to(user),
                Document.state == DocumentState.AWAITING_REVIEW,
                Document.kind == "chart",
                Document.patient_id.is_not(None),
            )
            .order_by(Document.priority, Document.due_at, Document.id)
            .limit(1)
        )
    return go_to(f"/charts/{found}" if found else "/home")


def clinic_page(request: Request, user: CurrentUser) -> str | None:
    """Where "/" leads in a clinic: the first hour's open step, or Home; None anywhere else.

    What an act left to be said (`done`) is said there; a chosen list stays a list.
    """
    first, asked = first_hour(workplace(request)), set(request.query_params)
    # an act that is done leads to the list it was found in; in a clinic Home says what comes next
    if not first.is_begun or (asked and "done" not in asked) or asked - {"shown", "done"}:
        return None
    left = step_left(first) if user.may(Permission.MANAGE_PEOPLE) else None
    done = request.query_params.get("done", "")
    return (left or "/home") + (f"?{urlencode({'done': done})}" if done in NOTICES else "")


def _read(request: Request, user: CurrentUser) -> dict[str, Any]:
    place = workplace(request)
    left = step_left(first_hour(place)) if user.may(Permission.MANAGE_PEOPLE) else None
    scan = (
        link_to(request, "stations") or link_to(request, "add") or "/" if user.may(Permission.UPLOAD) else "/"
    )
    who = link_to(request, "who_next") or "/?shown=charts"
    with place.database.read() as session:
        figures = read_figures(session, user, who_href=who)
        safe_copy = safe_copy_view(session)
    hrefs = {"scan": scan, "check": "/home/check"}
    step = next_step(figures, user, first_hour_href=left, hrefs=hrefs)
    return {"figures": figures, "step": step, "safe_copy": safe_copy}
