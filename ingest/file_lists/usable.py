"""Can a listed file come in at all? Touches the disk."""

from __future__ import annotations

import errno
import os
import stat
from io import BufferedReader
from pathlib import Path

from ingest.media_type import HEAD_BYTES, UNKNOWN, identify
from storage.errors import Disposition, ServiceError
from storage.objects.sealed_store import TooLargeError


class ListedFileError(ServiceError):
    """A file of the list is not there, cannot be read, is empty or of no format that is taken."""

    code = "ingest.listed_file"
    disposition = Disposition.REJECT
    remedy = "Correct the row or the file, and give the same list again: only what was refused is tried again"


def open_usable(path: Path, *, max_bytes: int) -> tuple[BufferedReader, os.stat_result]:
    """The file, open at its first byte, and what it was when it was opened.

    Raises:
        ListedFileError: it is not there, cannot be read, is empty or of no known format.
        TooLargeError: it is over the limit.
    """
    try:
        # O_NONBLOCK: a pipe that a row names must not hold the whole list
        stream = os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb")
    except (OSError, ValueError) as failure:
        raise ListedFileError(_said(failure)) from failure
    try:
        status = os.fstat(stream.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise ListedFileError("It is no file")
        if status.st_size > max_bytes:
            raise TooLargeError(f"Over the limit of {max_bytes} bytes")
        head = stream.read(HEAD_BYTES)
        stream.seek(0)
    except OSError as failure:
        stream.close()
        raise ListedFileError(_said(failure)) from failure
    except ServiceError:
        stream.close()
        raise
    if not head or identify(head) == UNKNOWN:
        stream.close()
        raise ListedFileError("The file is empty" if not head else "The file has no format that is taken")
    return stream, status


def _said(failure: OSError | ValueError) -> str:
    """Why it cannot be opened, without the path, which may hold a name."""
    if isinstance(failure, FileNotFoundError):
        return "The file is not there"
    number = failure.errno if isinstance(failure, OSError) else None
    return f"The file cannot be read ({errno.errorcode.get(number or 0, 'unknown error')})"
