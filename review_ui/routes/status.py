"""The state of the whole belt in plain words, and work that stopped. Touches the database."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.interventions import CannotInterveneError, try_job_again
from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.cases import visible_case
from review_ui.copy_views import safe_copy_view
from review_ui.permissions import Permission
from review_ui.rendering import go_to, render
from review_ui.visibility import visible_to
from review_ui.worklist_rows import WorklistRow, document_row, document_statement
from review_ui.workplace import workplace
from storage.database import database_now
from storage.ledger.balance import ledger_balance
from storage.ledger.document_states import DocumentState
from storage.ledger.jobs import JobState
from storage.tables import CodingCase, Document, Job

router = guarded_router()

_QUEUE_WORDS = {
    "scan": "Looking at scans",
    "ocr": "Reading charts",
    "transcribe": "Writing down dictations",
    "nlp": "Suggesting codes",
    "filing": "Filing",
}
# (class of the ledger, in words, the list that holds these documents)
_CLASS_WORDS = (
    ("filed", "Filed", "filed"),
    ("in_progress", "On its way", "belt"),
    ("waiting", "Waiting for a person", "waiting"),
    ("withdrawn", "Withdrawn", "withdrawn"),
    ("rejected", "Could not be used", "refused"),
)


@router.get("/status", name="status", include_in_schema=False)
def status_page(request: Request, user: Annotated[CurrentUser, require(Permission.SEE_STATUS)]) -> Response:
    """The page."""
    return render(request, "status/page.html", **_read(request, user))


@router.get("/status/live", name="status_live", include_in_schema=False)
def status_live(
    request: Request, user: Annotated[CurrentUser, require(Permission.SEE_STATUS, passive=True)]
) -> Response:
    """The page's changing part alone: the live update."""
    return render(request, "status/live.html", **_read(request, user))


@router.post("/status/jobs/{job_id}/try-again", name="job_try_again", include_in_schema=False)
def job_tried_again(
    request: Request, job_id: str, user: Annotated[CurrentUser, require(Permission.MEND)]
) -> Response:
    """Let the stopped filing of a coding run again."""
    with workplace(request).database.write() as session:
        job = session.get(Job, job_id)
        visible_case(session, user, job.subject_id if job else "")
        if job is None or job.state != JobState.PARKED:
            raise CannotInterveneError("This work has not stopped")
        try_job_again(session, job, actor=user.actor)
    return go_to("/status", done="trying_again")


def _read(request: Request, user: CurrentUser) -> dict[str, Any]:
    with workplace(request).database.read() as session:
        balance = ledger_balance(session)
        return {
            "accepted": balance["accepted"],
            "balanced": balance["balanced"],
            "classes": [(words, balance[key], shown) for key, words, shown in _CLASS_WORDS],
            "queues": [(_QUEUE_WORDS[name], queue) for name, queue in balance["queues"].items()],
            "stopped": _stopped(session, user),
            "stopped_codings": _stopped_codings(session),
            "safe_copy": safe_copy_view(session),
        }


def _stopped(session: Session, user: CurrentUser) -> list[WorklistRow]:
    now = database_now(session)
    rows = session.execute(
        document_statement()
        .where(visible_to(user), Document.state == DocumentState.NEEDS_ATTENTION)
        .order_by(Document.priority, Document.received_at)
        .limit(100)
    )
    return [document_row(row, opens="document", user=user, now=now) for row in rows]


def _stopped_codings(session: Session) -> list[tuple[str, str, str]]:
    """(job id, case id, error code) of each coding whose filing stopped."""
    rows = session.execute(
        select(Job.id, Job.subject_id, Job.error_code)
        .join(CodingCase, CodingCase.id == Job.subject_id)
        .where(Job.state == JobState.PARKED)
        .order_by(Job.id)
    )
    return [(job_id, case_id, code or "") for job_id, case_id, code in rows]
