"""Touches the disk, the store and the database: brings a second copy up to this moment, and reads it back.

The database goes first and the objects after it, as in a backup: every object that the copied rows name is
in the copy. Objects are copied as they are, sealed; the database is sealed with the same keys, so nothing on
the disk opens without them. What was copied earlier stays; a run that was cut off is taken up by the next.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from storage.database_copy import check_database_copy, copy_database
from storage.objects.directory_store import DirectoryStore
from storage.objects.durable_files import private_folder, write_if_absent
from storage.objects.envelope import ObjectDamagedError
from storage.objects.object_store import ObjectMissingError, ObjectStore, store_error
from storage.objects.sealed_store import CONTENT_PREFIX, NAMED_PREFIX, SealedStore, StoredObject
from storage.objects.spool import open_spool
from storage.second_copy.marked_disk import CopyDisk

_CHUNK_BYTES = 1024 * 1024
_KEPT_STATES = 7  # older databases of the copy are removed; objects never are
_READ_AGAIN_EVERY_DAYS = 28
See = Callable[["CopyReport"], None]


@dataclass
class CopyReport:
    """What a run has done so far; sizes in bytes, sealed. `mended`: damaged in the copy, and made anew."""

    objects: int = 0
    size_bytes: int = 0
    objects_new: int = 0
    bytes_new: int = 0
    read_again: int = 0
    mended: int = 0


def make_copy(
    disk: CopyDisk,
    *,
    database_url: str,
    store: SealedStore,
    scratch: Path,
    up_to: datetime,
    see: See = lambda _: None,
) -> CopyReport:
    """What the copy holds now; every new byte of it was read back from the disk and compared.

    `up_to` is the moment before the database is copied, `scratch` a private folder for that while. A
    twenty-eighth of what was copied earlier is opened and hashed again too, by the day.

    Raises:
        ServiceError: the disk, the store or the database failed; the next run goes on from here.
    """
    report = CopyReport()
    database_name, database = _copy_database(disk, database_url, store, scratch)
    copies = disk.open_objects()
    for prefix in (CONTENT_PREFIX, NAMED_PREFIX):
        for key in store.store.list_keys(prefix):
            _copy_one(key, store, copies, report, today=up_to.date())
            if report.objects % 100 == 0:
                see(report)
    state = {
        "schema_version": 1,
        "up_to": up_to.astimezone(UTC).isoformat(),
        "database": database_name,
        "database_key": database.key,
        "database_sha256": database.sha256,
        "objects": report.objects,
        "size_bytes": report.size_bytes,
    }
    try:
        name = up_to.astimezone(UTC).strftime("%Y%m%dT%H%M%S%f") + ".json"
        write_if_absent(disk.states_folder / name, json.dumps(state, indent=1).encode() + b"\n")
        _forget_old_states(disk)
    except OSError as cause:
        raise store_error(cause, doing="closing the second copy") from cause
    see(report)
    return report


def _copy_database(
    disk: CopyDisk, database_url: str, store: SealedStore, scratch: Path
) -> tuple[str, StoredObject]:
    """Name and sealed object of the database in the copy; it was checked before and read back after."""
    sealed = SealedStore(disk.open_databases(), store.keys)
    try:
        with tempfile.TemporaryDirectory(dir=private_folder(scratch), prefix="second-copy-") as folder:
            plain = copy_database(database_url, Path(folder))
            check_database_copy(plain)
            with plain.open("rb") as stream:
                kept = sealed.put_stream(stream)
    except OSError as cause:
        raise store_error(cause, doing="copying the database") from cause
    sealed.verify(kept.sha256)
    return plain.name, kept


def _copy_one(
    key: str, store: SealedStore, copies: DirectoryStore, report: CopyReport, *, today: date
) -> None:
    if copies.exists(key):
        if _is_due(key, today):
            report.read_again += 1
            if not _opens(SealedStore(copies, store.keys), key):
                copies.delete(key)
                report.mended += 1
                copy_object(key, store.store, copies)
    else:
        report.bytes_new += copy_object(key, store.store, copies)
        report.objects_new += 1
    report.objects += 1
    report.size_bytes += copies.size_bytes(key)


def copy_object(key: str, source: ObjectStore, target: DirectoryStore) -> int:
    """The size of the sealed object that now lies in `target` too, read back from the disk.

    Raises:
        ObjectDamagedError: it did not read back as it was written; it is gone from `target`.
    """
    digest = hashlib.sha256()
    with source.open(key) as stream, open_spool(target.spool_folder) as spool:
        while chunk := stream.read(_CHUNK_BYTES):
            digest.update(chunk)
            spool.write(chunk)
        target.put_if_absent(key, spool.path)
    try:
        read_back, size_bytes = _hash_from_disk(target.path_of(key))
    except OSError as cause:
        raise store_error(cause, doing="reading the copy back") from cause
    if read_back != digest.hexdigest():
        target.delete(key)
        raise ObjectDamagedError("An object did not read back as it was written", where=f"object {key}")
    return size_bytes


def _hash_from_disk(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        if hasattr(os, "posix_fadvise"):  # else the answer would come from memory, not from the disk
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return hashlib.file_digest(file, "sha256").hexdigest(), os.fstat(file.fileno()).st_size


def _is_due(key: str, today: date) -> bool:
    """True on one day of 28, another for each object."""
    return int(key[-4:], 16) % _READ_AGAIN_EVERY_DAYS == today.toordinal() % _READ_AGAIN_EVERY_DAYS


def _opens(copies: SealedStore, key: str) -> bool:
    try:
        copies.verify_key(key)
    except (ObjectDamagedError, ObjectMissingError):
        return False
    return True


def read_states(disk: CopyDisk) -> list[tuple[Path, dict[str, Any]]]:
    """The complete copies that the disk names, newest first; a file that is no such thing is passed over."""
    found = []
    for path in sorted(disk.states_folder.glob("*.json"), reverse=True):
        try:
            state = json.loads(path.read_bytes())
        except ValueError:
            continue  # damaged: the copy before it still counts
        if isinstance(state, dict) and state.get("schema_version") == 1:
            found.append((path, state))
    return found


def _forget_old_states(disk: CopyDisk) -> None:
    states = read_states(disk)
    kept = {state["database_key"] for _, state in states[:_KEPT_STATES]}
    databases = disk.open_databases()
    for path, _ in states[_KEPT_STATES:]:
        path.unlink()
    for key in list(databases.list_keys(CONTENT_PREFIX)):
        if key not in kept:
            databases.delete(key)
