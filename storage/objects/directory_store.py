"""Touches the disk: an object store in a folder of this machine, the default for one clinic.

Layout: `kept/<words of the key>/<2>/<2>/<last word>` (two levels of shards from the last word's first four
characters), `incoming/` for spools, `object-store` as the mark that tells the store from an unmounted folder.
What it cannot do, unlike S3: hold versions, refuse deletion by an administrator, serve many hosts.
"""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from storage.errors import ServiceError
from storage.objects.durable_files import private_folder, sync_folder, write_if_absent
from storage.objects.object_store import (
    ObjectMissingError,
    StoreUnreachableError,
    check_key,
    check_range,
    store_error,
)
from storage.objects.spool import open_spool, sweep_spools

_MARK = "object-store"
_CHUNK_BYTES = 1024 * 1024


class DirectoryStore:
    """An `ObjectStore` in one folder, with files 0600 and folders 0700."""

    def __init__(self, root: Path, *, allow_create: bool) -> None:
        """Open the store at `root`; make it there only if `allow_create` is set.

        Raises:
            StoreUnreachableError: there is no store at `root` and none may be made: an unmounted disk must
                not turn into an empty store.
        """
        self._root = root
        self._kept = root / "kept"
        self._incoming = root / "incoming"
        if not (root / _MARK).exists():
            if not allow_create:
                raise StoreUnreachableError("The folder of the object store is not there", where=root.name)
            self._make()
        self.swept_spools = sweep_spools(self._incoming)

    def _make(self) -> None:
        for folder in (self._root, self._kept, self._incoming):
            private_folder(folder)
        try:
            write_if_absent(self._root / _MARK, b"chartscribe object store, layout 1\n")
            sync_folder(self._root.parent)
        except OSError as cause:
            raise store_error(cause, doing="making the object store") from cause

    @property
    def spool_folder(self) -> Path:
        """The folder `incoming/`, on the same file system as the objects."""
        return self._incoming

    def put_if_absent(self, key: str, source: Path) -> bool:
        """True if created; the file itself is kept by a second name, or a copy if it lies on another disk."""
        try:
            try:
                return self._link(source, self.path_of(key))
            except OSError as cause:
                if cause.errno != errno.EXDEV:
                    raise
            with open_spool(self._incoming) as copy:
                with source.open("rb") as original:
                    while chunk := original.read(_CHUNK_BYTES):
                        copy.write(chunk)
                return self._link(copy.path, self.path_of(key))
        except OSError as cause:
            raise self._failure(cause, key, doing="writing an object") from cause

    def _link(self, source: Path, path: Path) -> bool:
        with source.open("rb") as file:
            os.fchmod(file.fileno(), 0o600)
            os.fsync(file.fileno())
        self._make_shards(path.parent)
        try:
            os.link(source, path)
            created = True
        except FileExistsError:
            created = False  # whoever made it may not have synced its folder yet: sync it all the same
        sync_folder(path.parent)
        return created

    def _make_shards(self, folder: Path) -> None:
        missing = []
        while not folder.exists():
            missing.append(folder)
            folder = folder.parent
        for absent in reversed(missing):
            absent.mkdir(mode=0o700, exist_ok=True)
            sync_folder(absent.parent)

    def open(self, key: str) -> BinaryIO:
        """A stream of the whole object; raises ObjectMissingError."""
        try:
            return self.path_of(key).open("rb")
        except OSError as cause:
            raise self._failure(cause, key, doing="reading an object") from cause

    def open_range(self, key: str, start: int, end: int) -> BinaryIO:
        """A stream of bytes `start` to before `end`; raises ObjectMissingError."""
        check_range(start, end)
        file = self.open(key)
        file.seek(start)
        return io.BufferedReader(_Slice(file, end - start))

    def size_bytes(self, key: str) -> int:
        """The size of the object; raises ObjectMissingError."""
        try:
            return self.path_of(key).stat().st_size
        except OSError as cause:
            raise self._failure(cause, key, doing="looking at an object") from cause

    def exists(self, key: str) -> bool:
        """True if an object is kept under `key`."""
        try:
            self.size_bytes(key)
        except ObjectMissingError:
            return False
        return True

    def list_keys(self, prefix: str = "") -> Iterator[str]:
        """Every key that starts with `prefix`, folder by folder."""
        self._check_mounted()
        for folder, folder_names, file_names in os.walk(self._kept, onerror=_raise):
            folder_names.sort()
            words = Path(folder).relative_to(self._kept).parts[:-2]
            for name in sorted(file_names):
                key = "/".join((*words, name))
                if key.startswith(prefix):
                    yield key

    def delete(self, key: str) -> None:
        """Return when the object is gone, durably."""
        path = self.path_of(key)
        try:
            path.unlink(missing_ok=True)
            if path.parent.exists():
                sync_folder(path.parent)
        except OSError as cause:
            raise self._failure(cause, key, doing="deleting an object") from cause

    def close(self) -> None:
        """Return; a folder has no connections."""

    def path_of(self, key: str) -> Path:
        """The file that holds the object `key`, if it is kept."""
        *words, name = check_key(key).split("/")
        return self._kept.joinpath(*words, name[:2], name[2:4] or "_", name)

    def _check_mounted(self) -> None:
        if not (self._root / _MARK).exists():
            raise StoreUnreachableError("The folder of the object store has gone", where=self._root.name)

    def _failure(self, cause: OSError, key: str, *, doing: str) -> ServiceError:
        if isinstance(cause, FileNotFoundError):
            if not (self._root / _MARK).exists():
                return StoreUnreachableError("The folder of the object store has gone", where=self._root.name)
            return ObjectMissingError("The object store has no such object", where=f"object {key}")
        return store_error(cause, doing=doing)


class _Slice(io.RawIOBase):
    """The next `size_bytes` bytes of a file, which it closes."""

    def __init__(self, file: BinaryIO, size_bytes: int) -> None:
        super().__init__()
        self._file = file
        self._left = size_bytes

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed: any writable buffer
        part = self._file.read(min(len(buffer), self._left))
        buffer[: len(part)] = part
        self._left -= len(part)
        return len(part)

    def close(self) -> None:
        self._file.close()
        super().close()


def _raise(cause: OSError) -> None:
    raise store_error(cause, doing="listing objects") from cause
