"""Which document comes next in a person's own line of work. Touches the database."""

from __future__ import annotations

from sqlalchemy.orm import Session

from review_ui.auth import CurrentUser
from review_ui.worklist_rows import Filters, rows_of
from review_ui.worklists import lists_for


def next_waiting(session: Session, user: CurrentUser, kind: str) -> str | None:
    """The id of the first free document of this kind on the person's worklist; None when none waits."""
    worklist = next((one for one in lists_for(user) if one.key == f"{kind}s"), None)
    if worklist is None:
        return None
    rows = rows_of(session, user, worklist, Filters(free_only=True))
    return rows[0].id if rows else None
