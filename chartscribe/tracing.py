"""From an accepted code of a filed record to its words, their place, and the original. Touches the world.

Everything is read from filed manifests and the objects they name, each checked against its hash; the database
only says which record has which newest version. The original is read again and re-hashed.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.database import Database
from storage.errors import Disposition, ServiceError
from storage.filing import FiledManifest, OriginalRef, manifest_name, read_manifest
from storage.objects.envelope import ObjectDamagedError, SealedByOtherKeyError
from storage.objects.object_store import ObjectMissingError
from storage.objects.sealed_store import SealedStore
from storage.tables import FiledRecordRow

Json = dict[str, Any]


class RecordNotFiledError(ServiceError):
    """No record of this id is filed."""

    code = "chartscribe.record_not_filed"
    disposition = Disposition.REJECT
    remedy = "Give the id of a filed document or of a coding case whose final coding is filed"


class CodeNotInRecordError(ServiceError):
    """The code is not among the record's accepted codes."""

    code = "chartscribe.code_not_in_record"
    disposition = Disposition.REJECT
    remedy = "Leave --code out to see the codes that there are"


class ManifestChangedError(ServiceError):
    """A manifest is not what was filed."""

    code = "chartscribe.manifest_changed"
    disposition = Disposition.ASK_HUMAN
    remedy = "Run `chartscribe verify`, then restore the record from a backup"


@dataclass(frozen=True)
class TracedOriginal:
    """Received bytes, read again now: `found_sha256` is None when they are gone or do not open."""

    sha256: str
    size_bytes: int
    media_type: str
    found_sha256: str | None

    @property
    def is_intact(self) -> bool:
        """True when the bytes still hash to what the manifest says."""
        return self.found_sha256 == self.sha256

    def as_json(self) -> Json:
        """Plain JSON values."""
        return {
            "sha256": self.sha256,
            "size_bytes": self.size_bytes,
            "media_type": self.media_type,
            "found_sha256": self.found_sha256,
            "intact": self.is_intact,
        }


@dataclass(frozen=True)
class Trace:
    """The accepted codes of one record, each led back; `codes` are plain JSON values (see `as_json`)."""

    record_id: str
    record_type: str
    version: int
    manifest_sha256: str
    codes: tuple[Json, ...]
    originals: tuple[TracedOriginal, ...] = field(default=())

    @property
    def is_intact(self) -> bool:
        """True when every original that was reached is unchanged."""
        return all(original.is_intact for original in self.originals)

    def as_json(self) -> Json:
        """The object of `chartscribe trace --json`."""
        return {
            "record_id": self.record_id,
            "record_type": self.record_type,
            "version": self.version,
            "manifest_sha256": self.manifest_sha256,
            "intact": self.is_intact,
            "codes": list(self.codes),
            "originals": [original.as_json() for original in self.originals],
        }


def trace_record(record_id: str, *, database: Database, store: SealedStore, code: str | None = None) -> Trace:
    """The codes of a filed coding record, or those that rest on a filed document.

    `code` (dotted or plain, any case) narrows to one.

    Raises:
        RecordNotFiledError, CodeNotInRecordError: there is nothing to trace.
        ManifestChangedError, ObjectMissingError, ObjectDamagedError: the record itself is not what was filed.
    """
    with database.read() as session:
        tracer = _Tracer(session, store)
        filed = tracer.newest(record_id)
        manifest = filed.manifest
        codes = [
            led_back
            for one in tracer.accepted_codes(manifest)
            if (led_back := tracer.led_back(one, only=manifest.document_id)) is not None
        ]
        for original in manifest.originals:
            tracer.original(original)
    if code is not None:
        codes = [one for one in codes if _plain(one["code"]) == _plain(code)]
        if not codes:
            raise CodeNotInRecordError(f"The record has no accepted code {code}", where=f"record {record_id}")
    return Trace(
        record_id=record_id,
        record_type=manifest.record_type,
        version=manifest.version,
        manifest_sha256=filed.sha256,
        codes=tuple(codes),
        originals=tuple(tracer.originals.values()),
    )


def _plain(code: str) -> str:
    return code.replace(".", "").upper()


@dataclass(frozen=True)
class _Filed:
    manifest: FiledManifest
    sha256: str


