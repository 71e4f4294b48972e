"""`run_stage`: claim a job, do its work, and alone decide what happens next. Touches the world.

A task is a few lines inside it; everything below a task is a pure function of bytes and options.
"""

from __future__ import annotations

import itertools
import logging
import random
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.belt import Belt
from ingest.heartbeat import beating
from ingest.roll_up import BELT, ask_human, close_job, fail_for_good, reject
from ingest.shutdown import running_job
from ingest.stages import CASE_JOBS, STAGES, JobKind
from storage.errors import Disposition, ServiceError
from storage.ledger.document_states import DocumentState
from storage.ledger.documents import lock_document, lock_source, move
from storage.ledger.jobs import JobState, claim, extend_lease, finish, hand_back, park, retry_later
from storage.tables import Document, DocumentPage, Job, Page

log = logging.getLogger(__name__)

BUG = "ingest.bug"
WORKER_LOST = "ingest.worker_lost"
STOPPED = "ingest.document_stopped"
_NOTES = {
    WORKER_LOST: "The program stopped again and again at this document. Try again, or withdraw it",
    BUG: "The program failed at this document. Try again; if it stays, send the log to those who maintain it",
}

Write = Callable[[Session], None]


@dataclass(frozen=True)
class StageRun:
    """One claimed job, its document as it was at the claim (None for coding), and the belt."""

    belt: Belt
    job: Job
    token: str
    document: Document | None
    progress: threading.Event = field(default_factory=threading.Event)  # set whenever a unit is written

    @property
    def chart_or_dictation(self) -> Document:
        """The job's document; a bug of ours when the job has none."""
        if self.document is None:
            raise ValueError("a coding job has no document")
        return self.document

    def write_unit(self, write: Write) -> bool:
        """Write one unit's rows now (a page as it ends); False when the job is no longer ours."""
        with self.belt.database.write() as session:
            _lock_subject(session, self.job)
            lease_s = self.belt.settings.running_lease_s
            if not extend_lease(session, self.job.id, self.token, lease_s=lease_s):
                return False
            write(session)
        self.progress.set()
        return True


Work = Callable[[StageRun], Write | None]


def run_stage(belt: Belt, job_id: str, token: str, work: Work) -> None:
    """Do the job if it is still ours; a message delivered twice, or late, changes nothing."""
    run = _claim(belt, job_id, token)
    if run is None:
        return
    log.info("job %s (%s) started, attempt %d", job_id, run.job.kind, run.job.attempts)
    try:
        with (
            beating(belt, job_id, token, progress=run.progress),
            running_job(on_stop=lambda: _hand_back(belt, job_id, token)),
        ):
            write = work(run)
        _finish(run, write)
    except ServiceError as failure:
        log.warning("job %s (%s) met %s", job_id, run.job.kind, failure.code)
        _settle(run, failure)
    except Exception as bug:  # the one place that turns a bug of ours into a retry
        kind, name = run.job.kind, type(bug).__name__
        log.error("job %s (%s) hit a bug: %s\n%s", job_id, kind, name, _frames(bug))  # noqa: TRY400 - see _frames
        _retry(run, BUG, counts=True)


def _frames(bug: BaseException) -> str:
    # without the exception's own message, which may quote a patient's text
    return "".join(traceback.format_tb(bug.__traceback__))


def _lock_subject(session: Session, job: Job) -> None:
    """Lock the job's document and its bytes before the job itself, the order that everybody keeps.

    The bytes too: documents on the same bytes share their pages, and each page is written once.
    """
    if JobKind(job.kind) not in CASE_JOBS:
        document = lock_document(session, job.subject_id)
        scanned_again = select(Page.source_sha256).join(DocumentPage, DocumentPage.page_id == Page.id)
        of_pages = session.scalars(scanned_again.where(DocumentPage.document_id == document.id).distinct())
        for sha256 in sorted({document.source_sha256, *of_pages}):
            lock_source(session, sha256)


def _claim(belt: Belt, job_id: str, token: str) -> StageRun | None:
    settings = belt.settings
    with belt.database.write() as session:
        seen = session.get(Job, job_id)
        if seen is not None:
            _lock_subject(session, seen)
        job = claim(
            session, job_id, token, lease_s=settings.running_lease_s, max_attempts=settings.max_attempts
        )
        if job is None:
            log.info("job %s is not ours any more", job_id)
            return None
        if job.state == JobState.PARKED:
            code = job.error_code or WORKER_LOST
            log.warning("job %s (%s) is parked after %d attempts: %s", job_id, job.kind, job.attempts, code)
            fail_for_good(session, job, error_code=code, note=_NOTES.get(code, _NOTES[WORKER_LOST]))
            return None
        kind = JobKind(job.kind)
        if kind in CASE_JOBS:
            return StageRun(belt, job, token, None)
        document = lock_document(session, job.subject_id)
        if not _enter(session, document, kind):
            if document.state == DocumentState.NEEDS_ATTENTION:
                park(session, job_id, token, error_code=STOPPED)
            else:
                finish(session, job_id, token)
            return None
        session.flush()
        return StageRun(belt, job, token, document)


def _enter(session: Session, document: Document, kind: JobKind) -> bool:
    """Lead the document through the stage's moves; False when it is not where this work belongs."""
    moves = STAGES[kind].moves
    for before, after in itertools.pairwise(moves):
        if document.state == before:
            move(session, document, after, actor=BELT)
            document = lock_document(session, document.id)
    expected = moves[-1] if moves else DocumentState.READING
    return document.state == expected


def _finish(run: StageRun, write: Write | None) -> None:
    with run.belt.database.write() as session:
        _lock_subject(session, run.job)
        if not finish(session, run.job.id, run.token):
            log.warning("job %s was taken over by another worker; its result is dropped", run.job.id)
            return
        if write is not None:
            write(session)
        close_job(session, run.job)
    log.info("job %s (%s) done", run.job.id, run.job.kind)


def _settle(run: StageRun, failure: ServiceError) -> None:
    if failure.disposition is Disposition.RETRY:
        _retry(run, failure.code, counts=failure.counts_as_attempt)
        return
    note = f"{failure.message}. {failure.remedy}"
    with run.belt.database.write() as session:
        _lock_subject(session, run.job)
        if not park(session, run.job.id, run.token, error_code=failure.code):
            return
        if run.document is None or not STAGES[JobKind(run.job.kind)].essential:
            fail_for_good(session, run.job, error_code=failure.code, note=note)
        elif failure.disposition is Disposition.REJECT:
            reject(session, run.document.id, error_code=failure.code, note=note)
        else:
            ask_human(session, run.document.id, error_code=failure.code, note=note)


def _retry(run: StageRun, code: str, *, counts: bool) -> None:
    delays = run.belt.settings.retry_delays_s
    delay_s = delays[min(run.job.attempts, len(delays)) - 1] * random.uniform(0.8, 1.2)  # noqa: S311 - jitter
    with run.belt.database.write() as session:
        retry_later(session, run.job.id, run.token, delay_s=delay_s, error_code=code, counts=counts)


def _hand_back(belt: Belt, job_id: str, token: str) -> None:
    with belt.database.write() as session:
        hand_back(session, job_id, token)
    log.info("job %s handed back", job_id)
