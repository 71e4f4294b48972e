"""A person's saved filters: names for lists narrowed in a certain way. Touches the database.

Kept as the personal setting "filters": {"saved": [{"name", "shown", and the filters' fields}]}.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from review_ui.worklist_filters import Filters, list_address
from storage.errors import Disposition, ServiceError
from storage.personal_settings import read_setting, write_setting

_SETTING = "filters"
LONGEST_NAME = 40
MOST_SAVED = 20


class FilterNameError(ServiceError):
    """Saved filters need a short name, and there is room for some of them only."""

    code = "review_ui.filter_name"
    disposition = Disposition.ASK_HUMAN
    remedy = f"Use a name of at most {LONGEST_NAME} characters; of {MOST_SAVED} saved ones take one off first"


@dataclass(frozen=True)
class SavedFilters:
    """One saved set: its name, its list, and what the list is narrowed to."""

    name: str
    shown: str
    wanted: Filters

    @property
    def address(self) -> str:
        """Where it leads."""
        return list_address(self.shown, self.wanted)


def saved_filters(session: Session, user_id: str) -> list[SavedFilters]:
    """The person's saved filters in the order they were saved; what cannot be read is left out."""
    kept = (read_setting(session, user_id, _SETTING) or {}).get("saved", [])
    found = []
    for one in kept if isinstance(kept, list) else []:
        if isinstance(one, dict) and isinstance(one.get("name"), str) and isinstance(one.get("shown"), str):
            texts = {name: value for name, value in one.items() if isinstance(value, str)}
            found.append(SavedFilters(one["name"], one["shown"], Filters.from_fields(texts)))
    return found


def save_filters(session: Session, user_id: str, made: SavedFilters) -> None:
    """Keep it; one of the same name gives way.

    Raises:
        FilterNameError: the name is empty or too long, or there are too many already.
    """
    others = [one for one in saved_filters(session, user_id) if one.name != made.name]
    if not made.name or len(made.name) > LONGEST_NAME or len(others) >= MOST_SAVED:
        raise FilterNameError("These filters cannot be saved under this name")
    _write(session, user_id, [*others, made])


def forget_filters(session: Session, user_id: str, name: str) -> None:
    """Take the one of this name off the list."""
    _write(session, user_id, [one for one in saved_filters(session, user_id) if one.name != name])


def _write(session: Session, user_id: str, kept: list[SavedFilters]) -> None:
    rows = [{"name": one.name, "shown": one.shown, **one.wanted.fields} for one in kept]
    write_setting(session, user_id, _SETTING, {"saved": rows})
