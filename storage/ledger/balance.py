"""Does everything that was accepted still stand somewhere, exactly once? And how long are the queues?"""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.database import database_now
from storage.ledger.document_states import CLASS_OF, DocumentState, LedgerClass
from storage.ledger.jobs import OPEN_STATES, JobState
from storage.tables import Document, DocumentEventRow, Job

QUEUES = ("scan", "ocr", "transcribe", "nlp", "filing")


def ledger_balance(session: Session) -> dict[str, Any]:
    """The `chartscribe status` object: accepted, the five classes, balanced, and the queues.

    `accepted` is counted from the append-only custody lines, not from the documents, so that a lost document
    row shows.
    """
    accepted = session.scalar(
        select(func.count(func.distinct(DocumentEventRow.document_id))).where(
            DocumentEventRow.event == "received"
        )
    )
    counts = {ledger_class.value: 0 for ledger_class in LedgerClass}
    for state, number in session.execute(select(Document.state, func.count()).group_by(Document.state)):
        counts[CLASS_OF[DocumentState(state)].value] += number
    return {
        "accepted": accepted or 0,
        **counts,
        "balanced": (accepted or 0) == sum(counts.values()),
        "queues": queue_lengths(session),
    }


def queue_lengths(session: Session) -> dict[str, dict[str, Any]]:
    """For each queue: ready, dispatched, running, parked, and the age of its oldest open job in seconds."""
    now = database_now(session)
    lengths: dict[str, dict[str, Any]] = {
        queue: {"ready": 0, "dispatched": 0, "running": 0, "parked": 0, "oldest_s": 0.0} for queue in QUEUES
    }
    rows = session.execute(
        select(Job.queue, Job.state, func.count(), func.min(Job.created_at))
        .where(Job.queue.in_(QUEUES), Job.state.in_([*OPEN_STATES, JobState.PARKED]))
        .group_by(Job.queue, Job.state)
    )
    for queue, state, number, oldest in rows:
        entry = lengths[queue]
        entry[state] = number
        if state != JobState.PARKED:
            age_s = round((now - oldest).total_seconds(), 1)
            entry["oldest_s"] = max(entry["oldest_s"], age_s)
    return lengths
