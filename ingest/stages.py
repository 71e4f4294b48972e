"""The conveyor as a table: each kind of job, the task that does it, its queue, and what it moves. Pure.

Tasks are named by string, so that a worker imports only its own queue's libraries; a test resolves each name.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from storage.ledger.document_states import DocumentState

S = DocumentState


class JobKind(StrEnum):
    """Every kind of work on the belt."""

    OPEN_CHART = "open_chart"
    CHECK_PAGES = "check_pages"
    SPLIT_CHART = "split_chart"
    GATHER_PAGES = "gather_pages"
    READ_PAGES = "read_pages"
    READ_DICTATION = "read_dictation"
    SUGGEST_CODES = "suggest_codes"
    SUGGEST_AGAIN = "suggest_again"
    RENDER_CHART = "render_chart"
    RENDER_DICTATION = "render_dictation"
    FILE_DOCUMENT = "file_document"
    FILE_CODING = "file_coding"


@dataclass(frozen=True)
class Stage:
    """One row of the conveyor.

    `moves` are the states that claiming the job leads a document through, each entered only from the one
    before it. `essential` work that fails for good stops the document; other work leaves a deficiency.
    """

    task: str
    queue: str
    moves: tuple[DocumentState, ...] = ()
    essential: bool = True
    loss: str = ""  # the deficiency's kind when work that is not essential fails for good


STAGES: dict[JobKind, Stage] = {
    JobKind.OPEN_CHART: Stage("ocr.scan_check.tasks.open_chart", "scan", (S.RECEIVED, S.SPLITTING)),
    JobKind.CHECK_PAGES: Stage(
        "ocr.scan_check.tasks.check_pages", "scan", (S.SPLITTING,), essential=False, loss="page_not_checked"
    ),
    JobKind.SPLIT_CHART: Stage(
        "ocr.scan_check.tasks.split_chart",
        "scan",
        (S.SPLITTING,),
        essential=False,
        loss="separators_not_sought",
    ),
    JobKind.GATHER_PAGES: Stage(
        "ocr.scan_check.tasks.gather_pages", "scan", essential=False, loss="own_pages_not_gathered"
    ),
    JobKind.READ_PAGES: Stage("ocr.tasks.read_pages", "ocr", essential=False, loss="pages_not_read"),
    JobKind.READ_DICTATION: Stage(
        "transcribe.tasks.read_dictation", "transcribe", (S.RECEIVED, S.SPLITTING, S.READING)
    ),
    JobKind.SUGGEST_CODES: Stage(
        "nlp.tasks.suggest_codes", "nlp", essential=False, loss="codes_not_suggested"
    ),
    JobKind.SUGGEST_AGAIN: Stage("nlp.tasks.suggest_again", "nlp", essential=False),
    JobKind.RENDER_CHART: Stage("ocr.tasks.render_chart", "ocr", (S.VERIFIED, S.RENDERING)),
    JobKind.RENDER_DICTATION: Stage(
        "transcribe.tasks.render_dictation", "transcribe", (S.VERIFIED, S.RENDERING)
    ),
    JobKind.FILE_DOCUMENT: Stage("ingest.tasks.file_document", "filing", (S.RENDERING, S.FILING)),
    JobKind.FILE_CODING: Stage("ingest.tasks.file_coding", "filing"),
}

PAGES_PER_JOB = 8  # a page takes 1 to 10 s: a chunk stays far under 10 minutes
PAGES_PER_CHECK = 40  # a page's image is looked at in a second or less
FIRST_JOB = {"chart": JobKind.OPEN_CHART, "dictation": JobKind.READ_DICTATION}
RENDER_JOB = {"chart": JobKind.RENDER_CHART, "dictation": JobKind.RENDER_DICTATION}
SCAN_JOBS = frozenset({JobKind.CHECK_PAGES, JobKind.SPLIT_CHART})
READING_JOBS = frozenset({JobKind.READ_PAGES, JobKind.READ_DICTATION, JobKind.GATHER_PAGES})
RENDER_JOBS = frozenset(RENDER_JOB.values())
CASE_JOBS = frozenset({JobKind.SUGGEST_AGAIN, JobKind.FILE_CODING})  # of a coding case: no document moves

ROUTES = ("archive", "key_fields", "full")


def belongs(kind: JobKind, state: DocumentState) -> bool:
    """True when work of this kind is done on documents in this state."""
    return state in (STAGES[kind].moves or (S.READING,))


def chunk_of(page_count: int, *, most: int = PAGES_PER_JOB) -> list[tuple[int, int]]:
    """(first page, number of pages) of each reading job, or of other work on at most `most` pages a job.

    Short charts are cut finer, so that several workers read them side by side.
    """
    size = min(most, max(1, page_count // 4))
    return [(first, min(size, page_count - first)) for first in range(0, page_count, size)]


def route_codes(route: str) -> bool:
    """True when documents on this route are coded (DESIGN §2: archive and key fields are not)."""
    return route == "full"