class _Tracer:
    """One trace; manifests and originals are read once each."""

    def __init__(self, session: Session, store: SealedStore) -> None:
        self._session = session
        self._store = store
        self._filed: dict[str, _Filed | None] = {}
        self.originals: dict[str, TracedOriginal] = {}

    def newest(self, record_id: str) -> _Filed:
        """The newest filed version of a record.

        Raises:
            RecordNotFiledError, ManifestChangedError, ObjectMissingError, ObjectDamagedError: no record.
        """
        filed = self._find(record_id)
        if filed is None:
            raise RecordNotFiledError("No such record is filed", where=f"record {record_id}")
        return filed

    def _find(self, record_id: str) -> _Filed | None:
        if record_id not in self._filed:
            row = self._session.scalars(
                select(FiledRecordRow)
                .where(FiledRecordRow.record_id == record_id)
                .order_by(FiledRecordRow.version.desc())
            ).first()
            self._filed[record_id] = self._read(row) if row else None
        return self._filed[record_id]

    def _read(self, row: FiledRecordRow) -> _Filed:
        content = self._store.read_named(manifest_name(row.record_id, row.version))
        sha256 = hashlib.sha256(content).hexdigest()
        if sha256 != row.manifest_sha256:
            where = f"record {row.record_id}, version {row.version}"
            raise ManifestChangedError("The manifest is not the one that was filed", where=where)
        return _Filed(read_manifest(content), sha256)

    def accepted_codes(self, manifest: FiledManifest) -> list[Json]:
        """The final codes of a coding record, or of the coding that a document is linked to."""
        if manifest.record_type == "coding":
            return self._codes_in(manifest)
        linked = [self._find(link.record_id) for link in manifest.links if link.relation == "coded_by"]
        return [code for filed in linked if filed is not None for code in self._codes_in(filed.manifest)]

    def _codes_in(self, manifest: FiledManifest) -> list[Json]:
        entry = next(one for one in manifest.objects if one.kind == "coding")
        codes: list[Json] = json.loads(self._store.read(entry.sha256))["codes"]
        return codes

    def led_back(self, code: Json, *, only: str | None) -> Json | None:
        """The code with its evidence led back; None when it does not rest on the document `only`."""
        evidence = [
            self._evidence(one) for one in code["evidence"] if only is None or one.get("document_id") == only
        ]
        if only is not None and not evidence:
            return None
        named = {key: code[key] for key in ("code", "edition", "title", "decided_by", "decided_at")}
        return {**named, "evidence": evidence}

    def _evidence(self, evidence: Json) -> Json:
        document_id = evidence.get("document_id")
        filed = self._find(document_id) if document_id else None
        pages = (
            {
                page.page_id: (number, page.source_sha256)
                for number, page in enumerate(filed.manifest.pages, 1)
            }
            if filed
            else {}
        )
        originals = [self.original(one).as_json() for one in filed.manifest.originals] if filed else []
        return {
            "document_id": document_id,
            "document_version": filed.manifest.version if filed else None,
            "quote": evidence.get("quote"),
            "start": evidence.get("start"),
            "end": evidence.get("end"),
            "section": evidence.get("section"),
            "assertion": evidence.get("assertion"),
            "token_ids": evidence.get("token_ids", []),
            "places": [_place(anchor, pages) for anchor in evidence.get("anchors", [])],
            "originals": originals,
        }

    def original(self, entry: OriginalRef) -> TracedOriginal:
        """The received bytes, read again and re-hashed (once a trace)."""
        if entry.sha256 not in self.originals:
            found: str | None
            try:
                found = self._store.verify(entry.sha256).sha256
            except (ObjectMissingError, ObjectDamagedError, SealedByOtherKeyError):
                found = None
            self.originals[entry.sha256] = TracedOriginal(
                entry.sha256, entry.size_bytes, entry.media_type, found
            )
        return self.originals[entry.sha256]


def _place(anchor: Json, pages: dict[str, tuple[int, str]]) -> Json:
    """Where on paper (page from 1, box in pixels) or in the recording (seconds) the words stand."""
    if "box" not in anchor:
        return {key: anchor[key] for key in ("source_sha256", "start_s", "end_s", "word_ids")}
    number, source_sha256 = pages.get(anchor["page_id"], (None, None))
    return {
        "page_id": anchor["page_id"],
        "page_number": number,
        "source_sha256": source_sha256,
        "box": anchor["box"],
        "word_ids": anchor["word_ids"],
    }
