"""Touches the disk, the store and the database: a backup of everything a site needs to start again.

A backup folder holds a copy of the database, all objects (as a `DirectoryStore`, still encrypted), the site
keys, `SHA256SUMS` over every file (in the form of sha256sum), and last `backup.json`: a folder without it is
no backup. Whoever holds the folder holds the keys too, so it is made 0700 and belongs in a safe place.

The database is copied first and the objects after it: objects are kept before any row names them and never
change, so every object that the copied rows name is in the backup, whatever arrives meanwhile.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from storage.database_copy import POSTGRESQL_COPY, SQLITE_COPY, check_database_copy, copy_database
from storage.errors import Disposition, ServiceError
from storage.objects.directory_store import DirectoryStore
from storage.objects.durable_files import private_folder, write_if_absent
from storage.objects.object_store import ObjectStore, store_error
from storage.objects.sealed_store import CONTENT_PREFIX, NAMED_PREFIX, SealedStore
from storage.objects.site_keys import KEY_FILE, load_site_keys
from storage.objects.spool import open_spool
from storage.taken_up import BackupTargetInUseError, check_free, close_up, take_up

_CHUNK_BYTES = 1024 * 1024
_SUMS = "SHA256SUMS"
_COMPLETE = "backup.json"
_OBJECTS = "objects"
_KEYS = "keys"


class BackupDamagedError(ServiceError):
    """The backup is not complete, or a file in it is missing or changed."""

    code: ClassVar[str] = "storage.backup_damaged"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = "Use another backup; if the site still stands, make a new one on another disk"


class BackupMissingError(ServiceError):
    """There is no such folder, so there is no backup in it."""

    code: ClassVar[str] = "storage.backup_missing"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = "Name the folder that `chartscribe backup` wrote, and connect its disk"


@dataclass(frozen=True)
class BackupReport:
    """What a backup holds; every file was read back and re-hashed."""

    folder: Path
    objects: int
    size_bytes: int
    database_check: str


@dataclass(frozen=True)
class RestoreProof:
    """What was shown: files that hash as written, how the database opened, objects read and decrypted."""

    files_checked: int
    objects_read: int
    database_check: str


def backup(*, database_url: str, store: SealedStore, keys_folder: Path, target: Path) -> BackupReport:
    """The backup that is now in `target`, verified file by file; one that broke off there is taken up.

    Raises:
        BackupTargetInUseError: `target` is not empty, and holds no backup of this site that broke off.
        DatabaseCopyFailedError: the database could not be copied, or its copy does not open.
        BackupDamagedError: a file did not read back as written; and the store's own errors.
    """
    is_taken_up = take_up(target, doing="backup", source=store.keys.master_key_id.hex())
    try:
        if is_taken_up:  # objects are kept; the database is younger than they are again
            for name in (SQLITE_COPY, POSTGRESQL_COPY, _SUMS, _COMPLETE):
                (target / name).unlink(missing_ok=True)
        database = copy_database(database_url, target)
        private_folder(target / _KEYS)
        write_if_absent(target / _KEYS / KEY_FILE, (keys_folder / KEY_FILE).read_bytes())
        sums = {
            path.relative_to(target).as_posix(): _sha256(path)
            for path in (database, target / _KEYS / KEY_FILE)
        }
        objects = _copy_objects(store.store, target, sums)
        lines = "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(sums.items())).encode()
        write_if_absent(target / _SUMS, lines)
        size_bytes = _check_sums(target, sums)
        complete = {
            "schema_version": 1,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "database": database.name,
            "objects": objects,
            "sums_sha256": hashlib.sha256(lines).hexdigest(),
        }
        database_check = check_database_copy(database)
        write_if_absent(target / _COMPLETE, json.dumps(complete, indent=1).encode() + b"\n")
        close_up(target)
    except OSError as cause:
        raise store_error(cause, doing="writing the backup") from cause
    return BackupReport(target, objects, size_bytes, database_check)


def restore(source: Path, into: Path, *, only_objects: frozenset[str] | None = None) -> Path:
    """The restored copy of the database; `into` then holds it, `objects/` and `keys/` as a home folder does.

    Every file of the backup is checked before the first is copied. A PostgreSQL dump is laid down as it is,
    for `pg_restore`. `only_objects` (keys) leaves the other objects out. The database comes last: what broke
    off on the way is no site, and goes on with the next call.

    Raises:
        BackupTargetInUseError: `into` lies in the backup, or holds something else than a restore of it that
            broke off.
        BackupDamagedError: the backup is not complete or not as it was written.
        BackupMissingError: there is no folder `source`.
    """
    if into.resolve().is_relative_to(source.resolve()):
        raise BackupTargetInUseError("The folder lies in the backup", where=into.name)
    complete = _read_complete(source)
    sums_sha256 = str(complete.get("sums_sha256"))
    check_free(into, doing="restore", source=sums_sha256)  # said before all of the backup is read
    _check_sums(source, _read_sums(source, complete))
    take_up(into, doing="restore", source=sums_sha256)
    try:
        database = into / str(complete["database"])
        private_folder(into / _KEYS)
        write_if_absent(into / _KEYS / KEY_FILE, (source / _KEYS / KEY_FILE).read_bytes())
        kept = DirectoryStore(source / _OBJECTS, allow_create=False)
        restored = DirectoryStore(into / _OBJECTS, allow_create=True)
        for key in kept.list_keys():
            if only_objects is None or key in only_objects:
                _copy_object(key, kept, restored)
        _copy_whole(source / database.name, database)
        close_up(into)
    except OSError as cause:
        raise store_error(cause, doing="restoring the backup") from cause
    return database


def prove_restore(source: Path, *, sample_objects: int = 200, scratch: Path | None = None) -> RestoreProof:
    """What a restore into an empty folder (in `scratch`, by default beside the backup) has shown.

    Every file is hashed; the database, the keys and up to `sample_objects` objects, evenly spread over all of
    them, are restored; the database is opened; the objects are decrypted and hashed under the restored keys.

    Raises:
        BackupDamagedError, DatabaseCopyFailedError: a file of the backup did not come back.
        ObjectDamagedError, SealedByOtherKeyError: an object did not.
    """
    complete = _read_complete(source)
    keys_of_objects = sorted(DirectoryStore(source / _OBJECTS, allow_create=False).list_keys())
    step = max(1, -(-len(keys_of_objects) // sample_objects))
    sample = frozenset(keys_of_objects[::step])
    with tempfile.TemporaryDirectory(dir=scratch or source.parent, prefix=".restore-proof-") as folder:
        into = Path(folder) / "home"
        database = restore(source, into, only_objects=sample)
        database_check, objects_read = read_restored(database)
    return RestoreProof(len(_read_sums(source, complete)), objects_read, database_check)


def restore_and_prove(source: Path, into: Path) -> RestoreProof:
    """What is shown by reading everything that was restored from `source` and now stands in `into`.

    The database is opened and checked; every object is decrypted and hashed under the restored keys.

    Raises:
        BackupTargetInUseError, BackupDamagedError, BackupMissingError: as `restore`; nothing was laid down.
        BackupDamagedError, DatabaseCopyFailedError: something did not arrive whole.
        ObjectDamagedError, SealedByOtherKeyError: an object does not open.
    """
    database = restore(source, into)
    complete = _read_complete(source)
    database_check, objects_read = read_restored(database)
    if objects_read != complete["objects"]:
        raise BackupDamagedError(f"{objects_read} of {complete['objects']} objects arrived", where=_OBJECTS)
    return RestoreProof(len(_read_sums(source, complete)), objects_read, database_check)


def read_restored(database: Path) -> tuple[str, int]:
    """How the database opened, and how many objects beside it were read under the keys beside it."""
    database_check = check_database_copy(database)
    keys = load_site_keys(database.parent / _KEYS, allow_create=False).keys
    restored = SealedStore(DirectoryStore(database.parent / _OBJECTS, allow_create=False), keys)
    count = 0
    for key in _object_keys(restored.store):
        restored.verify_key(key)
        count += 1
    return database_check, count


def _copy_objects(source: ObjectStore, target: Path, sums: dict[str, str]) -> int:
    """How many objects were copied; the hash of each is added to `sums`."""
    copies = DirectoryStore(target / _OBJECTS, allow_create=True)
    count = 0
    for key in _object_keys(source):
        sums[copies.path_of(key).relative_to(target).as_posix()] = _copy_object(key, source, copies)
        count += 1
    return count


def _object_keys(store: ObjectStore) -> Iterator[str]:
    """Every key that holds something of value; what a start probe may have left behind is none of it."""
    for prefix in (CONTENT_PREFIX, NAMED_PREFIX):
        yield from store.list_keys(prefix)


def _copy_object(key: str, source: ObjectStore, target: DirectoryStore) -> str:
    """SHA-256 of the sealed bytes as they came from `source`, or as an earlier run put them into `target`."""
    if target.exists(key) and target.size_bytes(key) == source.size_bytes(key):
        return _sha256(target.path_of(key))
    digest = hashlib.sha256()
    with source.open(key) as stream, open_spool(target.spool_folder) as spool:
        while chunk := stream.read(_CHUNK_BYTES):
            digest.update(chunk)
            spool.write(chunk)
        target.put_if_absent(key, spool.path)
    return digest.hexdigest()


def _copy_whole(original: Path, copy: Path) -> None:
    """Return when `copy` is there whole; nobody ever sees a part of it under its name."""
    unfinished = copy.with_name(f"{copy.name}.unfinished")
    shutil.copy2(original, unfinished)
    unfinished.rename(copy)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_sums(folder: Path, sums: dict[str, str]) -> int:
    """The size of all files in bytes, if each hashes as `sums` says.

    Raises:
        BackupDamagedError: one is missing or changed; named by its path in the backup.
    """
    size_bytes = 0
    for name, sha256 in sums.items():
        path = folder / name
        if not path.is_file():
            raise BackupDamagedError("A file of the backup is missing", where=name)
        if _sha256(path) != sha256:
            raise BackupDamagedError("A file of the backup is changed", where=name)
        size_bytes += path.stat().st_size
    return size_bytes


def _read_complete(source: Path) -> dict[str, Any]:
    if not source.is_dir():
        raise BackupMissingError("There is no such folder", where=str(source))
    try:
        complete = json.loads((source / _COMPLETE).read_bytes())
        if complete["schema_version"] != 1 or complete["database"] not in (SQLITE_COPY, POSTGRESQL_COPY):
            raise BackupDamagedError("The backup is of an unknown version", where=_COMPLETE)
    except FileNotFoundError as cause:
        raise BackupDamagedError("The backup is not complete", where=_COMPLETE) from cause
    except (ValueError, KeyError, TypeError) as cause:
        raise BackupDamagedError("The end mark of the backup is damaged", where=_COMPLETE) from cause
    except OSError as cause:
        raise store_error(cause, doing="reading the backup") from cause
    return dict(complete)


def _read_sums(source: Path, complete: dict[str, Any]) -> dict[str, str]:
    """Path in the backup -> SHA-256, if the list is the one that `backup.json` names."""
    try:
        lines = (source / _SUMS).read_bytes()
    except FileNotFoundError as cause:
        raise BackupDamagedError("The list of files is missing", where=_SUMS) from cause
    if hashlib.sha256(lines).hexdigest() != complete.get("sums_sha256"):
        raise BackupDamagedError("The list of files is changed", where=_SUMS)
    pairs = (line.split("  ", 1) for line in lines.decode().splitlines())
    return {name: sha256 for sha256, name in pairs}
