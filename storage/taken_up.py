"""Touches the disk: a folder that is filled once, and taken up again when filling it broke off.

While a folder is being filled it holds a mark that says with what. A folder without that mark must be empty:
a backup, or a restore, never writes over anything.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import ClassVar, Literal

from storage.errors import Disposition, ServiceError
from storage.objects.durable_files import private_folder, sync_folder, write_if_absent
from storage.objects.object_store import store_error

UNFINISHED = "unfinished.json"


class BackupTargetInUseError(ServiceError):
    """The folder is not empty: a backup, or a restore, never writes over anything."""

    code: ClassVar[str] = "storage.backup_target_in_use"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = "Name a folder that is empty or does not exist yet"


def take_up(folder: Path, *, doing: Literal["backup", "restore"], source: str) -> bool:
    """True when the same work broke off in `folder` and goes on; False when it is empty and now marked.

    Raises:
        BackupTargetInUseError: it holds something else.
        ServiceError: it cannot be written to (see `store_error`).
    """
    private_folder(folder)
    is_taken_up = check_free(folder, doing=doing, source=source)
    if not is_taken_up:
        try:
            folder.chmod(0o700)
            write_if_absent(folder / UNFINISHED, _mark(doing, source))
        except OSError as cause:
            raise store_error(cause, doing="marking the folder") from cause
    return is_taken_up


def check_free(folder: Path, *, doing: Literal["backup", "restore"], source: str) -> bool:
    """As `take_up`, but nothing is written: True when the same work broke off in `folder`.

    Raises:
        BackupTargetInUseError: it holds something else.
    """
    try:
        if not folder.is_dir():
            return False
        mark = folder / UNFINISHED
        if mark.is_file() and mark.read_bytes() == _mark(doing, source):
            return True
        if any(folder.iterdir()):
            raise BackupTargetInUseError("The folder is not empty", where=folder.name)
    except OSError as cause:
        raise store_error(cause, doing="looking into the folder") from cause
    return False


def close_up(folder: Path) -> None:
    """Take the mark away: the folder is complete. Raises OSError."""
    (folder / UNFINISHED).unlink(missing_ok=True)
    sync_folder(folder)


def _mark(doing: str, source: str) -> bytes:
    return json.dumps({"schema_version": 1, "doing": doing, "source": source}).encode() + b"\n"
