"""One running service a home. Touches the disk."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.errors import Disposition, ServiceError

LOCK_FILE = "lock"


class AlreadyRunningError(ServiceError):
    """Another process serves this home."""

    code = "chartscribe.already_running"
    disposition = Disposition.ASK_HUMAN
    remedy = "Open that address, or stop the running one first with Ctrl-C where it runs"


class HomeLock:
    """The held lock; its file says where the service can be reached."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def announce(self, url: str) -> None:
        """Write the service's address for whoever asks."""
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, url.encode(), 0)


@contextmanager
def hold_home(home: Path) -> Iterator[HomeLock]:
    """Make the home (mode 0700) and hold its lock; the kernel lets go of it however this process ends.

    Raises:
        AlreadyRunningError: another process holds it; the message names its address.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    home.chmod(0o700)
    descriptor = os.open(home / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)  # Python's files close on exec
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            url = os.pread(descriptor, 1000, 0).decode(errors="replace") or "an address it will print soon"
            raise AlreadyRunningError(f"Chartscribe already runs at {url}", where=str(home)) from held
        lock = HomeLock(descriptor)
        lock.announce("")
        yield lock
    finally:
        os.close(descriptor)


def running_url(home: Path) -> str | None:
    """The address of the service that serves this home now; None when none does."""
    try:
        with (home / LOCK_FILE).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return (home / LOCK_FILE).read_text(encoding="utf-8") or None
    except FileNotFoundError:
        return None
    return None
