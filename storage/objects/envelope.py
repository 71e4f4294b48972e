"""The sealed form of an object: how plain bytes become encrypted, authenticated frames and back (pure).

Layout, version 1 (integers big-endian):

    header   the fixed part, AAD of all below: magic "CSOB", version u8, frame size u32, object id 16 bytes;
             master key id 16, wrap nonce 12, wrapped data key 32 + 16
    frames   AES-256-GCM of up to `frame size` bytes each, 16 bytes of tag; the last one says so in its nonce
    trailer  AES-256-GCM of the plaintext's SHA-256 (32 bytes) and size (u64)

Every object has its own random data key, so a nonce is the frame's kind (u32) and number (u64): frames cannot
be exchanged, left out or cut off, nor moved between objects. The trailer lets a range read check, without
reading the rest, that this is the content that was asked for. The key id and the wrapped key stay out of the
frames' AAD, so that a new master key only needs a new wrap. The wrap nonce is random: at most 2**32 objects
under one master key (NIST SP 800-38D, 8.3).
"""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, ClassVar, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.errors import Disposition, ServiceError
from storage.objects.object_store import read_exactly
from storage.objects.site_keys import SiteKeys

FRAME_BYTES = 64 * 1024
_MAGIC = b"CSOB"
_VERSION = 1
_FIXED = struct.Struct(">4sBI16s")
_WRAP = struct.Struct(">16s12s48s")
_NONCE = struct.Struct(">IQ")
_TRAILER = struct.Struct(">32sQ")
_TAG_BYTES = 16
HEADER_BYTES = _FIXED.size + _WRAP.size
TRAILER_BYTES = _TRAILER.size + _TAG_BYTES
_MIDDLE, _LAST, _TRAILER_KIND = 0, 1, 2

Fetch = Callable[[int, int], bytes]


class ObjectDamagedError(ServiceError):
    """The kept bytes are not those that were put in: changed, cut off, exchanged or reordered."""

    code: ClassVar[str] = "storage.object_damaged"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = "Restore this object from a backup and check the disk it was on"


class SealedByOtherKeyError(ServiceError):
    """The object was sealed under another site's master key."""

    code: ClassVar[str] = "storage.sealed_by_other_key"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = (
        "Check that site.keys and the object store belong together, or restore both from one backup"
    )


class ByteSink(Protocol):
    """Where sealed bytes go; it takes all of what it is given."""

    def write(self, chunk: bytes, /) -> object:
        """Keep `chunk`."""
        ...


@dataclass(frozen=True)
class PlainContent:
    """What the sealed bytes hold: SHA-256 in hex, and size, of the plaintext."""

    sha256: str
    size_bytes: int


class EnvelopeWriter:
    """Seals plain bytes, hashed as they flow by, into `sink`."""

    def __init__(
        self, sink: ByteSink, keys: SiteKeys, *, random_bytes: Callable[[int], bytes] = os.urandom
    ) -> None:
        self._sink = sink
        self._fixed = _FIXED.pack(_MAGIC, _VERSION, FRAME_BYTES, random_bytes(16))
        data_key = random_bytes(32)
        wrap_nonce = random_bytes(12)
        wrap_aad = self._fixed + keys.master_key_id
        wrapped = AESGCM(keys.master_key).encrypt(wrap_nonce, data_key, wrap_aad)
        self._cipher = AESGCM(data_key)
        self._hash = hashlib.sha256()
        self._size_bytes = 0
        self._frame_no = 0
        self._waiting = bytearray()
        sink.write(self._fixed + _WRAP.pack(keys.master_key_id, wrap_nonce, wrapped))

    @property
    def size_bytes(self) -> int:
        """How many plain bytes were written so far."""
        return self._size_bytes

    def write(self, chunk: bytes) -> None:
        """Seal `chunk`; up to one frame waits, because only `finish` knows which frame is the last."""
        self._hash.update(chunk)
        self._size_bytes += len(chunk)
        self._waiting += chunk
        while len(self._waiting) > FRAME_BYTES:
            self._seal(_MIDDLE, bytes(self._waiting[:FRAME_BYTES]))
            del self._waiting[:FRAME_BYTES]

    def finish(self) -> PlainContent:
        """Seal what waits and the trailer; returns the hash and size of all that was written."""
        self._seal(_LAST, bytes(self._waiting))
        self._waiting.clear()
        self._seal(_TRAILER_KIND, _TRAILER.pack(self._hash.digest(), self._size_bytes))
        return PlainContent(self._hash.hexdigest(), self._size_bytes)

    def _seal(self, kind: int, plain: bytes) -> None:
        nonce = _NONCE.pack(kind, self._frame_no)
        self._sink.write(self._cipher.encrypt(nonce, plain, self._fixed))
        self._frame_no += 1


