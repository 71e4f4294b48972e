"""Is a file still arriving? Another program has it open or locked, or its end is missing. Touches the world.

A file that a slow device writes with pauses looks at rest between them. Taken then, its second half would be
lost: it would go on into a file that no longer has a name.
"""

from __future__ import annotations

import fcntl
import signal
import struct
from contextlib import suppress
from io import BufferedReader

from ingest.media_type import HEAD_BYTES, identify

_TAIL_BYTES = 4096
_LEASES = hasattr(fcntl, "F_SETLEASE")


def is_in_use(source: BufferedReader) -> bool:
    """True when another program certainly has the file locked, or open for writing.

    False also where the file system cannot tell, as on most network shares.
    """
    return _is_locked(source.fileno()) or _is_open_for_writing(source.fileno())


def lacks_its_end(source: BufferedReader, size_bytes: int) -> bool:
    """True when the format of the file has an end that is not there yet; the position goes back to 0."""
    head = source.read(HEAD_BYTES)
    source.seek(max(0, size_bytes - _TAIL_BYTES))
    tail = source.read(_TAIL_BYTES)
    source.seek(0)
    return is_cut_off(head, tail, size_bytes)


def is_cut_off(head: bytes, tail: bytes, size_bytes: int) -> bool:
    """True when first and last bytes show a format whose end is missing.

    Ends: ISO 32000-1 §7.5.5 (PDF), PNG §11.2.5, ITU-T T.81 §B.1.1.3 (JPEG), TIFF 6.0 §2, RIFF chunk size.
    """
    name = identify(head).name
    ends = {"application/pdf": b"%%EOF", "image/png": b"IEND", "image/jpeg": b"\xff\xd9"}
    if name in ends:
        return ends[name] not in tail
    if name == "image/tiff" and len(head) >= 8 and head[2:4] in (b"*\x00", b"\x00*"):
        (first_directory,) = struct.unpack("<I" if head[:2] == b"II" else ">I", head[4:8])
        return bool(first_directory >= size_bytes)
    if head[:4] == b"RIFF" and len(head) >= 8:
        (declared,) = struct.unpack("<I", head[4:8])
        # a recorder that cannot go back leaves the largest number there, which says nothing
        return bool(declared != 0xFFFF_FFFF and declared + 8 > size_bytes)
    return False


def _is_locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False  # a share without locks
    fcntl.flock(descriptor, fcntl.LOCK_UN)
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # POSIX allows either (fcntl, F_SETLK)
        return True
    except OSError:
        return False
    fcntl.lockf(descriptor, fcntl.LOCK_UN)
    return False


def _is_open_for_writing(descriptor: int) -> bool:
    """A read lease is granted only while nobody has the file open for writing (Linux, fcntl(2))."""
    if not _LEASES:
        return False
    with suppress(OSError):
        # Somebody who opens it at this very moment makes the kernel signal us; by default that ends a process
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except BlockingIOError:
        return True
    except OSError:
        return False  # not our file, or a share without leases
    with suppress(OSError):
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False
