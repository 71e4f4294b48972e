"""Which document comes next in a person's own line of work. Touches the database."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from review_ui.auth import CurrentUser
from review_ui.worklist_filters import Filters
from review_ui.worklist_pages import page_of_list
from review_ui.worklists import list_named

_UTC = ZoneInfo("UTC")  # no filter here asks when a day ends


def next_waiting(session: Session, user: CurrentUser, kind: str) -> str | None:
    """The id of the first free document of this kind on the person's worklist; None when none waits."""
    worklist = list_named(user, f"{kind}s")
    if worklist is None:
        return None
    page = page_of_list(session, user, worklist, Filters(holder="free"), zone=_UTC, limit=1)
    return page.rows[0].id if page.rows else None
