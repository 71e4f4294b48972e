"""The second copy: how old it is, whether its disk is there, and a copy now. Touches the world."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response

from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.copy_views import copies_stamp, copy_rows, disk_view, safe_copy_view
from review_ui.permissions import Permission
from review_ui.rendering import go_to, render
from review_ui.routes.events import stream_of
from review_ui.workplace import workplace
from storage.audit.record import record_audit
from storage.errors import Disposition, ServiceError
from storage.second_copy import ask_copy, mark_disk, open_marked, second_copy_folder

router = guarded_router()
Sees = Annotated[CurrentUser, require(Permission.SEE_STATUS)]


class CopyFolderUnknownError(ServiceError):
    """Nobody has said where the second copy goes."""

    code = "review_ui.copy_folder_unknown"
    disposition = Disposition.ASK_HUMAN
    remedy = "Name a folder on another disk in the settings (CHARTSCRIBE_SECOND_COPY)"


@router.get("/copies", name="copies", include_in_schema=False)
def copies_page(request: Request, _user: Sees) -> Response:
    """The page."""
    return render(request, "copies/page.html", **_read(request))


@router.get("/copies/live", name="copies_live", include_in_schema=False)
def copies_live(
    request: Request, _user: Annotated[CurrentUser, require(Permission.SEE_STATUS, passive=True)]
) -> Response:
    """The page's changing part alone."""
    return render(request, "copies/live.html", **_read(request))


@router.get("/copies/events", name="copies_events", include_in_schema=False)
async def copies_events(
    request: Request, _user: Annotated[CurrentUser, require(Permission.SEE_STATUS, passive=True)]
) -> Response:
    """An event `changed` whenever a copy came further."""
    return stream_of(request, copies_stamp)


@router.post("/copies/now", name="copy_now", include_in_schema=False)
def copy_now(request: Request, user: Sees) -> Response:
    """Ask for a copy; it is made beside the other work."""
    place = workplace(request)
    with place.database.write() as session:
        folder = second_copy_folder(session, place.settings)
        if folder is None:
            raise CopyFolderUnknownError("Nobody has said where the second copy goes")
        open_marked(folder, place.belt.store.keys)
        ask_copy(session, folder, actor=user.actor)
    return go_to("/copies", done="copy_asked")


@router.post("/copies/mark", name="copy_mark", include_in_schema=False)
def copy_mark(request: Request, user: Sees) -> Response:
    """Mark the folder for this site, so that it may be written to."""
    place = workplace(request)
    with place.database.read() as session:
        folder = second_copy_folder(session, place.settings)
    if folder is None:
        raise CopyFolderUnknownError("Nobody has said where the second copy goes")
    mark_disk(folder, place.belt.store.keys, site_name=place.settings.site_name)
    with place.database.write() as session:
        record_audit(session, actor=user.actor, action="second_copy.disk_marked")
    return go_to("/copies", done="disk_marked")


def _read(request: Request) -> dict[str, Any]:
    place = workplace(request)
    with place.database.read() as session:
        return {
            "safe_copy": safe_copy_view(session),
            "disk": disk_view(session, place.settings),
            "runs": copy_rows(session),
            "nightly_at": place.settings.second_copy_at,
        }
