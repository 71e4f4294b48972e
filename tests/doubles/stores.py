"""Object stores that fail, each in one way; all of them wrap a store that works."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from storage.objects.object_store import (
    NoSpaceError,
    ObjectMissingError,
    ObjectStore,
    StoreUnreachableError,
    check_key,
    check_range,
)


class MemoryStore:
    """A whole `ObjectStore` in a dictionary: `objects` is the world it stands for."""

    def __init__(self, spool_folder: Path) -> None:
        self.objects: dict[str, bytes] = {}
        self._spool_folder = spool_folder
        self._lock = threading.Lock()

    @property
    def spool_folder(self) -> Path:
        return self._spool_folder

    def put_if_absent(self, key: str, source: Path) -> bool:
        content = source.read_bytes()
        with self._lock:
            if check_key(key) in self.objects:
                return False
            self.objects[key] = content
            return True

    def open(self, key: str) -> BinaryIO:
        if key not in self.objects:
            raise ObjectMissingError("no such object", where=key)
        return io.BytesIO(self.objects[key])

    def open_range(self, key: str, start: int, end: int) -> BinaryIO:
        check_range(start, end)
        with self.open(key) as whole:
            return io.BytesIO(whole.read()[start:end])

    def size_bytes(self, key: str) -> int:
        with self.open(key) as whole:
            return len(whole.read())

    def exists(self, key: str) -> bool:
        return key in self.objects

    def list_keys(self, prefix: str = "") -> Iterator[str]:
        return iter([key for key in self.objects if key.startswith(prefix)])

    def delete(self, key: str) -> None:
        self.objects.pop(key, None)

    def close(self) -> None:
        """Nothing to give back."""


class WrappedStore:
    """Passes every call on to a store that works; the doubles below override what they break."""

    def __init__(self, inner: ObjectStore) -> None:
        self.inner = inner

    @property
    def spool_folder(self) -> Path:
        return self.inner.spool_folder

    def put_if_absent(self, key: str, source: Path) -> bool:
        return self.inner.put_if_absent(key, source)

    def open(self, key: str) -> BinaryIO:
        return self.inner.open(key)

    def open_range(self, key: str, start: int, end: int) -> BinaryIO:
        return self.inner.open_range(key, start, end)

    def size_bytes(self, key: str) -> int:
        return self.inner.size_bytes(key)

    def exists(self, key: str) -> bool:
        return self.inner.exists(key)

    def list_keys(self, prefix: str = "") -> Iterator[str]:
        return self.inner.list_keys(prefix)

    def delete(self, key: str) -> None:
        self.inner.delete(key)

    def close(self) -> None:
        self.inner.close()


class TornWriteStore(WrappedStore):
    """Says that it kept everything, but kept only the first half (a disk that lies about fsync)."""

    def put_if_absent(self, key: str, source: Path) -> bool:
        whole = source.read_bytes()
        half = source.with_suffix(".half")
        half.write_bytes(whole[: len(whole) // 2])
        try:
            return self.inner.put_if_absent(key, half)
        finally:
            half.unlink()


class WrongBytesStore(WrappedStore):
    """Keeps everything, but reads back one flipped bit at `position` of every object that long."""

    def __init__(self, inner: ObjectStore, *, position: int) -> None:
        super().__init__(inner)
        self._position = position

    def open(self, key: str) -> BinaryIO:
        with self.inner.open(key) as whole:
            return io.BytesIO(self._flipped(whole.read(), self._position))

    def open_range(self, key: str, start: int, end: int) -> BinaryIO:
        with self.inner.open_range(key, start, end) as part:
            return io.BytesIO(self._flipped(part.read(), self._position - start))

    @staticmethod
    def _flipped(content: bytes, position: int) -> bytes:
        if not 0 <= position < len(content):
            return content
        return content[:position] + bytes([content[position] ^ 1]) + content[position + 1 :]


class FlakyStore(WrappedStore):
    """Unreachable for the first `failures` calls of any kind that reads or writes, then well again."""

    def __init__(self, inner: ObjectStore, *, failures: int) -> None:
        super().__init__(inner)
        self.failures_left = failures

    def _maybe_fail(self) -> None:
        if self.failures_left > 0:
            self.failures_left -= 1
            raise StoreUnreachableError("a cable was pulled")

    def put_if_absent(self, key: str, source: Path) -> bool:
        self._maybe_fail()
        return self.inner.put_if_absent(key, source)

    def open(self, key: str) -> BinaryIO:
        self._maybe_fail()
        return self.inner.open(key)

    def open_range(self, key: str, start: int, end: int) -> BinaryIO:
        self._maybe_fail()
        return self.inner.open_range(key, start, end)

    def size_bytes(self, key: str) -> int:
        self._maybe_fail()
        return self.inner.size_bytes(key)


class FullStore(WrappedStore):
    """Reads well and has no room for anything new."""

    def put_if_absent(self, key: str, source: Path) -> bool:
        raise NoSpaceError("the disk is full", where=f"{key} from {source.name}")


class SlowStore(WrappedStore):
    """Every write waits until `go_on` is set; `waiting` is set when the first one waits."""

    def __init__(self, inner: ObjectStore) -> None:
        super().__init__(inner)
        self.go_on = threading.Event()
        self.waiting = threading.Event()

    def put_if_absent(self, key: str, source: Path) -> bool:
        self.waiting.set()
        if not self.go_on.wait(timeout=30):
            raise TimeoutError("the test never let the slow store go on")
        return self.inner.put_if_absent(key, source)


class Killed(BaseException):
    """Stands for `kill -9`: nothing in the product catches it."""


class KilledAfterWrites(WrappedStore):
    """The process dies at its (`writes` + 1)th write, before it or, if `landed`, just after it."""

    def __init__(self, inner: ObjectStore, *, writes: int, landed: bool) -> None:
        super().__init__(inner)
        self._left = writes
        self._landed = landed

    def put_if_absent(self, key: str, source: Path) -> bool:
        if self._left == 0:
            if self._landed:
                self.inner.put_if_absent(key, source)
            raise Killed
        self._left -= 1
        return self.inner.put_if_absent(key, source)
