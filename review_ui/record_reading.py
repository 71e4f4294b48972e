"""A filed record as it lies in the store: its versions, manifest and codes. Touches database and store."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from review_ui.auth import CurrentUser
from review_ui.cases import visible_case
from review_ui.visibility import visible_document
from review_ui.workplace import Workplace
from storage.errors import Disposition, ServiceError
from storage.filing import FiledManifest, FiledRow, VerifyReport, manifest_name, read_manifest, verify_records
from storage.objects.sealed_store import SealedStore
from storage.tables import CodingCase, FiledRecordRow

Json = Mapping[str, Any]


class RecordUnknownError(ServiceError):
    """Nothing is filed under this number or version."""

    code = "review_ui.record_unknown"
    disposition = Disposition.ASK_HUMAN
    remedy = "Open the record from its document's page; a record exists once its filing has ended"


@dataclass(frozen=True)
class RecordReading:
    """One version of a record. `codes` are the accepted codes that rest on it, as their coding filed them."""

    manifest: FiledManifest
    row: FiledRecordRow
    versions: Sequence[FiledRecordRow]  # newest first
    codes: tuple[Json, ...]
    coding_record_id: str | None
    manifest_unchanged: bool


def read_record(place: Workplace, user: CurrentUser, record_id: str, *, version: int | None) -> RecordReading:
    """The record at a version (None: the newest).

    Raises:
        RecordUnknownError: nothing is filed there.
        DocumentUnknownError, CaseUnknownError: the person may not see it.
        storage.objects.*: the manifest is missing, damaged or sealed by another key.
    """
    with place.database.read() as session:
        check_visible(session, user, record_id)
        versions = rows_of_record(session, record_id)
        row = next((one for one in versions if version in (None, one.version)), None)
        if row is None:
            raise RecordUnknownError("Nothing is filed under this number", where=f"record {record_id}")
        manifest, unchanged = _manifest(place.belt.store, row)
        coding_id, coding = _coding(session, place.belt.store, manifest)
    codes = [
        {**code, "evidence": [one for one in code["evidence"] if _rests_on(one, manifest)]}
        for code in _codes_in(place.belt.store, coding)
    ]
    rests = [code for code in codes if code["evidence"] or manifest.record_type == "coding"]
    return RecordReading(
        manifest=manifest,
        row=row,
        versions=versions,
        codes=tuple(rests),
        coding_record_id=coding_id,
        manifest_unchanged=unchanged,
    )


def check_visible(session: Session, user: CurrentUser, record_id: str) -> None:
    """Return when the person may see the record.

    Raises:
        DocumentUnknownError, CaseUnknownError: they may not, or it does not exist.
    """
    if session.get(CodingCase, record_id) is not None:
        visible_case(session, user, record_id)
    else:
        visible_document(session, user, record_id)


def rows_of_record(session: Session, record_id: str) -> Sequence[FiledRecordRow]:
    """Every filed version, newest first."""
    return session.scalars(
        select(FiledRecordRow)
        .where(FiledRecordRow.record_id == record_id)
        .order_by(FiledRecordRow.version.desc())
    ).all()


def verify_record(place: Workplace, user: CurrentUser, record_id: str) -> VerifyReport:
    """What re-hashing every byte of every version of the record found.

    Raises:
        RecordUnknownError, DocumentUnknownError, CaseUnknownError: there is nothing to check.
        StoreUnreachableError: the store broke off, so nothing can be said.
    """
    with place.database.read() as session:
        check_visible(session, user, record_id)
        rows = [
            FiledRow(row.record_id, row.version, row.manifest_key, row.manifest_sha256)
            for row in rows_of_record(session, record_id)
        ]
    if not rows:
        raise RecordUnknownError("Nothing is filed under this number", where=f"record {record_id}")
    return verify_records(rows, store=place.belt.store)


def _manifest(store: SealedStore, row: FiledRecordRow) -> tuple[FiledManifest, bool]:
    content = store.read_named(manifest_name(row.record_id, row.version))
    return read_manifest(content), hashlib.sha256(content).hexdigest() == row.manifest_sha256


def _coding(
    session: Session, store: SealedStore, manifest: FiledManifest
) -> tuple[str | None, FiledManifest | None]:
    """The filed coding that the record is, or is coded by; (its id, None) while it is not filed yet."""
    if manifest.record_type == "coding":
        return manifest.record_id, manifest
    linked = next((link.record_id for link in manifest.links if link.relation == "coded_by"), None)
    rows = rows_of_record(session, linked) if linked else []
    return (linked, _manifest(store, rows[0])[0]) if rows else (linked, None)


def _codes_in(store: SealedStore, coding: FiledManifest | None) -> list[dict[str, Any]]:
    if coding is None:
        return []
    entry = next(one for one in coding.objects if one.kind == "coding")
    codes: list[dict[str, Any]] = json.loads(store.read(entry.sha256))["codes"]
    return codes


def _rests_on(evidence: Json, manifest: FiledManifest) -> bool:
    return manifest.record_type == "coding" or evidence.get("document_id") == manifest.document_id
