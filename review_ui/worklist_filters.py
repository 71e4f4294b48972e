"""What a person narrows a worklist to: read from an address, written into one, and as a condition. Pure.

None of it is about a patient, so it may stand in an address and be saved under a name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, or_

from review_ui.auth import CurrentUser
from storage.tables import Document

PRIORITIES = {"stat": 0, "routine": 1, "bulk": 2}
ROUTES = ("full", "key_fields", "archive")
HOLDERS = ("free", "mine", "held")
DUE = ("late", "today")
LONGEST_TYPE = 100


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; '' does not narrow."""

    priority: str = ""
    route: str = ""
    holder: str = ""
    due: str = ""
    document_type: str = ""

    @classmethod
    def from_fields(cls, given: Mapping[str, str]) -> Filters:
        """The filters in an address or a saved set; what is no filter of ours does not narrow."""

        def one_of(name: str, allowed: tuple[str, ...]) -> str:
            value = given.get(name, "")
            return value if isinstance(value, str) and value in allowed else ""

        document_type = given.get("type", "")
        is_short = isinstance(document_type, str) and len(document_type) <= LONGEST_TYPE
        return cls(
            priority=one_of("priority", tuple(PRIORITIES)),
            route=one_of("route", ROUTES),
            holder="free" if given.get("free") == "1" else one_of("holder", HOLDERS),
            due=one_of("due", DUE),
            document_type=document_type if is_short else "",
        )

    @property
    def fields(self) -> dict[str, str]:
        """The filters that narrow, as they stand in an address."""
        named = {
            "priority": self.priority,
            "route": self.route,
            "holder": self.holder,
            "due": self.due,
            "type": self.document_type,
        }
        return {name: value for name, value in named.items() if value}

    @property
    def narrows(self) -> bool:
        """True when anything is left out."""
        return bool(self.fields)


def list_address(shown: str, wanted: Filters, *, after: str = "") -> str:
    """The address of a list with these filters, from a place in it on."""
    fields = {"shown": shown, **wanted.fields}
    return f"/?{urlencode({**fields, 'after': after} if after else fields)}"


def conditions(
    wanted: Filters, user: CurrentUser, *, now: datetime, day_ends: datetime
) -> list[ColumnElement[bool]]:
    """The conditions on `Document`; `day_ends` is when the site's day is over."""
    found: list[ColumnElement[bool]] = []
    if wanted.priority:
        found.append(Document.priority == PRIORITIES[wanted.priority])
    if wanted.route:
        found.append(Document.route == wanted.route)
    if wanted.document_type:
        found.append(Document.document_type == wanted.document_type)
    if wanted.due:
        found.append(Document.due_at <= (now if wanted.due == "late" else day_ends))
    held = (Document.reviewer_id.is_not(None)) & (Document.reviewer_until > now)
    is_mine = Document.reviewer_id == user.user_id
    if wanted.holder == "mine":
        found.append(held & is_mine)
    elif wanted.holder == "held":
        found.append(held)
    elif wanted.holder == "free":
        found.append(or_(Document.reviewer_id.is_(None), Document.reviewer_until.is_(None), ~held, is_mine))
    return found
