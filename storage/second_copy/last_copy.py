"""How old the second copy is, and what it holds. Touches the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.first_hour import read_first_hour
from storage.settings import StorageSettings
from storage.tables import CopyRun

OLD_AFTER = timedelta(days=3)


@dataclass(frozen=True)
class SafeCopy:
    """The newest copy that was read back: everything received up to `up_to` is in it."""

    run_id: str
    target: str
    up_to: datetime
    verified_at: datetime
    objects: int
    size_bytes: int

    def age_words(self, now: datetime) -> str:
        """How long ago, for people: "5 minutes ago", "2 days ago"."""
        seconds = max(0.0, (now - self.up_to).total_seconds())
        for unit, length_s in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
            count = int(seconds // length_s)
            if count:
                return f"{count} {unit}{'s' if count > 1 else ''} ago"
        return "just now"

    def is_old(self, now: datetime) -> bool:
        """True when it is older than three days: shown in red."""
        return now - self.up_to > OLD_AFTER


def last_safe_copy(session: Session) -> SafeCopy | None:
    """The newest verified copy; None when there has never been one."""
    run = session.scalars(
        select(CopyRun)
        .where(CopyRun.state == "done", CopyRun.verified_at.is_not(None), CopyRun.up_to.is_not(None))
        .order_by(CopyRun.up_to.desc())
        .limit(1)
    ).first()
    if run is None or run.up_to is None or run.verified_at is None:
        return None
    return SafeCopy(run.id, run.target, run.up_to, run.verified_at, run.objects, run.bytes)


def second_copy_covers(session: Session, moment: datetime) -> bool:
    """True when everything that was kept before `moment` lies in a second copy that was read back."""
    safe = last_safe_copy(session)
    return safe is not None and safe.up_to >= moment


def newest_run(session: Session) -> CopyRun | None:
    """The run that was started last, however it ended; None before the first."""
    return session.scalars(select(CopyRun).order_by(CopyRun.started_at.desc()).limit(1)).first()


def second_copy_folder(session: Session, settings: StorageSettings) -> Path | None:
    """Where the second copy goes: the setting, else what the clinic answered; None when nobody said."""
    if settings.second_copy is not None:
        return settings.second_copy
    answered = read_first_hour(session).second_copy_folder
    return Path(answered) if answered else None
