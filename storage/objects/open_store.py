"""Touches the disk and the network: from a location to a store that has been tried out.

A location is a folder (path or `file://` URL) or `s3+http://` / `s3+https://[ACCESS:SECRET@]host[:port]/bucket`
with an optional `?region=`. Secrets given apart (from the environment or a file) win over those in the URL.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import ClassVar
from urllib.parse import unquote, urlsplit

from storage.errors import Disposition, ServiceError
from storage.objects.directory_store import DirectoryStore
from storage.objects.durable_files import private_folder
from storage.objects.object_store import ObjectStore, StoreRefusedError
from storage.objects.s3_address import S3_SCHEMES, s3_address
from storage.objects.sealed_store import SealedStore
from storage.objects.site_keys import SiteKeys
from storage.objects.spool import open_spool, sweep_spools


class StoreNotTrustworthyError(ServiceError):
    """The store answered at start, but did not keep what it was given, or let it be written twice."""

    code: ClassVar[str] = "storage.store_not_trustworthy"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = (
        "Use a store that keeps bytes unchanged and honours create-if-absent (If-None-Match)"
    )


def open_store(
    location: str,
    keys: SiteKeys,
    *,
    allow_create: bool,
    spool_folder: Path,
    access_key: str | None = None,
    secret_key: str | None = None,
) -> SealedStore:
    """The store at `location`, after a probe has been written, read back, refused a second time and removed.

    `spool_folder` is for stores that are not on this disk; a folder store spools inside itself.

    Raises:
        StoreRefusedError: the location cannot be used (wrong scheme, credentials, no bucket).
        StoreUnreachableError: there is no store, or it does not answer.
        StoreNotTrustworthyError: the probe did not come back as it was.
    """
    parts = urlsplit(location)
    store: ObjectStore
    if parts.scheme in S3_SCHEMES:
        from storage.objects.s3_store import S3Store  # a folder store needs no S3 client

        sweep_spools(private_folder(spool_folder))
        s3_store = S3Store(s3_address(parts, access_key, secret_key), spool_folder=spool_folder)
        s3_store.ensure_bucket(allow_create=allow_create)
        store = s3_store
    elif parts.scheme in ("", "file"):
        path = unquote(parts.path) if parts.scheme == "file" else location
        store = DirectoryStore(Path(path).expanduser().absolute(), allow_create=allow_create)
    else:
        raise StoreRefusedError(
            "The location of the object store is neither a folder nor S3", where=parts.scheme
        )
    probe_store(store)
    return SealedStore(store, keys)


def probe_store(store: ObjectStore) -> None:
    """Return if `store` keeps what it is given and refuses a second write under the same key.

    Raises:
        StoreNotTrustworthyError: it does not; and the store's own errors.
    """
    key = f"probe/{secrets.token_hex(16)}"
    first, second = secrets.token_bytes(64), secrets.token_bytes(64)
    try:
        created = _put(store, key, first)
        created_again = _put(store, key, second)
        with store.open(key) as stream:
            kept = stream.read()
    finally:
        store.delete(key)
    if not created or kept not in (first, second):
        raise StoreNotTrustworthyError("The object store did not give back what was written")
    if created_again or kept == second:
        raise StoreNotTrustworthyError("The object store lets an object be written twice")


def _put(store: ObjectStore, key: str, content: bytes) -> bool:
    with open_spool(store.spool_folder) as spool:
        spool.write(content)
        return store.put_if_absent(key, spool.path)
