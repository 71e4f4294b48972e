"""Touches the disk: folders and small files that are private and survive a power cut."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from storage.objects.object_store import store_error


def private_folder(folder: Path) -> Path:
    """`folder`, made with mode 0700 if it was absent.

    Raises:
        ServiceError: it cannot be made (see `store_error`).
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as cause:
        raise store_error(cause, doing="making a folder") from cause
    return folder


def sync_folder(folder: Path) -> None:
    """Return when the names in `folder` are durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_if_absent(path: Path, content: bytes) -> bool:
    """True if a file (0600) with all of `content` is now at `path`; False if one was there, left as it is.

    Nobody ever sees a part of it, and of several writers exactly one wins. Raises OSError.
    """
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        os.link(unfinished, path)
    except FileExistsError:
        return False
    finally:
        unfinished.unlink(missing_ok=True)
    sync_folder(path.parent)
    return True
