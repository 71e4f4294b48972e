"""Where a document goes when its last open job closes. Touches the world.

Called inside the transaction that closes the job, with the document's row locked: exactly one closing job
sees no other open job and moves the document on.
"""

from __future__ import annotations

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from ingest.jobs import send_document
from ingest.page_verdicts import PAGE_CHECK, after_reading_verdicts, foreign_pages
from ingest.stages import (
    CASE_JOBS,
    READING_JOBS,
    RENDER_JOBS,
    SCAN_JOBS,
    STAGES,
    JobKind,
    chunk_of,
    route_codes,
)
from storage.errors import Deficiency
from storage.ids import new_id
from storage.ledger.document_states import DocumentState
from storage.ledger.documents import lock_document, move
from storage.ledger.jobs import cancel_open_jobs, has_open_jobs
from storage.page_order import PAGE_NOT_READ
from storage.tables import Artifact, Document, DocumentDeficiency, DocumentPage, Job, Patient, Reading

S = DocumentState
BELT = "belt"  # the actor of moves that no person made


def close_job(session: Session, job: Job) -> None:
    """Move the job's document on, if this was its last open job. Coding jobs have no document."""
    if JobKind(job.kind) in CASE_JOBS:
        return
    document = lock_document(session, job.subject_id)
    session.flush()
    if has_open_jobs(session, document.id):
        return
    kind = JobKind(job.kind)
    if kind in SCAN_JOBS and document.state == S.SPLITTING:
        _after_looking(session, document, kind)
    elif kind in READING_JOBS and document.state == S.READING:
        _after_reading(session, document)
    elif kind is JobKind.SUGGEST_CODES and document.state == S.READING:
        move(session, document, S.AWAITING_REVIEW, actor=BELT)
    elif kind in RENDER_JOBS and document.state == S.RENDERING:
        send_document(session, document, JobKind.FILE_DOCUMENT, {"version": job.payload["version"]})
    elif kind is JobKind.FILE_DOCUMENT and document.state == S.FILING:
        move(session, document, S.FILED, actor=BELT)


def _after_looking(session: Session, document: Document, kind: JobKind) -> None:
    """All pages were looked at: split the document; it was split, or could not be: read it."""
    if kind is JobKind.CHECK_PAGES:
        send_document(session, document, JobKind.SPLIT_CHART)
    else:
        start_reading(session, document)


def start_reading(session: Session, document: Document) -> None:
    """Move a document whose pages are known to its reading, in chunks."""
    pages = select(func.count()).where(DocumentPage.document_id == document.id)
    move(session, document, S.READING, actor=BELT)
    for first, count in chunk_of(session.scalar(pages) or 0):
        send_document(session, document, JobKind.READ_PAGES, {"first": first, "count": count})


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
    if document.kind == "chart":
        add_deficiencies(session, document, after_reading_verdicts(session, document))
        _stop_foreign_pages(session, document)
    if count == 0:
        note = "Nothing of this document could be read. Scan or record it again, or try again"
        move(session, document, S.NEEDS_ATTENTION, actor=BELT, reason_code="ingest.nothing_read", note=note)
    elif route_codes(document.route):
        send_document(session, document, JobKind.SUGGEST_CODES, {"revision": document.revision})
    else:
        move(session, document, S.AWAITING_REVIEW, actor=BELT)


def _stop_foreign_pages(session: Session, document: Document) -> None:
    """Pages that were read after the patient was chosen: a page scanned again may be somebody else's."""
    patient = session.get(Patient, document.patient_id) if document.patient_confirmed_by else None
    for found, page_id in foreign_pages(session, document, patient) if patient else ():
        add_deficiencies(session, document, [found], page_id=page_id)


def fail_for_good(session: Session, job: Job, *, error_code: str, note: str) -> None:
    """Turn a parked job into a stop (essential work) or into a deficiency (the document goes on)."""
    kind = JobKind(job.kind)
    if kind in CASE_JOBS:
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
    """One loss a page that the job was to read or to look at and did not; one for work on the whole."""
    done: Select[str]
    if JobKind(job.kind) is JobKind.READ_PAGES:
        done = select(Reading.unit_id).where(Reading.reading_no == document.reading_no)
        kind = PAGE_NOT_READ
    elif JobKind(job.kind) is JobKind.CHECK_PAGES:
        made = select(Artifact.subject_id)
        done = made.where(Artifact.kind == PAGE_CHECK, Artifact.version == document.reading_no)
    else:
        return [Deficiency(kind, note)]
    first, count = int(job.payload["first"]), int(job.payload["count"])
    missing = session.scalars(
        select(DocumentPage.position).where(
            DocumentPage.document_id == document.id,
            DocumentPage.position >= first,
            DocumentPage.position < first + count,
            DocumentPage.page_id.not_in(done),
        )
    )
    return [Deficiency(kind, note, page_number=position + 1) for position in missing]


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
