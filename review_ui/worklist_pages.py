"""The worklists page by page, however long they are. Touches the database.

Order is the order of work: stat first, then what is due first (DESIGN §3 uses the same for the queues). Each
state of a list is cut from its index (`ix_document_work`, `ix_document_newest`) and the pieces are merged, so
a page costs what it shows and not what the list holds; the next page begins after the last row's key.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, Tuple, case, func, literal, select, tuple_, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from review_ui.auth import CurrentUser
from review_ui.case_rows import case_rows, count_cases
from review_ui.query_rows import count_queries, query_rows
from review_ui.visibility import visible_to
from review_ui.worklist_filters import Filters, conditions
from review_ui.worklist_rows import ROWS_SHOWN, WorklistRow, document_row, document_statement, pages_read
from review_ui.worklists import QUERIES, Worklist
from storage.database import UtcDateTime, database_now
from storage.tables import Document

KINDS = ("chart", "dictation", "unknown")


@dataclass(frozen=True)
class ListPage:
    """Rows of a list; `after` is the key with which the next page begins, '' when this is the last one."""

    rows: list[WorklistRow]
    after: str = ""


def list_counts(session: Session, user: CurrentUser, lists: Iterable[Worklist]) -> dict[str, int]:
    """How many rows each list has, by its key."""
    by_state = _counted_by_state(session, user)
    counts = {}
    for worklist in lists:
        if worklist.key == QUERIES:
            counts[worklist.key] = count_queries(session, user)
        elif not worklist.states:
            counts[worklist.key] = count_cases(session)
        elif worklist.holds is None:
            counts[worklist.key] = sum(
                number
                for (state, kind), number in by_state.items()
                if state in worklist.states and worklist.kind in ("", kind)
            )
        else:
            met = select(func.count()).select_from(Document).where(visible_to(user), *_holds(user, worklist))
            counts[worklist.key] = (
                session.scalar(met.where(Document.state.in_([one.value for one in worklist.states]))) or 0
            )
    return counts


def page_of_list(
    session: Session,
    user: CurrentUser,
    worklist: Worklist,
    wanted: Filters,
    *,
    zone: ZoneInfo,
    after: str = "",
    limit: int = ROWS_SHOWN,
) -> ListPage:
    """Up to `limit` rows of the list in the order of work, from the place `after` on."""
    now = database_now(session)
    if worklist.key == QUERIES:
        return ListPage(query_rows(session, user, opens=worklist.opens, now=now))
    if not worklist.states:
        return ListPage(case_rows(session, user, opens=worklist.opens, now=now, wanted=wanted))
    narrowed = [
        visible_to(user),
        *_holds(user, worklist),
        *conditions(wanted, user, now=now, day_ends=_day_ends(now, zone)),
    ]
    keys = _keys(session, worklist, narrowed, after=after, limit=limit + 1)
    shown = [key[-1] for key in keys[:limit]]
    found = {row[0].id: row for row in session.execute(document_statement().where(Document.id.in_(shown)))}
    progress = pages_read(session, [row[0] for row in found.values()])
    rows = [
        document_row(found[one], opens=worklist.opens, user=user, now=now, pages_read=progress.get(one))
        for one in shown
        if one in found
    ]
    return ListPage(rows, _written(keys[limit - 1]) if len(keys) > limit else "")


def _counted_by_state(session: Session, user: CurrentUser) -> Counter[tuple[str, str]]:
    # grouped by the state alone, in which the index is in order; by both it would sort every document
    kinds = [func.sum(case((Document.kind == kind, 1), else_=0)) for kind in KINDS]
    counted = select(Document.state, *kinds).where(visible_to(user)).group_by(Document.state)
    return Counter(
        {
            (state, kind): number
            for state, *numbers in session.execute(counted)
            for kind, number in zip(KINDS, numbers, strict=True)
        }
    )


def _holds(user: CurrentUser, worklist: Worklist) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if worklist.kind:
        found.append(Document.kind == worklist.kind)
    if worklist.holds is not None:
        found.append(worklist.holds(user))
    return found


def _keys(
    session: Session,
    worklist: Worklist,
    narrowed: list[ColumnElement[bool]],
    *,
    after: str,
    limit: int,
) -> list[tuple[object, ...]]:
    """The order keys of the rows, the document's id last in each."""
    columns = _order(worklist)
    begun = _read_key(worklist, after)
    pieces = []
    for state in worklist.states:
        piece = select(*columns).where(Document.state == state.value, *narrowed)
        if begun is not None:
            key = tuple_(*columns)
            piece = piece.where(key < begun if worklist.newest_first else key > begun)
        part = _ordered(piece, worklist).limit(limit).subquery()
        pieces.append(select(*part.c))
    merged = union_all(*pieces).subquery()
    order = [column.desc() if worklist.newest_first else column.asc() for column in merged.c]
    return [tuple(row) for row in session.execute(select(*merged.c).order_by(*order).limit(limit))]


def _order(worklist: Worklist) -> tuple[InstrumentedAttribute[object], ...]:
    if worklist.newest_first:
        return Document.updated_at, Document.id
    return Document.priority, Document.due_at, Document.id


def _ordered(statement: Select[*tuple[object, ...]], worklist: Worklist) -> Select[*tuple[object, ...]]:
    columns = _order(worklist)
    return statement.order_by(*(one.desc() if worklist.newest_first else one.asc() for one in columns))


def _written(key: tuple[object, ...]) -> str:
    return "~".join(one.isoformat() if isinstance(one, datetime) else str(one) for one in key)


def _read_key(worklist: Worklist, written: str) -> Tuple | None:
    """The key in an address, as something to compare with; None when there is none that could be one."""
    parts = written.split("~")
    if len(parts) != len(_order(worklist)):
        return None
    try:
        moment = datetime.fromisoformat(parts[-2])
        priority = [] if worklist.newest_first else [int(parts[0])]
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    return tuple_(*map(literal, priority), literal(moment, UtcDateTime), literal(parts[-1]))


def _day_ends(now: datetime, zone: ZoneInfo) -> datetime:
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=zone).astimezone(UTC)
