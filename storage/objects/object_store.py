"""The Protocol that every object store fulfils, and what can go wrong with one.

An object store keeps opaque bytes under opaque keys, writes each key once and never changes it. It knows
nothing about patients, encryption or records: `SealedStore` is the face that everybody else uses.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, ClassVar, Protocol

from storage.errors import Disposition, ServiceError

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]*(?:/[a-z0-9][a-z0-9_-]*)*")
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
# ENOTSUP and EPERM: also what a file system without hard links answers
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTSUP})


class ObjectMissingError(ServiceError):
    """The store answers, and says that it has no object under this key.

    A person has to act: a store that answers does not grow a lost object back by itself.
    """

    code: ClassVar[str] = "storage.object_missing"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = (
        "Check that the store settings point at the right store, else restore it from a backup"
    )


class StoreUnreachableError(ServiceError):
    """The store does not answer, or broke off in the middle: nothing is known about the object."""

    code: ClassVar[str] = "storage.store_unreachable"
    disposition: ClassVar[Disposition] = Disposition.RETRY
    remedy: ClassVar[str] = (
        "Check that the object store runs, is mounted and can be reached; work goes on by itself"
    )


class StoreRefusedError(ServiceError):
    """The store answers and refuses: wrong credentials, no such bucket, no permission, wrong address."""

    code: ClassVar[str] = "storage.store_refused"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = "Check address, credentials, bucket and permissions in the store settings"


class NoSpaceError(ServiceError):
    """The store, or the folder where bytes wait for it, is full."""

    code: ClassVar[str] = "storage.no_space"
    disposition: ClassVar[Disposition] = Disposition.RETRY
    remedy: ClassVar[str] = "Free disk space or raise the quota; work goes on by itself"


class ObjectStore(Protocol):
    """Opaque bytes under opaque keys, each written once.

    Keys are lower-case words of letters, digits, `_` and `-`, joined by `/` (see `check_key`). Every method
    raises `StoreUnreachableError`, `StoreRefusedError` or `NoSpaceError`, and nothing of the library below.
    """

    @property
    def spool_folder(self) -> Path:
        """A local folder (0700) where bytes may wait before `put_if_absent`; same file system if possible."""
        ...

    def put_if_absent(self, key: str, source: Path) -> bool:
        """True if this call created the object; False if one was there, which stays as it is.

        When it returns, the object is durable. `source` must not be written to afterwards (a store may keep
        the very file); the caller removes its name. Of several concurrent writers exactly one gets True.
        """
        ...

    def open(self, key: str) -> BinaryIO:
        """A stream of the whole object, to be closed by the caller.

        Raises:
            ObjectMissingError: nothing is kept under `key`.
        """
        ...

    def open_range(self, key: str, start: int, end: int) -> BinaryIO:
        """A stream of the bytes from `start` to before `end`, cut off at the object's end.

        Raises:
            ObjectMissingError: nothing is kept under `key`.
        """
        ...

    def size_bytes(self, key: str) -> int:
        """The size of the object.

        Raises:
            ObjectMissingError: nothing is kept under `key`.
        """
        ...

    def exists(self, key: str) -> bool:
        """True if an object is kept under `key`."""
        ...

    def list_keys(self, prefix: str = "") -> Iterator[str]:
        """Every key that starts with `prefix`, in no particular order."""
        ...

    def delete(self, key: str) -> None:
        """Return when nothing is kept under `key`; an absent object is no error."""
        ...

    def close(self) -> None:
        """Give back connections; the store is not used afterwards."""
        ...


def check_key(key: str) -> str:
    """`key` itself, if it is one that every store can keep.

    Raises:
        ValueError: the key has other characters, empty words, or is over 200 characters. Keys are made by our
            own code, so this is a bug and not an expected failure.
    """
    if len(key) > 200 or not _KEY.fullmatch(key):
        raise ValueError(f"not an object key: {key[:40]!r}")
    return key


def check_range(start: int, end: int) -> None:
    """Return if `start` and `end` are the ends of a half-open range.

    Raises:
        ValueError: the range is negative or runs backwards.
    """
    if not 0 <= start <= end:
        raise ValueError(f"not a byte range: {start} to {end}")


def read_exactly(stream: BinaryIO, size_bytes: int) -> bytes:
    """The next `size_bytes` bytes of `stream`; fewer only if it ends first."""
    parts: list[bytes] = []
    missing = size_bytes
    while missing > 0:
        part = stream.read(missing)
        if not part:
            break
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def store_error(cause: OSError, *, doing: str) -> ServiceError:
    """The service error that says what an operating system error means for a store on disk."""
    name = errno.errorcode.get(cause.errno or 0, "unknown error")
    if cause.errno in _FULL:
        return NoSpaceError(f"No space left while {doing}", where=name)
    if cause.errno in _FORBIDDEN:
        return StoreRefusedError(f"The operating system refused {doing}", where=name)
    return StoreUnreachableError(f"The object store failed while {doing}", where=name)
