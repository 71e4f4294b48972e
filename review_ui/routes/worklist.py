"""Home: the worklists of the person's roles. Touches the database."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response

from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.permissions import Permission
from review_ui.rendering import link_to, render
from review_ui.worklist_rows import Filters, WorklistRow, list_counts, rows_of
from review_ui.worklists import Worklist, lists_for
from review_ui.workplace import workplace
from storage.audit.record import record_audit

router = guarded_router()


@router.get("/", name="home", include_in_schema=False)
def home(
    request: Request,
    user: Annotated[CurrentUser, require(Permission.SIGNED_IN)],
    shown: str = "",
    priority: str = "",
    route: str = "",
    free: str = "",
) -> Response:
    """The worklists as tabs, with the chosen one open (the first one that has rows, when none is chosen)."""
    context = _read(request, user, shown, _filters(priority, route, free))
    if context["rows"]:
        with workplace(request).database.write() as session:
            record_audit(
                session,
                actor=user.actor,
                action="worklist.viewed",
                subject_kind="worklist",
                subject_id=context["current"].key,
                detail={"rows": len(context["rows"]), "documents": [row.id for row in context["rows"]]},
            )
    return render(request, "worklist/page.html", **context)


@router.get("/worklist/rows", name="worklist_rows", include_in_schema=False)
def rows_only(
    request: Request,
    user: Annotated[CurrentUser, require(Permission.SIGNED_IN, passive=True)],
    shown: str = "",
    priority: str = "",
    route: str = "",
    free: str = "",
) -> Response:
    """The tabs and rows alone: the live update of the home page."""
    return render(
        request, "worklist/lists.html", **_read(request, user, shown, _filters(priority, route, free))
    )


def _filters(priority: str, route: str, free: str) -> Filters:
    return Filters(
        priority={"stat": 0, "routine": 1, "bulk": 2}.get(priority),
        route=route if route in ("archive", "key_fields", "full") else None,
        free_only=free == "1",
    )


def _read(request: Request, user: CurrentUser, shown: str, wanted: Filters) -> dict[str, Any]:
    lists = lists_for(user)
    with workplace(request).database.read() as session:
        counts = list_counts(session, user, lists)
        current = _chosen(lists, counts, shown)
        rows = rows_of(session, user, current, wanted) if current else []
    return {
        "lists": lists,
        "counts": counts,
        "current": current,
        "rows": rows,
        "wanted": wanted,
        "hrefs": {row.id: row_link(request, row) for row in rows},
    }


def _chosen(lists: list[Worklist], counts: dict[str, int], shown: str) -> Worklist | None:
    asked = next((one for one in lists if one.key == shown), None)
    full = next((one for one in lists if counts[one.key]), None)
    return asked or full or next(iter(lists), None)


def row_link(request: Request, row: WorklistRow) -> str:
    """Where a row leads: the page that works on it, else the document's own page."""
    found = link_to(request, row.route_name, **row.ids)
    return found or link_to(request, "document", document_id=row.id) or "/"
