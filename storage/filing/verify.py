"""Touches the object store: re-reads filed records, byte by byte, against their manifests.

It needs no database of its own: the caller gives the rows (record, version, manifest key and hash).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from storage.errors import ServiceError
from storage.filing.file_record import manifest_name
from storage.filing.manifest import read_manifest
from storage.filing.record_schema import FiledManifest, ObjectRef, OriginalRef
from storage.objects.envelope import ObjectDamagedError, SealedByOtherKeyError
from storage.objects.object_store import ObjectMissingError
from storage.objects.sealed_store import SealedStore

_MANIFEST = "manifest"
_ORIGINAL = "original"


class Trouble(StrEnum):
    """What is wrong with one object."""

    MISSING = "missing"
    CHANGED = "changed"
    OTHER_KEY = "sealed by another key"


_TROUBLES: dict[type[ServiceError], Trouble] = {
    ObjectMissingError: Trouble.MISSING,
    ObjectDamagedError: Trouble.CHANGED,
    SealedByOtherKeyError: Trouble.OTHER_KEY,
}


@dataclass(frozen=True)
class FiledRow:
    """One filed version, as the database remembers it."""

    record_id: str
    version: int
    manifest_key: str
    manifest_sha256: str


@dataclass(frozen=True)
class Finding:
    """One object that is not what was filed. `kind` is the object's kind, "original" or "manifest"."""

    record_id: str
    version: int
    kind: str
    name: str
    object_key: str
    trouble: Trouble

    def __str__(self) -> str:
        """One line for people: record, object, trouble; the name is left out, it may be a patient's."""
        return (
            f"record {self.record_id} version {self.version}: {self.kind} {self.trouble} ({self.object_key})"
        )


@dataclass(frozen=True)
class VerifyReport:
    """How much was read, and everything that is wrong with it."""

    records_checked: int
    objects_checked: int
    findings: tuple[Finding, ...] = field(default=())

    @property
    def is_clean(self) -> bool:
        """True if every byte of every record is what was filed."""
        return not self.findings


def verify_records(
    rows: Iterable[FiledRow], *, store: SealedStore, on_finding: Callable[[Finding], None] | None = None
) -> VerifyReport:
    """What was found in `rows`; `on_finding` hears of each finding at once. Shared objects are read once.

    Raises:
        StoreUnreachableError: the store broke off, so nothing can be said about the rest.
    """
    check = _Check(store)
    findings: list[Finding] = []
    records_checked = 0
    for row in rows:
        records_checked += 1
        for finding in check.record(row):
            findings.append(finding)
            if on_finding is not None:
                on_finding(finding)
    return VerifyReport(records_checked, check.objects_checked, tuple(findings))


class _Check:
    """One pass over many records, remembering what each content turned out to be."""

    def __init__(self, store: SealedStore) -> None:
        self._store = store
        self._known: dict[str, Trouble | int] = {}
        self.objects_checked = 0

    def record(self, row: FiledRow) -> Iterator[Finding]:
        found = self._manifest(row)
        if isinstance(found, Trouble):
            yield Finding(row.record_id, row.version, _MANIFEST, "", row.manifest_key, found)
            return
        for entry in found.contents:
            trouble = self._object(entry)
            if trouble is not None:
                kind = entry.kind if isinstance(entry, ObjectRef) else _ORIGINAL
                key = self._store.content_key(entry.sha256)
                yield Finding(row.record_id, row.version, kind, entry.name, key, trouble)

    def _manifest(self, row: FiledRow) -> FiledManifest | Trouble:
        """The manifest, if it lies where the row says and hashes to what the row says."""
        name = manifest_name(row.record_id, row.version)
        self.objects_checked += 1
        if row.manifest_key != self._store.named_key(name):
            return Trouble.CHANGED
        try:
            content = self._store.read_named(name)
        except tuple(_TROUBLES) as error:
            return _TROUBLES[type(error)]
        if hashlib.sha256(content).hexdigest() != row.manifest_sha256:
            return Trouble.CHANGED
        return read_manifest(content)

    def _object(self, entry: ObjectRef | OriginalRef) -> Trouble | None:
        found = self._known.get(entry.sha256)
        if found is None:
            self.objects_checked += 1
            try:
                found = self._store.verify(entry.sha256).size_bytes
            except tuple(_TROUBLES) as error:
                found = _TROUBLES[type(error)]
            self._known[entry.sha256] = found
        if isinstance(found, Trouble):
            return found
        return None if found == entry.size_bytes else Trouble.CHANGED
