"""Escape rates over decided lots: all, by who checked, by type and by scanner. Touches the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.sampling.escape import EscapeRate, SampledLot, escape_rate
from ingest.sampling.lots import OPEN, PASSED
from ingest.sampling.verdicts import WRONG, JudgedPage, judged_pages
from storage.tables import SampleDocument, SampleLot, User

ALL = "all"


@dataclass(frozen=True)
class RateRow:
    """One row: what it is of, whose, how many pages were looked at, and the rate."""

    of: str
    name: str
    looked_at: int
    rate: EscapeRate


@dataclass(frozen=True)
class _Lot:
    row: SampleLot
    documents: Sequence[SampleDocument]
    pages: Sequence[JudgedPage]

    @property
    def weight(self) -> float:
        """Pages not looked at per page looked at."""
        return (self.row.page_count - self.row.sample_size) / self.row.sample_size


def rate_rows(session: Session, site_id: str, *, since: datetime) -> list[RateRow]:
    """The rate over all lots decided since then, then by checker, by type and by scanner, by name."""
    lots = _lots(session, site_id, since)
    names = {user_id: name for user_id, name in session.execute(select(User.id, User.display_name))}
    groups: tuple[tuple[str, Callable[[SampleDocument], str]], ...] = (
        (ALL, lambda _: "All batches"),
        ("checked by", lambda one: names.get(one.checked_by, "not known")),
        ("type", lambda one: one.document_type or "no type"),
        ("scanner", lambda one: one.scanner or "not known"),
    )
    return [row for of, name_of in groups for row in _rows(of, lots, name_of)]


def _lots(session: Session, site_id: str, since: datetime) -> list[_Lot]:
    rows = session.scalars(
        select(SampleLot)
        .where(SampleLot.site_id == site_id, SampleLot.state != OPEN, SampleLot.decided_at >= since)
        .order_by(SampleLot.id)
    ).all()
    documents: dict[str, list[SampleDocument]] = defaultdict(list)
    for one in session.scalars(
        select(SampleDocument).where(SampleDocument.lot_id.in_([row.id for row in rows]))
    ):
        documents[one.lot_id].append(one)
    return [_Lot(row, documents[row.id], judged_pages(session, row.id)) for row in rows]


def _rows(of: str, lots: Iterable[_Lot], name_of: Callable[[SampleDocument], str]) -> list[RateRow]:
    parts: dict[str, list[SampledLot]] = defaultdict(list)
    looked_at: dict[str, int] = defaultdict(int)
    for lot in lots:
        group_of = {one.document_id: name_of(one) for one in lot.documents}
        for name in sorted(set(group_of.values())):
            drawn = [page for page in lot.pages if group_of[page.document_id] == name]
            looked_at[name] += len(drawn)
            parts[name].append(_part(lot, name, name_of, sum(page.verdict == WRONG for page in drawn)))
    named = sorted(parts, key=str.casefold)
    return [RateRow(of, name, looked_at[name], escape_rate(parts[name])) for name in named]


def _part(lot: _Lot, name: str, name_of: Callable[[SampleDocument], str], wrong: int) -> SampledLot:
    """The group's part of a lot; a lot that failed released nothing, and comes again as another lot."""
    pages = sum(one.page_count for one in lot.documents if name_of(one) == name)
    return SampledLot(
        pages=pages if lot.row.state == PASSED else 0,
        weight=lot.weight,
        wrong=wrong,
        lot_wrong=lot.row.wrong or 0,
        reject=lot.row.reject,
    )
