"""What one person set for herself: keys, looks, speed of sound, saved filters. Touches the database.

A setting is a JSON object under a known name. Nothing in it is about a patient, so it is no part of any
record and changing it leaves no audit row. A new setting needs one line in `LARGEST_BYTES`.
"""

from __future__ import annotations

import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.database import database_now
from storage.errors import Disposition, ServiceError
from storage.tables import PersonalSetting
from storage.tables.base import Json

_KIB = 1024
# the names that are known, with the size that each may have as JSON in UTF-8
LARGEST_BYTES: dict[str, int] = {
    "keys": 16 * _KIB,  # {action: keys}: only what differs from the defaults
    "looks": 1 * _KIB,  # {"colours": "system" | "light" | "dark"}
    "hints": 4 * _KIB,  # {"seen": [names of first-use hints that are put away]}
    "sound": 4 * _KIB,  # speed, steps, pause while typing
    "pedal": 4 * _KIB,  # what each pedal does
    "chart_view": 4 * _KIB,  # zoom, contrast, which panes are open
    "dictation_view": 4 * _KIB,  # what the dictation page shows
    "coding_view": 4 * _KIB,  # what the coder's page shows
    "filters": 16 * _KIB,  # saved filters of the worklists
    "worklist_view": 4 * _KIB,  # which list and order open first
}


class SettingRefusedError(ServiceError):
    """The name is not known, or the value is no JSON object of the allowed size."""

    code = "storage.setting_refused"
    disposition = Disposition.REJECT
    remedy = "Reload the page and set it again; what was set before is kept"


def read_setting(session: Session, user_id: str, name: str) -> Json | None:
    """What the person set under this name, or None when nothing is set.

    Raises:
        SettingRefusedError: the name is not known.
    """
    _check_name(name)
    row = session.get(PersonalSetting, (user_id, name))
    return row.value if row else None


def read_settings(session: Session, user_id: str) -> dict[str, Json]:
    """Everything that the person set, by name."""
    rows = session.scalars(select(PersonalSetting).where(PersonalSetting.user_id == user_id))
    return {row.name: row.value for row in rows if row.name in LARGEST_BYTES}


def write_setting(session: Session, user_id: str, name: str, value: Json) -> None:
    """Keep the value under this name in place of what was there; an empty object is kept as such.

    Raises:
        SettingRefusedError: the name is not known, or the value is too large.
    """
    _check_name(name)
    if len(json.dumps(value, ensure_ascii=False).encode()) > LARGEST_BYTES[name]:
        raise SettingRefusedError("There is more in it than can be kept", where=f"setting {name}")
    now = database_now(session)
    row = session.get(PersonalSetting, (user_id, name), with_for_update=True)
    if row is None:
        session.add(PersonalSetting(user_id=user_id, name=name, value=value, changed_at=now))
    else:
        row.value, row.changed_at = value, now
    session.flush()


def _check_name(name: str) -> None:
    if name not in LARGEST_BYTES:
        raise SettingRefusedError("There is no such setting")