@dataclass(frozen=True)
class Envelope:
    """An opened envelope: what it holds, and the means to read any part of it.

    `name` is the object's key, for messages.
    """

    name: str
    content: PlainContent
    frame_bytes: int
    frame_count: int
    fixed: bytes = field(repr=False)
    cipher: AESGCM = field(repr=False)

    def sealed_range(self, start: int, end: int) -> tuple[int, int]:
        """The sealed bytes (from, to before) with the frames of plain bytes `start` to before `end`."""
        first, last = self._frames(start, end)
        step = self.frame_bytes + _TAG_BYTES
        frames_end = self.content.size_bytes + self.frame_count * _TAG_BYTES
        return HEADER_BYTES + first * step, HEADER_BYTES + min((last + 1) * step, frames_end)

    def plain_range(self, sealed: BinaryIO, start: int, end: int) -> Iterator[bytes]:
        """The plain bytes `start` to before `end`, frame by frame, from a stream of their `sealed_range`.

        Raises:
            ObjectDamagedError: a frame is changed, missing or out of place.
        """
        first, last = self._frames(start, end)
        for number in range(first, last + 1):
            frame_start = number * self.frame_bytes
            size_bytes = min(self.frame_bytes, self.content.size_bytes - frame_start) + _TAG_BYTES
            plain = self._open_frame(number, read_exactly(sealed, size_bytes))
            yield plain[max(0, start - frame_start) : end - frame_start]

    def _frames(self, start: int, end: int) -> tuple[int, int]:
        return start // self.frame_bytes, min(max(start, end - 1) // self.frame_bytes, self.frame_count - 1)

    def _open_frame(self, number: int, sealed: bytes) -> bytes:
        kind = _LAST if number == self.frame_count - 1 else _MIDDLE
        try:
            return self.cipher.decrypt(_NONCE.pack(kind, number), sealed, self.fixed)
        except InvalidTag as cause:
            raise damaged(
                self.name, f"frame {number + 1} of {self.frame_count} is changed or missing"
            ) from cause


def open_envelope(fetch: Fetch, *, sealed_size_bytes: int, keys: SiteKeys, name: str) -> Envelope:
    """The envelope whose sealed bytes `fetch(start, end)` returns; reads its header and trailer only.

    Raises:
        ObjectDamagedError: header, trailer or size are not those of a whole envelope.
        SealedByOtherKeyError: the master key is not the one that sealed it.
    """
    if sealed_size_bytes < HEADER_BYTES + _TAG_BYTES + TRAILER_BYTES:
        raise damaged(name, "it is cut off")
    fixed, frame_bytes, cipher = _open_header(fetch(0, HEADER_BYTES), keys, name)
    body_bytes = sealed_size_bytes - HEADER_BYTES - TRAILER_BYTES
    frame_count = -(-body_bytes // (frame_bytes + _TAG_BYTES))
    trailer = fetch(sealed_size_bytes - TRAILER_BYTES, sealed_size_bytes)
    try:
        plain = cipher.decrypt(_NONCE.pack(_TRAILER_KIND, frame_count), trailer, fixed)
    except InvalidTag as cause:
        raise damaged(name, "its end is changed or missing") from cause
    digest, size_bytes = _TRAILER.unpack(plain)
    if size_bytes != body_bytes - frame_count * _TAG_BYTES:
        raise damaged(name, "bytes are missing or added in the middle")
    return Envelope(
        name=name,
        content=PlainContent(digest.hex(), size_bytes),
        frame_bytes=frame_bytes,
        frame_count=frame_count,
        fixed=fixed,
        cipher=cipher,
    )


def _open_header(header: bytes, keys: SiteKeys, name: str) -> tuple[bytes, int, AESGCM]:
    """The fixed part, the frame size and the cipher of the data key."""
    if len(header) != HEADER_BYTES:
        raise damaged(name, "it is cut off")
    magic, version, frame_bytes, _object_id = _FIXED.unpack_from(header)
    key_id, wrap_nonce, wrapped = _WRAP.unpack_from(header, _FIXED.size)
    if magic != _MAGIC or version != _VERSION or frame_bytes != FRAME_BYTES:
        raise damaged(name, "its beginning is not that of an object of this service")
    if key_id != keys.master_key_id:
        raise SealedByOtherKeyError("The object was sealed under another site key", where=f"object {name}")
    fixed = header[: _FIXED.size]
    try:
        data_key = AESGCM(keys.master_key).decrypt(wrap_nonce, wrapped, fixed + key_id)
    except InvalidTag as cause:
        raise damaged(name, "its beginning is changed") from cause
    return fixed, frame_bytes, AESGCM(data_key)


def damaged(name: str, how: str) -> ObjectDamagedError:
    """The error that says which object is damaged, and how."""
    return ObjectDamagedError(f"A kept object is damaged: {how}", where=f"object {name}")
