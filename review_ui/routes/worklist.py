"""Home: the worklists of the person's roles. Touches the database."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response

from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.bulk_acts import acts_on
from review_ui.permissions import Permission
from review_ui.rendering import go_to, link_to, render
from review_ui.routes.home import clinic_page
from review_ui.saved_filters import saved_filters
from review_ui.wall_rows import to_open_first
from review_ui.worklist_filters import Filters, list_address
from review_ui.worklist_pages import ListPage, list_counts, page_of_list
from review_ui.worklist_rows import WorklistRow
from review_ui.worklists import Worklist, list_named, lists_for
from review_ui.workplace import workplace
from storage.audit.record import record_audit

router = guarded_router()


@router.get("/", name="home", include_in_schema=False)
def home(request: Request, user: Annotated[CurrentUser, require(Permission.SIGNED_IN)]) -> Response:
    """The worklists, with the chosen one open (the first one that has rows, when none is chosen)."""
    if (elsewhere := clinic_page(request, user)) is not None:
        return go_to(elsewhere)
    context = read_lists(request, user)
    record_look(request, user, context)
    return render(request, "worklist/page.html", **context, outcomes=[], outcome_title="", undo=None)


@router.get("/worklist/rows", name="worklist_rows", include_in_schema=False)
def rows_only(
    request: Request, user: Annotated[CurrentUser, require(Permission.SIGNED_IN, passive=True)]
) -> Response:
    """The lists and rows alone: the live update of the home page."""
    return render(request, "worklist/lists.html", **read_lists(request, user))


def read_lists(request: Request, user: CurrentUser) -> dict[str, Any]:
    """What the page shows for the request's address: lists, counts, rows, filters."""
    place, asked = workplace(request), request.query_params
    wanted, after = Filters.from_fields(asked), asked.get("after", "")
    lists = lists_for(user)
    with place.database.read() as session:
        counts = list_counts(session, user, lists)
        current = list_named(user, asked.get("shown", "")) or _first_with_rows(lists, counts)
        saved = saved_filters(session, user.user_id)
        page = (
            page_of_list(session, user, current, wanted, zone=place.zone, after=after)
            if current
            else ListPage([])
        )
        rows = to_open_first(session, page.rows, least_pages=place.settings.chart_opener_pages)
    return {
        "lists": lists,
        "counts": counts,
        "current": current,
        "rows": rows,
        "wanted": wanted,
        "is_first_page": not after,
        "next_href": list_address(current.key, wanted, after=page.after) if current and page.after else "",
        "first_href": list_address(current.key, wanted) if current else "/",
        "acts": acts_on(user, current) if current else (),
        "saved": saved,
        "query": urlencode({"shown": current.key, **wanted.fields} if current else {}),
        "hrefs": {row.id: row_link(request, row) for row in rows},
    }


def record_look(request: Request, user: CurrentUser, context: dict[str, Any]) -> None:
    """Leave an audit row that says which documents' rows the person saw."""
    if not context["rows"]:
        return
    with workplace(request).database.write() as session:
        record_audit(
            session,
            actor=user.actor,
            action="worklist.viewed",
            subject_kind="worklist",
            subject_id=context["current"].key,
            detail={"rows": len(context["rows"]), "documents": [row.id for row in context["rows"]]},
        )


def _first_with_rows(lists: list[Worklist], counts: dict[str, int]) -> Worklist | None:
    full = next((one for one in lists if counts[one.key]), None)
    return full or next(iter(lists), None)


def row_link(request: Request, row: WorklistRow) -> str:
    """Where a row leads: the page that works on it, else the document's own page."""
    found = link_to(request, row.route_name, **row.ids)
    return found or link_to(request, "document", document_id=row.id) or "/"
