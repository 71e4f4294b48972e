"""The belt's filing stages. Touches the world.

Objects, then read back and re-hashed, then the manifest, then the row: a crash anywhere leaves either no
manifest or a complete record, and filing again gives the same bytes.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from ingest.conveyor import StageRun, Write
from ingest.snapshots import coding_snapshot, document_snapshot
from ingest.worker_belt import stage_task
from storage.audit.record import Actor, record_audit
from storage.database import database_now
from storage.filing.file_record import FiledRecord, RecordConflictError, file_record, filed_approval
from storage.filing.record_schema import RecordSnapshot
from storage.tables import FiledRecordRow

FILING = Actor.program("filing")


@stage_task
def file_document(run: StageRun) -> Write:
    """File the approved version of a document."""
    version = int(run.job.payload["version"])
    return _file(run, document_snapshot(run.belt, run.job.subject_id, version))


@stage_task
def file_coding(run: StageRun) -> Write:
    """File the final coding of an encounter as its own record."""
    version = int(run.job.payload["version"])
    return _file(run, coding_snapshot(run.belt, run.job.subject_id, version))


def _file(run: StageRun, snapshot: RecordSnapshot) -> Write:
    try:
        filed = file_record(snapshot, store=run.belt.store)
    except RecordConflictError:
        # killed after the manifest was written: what surrounds the approval (an encounter's type, a person's
        # shown name) may have changed since, and the version that is filed stays as it was approved
        adopted = filed_approval(snapshot, store=run.belt.store)
        if adopted is None:
            raise
        filed = adopted

    def write(session: Session) -> None:
        _record_filing(session, filed)

    return write


def _record_filing(session: Session, filed: FiledRecord) -> None:
    if session.get(FiledRecordRow, (filed.record_id, filed.version)) is None:
        session.add(
            FiledRecordRow(
                record_id=filed.record_id,
                version=filed.version,
                record_type=filed.manifest.record_type,
                manifest_key=filed.manifest_key,
                manifest_sha256=filed.manifest_sha256,
                doc_status=filed.manifest.doc_status,
                filed_at=database_now(session),
            )
        )
    record_audit(
        session,
        actor=FILING,
        action="filed",
        subject_kind=filed.manifest.record_type,
        subject_id=filed.record_id,
        patient_id=filed.manifest.patient.patient_id,
        detail={"version": filed.version, "objects": filed.objects_checked},
    )
