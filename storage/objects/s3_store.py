"""Touches the network: an object store in a bucket of any S3 server, through the `minio` client.

A PUT carries `If-None-Match: *`, so the server itself refuses a second object under a key, and `Content-MD5`,
so it refuses bytes that changed on the way. The client's public `put_object` takes no such headers; a
presigned PUT does. One PUT holds at most 5 GiB (the S3 limit for a single PUT).
"""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO, cast
from xml.etree.ElementTree import ParseError

import urllib3
from minio import Minio
from minio.error import InvalidResponseError, MinioException, S3Error, ServerError

from storage.errors import ServiceError
from storage.objects.object_store import (
    NoSpaceError,
    ObjectMissingError,
    StoreRefusedError,
    StoreUnreachableError,
    check_key,
    check_range,
)
from storage.objects.s3_address import S3Address

_CHUNK_BYTES = 1024 * 1024
_URL_LIFE = timedelta(hours=1)
_MISSING = frozenset({"NoSuchKey", "NoSuchObject"})
_FULL = frozenset(
    {"InsufficientStorage", "XMinioStorageFull", "QuotaExceeded", "XMinioAdminBucketQuotaExceeded"}
)
_TRANSIENT = frozenset(
    {"SlowDown", "ServiceUnavailable", "InternalError", "RequestTimeout", "OperationAborted", "BadDigest",
     "ConditionalRequestConflict"}
)  # fmt: skip


