"""Where a document goes when its last open job closes. Touches the world.

Called inside the transaction that closes the job, with the document's row locked: exactly one closing job
sees no other open job and moves the document on.
"""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ingest.jobs import send_document
from ingest.stages import READING_JOBS, RENDER_JOBS, STAGES, JobKind, route_codes
from storage.errors import Deficiency
from storage.ids import new_id
from storage.ledger.document_states import DocumentState
from storage.ledger.documents import lock_document, move
from storage.ledger.jobs import cancel_open_jobs, has_open_jobs
from storage.tables import Document, DocumentDeficiency, DocumentPage, Job, Reading

S = DocumentState
BELT = "belt"  # the actor of moves that no person made


def close_job(session: Session, job: Job) -> None:
    """Move the job's document on, if this was its last open job. Coding jobs have no document."""
    if JobKind(job.kind) is JobKind.FILE_CODING:
        return
    document = lock_document(session, job.subject_id)
    session.flush()
    if has_open_jobs(session, document.id):
        return
    kind = JobKind(job.kind)
    if kind in READING_JOBS and document.state == S.READING:
        _after_reading(session, document)
    elif kind is JobKind.SUGGEST_CODES and document.state == S.READING:
        move(session, document, S.AWAITING_REVIEW, actor=BELT)
    elif kind in RENDER_JOBS and document.state == S.RENDERING:
        send_document(session, document, JobKind.FILE_DOCUMENT, {"version": job.payload["version"]})
    elif kind is JobKind.FILE_DOCUMENT and document.state == S.FILING:
        move(session, document, S.FILED, actor=BELT)


def _after_reading(session: Session, document: Document) -> None:
    units = [document.id]
    if document.kind == "chart":
        units = list(
            session.scalars(select(DocumentPage.page_id).where(DocumentPage.document_id == document.id))
        )
    count, words, doubtful = session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(Reading.word_count), 0),
            func.coalesce(func.sum(Reading.doubtful_words), 0),
        ).where(Reading.unit_id.in_(units), Reading.reading_no == document.reading_no)
    ).one()
    document.word_count, document.doubtful_words = words, doubtful
    if count == 0:
        note = "Nothing of this document could be read. Scan or record it again, or try again"
        move(session, document, S.NEEDS_ATTENTION, actor=BELT, reason_code="ingest.nothing_read", note=note)
    elif route_codes(document.route):
        send_document(session, document, JobKind.SUGGEST_CODES, {"revision": document.revision})
    else:
        move(session, document, S.AWAITING_REVIEW, actor=BELT)


def fail_for_good(session: Session, job: Job, *, error_code: str, note: str) -> None:
    """Turn a parked job into a stop (essential work) or into a deficiency (the document goes on)."""
    kind = JobKind(job.kind)
    if kind is JobKind.FILE_CODING:
        return  # the parked job itself is what the status page lists
    stage = STAGES[kind]
    document = lock_document(session, job.subject_id)
    if stage.essential:
        if document.state in (S.NEEDS_ATTENTION, S.REJECTED, S.WITHDRAWN, S.FILED):
            return
        move(session, document, S.NEEDS_ATTENTION, actor=BELT, reason_code=error_code, note=note)
        return
    add_deficiencies(session, document, _losses(session, job, document, stage.loss, note))
    close_job(session, job)


def _losses(session: Session, job: Job, document: Document, kind: str, note: str) -> list[Deficiency]:
    if JobKind(job.kind) is not JobKind.READ_PAGES:
        return [Deficiency(kind, note)]
    first, count = int(job.payload["first"]), int(job.payload["count"])
    missing = session.scalars(
        select(DocumentPage.position)
        .outerjoin(
            Reading,
            (Reading.unit_id == DocumentPage.page_id) & (Reading.reading_no == document.reading_no),
        )
        .where(
            DocumentPage.document_id == document.id,
            DocumentPage.position >= first,
            DocumentPage.position < first + count,
            Reading.unit_id.is_(None),
        )
    )
    return [Deficiency("page_not_read", note, page_number=position + 1) for position in missing]


def add_deficiencies(
    session: Session,
    document: Document,
    found: list[Deficiency],
    *,
    page_id: str | None = None,
    asked_anew: bool = False,
) -> None:
    """Write deficiencies of the document's current reading, each once.

    `asked_anew`: what a person decided about the same one before does not answer it now.
    """
    known = {
        (row.kind, row.page_number, row.start_s, row.note)
        for row in session.scalars(
            select(DocumentDeficiency).where(
                DocumentDeficiency.document_id == document.id,
                DocumentDeficiency.reading_no == document.reading_no,
            )
        )
        if not (asked_anew and row.acknowledged_at)
    }
    for one in found:
        if (one.kind, one.page_number, one.start_s, one.note) not in known:
            session.add(
                DocumentDeficiency(
                    id=new_id(),
                    document_id=document.id,
                    reading_no=document.reading_no,
                    page_id=page_id,
                    kind=one.kind,
                    note=one.note,
                    page_number=one.page_number,
                    start_s=one.start_s,
                    end_s=one.end_s,
                )
            )


def reject(session: Session, document_id: str, *, error_code: str, note: str) -> None:
    """Take a document off the belt for good, bytes kept, listed until a person has seen it."""
    document = lock_document(session, document_id)
    cancel_open_jobs(session, document_id)
    move(session, document, S.REJECTED, actor=BELT, reason_code=error_code, note=note)


def ask_human(session: Session, document_id: str, *, error_code: str, note: str) -> None:
    """Stop a document until a person unblocks it; it goes on where it stopped."""
    document = lock_document(session, document_id)
    move(session, document, S.NEEDS_ATTENTION, actor=BELT, reason_code=error_code, note=note)
