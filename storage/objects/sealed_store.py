"""The face of the object store: plain bytes in and out, encrypted and named by keyed hash in between.

Touches the disk (a spool of encrypted bytes) and the store. Plain bytes are never written anywhere. What is
kept under its content's SHA-256 lies at `content/<HMAC of the SHA-256>`; what is kept under a name that we
gave (a manifest) lies at `named/<HMAC of the name>`.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Protocol

from storage.errors import Disposition, ServiceError
from storage.objects.envelope import Envelope, EnvelopeWriter, PlainContent, damaged, open_envelope
from storage.objects.object_store import ObjectStore, read_exactly
from storage.objects.site_keys import SiteKeys
from storage.objects.spool import Spool, open_spool

_CHUNK_BYTES = 1024 * 1024
CONTENT_PREFIX = "content/"
NAMED_PREFIX = "named/"


class TooLargeError(ServiceError):
    """More bytes than the limit allows; whatever had arrived is deleted again."""

    code: ClassVar[str] = "storage.too_large"
    disposition: ClassVar[Disposition] = Disposition.REJECT
    remedy: ClassVar[str] = "Split the file, or raise the size limit in the settings"


class ByteSource(Protocol):
    """Anything that plain bytes can be read from."""

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; empty only at the end."""
        ...


@dataclass(frozen=True)
class StoredObject:
    """One kept object: its key in the store, and SHA-256 (hex) and size of its plain bytes."""

    key: str
    sha256: str
    size_bytes: int


class SealingWriter:
    """Takes plain bytes as they arrive; `finish` keeps them. Made by `SealedStore.open_writer`."""

    def __init__(self, store: SealedStore, spool: Spool, max_bytes: int | None) -> None:
        self._store = store
        self._path = spool.path
        self._max_bytes = max_bytes
        self._envelope = EnvelopeWriter(spool, store.keys)

    def write(self, chunk: bytes) -> None:
        """Seal one more chunk.

        Raises:
            TooLargeError: the limit is passed; the writer is not to be used any more.
            NoSpaceError: the spool's disk is full.
        """
        if self._max_bytes is not None and self._envelope.size_bytes + len(chunk) > self._max_bytes:
            raise TooLargeError(f"Over the limit of {self._max_bytes} bytes")
        self._envelope.write(chunk)

    def finish(self) -> StoredObject:
        """Keep what was written, durably; see `SealedStore.put_stream`."""
        content = self._envelope.finish()
        key = self._store.content_key(content.sha256)
        self._store.keep(key, self._path, content)
        return StoredObject(key, content.sha256, content.size_bytes)


