"""Touches the object store: files one approved version of a record, once, however often it is asked to.

The order is the promise: every object is there and reads back with its hash, then the manifest, then (by the
caller, in the database) the row FILED. A run that is killed at any point can be run again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import ClassVar

from storage.errors import Disposition, ServiceError
from storage.filing.manifest import build_manifest, manifest_bytes, read_manifest
from storage.filing.record_schema import FiledManifest, ObjectRef, OriginalRef, RecordSnapshot
from storage.objects.envelope import ObjectDamagedError
from storage.objects.object_store import ObjectMissingError
from storage.objects.sealed_store import SealedStore


class RecordConflictError(ServiceError):
    """Another manifest is filed under this record and version, or the chain of versions does not fit."""

    code: ClassVar[str] = "storage.record_conflict"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = "File what changed as a new version; the version that is filed stays as it is"


@dataclass(frozen=True)
class FiledRecord:
    """One filed version: what the caller's row needs. `newly_filed` is False if an earlier run filed it."""

    record_id: str
    version: int
    manifest_key: str
    manifest_sha256: str
    manifest: FiledManifest
    objects_checked: int
    newly_filed: bool


def manifest_name(record_id: str, version: int) -> str:
    """The name under which the manifest of a version is kept; the store turns it into a keyed hash."""
    return f"record/{record_id}/{version}"


def file_record(snapshot: RecordSnapshot, *, store: SealedStore) -> FiledRecord:
    """The filed record; its objects were read back and re-hashed, its manifest is durable and was read back.

    Raises:
        RecordConflictError: this version is filed with another content, or `previous_version_sha256` is not
            the hash of the version before it.
        ObjectMissingError, ObjectDamagedError: an object is not there or not what the snapshot says.
    """
    _check_previous(snapshot, store)
    sizes: dict[str, int] = {}
    for entry in snapshot.contents:
        _check_object(entry, sizes, store=store, record_id=snapshot.record_id)
    manifest = build_manifest(snapshot)
    content = manifest_bytes(manifest)
    name = manifest_name(snapshot.record_id, snapshot.version)
    newly_filed = store.put_named(name, content)
    if store.read_named(name) != content:
        if newly_filed:
            raise ObjectDamagedError("The manifest did not read back as written", where=_where(snapshot))
        raise RecordConflictError("Another manifest is filed under this version", where=_where(snapshot))
    return FiledRecord(
        record_id=snapshot.record_id,
        version=snapshot.version,
        manifest_key=store.named_key(name),
        manifest_sha256=hashlib.sha256(content).hexdigest(),
        manifest=manifest,
        objects_checked=len(sizes),
        newly_filed=newly_filed,
    )


def filed_approval(snapshot: RecordSnapshot, *, store: SealedStore) -> FiledRecord | None:
    """The version as it is filed, if it files the very approval and objects of the snapshot; else None.

    Raises:
        ObjectMissingError, ObjectDamagedError: an object of the filed version is not there or is damaged.
    """
    name = manifest_name(snapshot.record_id, snapshot.version)
    try:
        content = store.read_named(name)
    except ObjectMissingError:
        return None  # the conflict is with the version before
    manifest = read_manifest(content)
    if _approval_of(manifest) != _approval_of(build_manifest(snapshot)):
        return None
    sizes: dict[str, int] = {}
    for entry in manifest.contents:
        _check_object(entry, sizes, store=store, record_id=snapshot.record_id)
    return FiledRecord(
        record_id=snapshot.record_id,
        version=snapshot.version,
        manifest_key=store.named_key(name),
        manifest_sha256=hashlib.sha256(content).hexdigest(),
        manifest=manifest,
        objects_checked=len(sizes),
        newly_filed=False,
    )


def _approval_of(manifest: FiledManifest) -> tuple[object, ...]:
    """What was approved by whom; its moment tells two approvals apart, after a restored backup too."""
    approved, signed = manifest.approved, manifest.signed
    signature = (signed.user_id, signed.at) if signed else None
    return (
        approved.user_id,
        approved.at,
        signature,
        manifest.previous_version_sha256,
        manifest.originals,
        manifest.objects,
        manifest.pages,
    )


def _check_previous(snapshot: RecordSnapshot, store: SealedStore) -> None:
    if snapshot.version == 1:
        return
    try:
        previous = store.read_named(manifest_name(snapshot.record_id, snapshot.version - 1))
    except ObjectMissingError as cause:
        raise RecordConflictError(
            "The version before this one is not filed", where=_where(snapshot)
        ) from cause
    if hashlib.sha256(previous).hexdigest() != snapshot.previous_version_sha256:
        raise RecordConflictError("The version before this one is another one", where=_where(snapshot))


def _check_object(
    entry: ObjectRef | OriginalRef, sizes: dict[str, int], *, store: SealedStore, record_id: str
) -> None:
    """Return if the object reads back whole and has the stated size; `sizes` keeps what was read already."""
    place = f"record {record_id}, {entry.kind if isinstance(entry, ObjectRef) else 'original'}"
    try:
        if entry.sha256 not in sizes:
            sizes[entry.sha256] = store.verify(entry.sha256).size_bytes
    except ObjectMissingError as cause:
        raise ObjectMissingError("An object of the record is not there", where=place) from cause
    except ObjectDamagedError as cause:
        raise ObjectDamagedError("An object of the record is damaged", where=place) from cause
    if sizes[entry.sha256] != entry.size_bytes:
        raise ObjectDamagedError("An object of the record has another size than stated", where=place)


def _where(snapshot: RecordSnapshot) -> str:
    return f"record {snapshot.record_id}, version {snapshot.version}"