class S3Store:
    """An `ObjectStore` in one bucket."""

    def __init__(
        self,
        address: S3Address,
        *,
        spool_folder: Path,
        connect_timeout_s: float = 5.0,
        read_timeout_s: float = 60.0,
    ) -> None:
        """Make the client; nothing is sent until `ensure_bucket` or the first use.

        Raises:
            StoreRefusedError: the endpoint is not a host and port.
        """
        self._bucket = address.bucket
        self._where = f"bucket {address.bucket} at {address.endpoint}"
        self._spool_folder = spool_folder
        self._pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=connect_timeout_s, read=read_timeout_s),
            # Reading again is harmless; a PUT is sent once (`_send`), because only we can tell what a lost
            # answer means.
            retries=urllib3.Retry(total=2, backoff_factor=0.2, status_forcelist=(500, 502, 503, 504)),
            maxsize=16,
        )
        try:
            self._client = Minio(
                address.endpoint,
                access_key=address.access_key,
                secret_key=address.secret_key,
                secure=address.secure,
                region=address.region,
                http_client=self._pool,
            )
        except ValueError as cause:
            raise StoreRefusedError(
                "The address of the object store is not usable", where=self._where
            ) from cause

    def ensure_bucket(self, *, allow_create: bool) -> None:
        """Return if the bucket is there, made now if it was absent and `allow_create` is set.

        Raises:
            StoreRefusedError: there is no bucket and none may be made, or the credentials are refused.
        """
        with self._service_errors():
            if self._bucket_exists():
                return
            if not allow_create:
                raise StoreRefusedError("The bucket of the object store is not there", where=self._where)
            try:
                self._client.make_bucket(self._bucket)
            except S3Error as cause:
                if cause.code not in ("BucketAlreadyOwnedByYou", "BucketAlreadyExists"):
                    raise  # else another program of ours made it at the same moment

    def _bucket_exists(self) -> bool:
        try:
            return self._client.bucket_exists(self._bucket)
        except ValueError as cause:
            raise StoreRefusedError("That is not a name a bucket can have", where=self._where) from cause

    @property
    def spool_folder(self) -> Path:
        """The local folder given at the start."""
        return self._spool_folder

    def put_if_absent(self, key: str, source: Path) -> bool:
        """True if created. A PUT whose answer was lost is looked up and read back before anything is said."""
        if self.exists(key):
            return False  # spares sending a large object only to be refused
        try:
            return self._send(key, source)
        except StoreUnreachableError:
            arrived = self._arrived(key, source)
            if arrived is None:
                raise
            return arrived

    def _send(self, key: str, source: Path) -> bool:
        headers = {
            "If-None-Match": "*",
            "Content-MD5": _content_md5(source),
            "Content-Length": str(source.stat().st_size),
            "Content-Type": "application/octet-stream",
        }
        with self._service_errors(key), source.open("rb") as body:
            url = self._client.presigned_put_object(self._bucket, check_key(key), expires=_URL_LIFE)
            response = self._pool.request(
                "PUT", url, body=body, headers=headers, retries=False, redirect=False
            )
            if response.status in (200, 201, 204):
                return True
            if response.status == 412:
                return False
            raise _answer_error(response)

    def _arrived(self, key: str, source: Path) -> bool | None:
        """After a lost answer: True if our bytes are kept, False if another's are, None if nothing is."""
        try:
            with self.open(key) as kept, source.open("rb") as sent:
                while ours := sent.read(_CHUNK_BYTES):
                    if kept.read(len(ours)) != ours:
                        return False
                return not kept.read(1)
        except (ObjectMissingError, StoreUnreachableError):
            return None  # the caller raises the first failure; a later try finds what may still land

    def open(self, key: str) -> BinaryIO:
        """A stream of the whole object; raises ObjectMissingError."""
        with self._service_errors(key):
            response = self._client.get_object(self._bucket, check_key(key))
            return self._stream(response, key)

    def open_range(self, key: str, start: int, end: int) -> BinaryIO:
        """A stream of bytes `start` to before `end`; raises ObjectMissingError."""
        check_range(start, end)
        if start == end:  # S3 has no empty range, but an absent object is still an error
            self.size_bytes(key)
            return io.BytesIO()
        with self._service_errors(key):
            span: dict[str, str | list[str] | tuple[str]] = {"Range": f"bytes={start}-{end - 1}"}
            try:
                response = self._client.get_object(self._bucket, check_key(key), request_headers=span)
            except S3Error as cause:
                if cause.code != "InvalidRange":
                    raise
                return io.BytesIO()  # the range begins at or behind the end
            stream = self._stream(response, key)
            if response.status != 206:
                stream.close()
                raise StoreRefusedError("The object store does not serve byte ranges", where=self._where)
            return stream

    def size_bytes(self, key: str) -> int:
        """The size of the object; raises ObjectMissingError."""
        with self._service_errors(key):
            return cast(int, self._client.stat_object(self._bucket, check_key(key)).size)

    def exists(self, key: str) -> bool:
        """True if an object is kept under `key`."""
        try:
            self.size_bytes(key)
        except ObjectMissingError:
            return False
        return True

    def list_keys(self, prefix: str = "") -> Iterator[str]:
        """Every key that starts with `prefix`, in the order of the server."""
        with self._service_errors():
            for listed in self._client.list_objects(self._bucket, prefix=prefix, recursive=True):
                yield cast(str, listed.object_name)

    def delete(self, key: str) -> None:
        """Return when the object is gone."""
        with self._service_errors(key):
            self._client.remove_object(self._bucket, check_key(key))

    def close(self) -> None:
        """Close the pooled connections."""
        self._pool.clear()

    def _stream(self, response: Any, key: str) -> BinaryIO:
        return io.BufferedReader(_Body(response, self, key), buffer_size=_CHUNK_BYTES)

    @contextmanager
    def _service_errors(self, key: str | None = None) -> Iterator[None]:
        """Turn every exception of the client, the HTTP library and the socket into one of ours."""
        try:
            yield
        except S3Error as cause:
            raise self._meaning(cause, key) from cause
        except ServerError as cause:
            raise StoreUnreachableError(
                f"The object store answered with HTTP status {cause.status_code}", where=self._where
            ) from cause
        except InvalidResponseError as cause:
            raise StoreUnreachableError(
                "The object store answered in no S3 way", where=self._where
            ) from cause
        except (MinioException, urllib3.exceptions.HTTPError, OSError, ParseError) as cause:
            raise StoreUnreachableError(
                f"The object store cannot be reached ({type(cause).__name__})", where=self._where
            ) from cause

    def _meaning(self, cause: S3Error, key: str | None) -> ServiceError:
        code = cause.code or "no code"
        if code in _MISSING:
            return ObjectMissingError("The object store has no such object", where=f"object {key}")
        if code in _FULL:
            return NoSpaceError(f"The object store is full ({code})", where=self._where)
        if code in _TRANSIENT:
            return StoreUnreachableError(f"The object store asks for patience ({code})", where=self._where)
        return StoreRefusedError(f"The object store refuses ({code})", where=self._where)


class _Body(io.RawIOBase):
    """The body of an answer, whose connection goes back to the pool when it is closed."""

    def __init__(self, response: Any, store: S3Store, key: str) -> None:
        super().__init__()
        self._response = response
        self._store = store
        self._key = key

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed: any writable buffer
        with self._store._service_errors(self._key):
            part = self._response.read(len(buffer))
        buffer[: len(part)] = part
        return len(part)

    def close(self) -> None:
        if not self.closed:
            self._response.close()
            self._response.release_conn()
        super().close()


def _content_md5(source: Path) -> str:
    digest = hashlib.md5(usedforsecurity=False)
    with source.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return base64.b64encode(digest.digest()).decode()


def _answer_error(response: urllib3.BaseHTTPResponse) -> MinioException:
    """The client's own exception for an answer that is not a success."""
    if response.status >= 500 and response.status != 507:
        return ServerError(f"HTTP status {response.status}", response.status)
    if response.data:
        return S3Error.fromxml(response)
    code = {403: "AccessDenied", 404: "NoSuchBucket", 409: "OperationAborted", 507: "InsufficientStorage"}
    return S3Error(response, code.get(response.status, f"HTTP {response.status}"), None, None, None, None)