class SealedStore:
    """Keeps plain bytes, encrypted, in any `ObjectStore`. Safe to share between threads."""

    def __init__(self, store: ObjectStore, keys: SiteKeys) -> None:
        self.store = store
        self.keys = keys

    @contextmanager
    def open_writer(self, *, max_bytes: int | None = None) -> Iterator[SealingWriter]:
        """A writer for bytes that arrive in pieces; unless its `finish` is called, nothing is kept."""
        with open_spool(self.store.spool_folder) as spool:
            yield SealingWriter(self, spool, max_bytes)

    def put_stream(self, stream: ByteSource, *, max_bytes: int | None = None) -> StoredObject:
        """The object that now keeps everything `stream` holds, durably; hashed once, as it flows by.

        The same bytes give the same object. What was already kept is read back and checked before this
        returns, so an acknowledgement never rests on a damaged object.

        Raises:
            TooLargeError: more than `max_bytes` bytes; nothing is kept.
            NoSpaceError, StoreUnreachableError, StoreRefusedError: nothing is acknowledged.
            ObjectDamagedError: these bytes were kept before, and what is kept is damaged.
        """
        with self.open_writer(max_bytes=max_bytes) as writer:
            while chunk := stream.read(_CHUNK_BYTES):
                writer.write(chunk)
            return writer.finish()

    def put_bytes(self, content: bytes) -> StoredObject:
        """The object that now keeps `content`; see `put_stream`."""
        return self.put_stream(io.BytesIO(content))

    def read(self, sha256: str) -> bytes:
        """All plain bytes of the content with that SHA-256, checked against it.

        Raises:
            ObjectMissingError, ObjectDamagedError, SealedByOtherKeyError: and the store's own errors.
        """
        return self._read_key(self.content_key(sha256), sha256)

    def open_range(self, sha256: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Chunks of the plain bytes `start` to before `end` (None: to the end; cut off at the end).

        Only the frames that hold the range are fetched and decrypted, each authenticated; the envelope is
        opened and checked before this returns, later frames as they are reached.

        Raises:
            ObjectMissingError, ObjectDamagedError, SealedByOtherKeyError: and the store's own errors.
        """
        key = self.content_key(sha256)
        envelope = self._open(key)
        _check_hash(key, envelope.content.sha256, sha256)
        end = envelope.content.size_bytes if end is None else min(end, envelope.content.size_bytes)
        if start < 0:
            raise ValueError("a range cannot start before the first byte")
        return self._plain(key, envelope, start, end) if start < end else iter(())

    def exists(self, sha256: str) -> bool:
        """True if a content with that SHA-256 is kept (whole or not: `verify` tells)."""
        return self.store.exists(self.content_key(sha256))

    def size(self, sha256: str) -> int:
        """The number of plain bytes, as the authenticated trailer says; raises as `open_range`."""
        return self._open(self.content_key(sha256)).content.size_bytes

    def verify(self, sha256: str) -> PlainContent:
        """Hash and size of the content, if every byte reads back and hashes to `sha256`.

        Raises:
            ObjectMissingError, ObjectDamagedError, SealedByOtherKeyError: and the store's own errors.
        """
        return self._verify_key(self.content_key(sha256), sha256)

    def verify_key(self, key: str) -> PlainContent:
        """What the object at `key` holds, if every byte reads back and it lies under its own name.

        Raises:
            ObjectMissingError, ObjectDamagedError, SealedByOtherKeyError: and the store's own errors.
        """
        content = self._verify_key(key, None)
        if key.startswith(CONTENT_PREFIX) and key != self.content_key(content.sha256):
            raise damaged(key, "it holds the content of another object")
        return content

    def put_named(self, name: str, content: bytes) -> bool:
        """True if `content` is now kept under a name that we give; False if the name was taken.

        The caller compares (`read_named`) what a taken name holds.
        """
        with open_spool(self.store.spool_folder) as spool:
            envelope = EnvelopeWriter(spool, self.keys)
            envelope.write(content)
            envelope.finish()
            return self.store.put_if_absent(self.named_key(name), spool.path)

    def read_named(self, name: str) -> bytes:
        """All plain bytes kept under a name that we gave; raises as `read`."""
        return self._read_key(self.named_key(name), None)

    def content_key(self, sha256: str) -> str:
        """The store key of the content with that SHA-256 (64 hex digits)."""
        if len(sha256) != 64:
            raise ValueError("a SHA-256 has 64 hex digits")
        return f"{CONTENT_PREFIX}{self.keys.content_name(sha256)}"

    def named_key(self, name: str) -> str:
        """The store key of what is kept under a name that we gave."""
        return f"{NAMED_PREFIX}{self.keys.given_name(name)}"

    def keep(self, key: str, spool: Path, content: PlainContent) -> None:
        """Put a finished spool in the store; if one was there, check it. For `SealingWriter`."""
        if not self.store.put_if_absent(key, spool):
            self._verify_key(key, content.sha256)

    def close(self) -> None:
        """Give back the store's connections."""
        self.store.close()

    def _open(self, key: str) -> Envelope:
        def fetch(start: int, end: int) -> bytes:
            with self.store.open_range(key, start, end) as stream:
                return read_exactly(stream, end - start)

        size_bytes = self.store.size_bytes(key)
        return open_envelope(fetch, sealed_size_bytes=size_bytes, keys=self.keys, name=key)

    def _plain(self, key: str, envelope: Envelope, start: int, end: int) -> Iterator[bytes]:
        with self.store.open_range(key, *envelope.sealed_range(start, end)) as sealed:
            yield from envelope.plain_range(sealed, start, end)

    def _read_key(self, key: str, sha256: str | None) -> bytes:
        with self.store.open(key) as stream:
            sealed = stream.read()
        envelope = open_envelope(
            lambda start, end: sealed[start:end], sealed_size_bytes=len(sealed), keys=self.keys, name=key
        )
        end = envelope.content.size_bytes
        frames = io.BytesIO(sealed)
        frames.seek(envelope.sealed_range(0, end)[0])
        plain = b"".join(envelope.plain_range(frames, 0, end))
        _check_hash(key, hashlib.sha256(plain).hexdigest(), sha256 or envelope.content.sha256)
        return plain

    def _verify_key(self, key: str, sha256: str | None) -> PlainContent:
        envelope = self._open(key)
        digest = hashlib.sha256()
        for chunk in self._plain(key, envelope, 0, envelope.content.size_bytes):
            digest.update(chunk)
        _check_hash(key, digest.hexdigest(), sha256 or envelope.content.sha256)
        return envelope.content


def _check_hash(key: str, found: str, expected: str) -> None:
    if found != expected:
        raise damaged(key, "it holds other content than its name says")
