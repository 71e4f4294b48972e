"""Writes the planned files, reads each back, and makes the index. Touches the disk, store and database."""

from __future__ import annotations

import csv
import hashlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from storage.audit.csv_export import safe_cell
from storage.audit.record import Actor, record_audit
from storage.database import Database, database_now
from storage.errors import Disposition, ServiceError
from storage.export.naming import NameFields
from storage.export.planning import ExportNothingWholeError, main_object, name_fields
from storage.filing import FiledManifest, manifest_name, read_manifest
from storage.objects.envelope import ObjectDamagedError, SealedByOtherKeyError
from storage.objects.object_store import ObjectMissingError, store_error
from storage.objects.sealed_store import SealedStore
from storage.tables import Document, ExportFile, ExportRun, FiledRecordRow

INDEX = "index.csv"
COLUMNS = (
    "path",
    "sha256",
    "size_bytes",
    "original_sha256",
    "record_sha256",
    "document_id",
    "version",
    "mrn",
    "name",
    "birth_date",
    "document_type",
    "date_of_service",
    "route",
    "text",
    "filed_at",
    "problem",
)
AT_ONCE = 25


class ExportNotReadBackError(ServiceError):
    """What was written to the folder of an export is not what is read from it."""

    code: ClassVar[str] = "storage.export_not_read_back"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = "Export to another disk: this one does not keep what is written to it"


_TROUBLES = (ObjectMissingError, ObjectDamagedError, SealedByOtherKeyError)
_SAID = {"verified": "verified by a person", "machine_read_not_verified": "read by machine, not verified"}


def write_piece(database: Database, store: SealedStore, run: ExportRun, actor: Actor) -> int:
    """How many of the next files were looked at; 0 when all are written. Each was read back and re-hashed.

    Raises:
        ServiceError: the folder, the store or the database failed; what was written counts.
    """
    with database.read() as session:
        rows = session.scalars(
            select(ExportFile)
            .where(ExportFile.run_id == run.id, ExportFile.sha256.is_(None), ExportFile.problem.is_(None))
            .order_by(ExportFile.document_id)
            .limit(AT_ONCE)
        ).all()
    if not rows:
        return 0
    written = [(row, _write(Path(run.target), row, store)) for row in rows]
    with database.write() as session:
        now = database_now(session)
        for row, (sha256, size_bytes, problem) in written:
            session.execute(
                update(ExportFile)
                .where(ExportFile.run_id == run.id, ExportFile.document_id == row.document_id)
                .values(
                    sha256=sha256 or None,
                    size_bytes=size_bytes,
                    problem=problem or None,
                    verified_at=None if problem else now,
                )
            )
            patient_id = session.scalar(select(Document.patient_id).where(Document.id == row.document_id))
            record_audit(
                session,
                actor=actor,
                action="document.exported",
                subject_kind="document",
                subject_id=row.document_id,
                patient_id=patient_id,
                detail={"export_id": run.id} | ({"problem": problem} if problem else {}),
            )
        _count(session, run.id)
    return len(rows)


def _count(session: Session, run_id: str) -> None:
    done = select(func.count()).where(ExportFile.run_id == run_id, ExportFile.sha256.is_not(None))
    left_out = select(func.count()).where(ExportFile.run_id == run_id, ExportFile.problem.is_not(None))
    size = select(func.coalesce(func.sum(ExportFile.size_bytes), 0)).where(ExportFile.run_id == run_id)
    session.execute(
        update(ExportRun)
        .where(ExportRun.id == run_id)
        .values(
            written=done.scalar_subquery(), left_out=left_out.scalar_subquery(), bytes=size.scalar_subquery()
        )
    )


def _write(folder: Path, row: ExportFile, store: SealedStore) -> tuple[str, int, str]:
    """SHA-256 and size of the file that was read back, or the code of what is wrong with the document."""
    try:
        manifest = _manifest(store, row.document_id, row.record_version)
        entry = main_object(manifest)
        if entry is None:
            return "", 0, ExportNothingWholeError.code
        sha256 = write_file(folder / row.path, store.open_range(entry.sha256))
    except _TROUBLES as failure:  # of this document alone: the others leave without it
        return "", 0, failure.code
    if sha256 != entry.sha256:
        raise ExportNotReadBackError("A file did not read back as it was written", where=folder.name)
    return sha256, entry.size_bytes, ""


def write_file(path: Path, chunks: Iterator[bytes]) -> str:
    """SHA-256 of the file that now stands at `path`, as it was read back; nobody sees a part of it.

    Raises:
        ServiceError: it cannot be written (see `store_error`).
    """
    unfinished = path.with_name(f"{path.name[:100]}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("wb") as file:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        with unfinished.open("rb") as file:
            if hasattr(os, "posix_fadvise"):  # else the answer would come from memory, not from the disk
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        unfinished.replace(path)
    except OSError as cause:
        raise store_error(cause, doing="writing an exported file") from cause
    return sha256


def write_index(database: Database, store: SealedStore, run: ExportRun) -> Path:
    """The index of the export, one line a document; it stands there whole or not at all.

    Raises:
        ServiceError: it cannot be written, or a manifest cannot be read.
    """
    path = Path(run.target) / INDEX
    unfinished = path.with_name(f"{INDEX}.part")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as file:
            lines = csv.writer(file)
            lines.writerow(COLUMNS)
            for row, filed, fields in _rows(database, run.id):
                manifest = None if row.problem else _manifest(store, row.document_id, row.record_version)
                lines.writerow(safe_cell(cell) for cell in _line(row, filed, fields, manifest))
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as cause:
        raise store_error(cause, doing="writing the index of the export") from cause
    return path


def _rows(database: Database, run_id: str) -> Iterator[tuple[ExportFile, FiledRecordRow, NameFields]]:
    last = ""
    while True:
        with database.read() as session:
            found = [
                (row, filed, name_fields(session, session.get_one(Document, row.document_id)))
                for row, filed in session.execute(
                    select(ExportFile, FiledRecordRow)
                    .join(
                        FiledRecordRow,
                        (FiledRecordRow.record_id == ExportFile.document_id)
                        & (FiledRecordRow.version == ExportFile.record_version),
                    )
                    .where(ExportFile.run_id == run_id, ExportFile.document_id > last)
                    .order_by(ExportFile.document_id)
                    .limit(500)
                )
            ]
        if not found:
            return
        yield from found
        last = found[-1][0].document_id


def _line(
    row: ExportFile, filed: FiledRecordRow, fields: NameFields, manifest: FiledManifest | None
) -> tuple[str, ...]:
    """One line, in the order of `COLUMNS`; patient, type and date as they are known now."""
    texts = fields.texts()
    originals = " ".join(original.sha256 for original in manifest.originals) if manifest else ""
    return (
        row.path if row.sha256 else "",
        row.sha256 or "",
        str(row.size_bytes or 0),
        originals,
        filed.manifest_sha256,
        row.document_id,
        str(row.record_version),
        fields.mrn,
        fields.name,
        texts["dob"],
        fields.document_type,
        texts["date"],
        (manifest.route or "") if manifest else "",
        _SAID.get(manifest.text_status or "", "") if manifest else "",
        _moment(filed.filed_at),
        row.problem or "",
    )


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _manifest(store: SealedStore, record_id: str, version: int) -> FiledManifest:
    return read_manifest(store.read_named(manifest_name(record_id, version)))
