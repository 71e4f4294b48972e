"""How far documents are, for people who wait for them. Touches the world: asks the database."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from storage.ledger.document_states import DocumentState
from storage.ledger.jobs import JobState
from storage.tables import Document, DocumentPage, Job, Reading

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.database import Database

S = DocumentState
STOPPED_STATES = frozenset({S.NEEDS_ATTENTION, S.REJECTED, S.WITHDRAWN})
UNREAD_STATES = frozenset({S.RECEIVED, S.SPLITTING, S.READING})
NOTHING_MOVES = (
    "Nothing has moved for half a minute. Does Chartscribe run (`chartscribe up`)? Ctrl-C stops waiting."
)
_POLL_S = 0.5
_STANDSTILL_S = 30.0

# What people see, never the words of the ledger (DESIGN §4)
PLAIN_STATE = {
    S.RECEIVED: "received",
    S.SPLITTING: "being opened",
    S.READING: "being read",
    S.AWAITING_REVIEW: "waiting for review",
    S.IN_REVIEW: "being reviewed",
    S.VERIFIED: "being filed",
    S.RENDERING: "being filed",
    S.FILING: "being filed",
    S.FILED: "filed",
    S.NEEDS_ATTENTION: "needs a look",
    S.REJECTED: "could not be taken",
    S.WITHDRAWN: "withdrawn",
}


@dataclass(frozen=True)
class DocumentProgress:
    """Where one document is and what its reading has given so far; counts are None until they are known."""

    document_id: str
    file_name: str
    kind: str
    state: DocumentState
    reason_code: str | None
    reason: str | None
    page_count: int | None
    pages_read: int
    duration_s: float | None
    word_count: int | None
    doubtful_words: int | None
    suggestion_count: int | None
    tries_again: bool

    @property
    def is_settled(self) -> bool:
        """True when the machines have nothing to do before a person looks."""
        return self.state not in UNREAD_STATES

    @property
    def has_stopped(self) -> bool:
        """True when it did not come through: a person has to look, or it was given up."""
        return self.state in STOPPED_STATES

    @property
    def plain_state(self) -> str:
        """The state in words for people, with the pages read so far."""
        if self.tries_again and not self.is_settled:
            return "trying again by itself"
        if self.state is S.READING and self.page_count:
            return f"being read, {self.pages_read} of {self.page_count} pages"
        return PLAIN_STATE[self.state]


def progress_of(session: Session, document_ids: Sequence[str]) -> list[DocumentProgress]:
    """The progress of each document, in the order asked for; unknown ids are left out."""
    rows = {row.id: row for row in session.scalars(select(Document).where(Document.id.in_(document_ids)))}
    pages_read = dict(
        session.execute(
            select(DocumentPage.document_id, func.count())
            .join(Document, Document.id == DocumentPage.document_id)
            .join(
                Reading,
                (Reading.unit_id == DocumentPage.page_id) & (Reading.reading_no == Document.reading_no),
            )
            .where(DocumentPage.document_id.in_(document_ids))
            .group_by(DocumentPage.document_id)
        ).all()
    )
    retried = set(
        session.scalars(
            select(Job.subject_id).where(
                Job.subject_id.in_(document_ids), Job.state == JobState.READY, Job.not_before.is_not(None)
            )
        )
    )
    return [
        _progress(rows[one], pages_read.get(one, 0), tries_again=one in retried)
        for one in document_ids
        if one in rows
    ]


def _progress(row: Document, pages_read: int, *, tries_again: bool) -> DocumentProgress:
    return DocumentProgress(
        document_id=row.id,
        file_name=row.file_name,
        kind=row.kind,
        state=DocumentState(row.state),
        reason_code=row.reason_code,
        reason=row.reason,
        page_count=row.page_count,
        pages_read=pages_read,
        duration_s=row.duration_s,
        word_count=row.word_count,
        doubtful_words=row.doubtful_words,
        suggestion_count=row.suggestion_count,
        tries_again=tries_again,
    )


def telling_when_nothing_moves(
    say: Callable[[str], None], *, clock: Callable[[], float] = time.monotonic
) -> Callable[[list[DocumentProgress]], None]:
    """A `seen` for `wait_until_settled` that says `NOTHING_MOVES` once for every standstill of 30 s."""
    last: list[DocumentProgress] = []
    moved_at_s: float | None = None

    def see(documents: list[DocumentProgress]) -> None:
        nonlocal last, moved_at_s
        now_s = clock()
        if documents != last:
            last, moved_at_s = documents, now_s
        elif moved_at_s is not None and now_s - moved_at_s > _STANDSTILL_S:
            moved_at_s = None  # said; silent until something moves
            say(NOTHING_MOVES)

    return see


def wait_until_settled(
    database: Database,
    document_ids: Sequence[str],
    *,
    seen: Callable[[list[DocumentProgress]], None],
    deadline_s: float | None = None,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> list[DocumentProgress]:
    """The progress when every document is settled, or when `deadline_s` has passed; `seen` gets each look."""
    started = clock()
    while True:
        with database.read() as session:
            progress = progress_of(session, document_ids)
        seen(progress)
        late = deadline_s is not None and clock() - started > deadline_s
        if late or all(document.is_settled for document in progress):
            return progress
        sleep(_POLL_S)
