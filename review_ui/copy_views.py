"""What pages say about the second copy. Touches the database, and looks whether the disk is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from review_ui.presenters import Said, counted, size_words
from storage.database import database_now
from storage.second_copy import is_second_copy, last_safe_copy, on_same_disk, second_copy_folder
from storage.settings import StorageSettings
from storage.tables import CopyRun

_SHOWN = 20
_STATES = {
    "asked": Said("Begins in a moment", "waiting"),
    "running": Said("Copying", "busy"),
    "done": Said("Safe", "good"),
    "failed": Said("Not finished", "bad"),
}


@dataclass(frozen=True)
class SafeCopyView:
    """How old the last safe copy is, in words; `tone` is "bad" past three days."""

    words: str
    tone: str


@dataclass(frozen=True)
class CopyRow:
    """One run, as a line of the list."""

    started_at: datetime
    said: Said
    holds: str
    new: str
    reason: str


@dataclass(frozen=True)
class CopyDiskView:
    """Where the copy goes: the folder ("" when nobody has said), and whether it is there and marked."""

    folder: str
    is_there: bool
    is_marked: bool
    is_same_disk: bool = False


def safe_copy_view(session: Session) -> SafeCopyView:
    """The line for the status page and the home page."""
    safe, now = last_safe_copy(session), database_now(session)
    if safe is None:
        return SafeCopyView("There is no second copy yet.", "warning")
    words = f"Last safe copy: {safe.age_words(now)}."
    return SafeCopyView(words, "bad" if safe.is_old(now) else "good")


def copy_rows(session: Session) -> list[CopyRow]:
    """The newest runs, newest first."""
    runs = session.scalars(select(CopyRun).order_by(CopyRun.started_at.desc()).limit(_SHOWN))
    return [
        CopyRow(
            run.started_at,
            _STATES[run.state],
            f"{counted(run.objects, 'file')}, {size_words(run.bytes)}" if run.objects else "",
            f"{counted(run.objects_new, 'file')}, {size_words(run.bytes_new)}" if run.objects_new else "",
            run.reason or "",
        )
        for run in runs
    ]


def disk_view(session: Session, settings: StorageSettings) -> CopyDiskView:
    """The folder as it is now."""
    folder: Path | None = second_copy_folder(session, settings)
    if folder is None:
        return CopyDiskView("", is_there=False, is_marked=False)
    is_there = folder.is_dir()
    return CopyDiskView(
        str(folder),
        is_there=is_there,
        is_marked=is_second_copy(folder),
        is_same_disk=is_there and on_same_disk(folder, settings.home),
    )


def copies_stamp(session: Session) -> str:
    """A short text that changes whenever the list could look different."""
    run = session.scalars(select(CopyRun).order_by(CopyRun.started_at.desc()).limit(1)).first()
    return f"{run.id} {run.state} {run.objects}" if run else ""
