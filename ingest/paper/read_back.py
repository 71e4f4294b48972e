"""Reading every filed object of a batch again, byte by byte. Touches the world."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.belt import Belt
from storage.audit.record import record_audit
from storage.database import database_now
from storage.filing import FiledRow, VerifyReport, verify_records
from storage.ids import new_id
from storage.reviews import Reviewer
from storage.tables import Document, FiledRecordRow, ReadBack


def read_back(belt: Belt, batch_id: str, person: Reviewer) -> VerifyReport:
    """What was found; that it was read, when and by whom is kept.

    Raises:
        storage.objects.object_store.StoreUnreachableError: the store broke off, so nothing is kept.
    """
    with belt.database.read() as session:
        rows, started_at = filed_rows(session, batch_id), database_now(session)
    report = verify_records(rows, store=belt.store)
    with belt.database.write() as session:
        session.add(
            ReadBack(
                id=new_id(),
                batch_id=batch_id,
                started_at=started_at,
                at=database_now(session),
                records=report.records_checked,
                objects=report.objects_checked,
                troubles=len(report.findings),
                user_id=person.user_id,
            )
        )
        detail = {"objects": report.objects_checked, "troubles": len(report.findings)}
        record_audit(
            session,
            actor=person.actor,
            action="paper.read_back",
            subject_kind="batch",
            subject_id=batch_id,
            detail=detail,
        )
    return report


def filed_rows(session: Session, batch_id: str) -> list[FiledRow]:
    """Every filed version of the batch's documents."""
    rows = session.scalars(
        select(FiledRecordRow)
        .join(Document, Document.id == FiledRecordRow.record_id)
        .where(Document.batch_id == batch_id)
        .order_by(FiledRecordRow.filed_at, FiledRecordRow.record_id)
    )
    return [FiledRow(row.record_id, row.version, row.manifest_key, row.manifest_sha256) for row in rows]


def readings_back(session: Session, batch_id: str) -> Sequence[ReadBack]:
    """Every reading of the batch, oldest first."""
    return session.scalars(
        select(ReadBack).where(ReadBack.batch_id == batch_id).order_by(ReadBack.started_at, ReadBack.id)
    ).all()
