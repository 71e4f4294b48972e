"""What the supervisor's board shows. Touches the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from ingest.sampling.lots import OPEN, batches_to_sample
from ingest.scanner_watch.drift import Drift, drifting
from review_ui.backlog import WINDOW_DAYS, Backlog, DayOfWork, backlog
from storage.database import database_now
from storage.ledger.balance import ledger_balance
from storage.ledger.document_states import FINAL_STATES
from storage.ledger.document_states import DocumentState as S
from storage.tables import Batch, Document, DocumentDeficiency, FiledRecordRow, SampleLot

# class of the count, in words, the list that holds these documents
_PARTS = (
    ("filed", "filed", "filed"),
    ("in_progress", "working", "belt"),
    ("waiting", "waiting", "waiting"),
    ("withdrawn", "withdrawn", "withdrawn"),
    ("rejected", "could not be used", "refused"),
)
_WAITING = (S.AWAITING_REVIEW, S.IN_REVIEW)
_ENDED = (*FINAL_STATES, S.FILED)
_BATCH_WORDS = (
    ("prepared", "Counted, not scanned"),
    ("scanning", "Being scanned"),
    ("scanned", "Scanned, images not checked"),
    ("checked", "Images checked, to be indexed"),
    ("indexed", "Indexed, to be finished"),
)


@dataclass(frozen=True)
class Part:
    """One term of the sum: its words, its number and the list that shows it."""

    words: str
    number: int
    href: str


@dataclass(frozen=True)
class Board:
    """The whole board."""

    came_in: int
    parts: tuple[Part, ...]
    balanced: bool
    backlog: Backlog
    drifts: tuple[Drift, ...]
    work: tuple[Part, ...]
    batches: tuple[Part, ...]
    made_at: datetime


def read_board(session: Session, site_id: str, zone: ZoneInfo) -> Board:
    """The board as of now."""
    now = database_now(session)
    balance = ledger_balance(session)
    left = balance["in_progress"] + balance["waiting"]
    return Board(
        came_in=balance["accepted"],
        parts=tuple(
            Part(words, balance[key], f"/?shown={shown}")
            for key, words, shown in _PARTS
            if balance[key] or key != "rejected"
        ),
        balanced=balance["balanced"],
        backlog=backlog(left, _days_of_work(session, now, zone), today=now.astimezone(zone).date()),
        drifts=tuple(drifting(session, site_id, now=now)),
        work=_work(session, site_id),
        batches=_batches(session, site_id),
        made_at=now,
    )


def _days_of_work(session: Session, now: datetime, zone: ZoneInfo) -> list[DayOfWork]:
    """The whole days before today on which anything was filed for the first time."""
    today = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    since = today - timedelta(days=WINDOW_DAYS)
    filed = session.scalars(
        select(FiledRecordRow.filed_at).where(
            FiledRecordRow.version == 1, FiledRecordRow.filed_at >= since, FiledRecordRow.filed_at < today
        )
    )
    came_in = session.scalars(
        select(Document.received_at).where(Document.received_at >= since, Document.received_at < today)
    )
    done, new = _by_day(filed, zone), _by_day(came_in, zone)
    return [DayOfWork(day, done[day], new[day]) for day in sorted(done)]


def _by_day(moments: Iterable[datetime], zone: ZoneInfo) -> Counter[date]:
    return Counter(moment.astimezone(zone).date() for moment in moments)


def _work(session: Session, site_id: str) -> tuple[Part, ...]:
    """What people have to do besides checking, with its number: nothing of it is free."""
    here = Document.site_id == site_id
    mrn = Document.claimed_fields["mrn"].as_string()
    nobody = here & Document.state.in_(_WAITING) & Document.patient_confirmed_by.is_(None)
    samples = batches_to_sample(session, site_id)
    open_samples = select(func.count()).where(SampleLot.site_id == site_id, SampleLot.state == OPEN)
    return (
        Part("Pages to be scanned again", _rescans(session, site_id), "/batches"),
        Part(
            "Charts without a number (MRN)", _count(session, nobody & or_(mrn.is_(None), mrn == "")), "/who"
        ),
        Part("Charts whose patient nobody has confirmed", _count(session, nobody), "/who"),
        Part(
            "Charts that need a look",
            _count(session, here & (Document.state == S.NEEDS_ATTENTION)),
            "/status",
        ),
        Part("Samples to draw", sum(one.is_ready for one in samples), "/samples"),
        Part("Samples that have not ended", session.scalar(open_samples) or 0, "/samples"),
    )


def _count(session: Session, condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Document).where(condition)) or 0


def _rescans(session: Session, site_id: str) -> int:
    """Pages that should be scanned again and that nobody has decided about."""
    pages = (
        select(func.count(func.distinct(DocumentDeficiency.page_id)))
        .join(Document, Document.id == DocumentDeficiency.document_id)
        .where(
            Document.site_id == site_id,
            Document.state.not_in(_ENDED),
            DocumentDeficiency.kind == "rescan_wanted",
            DocumentDeficiency.reading_no == Document.reading_no,
            DocumentDeficiency.acknowledged_at.is_(None),
        )
    )
    return session.scalar(pages) or 0


def _batches(session: Session, site_id: str) -> tuple[Part, ...]:
    rows = session.execute(
        select(Batch.state, func.count())
        .where(Batch.site_id == site_id, Batch.state.is_not(None))
        .group_by(Batch.state)
    )
    numbers: dict[str | None, int] = {state: number for state, number in rows}
    return tuple(
        Part(words, numbers.get(state, 0), f"/batches?state={state}") for state, words in _BATCH_WORDS
    )
