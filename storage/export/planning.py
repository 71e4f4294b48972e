"""Gives every chosen document its file name, before the first file is written. Touches the database.

Names are given in the order of the document ids, so the same choice of the same archive gives the same names.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from storage.database import Database
from storage.errors import Disposition, ServiceError
from storage.export.choice import Chosen, chosen_documents
from storage.export.naming import NameFields, file_path, path_key
from storage.filing import FiledManifest, manifest_name, read_manifest
from storage.filing.record_schema import ObjectRef, OriginalRef
from storage.objects.sealed_store import SealedStore
from storage.tables import Batch, Document, Encounter, ExportFile, ExportRun, Patient

_AT_ONCE = 200
_BEST_FIRST = ("searchable_pdf", "report_pdf", "report_text")


class ExportNothingWholeError(ServiceError):
    """A record has no file that may leave whole: its scan holds pages of somebody else's record too."""

    code: ClassVar[str] = "storage.export_nothing_whole"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = "Open the record and file it anew, so that it gets a searchable PDF of its own"


def plan_export(database: Database, store: SealedStore, run_id: str) -> int:
    """How many files are planned, all of them; a plan that was cut off goes on after its last document.

    Raises:
        ServiceError: a manifest cannot be read, or the database does not answer.
    """
    with database.read() as session:
        run = session.get_one(ExportRun, run_id)
        last = session.scalar(select(func.max(ExportFile.document_id)).where(ExportFile.run_id == run_id))
    chosen = chosen_documents(Chosen.from_json(run.chosen), site_id=run.site_id)
    while True:
        with database.read() as session:
            piece = chosen.where(Document.id > last) if last else chosen
            found = session.execute(piece.limit(_AT_ONCE)).all()
            facts = [(document, version, name_fields(session, document)) for document, version in found]
        if not facts:
            break
        planned = [
            (document.id, version, fields, main_object(_manifest(store, document.id, version)))
            for document, version, fields in facts
        ]
        with database.write() as session:
            for document_id, version, fields, entry in planned:
                _plan_one(session, run, document_id, version, fields=fields, entry=entry)
        last = facts[-1][0].id
    with database.write() as session:
        count = session.scalar(
            select(func.count()).select_from(ExportFile).where(ExportFile.run_id == run_id)
        )
        session.execute(
            update(ExportRun)
            .where(ExportRun.id == run_id, ExportRun.state == "planning")
            .values(files=count, state="running")
        )
    return count or 0


def main_object(manifest: FiledManifest) -> ObjectRef | OriginalRef | None:
    """The one object of a record that leaves with an export; None when only other people's pages are left.

    The searchable PDF or the report; else the original, if all of it belongs to the record.
    """
    by_kind = {entry.kind: entry for entry in reversed(manifest.objects)}
    for kind in _BEST_FIRST:
        if kind in by_kind:
            return by_kind[kind]
    whole = [entry for entry in manifest.originals if entry.page_indexes is None]
    return whole[0] if len(whole) == 1 and len(manifest.originals) == 1 else None


def name_fields(session: Session, document: Document) -> NameFields:
    """What the document's file name can be made of, by what is known now."""
    patient = _patient(session, document.patient_id)
    encounter = session.get(Encounter, document.encounter_id) if document.encounter_id else None
    batch = session.get(Batch, document.batch_id) if document.batch_id else None
    return NameFields(
        document_id=document.id,
        name=patient.name if patient else "",
        mrn=patient.mrn if patient else "",
        dob=patient.birth_date if patient else None,
        document_type=document.document_type,
        date_of_service=document.date_of_service,
        author=document.author,
        encounter=encounter.number if encounter else "",
        box=batch.box if batch else "",
    )


def _patient(session: Session, patient_id: str | None) -> Patient | None:
    """The patient, or the one who was kept when two were found to be the same person."""
    patient = session.get(Patient, patient_id) if patient_id else None
    while patient is not None and patient.merged_into:
        patient = session.get(Patient, patient.merged_into)
    return patient


def _manifest(store: SealedStore, record_id: str, version: int) -> FiledManifest:
    return read_manifest(store.read_named(manifest_name(record_id, version)))


def _plan_one(
    session: Session,
    run: ExportRun,
    document_id: str,
    version: int,
    *,
    fields: NameFields,
    entry: ObjectRef | OriginalRef | None,
) -> None:
    media_type = entry.media_type if entry else ""
    paths = _numbered(run.pattern, fields, media_type)
    path = next(one for one in paths if not _is_taken(session, run.id, one))
    session.add(
        ExportFile(
            run_id=run.id,
            document_id=document_id,
            record_version=version,
            path=path,
            path_key=path_key(path),
            kind=(entry.kind if isinstance(entry, ObjectRef) else "original") if entry else None,
            problem=None if entry else ExportNothingWholeError.code,
        )
    )
    session.flush()


def _numbered(pattern: str, fields: NameFields, media_type: str) -> Iterable[str]:
    """The name, then the name with 2, 3 … behind it; after a hundred with the document's own id."""
    for number in range(1, 100):
        yield file_path(pattern, fields, media_type, number=number)
    yield file_path("{id}.pdf", fields, media_type)


def _is_taken(session: Session, run_id: str, path: str) -> bool:
    found = session.scalars(
        select(ExportFile.document_id)
        .where(ExportFile.run_id == run_id, ExportFile.path_key == path_key(path))
        .limit(1)
    )
    return found.first() is not None
