"""Putting a stage's job on the belt. Touches the world."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from ingest.stages import STAGES, JobKind
from storage.ledger.jobs import insert_job
from storage.tables import Document, Job


def send_document(
    session: Session, document: Document, kind: JobKind, payload: dict[str, Any] | None = None
) -> Job:
    """A new job of this kind for the document, with the document's priority and due time."""
    return insert_job(
        session,
        kind=kind,
        queue=STAGES[kind].queue,
        subject_id=document.id,
        payload={"reading_no": document.reading_no, **(payload or {})},
        priority=document.priority,
        due_at=document.due_at,
    )


def send_coding(session: Session, case_id: str, *, version: int, priority: int) -> Job:
    """A job that files the final coding of a case."""
    return insert_job(
        session,
        kind=JobKind.FILE_CODING,
        queue=STAGES[JobKind.FILE_CODING].queue,
        subject_id=case_id,
        payload={"version": version},
        priority=priority,
    )
