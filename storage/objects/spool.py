"""Touches the disk: files where sealed bytes wait until their object key is known.

A spool holds encrypted bytes only. Its writer holds a lock on it, so whatever a killed process left behind
can be told from the work of a living one and swept at the next start.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from storage.objects.object_store import store_error

_SUFFIX = ".spool"
# A spool is locked right after it is created; in between it looks abandoned. A minute covers that gap.
_MIN_AGE_S = 60.0


@dataclass(frozen=True)
class Spool:
    """One open spool file. Only errors of writing to it become service errors."""

    path: Path
    file: BinaryIO

    def write(self, chunk: bytes, /) -> None:
        """Write all of `chunk`.

        Raises:
            ServiceError: the disk is full or fails (see `store_error`).
        """
        rest = memoryview(chunk)
        try:
            while rest:  # an unbuffered file may take less than it is given, as when the disk runs full
                rest = rest[self.file.write(rest) :]
        except OSError as cause:
            raise store_error(cause, doing="writing a spool file") from cause


@contextmanager
def open_spool(folder: Path) -> Iterator[Spool]:
    """A new, locked, private file (0600) in `folder`; it is gone when the block ends.

    Raises:
        ServiceError: the file cannot be made (see `store_error`).
    """
    path = folder / f"{secrets.token_hex(16)}{_SUFFIX}"
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    except OSError as cause:
        raise store_error(cause, doing="making a spool file") from cause
    try:
        with os.fdopen(descriptor, "w+b", buffering=0) as file:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield Spool(path, file)
    finally:
        path.unlink(missing_ok=True)


def sweep_spools(folder: Path, *, now_s: float | None = None) -> int:
    """How many spools of dead writers were removed from `folder`; `now_s` is the time since the epoch."""
    now_s = time.time() if now_s is None else now_s
    return sum(_remove_if_abandoned(path, now_s) for path in sorted(folder.glob(f"*{_SUFFIX}")))


def _remove_if_abandoned(path: Path, now_s: float) -> bool:
    try:
        with path.open("rb") as file:
            if now_s - os.fstat(file.fileno()).st_mtime < _MIN_AGE_S:
                return False
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
    except BlockingIOError:
        return False  # its writer is alive
    except FileNotFoundError:
        return False  # its writer has just finished
    except OSError as cause:
        raise store_error(cause, doing="sweeping spool files") from cause
    return True
