"""A site of filed documents with small originals, made directly in store and database. Touches the world.

The rows are those of the large site that the review benchmark uses; here every document is filed, with an
original, a searchable PDF and a manifest that are really in the store.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import delete, select, update

from benchmarks.review.large_site import LargeSite, now_utc
from storage.database import Database
from storage.filing import (
    ObjectRef,
    OriginalRef,
    PatientFields,
    PersonStamp,
    RecordSnapshot,
    file_record,
)
from storage.ledger.document_states import DocumentState
from storage.objects.open_store import open_store
from storage.objects.recovery_words import recovery_words
from storage.objects.sealed_store import SealedStore
from storage.objects.site_keys import load_site_keys
from storage.schema import migrate
from storage.settings import StorageSettings
from storage.tables import Document, FiledRecordRow, Patient, SourceObject

_PDF = "application/pdf"
_APPROVED = PersonStamp(user_id="clerk", name="A Clerk", at=datetime(2026, 3, 1, tzinfo=UTC))


@dataclass(frozen=True)
class FiledSite:
    """Where the site lies, the words of its recovery sheet, and what must come back: document -> SHA-256s."""

    home: Path
    words: str
    originals: dict[str, str]
    exported: dict[str, str]
    made_in_s: float


def make_filed_site(home: Path, documents: int, *, seed: int) -> FiledSite:
    """A new site in `home` with so many filed documents."""
    began_s = time.monotonic()
    home.mkdir(mode=0o700)
    settings = StorageSettings(home=home, database_url="", objects_url="", keys_dir=None)
    database = Database(settings.effective_database_url)
    migrate(database)
    keys = load_site_keys(settings.effective_keys_dir, allow_create=True).keys
    store = open_store(settings.effective_objects_url, keys, allow_create=True, spool_folder=home / "spool")
    site = LargeSite(database, documents, now_utc(), ("clerk",), seed=seed)
    site.make()
    originals, exported = _file_all(database, store, random.Random(seed))
    store.close()
    database.close()
    words = " ".join(recovery_words(keys))
    return FiledSite(home, words, originals, exported, time.monotonic() - began_s)


def _file_all(
    database: Database, store: SealedStore, pick: random.Random
) -> tuple[dict[str, str], dict[str, str]]:
    originals: dict[str, str] = {}
    exported: dict[str, str] = {}
    with database.write() as session:  # the large site's own rows name objects that do not exist
        session.execute(delete(FiledRecordRow))
    with database.read() as session:
        found = [
            (document_id, fields["mrn"])
            for document_id, fields in session.execute(
                select(Document.id, Document.claimed_fields).order_by(Document.id)
            )
        ]
        patients = {patient.mrn: patient for patient in session.scalars(select(Patient))}
    for start in range(0, len(found), 500):
        filed = [
            _file(store, document_id, patients[mrn], pick) for document_id, mrn in found[start : start + 500]
        ]
        _write_rows(database, filed)
        originals |= {one.document_id: one.original.sha256 for one in filed}
        exported |= {one.document_id: one.pdf.sha256 for one in filed}
    return originals, exported


@dataclass(frozen=True)
class _Filed:
    document_id: str
    patient_id: str
    day: date
    original: OriginalRef
    pdf: ObjectRef
    row: FiledRecordRow


def _file(store: SealedStore, document_id: str, patient: Patient, pick: random.Random) -> _Filed:
    content = b"%PDF-1.7\n" + pick.randbytes(pick.randrange(2000, 20_000)) + b"\n%%EOF\n"
    searchable = content + b"% searchable\n"
    kept, made = store.put_bytes(content), store.put_bytes(searchable)
    original = OriginalRef(sha256=kept.sha256, size_bytes=kept.size_bytes, media_type=_PDF, name="scan.pdf")
    pdf = ObjectRef(
        kind="searchable_pdf",
        schema_version=1,
        sha256=made.sha256,
        size_bytes=made.size_bytes,
        media_type=_PDF,
        name="chart.pdf",
    )
    day = date(1998, 1, 1).replace(month=pick.randrange(1, 13), day=pick.randrange(1, 29))
    filed = file_record(
        RecordSnapshot(
            record_id=document_id,
            record_type="document",
            version=1,
            document_id=document_id,
            patient=PatientFields(
                patient_id=patient.id, mrn=patient.mrn, name=patient.name, birth_date=patient.birth_date
            ),
            document_type="Progress note",
            date_of_service=day,
            route="archive",
            originals=(original,),
            objects=(pdf,),
            approved=_APPROVED,
        ),
        store=store,
    )
    row = FiledRecordRow(
        record_id=document_id,
        version=1,
        record_type="document",
        manifest_key=filed.manifest_key,
        manifest_sha256=filed.manifest_sha256,
        doc_status="final",
        filed_at=_APPROVED.at,
    )
    return _Filed(document_id, patient.id, day, original, pdf, row)


def _write_rows(database: Database, filed: list[_Filed]) -> None:
    with database.write() as session:
        for one in filed:
            session.add(
                SourceObject(
                    sha256=one.original.sha256,
                    object_key=one.original.sha256,
                    size_bytes=one.original.size_bytes,
                    media_type=_PDF,
                    created_at=_APPROVED.at,
                )
            )
        session.flush()
        for one in filed:
            session.add(one.row)
            session.execute(
                update(Document)
                .where(Document.id == one.document_id)
                .values(
                    state=DocumentState.FILED.value,
                    source_sha256=one.original.sha256,
                    patient_id=one.patient_id,
                    date_of_service=one.day,
                    document_type="Progress note",
                    record_version=1,
                )
            )
