"""How work flows: what came in, was filed, waits and is late, by stage and hour. Touches the database.

Everything comes from the custody lines of the last day and from what is open now; what waited at the end of
an hour is what waits now, less what came after that hour, plus what went.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.ledger.document_states import DocumentState as S
from storage.tables import Document, DocumentEventRow

HOURS = 24
_HOUR = timedelta(hours=1)
_READ = (S.RECEIVED, S.SPLITTING, S.READING)
_CHECK = (S.AWAITING_REVIEW, S.IN_REVIEW)
_FILE = (S.VERIFIED, S.RENDERING, S.FILING)
_ENDS = (S.FILED, S.WITHDRAWN, S.REJECTED)
# in the order of the belt: (name, states, kind; "": of any)
STAGES: tuple[tuple[str, tuple[S, ...], str], ...] = (
    ("Reading charts", _READ, "chart"),
    ("Writing down dictations", _READ, "dictation"),
    ("Checking charts", _CHECK, "chart"),
    ("Checking dictations", _CHECK, "dictation"),
    ("Filing", _FILE, ""),
    ("Needs a look", (S.NEEDS_ATTENTION,), ""),
)


@dataclass(frozen=True)
class StageHours:
    """One stage, hour by hour: what came into it, what left it, what waited in it at the hour's end."""

    name: str
    came: tuple[int, ...]
    left: tuple[int, ...]
    waiting: tuple[int, ...]
    waiting_now: int
    overdue_now: int


@dataclass(frozen=True)
class Flow:
    """The last day of the whole belt; `hours` are the starts of its hours, the running one last."""

    hours: tuple[datetime, ...]
    came_in: tuple[int, ...]
    filed: tuple[int, ...]
    overdue: tuple[int, ...]  # at each hour's end
    stages: tuple[StageHours, ...]


def flow_of_the_day(session: Session, *, now: datetime, zone: ZoneInfo) -> Flow:
    """The last HOURS hours, whole hours of the site's clock."""
    begun = now.astimezone(zone).replace(minute=0, second=0, microsecond=0)
    hours = tuple(begun - _HOUR * back for back in range(HOURS - 1, -1, -1))
    moves = session.execute(
        select(
            DocumentEventRow.at,
            DocumentEventRow.from_state,
            DocumentEventRow.to_state,
            Document.kind,
            Document.due_at,
        )
        .join(Document, Document.id == DocumentEventRow.document_id)
        .where(
            DocumentEventRow.at >= hours[0],
            DocumentEventRow.to_state.is_not(None),
        )
    ).all()
    came: Counter[tuple[str, int]] = Counter()
    left: Counter[tuple[str, int]] = Counter()
    whole: Counter[tuple[str, int]] = Counter()
    ended: list[tuple[datetime, datetime]] = []
    for at, before, after, kind, due_at in moves:
        hour = min(HOURS - 1, int((at - hours[0]) / _HOUR))
        old, new = _stage(before, kind), _stage(after, kind)
        if old != new:
            came[new, hour] += 1
            left[old, hour] += 1
        if before is None:
            whole["in", hour] += 1
        if after == S.FILED:
            whole["filed", hour] += 1
        if after in _ENDS and due_at is not None:
            ended.append((at, due_at))
    return Flow(
        hours,
        tuple(whole["in", hour] for hour in range(HOURS)),
        tuple(whole["filed", hour] for hour in range(HOURS)),
        _overdue(session, hours, now, ended),
        _stages(session, now, came, left),
    )


def _stage(state: str | None, kind: str) -> str:
    """The stage's name; "" outside of all."""
    for name, states, of_kind in STAGES:
        if state in states and of_kind in ("", kind):
            return name
    return ""


def _overdue(
    session: Session, hours: tuple[datetime, ...], now: datetime, ended: list[tuple[datetime, datetime]]
) -> tuple[int, ...]:
    """What was due and not done at each hour's end: of what is open now, and of what has ended since then."""
    open_states = [state.value for _, states, _ in STAGES for state in states]
    due = session.scalars(
        select(Document.due_at).where(Document.state.in_(open_states), Document.due_at <= now)
    )
    still = sorted(one for one in due if one is not None)
    ends = [min(now, hour + _HOUR) for hour in hours]
    return tuple(bisect_right(still, end) + sum(due_at <= end < at for at, due_at in ended) for end in ends)


def _stages(
    session: Session, now: datetime, came: Counter[tuple[str, int]], left: Counter[tuple[str, int]]
) -> tuple[StageHours, ...]:
    open_now = select(Document.state, Document.kind, func.count()).group_by(Document.state, Document.kind)
    open_now = open_now.where(Document.state.in_([one.value for _, states, _ in STAGES for one in states]))
    waiting: Counter[str] = Counter()
    overdue: Counter[str] = Counter()
    for state, kind, number in session.execute(open_now):
        waiting[_stage(state, kind)] += number
    for state, kind, number in session.execute(open_now.where(Document.due_at <= now)):
        overdue[_stage(state, kind)] += number
    return tuple(_one_stage(name, came, left, waiting[name], overdue[name]) for name, _, _ in STAGES)


def _one_stage(
    name: str,
    came: Counter[tuple[str, int]],
    left: Counter[tuple[str, int]],
    waiting_now: int,
    overdue_now: int,
) -> StageHours:
    waiting = [waiting_now]
    for hour in range(HOURS - 1, 0, -1):
        waiting.insert(0, max(0, waiting[0] - came[name, hour] + left[name, hour]))
    return StageHours(
        name,
        tuple(came[name, hour] for hour in range(HOURS)),
        tuple(left[name, hour] for hour in range(HOURS)),
        tuple(waiting),
        waiting_now,
        overdue_now,
    )
