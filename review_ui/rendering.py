"""Pages from templates: `render(request, "folder/page.html", **context)`.

Every template gets: `user` (CurrentUser or None), `csrf_token`, `site_name`, `demo`, `idle_minutes`,
`notice` (a fixed sentence after a redirect with ?done=…), `personal()` (what the person set for herself),
`clinic()` (what a new clinic has answered),
`coverage_of(document_id)` (what was seen and heard of a document in review),
`link_to(route_name, **ids)` (None while a route does not exist) and the filters of `FILTERS`.
Templates get plain values, never rows of the database.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.routing import NoMatchFound

from review_ui import presenters
from review_ui.auth import CurrentUser, current_user
from review_ui.coverage_presenter import coverage_view
from review_ui.first_steps import first_hour
from review_ui.static_files import VersionedFiles
from review_ui.workplace import Workplace, workplace
from storage.database import DatabaseUnreachableError
from storage.personal_settings import read_settings
from storage.tables.base import Json

TEMPLATES = Path(__file__).parent / "templates"

# What a page says after it did something and came back: fixed sentences, so that an address can carry only
# a key.
NOTICES = {
    "withdrawn": "Withdrawn. The file itself is kept.",
    "trying_again": "It is trying again now.",
    "seen": "Marked as seen.",
    "filters_saved": "These filters are saved; f opens the list of them.",
    "filters_forgotten": "Taken off your saved filters.",
    "roles_changed": "The roles are changed; they hold from the next click on.",
    "disabled": "The account is disabled, and its sessions have ended.",
    "enabled": "The account can sign in again.",
    "verified": "Verified. It is being filed now.",
    "amended": "The amended version is being filed now; the earlier one stays.",
    "sent_back": "Sent back.",
    "signed": "Signed. The final version is being filed now.",
    "returned": "Returned to the transcriptionist.",
    "query_answered": "Your answer went to the coder.",
    "finalised": "The coding is final and is being filed now.",
    "read_back": "Every file was read and compared; the result stands below.",
    "certified": "The certificate is made. Print it and keep it with your papers.",
    "signed_out": "You are signed out.",
    "chart_opened": "The documents are made, and wait to be checked in a moment.",
    "pages_moved": "The pages stand here now, and wait to be checked again.",
    "list_taken": "The list is taken in. What was not taken is listed below with the reason.",
    "patients_merged": "They are one patient now. It can be taken back below.",
    "page_replaced": "The new scan has taken the page's place and is being read now.",
    "page_put_back": "The first image stands in its place again.",
    "sheet_safe": "The recovery sheet is safe. Put it away from this PC.",
    "folder_watched": "What is scanned into the folder is taken in from now on.",
    "export_asked": "The export has begun. You may leave this page.",
    "export_stopped": "The export rests. What is written stays.",
    "copy_asked": "The copy begins in a moment.",
    "disk_marked": "The folder is marked for this site's second copy.",
    "password_set": "Your password is set. Sign in with it now.",
}
FILTERS: dict[str, Any] = {
    "age": presenters.age_words,
    "duration": presenters.duration_words,
    "size": presenters.size_words,
    "counted": presenters.counted,
    "sentence": presenters.sentence_words,
    "day": presenters.day_words,
    "kind": presenters.kind_words,
    "route_name": presenters.route_words,
    "priority": presenters.priority_said,
}


@cache
def environment() -> Environment:
    """The Jinja environment: escapes everything, and a misspelt name is an error, not an empty place."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        extensions=[VersionedFiles],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(FILTERS)
    return made


def render(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """The page as a response."""
    place, user = workplace(request), current_user(request)
    clinic = cache(lambda: first_hour(place))

    def moment(value: datetime | None) -> str:
        return presenters.moment_words(value, place.zone)

    def due(value: datetime | None) -> presenters.Said | None:
        return presenters.due_said(value, datetime.now(place.zone), place.zone)

    def today() -> date:
        return datetime.now(place.zone).date()

    page = (
        environment()
        .get_template(template)
        .render(
            request=request,
            user=user,
            csrf_token=user.csrf_token if user else "",
            site_name=clinic().practice_name or place.settings.site_name,
            clinic=clinic,
            demo=place.settings.demo,
            idle_minutes=place.settings.session_idle_minutes,
            notice=NOTICES.get(request.query_params.get("done", "")),
            link_to=lambda name, **ids: link_to(request, name, **ids),
            personal=lambda: personal_settings(place, user),
            coverage_of=lambda document_id, **asked: coverage_view(
                place, cast(CurrentUser, user), document_id, **asked
            ),
            moment=moment,
            due=due,
            today=today,
            **context,
        )
    )
    return HTMLResponse(page, status_code=status)


def personal_settings(place: Workplace, user: CurrentUser | None) -> dict[str, Json]:
    """What the person set for herself, by name; nothing when nobody is signed in."""
    if user is None:
        return {}
    try:
        with place.database.read() as session:
            return read_settings(session, user.user_id)
    except DatabaseUnreachableError:
        return {}  # the page that says so needs no settings


def link_to(request: Request, route_name: str, **ids: str) -> str | None:
    """The address of a route by its name, or None when this version has no such page."""
    try:
        return str(request.app.url_path_for(route_name, **ids))
    except NoMatchFound:
        return None


def go_to(path: str, *, done: str = "") -> RedirectResponse:
    """A redirect after a form was handled; `done` is a key of NOTICES."""
    if done and done not in NOTICES:
        raise ValueError(f"no notice {done}")
    return RedirectResponse(f"{path}?{urlencode({'done': done})}" if done else path, status_code=303)
