"""Doubts and corrections by where a document came from, its type, author and engine, and turn-around times.

Touches the database. Figures are about scanners, forms, voices and engines, never about who checked: a row
of fewer than FEWEST documents goes into "all others", and what a person added is counted by name only where
the account is that of a scanning station.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Float, case, extract, func, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage.accounts import Role
from storage.tables import Batch, Document, DocumentPage, FiledRecordRow, Reading, User

FEWEST = 5  # of documents in a row of its own
OTHERS = "all others"
_SOURCES = {
    "upload": "added by other staff",
    "api": "other programs",
    "watch_folder": "watched folder",
    "command_line": "command line",
    "demo": "demo",
}


class Sums(NamedTuple):
    """What documents add up to; `units` are pages of charts or minutes of dictations."""

    documents: int
    units: float
    doubts: int
    corrections: int

    def plus(self, other: Sums) -> Sums:
        """Both together."""
        return Sums(
            self.documents + other.documents,
            self.units + other.units,
            self.doubts + other.doubts,
            self.corrections + other.corrections,
        )


@dataclass(frozen=True)
class QualityRow:
    """One row of a table of quality."""

    name: str
    sums: Sums

    @property
    def doubts_a_unit(self) -> float:
        """Doubtful words a page, or a minute."""
        return self.sums.doubts / self.sums.units if self.sums.units else 0.0

    @property
    def corrections_a_unit(self) -> float:
        """Corrections by people a page, or a minute."""
        return self.sums.corrections / self.sums.units if self.sums.units else 0.0


@dataclass(frozen=True)
class QualityTable:
    """Rows of one kind: what they are of, what is counted ("page" or "minute"), in the order of names."""

    of: str
    unit: str
    rows: tuple[QualityRow, ...]


@dataclass(frozen=True)
class TurnAround:
    """From received to filed for one worktype: median and 95th percentile in seconds."""

    worktype: str
    documents: int
    median_s: float
    p95_s: float
    late: int


class _Group(NamedTuple):
    kind: str
    station: str
    author: str
    document_type: str
    engine: str
    sums: Sums


def quality_tables(session: Session, *, since: datetime) -> list[QualityTable]:
    """Documents verified since then: charts by the page, dictations by the minute."""
    groups = _groups(session, since)
    charts = [one for one in groups if one.kind == "chart"]
    dictations = [one for one in groups if one.kind == "dictation"]
    tables = [
        _table("Scanner or source", "page", charts, lambda one: one.station),
        _table("Document type", "page", charts, lambda one: one.document_type or "no type"),
        _table("Engine, charts", "page", charts, lambda one: one.engine or "not known"),
        _table("Author", "minute", dictations, lambda one: one.author or "no author"),
        _table("Worktype", "minute", dictations, lambda one: one.document_type or "no worktype"),
        _table("Engine, dictations", "minute", dictations, lambda one: one.engine or "not known"),
    ]
    return [one for one in tables if one.rows]


def turn_around(session: Session, *, since: datetime) -> list[TurnAround]:
    """Documents first filed since then, by worktype in the order of names."""
    took_s = _seconds(session, Document.received_at, FiledRecordRow.filed_at)
    filed = session.execute(
        select(Document.document_type, took_s, FiledRecordRow.filed_at > Document.due_at)
        .join(Document, Document.id == FiledRecordRow.record_id)
        .where(FiledRecordRow.filed_at >= since, FiledRecordRow.version == 1)
    )
    found: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for worktype, one_s, is_late in filed:
        found[worktype or "no type"].append((float(one_s), bool(is_late)))
    few = [name for name, times in found.items() if len(times) < FEWEST]
    others = [one for name in few for one in found.pop(name)]
    named = sorted(found.items(), key=lambda pair: pair[0].casefold())
    return [_turn_around(name, times) for name, times in [*named, (OTHERS, others)] if times]


def _seconds(
    session: Session, begun: InstrumentedAttribute[datetime], ended: InstrumentedAttribute[datetime]
) -> ColumnElement[float]:
    """The seconds between two columns, counted by the database: tens of thousands need no dates made here."""
    if session.get_bind().dialect.name == "sqlite":
        return (func.julianday(ended) - func.julianday(begun)) * 86_400
    return type_coerce(extract("epoch", ended - begun), Float)


def _turn_around(worktype: str, times: list[tuple[float, bool]]) -> TurnAround:
    took_s = sorted(one for one, _ in times)
    late = sum(is_late for _, is_late in times)
    return TurnAround(worktype, len(times), nearest_rank(took_s, 0.5), nearest_rank(took_s, 0.95), late)


def nearest_rank(in_order: list[float], share: float) -> float:
    """The smallest value that at least this share of the values do not pass (nearest-rank percentile)."""
    return in_order[max(0, math.ceil(share * len(in_order)) - 1)]


def _groups(session: Session, since: datetime) -> list[_Group]:
    first_page = (
        select(DocumentPage.page_id)
        .where(DocumentPage.document_id == Document.id, DocumentPage.position == 0)
        .scalar_subquery()
    )
    unit = case((Document.kind == "chart", first_page), else_=Document.id)
    engine = Reading.engine["name"].as_string()
    keys = (Document.kind, Batch.source, Batch.created_by, Document.author, Document.document_type, engine)
    found = session.execute(
        select(
            *keys,
            func.count(),
            func.sum(func.coalesce(Document.page_count, 0)),
            func.sum(func.coalesce(Document.duration_s, 0)),
            func.sum(func.coalesce(Document.doubtful_words, 0)),
            func.sum(Document.revision),
        )
        .outerjoin(Batch, Batch.id == Document.batch_id)
        .outerjoin(Reading, (Reading.unit_id == unit) & (Reading.reading_no == Document.reading_no))
        .where(Document.verified_at >= since)
        .group_by(*keys)
    )
    stations = _stations(session)
    return [
        _Group(
            kind,
            _station(source, created_by, stations),
            author,
            document_type,
            engine_name or "",
            Sums(documents, pages if kind == "chart" else seconds / 60, doubts, corrections),
        )
        for kind, source, created_by, author, document_type, engine_name, *numbers in found
        for documents, pages, seconds, doubts, corrections in [numbers]
    ]


def _stations(session: Session) -> frozenset[str]:
    """Logins of accounts that only scan: stations, not somebody with other work too."""
    people = session.execute(select(User.login, User.roles))
    return frozenset(login for login, roles in people if roles == [Role.SCANNER.value])


def _station(source: str | None, created_by: str | None, stations: frozenset[str]) -> str:
    if created_by in stations and created_by:
        return created_by
    return _SOURCES.get(source or "", "not known")


def _table(of: str, unit: str, groups: Iterable[_Group], name_of: Callable[[_Group], str]) -> QualityTable:
    sums: dict[str, Sums] = {}
    for group in groups:
        name = name_of(group)
        sums[name] = sums[name].plus(group.sums) if name in sums else group.sums
    few = [name for name, one in sums.items() if one.documents < FEWEST]
    rest = [sums.pop(name) for name in few]
    rows = [QualityRow(name, sums[name]) for name in sorted(sums, key=str.casefold)]
    if rest:
        together = Sums(0, 0, 0, 0)
        for one in rest:
            together = together.plus(one)
        if together.documents >= FEWEST:
            rows.append(QualityRow(OTHERS, together))
    return QualityTable(of, unit, tuple(rows))
