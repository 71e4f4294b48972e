"""Which scanners have changed since they last were well, in words with a remedy. Touches the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from ingest.scanner_watch.change import standing_change, usual_share
from storage.tables import Batch, PageMeasure, Station

WATCHED = timedelta(hours=24)
_BEFORE = timedelta(days=7)
_MOST_PAGES = 5_000  # of one station, the latest
_SKEWED_DEG = 3.0  # a page fed straight measures under 1
_FAINT_BELOW = 60.0  # grey levels; clean clinical print has 54 to 200, of a quarter of its darkness 48


@dataclass(frozen=True)
class Drift:
    """A scanner's fault that began at `since` and still shows on the latest pages."""

    station_id: str
    station: str
    fault: str
    remedy: str
    since: datetime
    faulty: int
    pages: int


@dataclass(frozen=True)
class _Watch:
    """A fault by its name, how to see it, and the least share of pages that always show it."""

    fault: str
    remedy: str
    least: float
    shows: Callable[[PageMeasure], bool]
    counted: ColumnElement[bool]


_WATCHES = (
    _Watch(
        "vertical streak",
        "Clean the glass strip and the rollers",
        0.01,
        lambda page: page.streaks > 0,
        PageMeasure.streaks > 0,
    ),
    _Watch(
        "pages lie askew",
        "Set the paper guides, and look whether a roller slips",
        0.03,
        lambda page: page.skew_deg is not None and abs(page.skew_deg) > _SKEWED_DEG,
        func.abs(func.coalesce(PageMeasure.skew_deg, 0)) > _SKEWED_DEG,
    ),
    _Watch(
        "faint print",
        "Look at the scanner's darkness and clean its lamp and glass",
        0.05,
        lambda page: page.contrast is not None and page.contrast < _FAINT_BELOW,
        func.coalesce(PageMeasure.contrast, 1000) < _FAINT_BELOW,
    ),
    _Watch(
        "pages cut off",
        "Set the paper size and the guides",
        0.02,
        lambda page: page.cut_off,
        PageMeasure.cut_off.is_(True),
    ),
    _Watch(
        "many blank pages",
        "Look whether the paper lies the right way up, and whether both sides are scanned",
        0.1,
        lambda page: page.is_blank,
        PageMeasure.is_blank.is_(True),
    ),
)


def drifting(session: Session, site_id: str, *, now: datetime) -> list[Drift]:
    """Every fault that stands now at a station, by station name."""
    since = now - WATCHED
    rows = session.execute(
        select(Station, PageMeasure)
        .join(Batch, Batch.station_id == Station.id)
        .join(PageMeasure, PageMeasure.batch_id == Batch.id)
        .where(Station.site_id == site_id, PageMeasure.at >= since)
        .order_by(PageMeasure.at, PageMeasure.batch_id, PageMeasure.position, PageMeasure.page_id)
    )
    pages: dict[str, list[PageMeasure]] = defaultdict(list)
    stations: dict[str, Station] = {}
    for station, page in rows:
        stations[station.id] = station
        pages[station.id].append(page)
    usual = _before(session, site_id, since) if pages else {}
    found = []
    for station in sorted(stations.values(), key=lambda one: one.name.casefold()):
        found += _drifts(station, pages[station.id][-_MOST_PAGES:], usual.get(station.id, {}))
    return found


def _drifts(
    station: Station, pages: Sequence[PageMeasure], before: dict[str, tuple[int, int]]
) -> list[Drift]:
    found = []
    for watch in _WATCHES:
        faulty, all_pages = before.get(watch.fault, (0, 0))
        usual = usual_share(faulty, all_pages, least=watch.least)
        change = standing_change((watch.shows(page) for page in pages), usual=usual)
        if change is not None:
            since = pages[change.first].at
            found.append(
                Drift(station.id, station.name, watch.fault, watch.remedy, since, change.faulty, change.pages)
            )
    return found


def _before(session: Session, site_id: str, until: datetime) -> dict[str, dict[str, tuple[int, int]]]:
    """(faulty, all) pages of the days before, by station and fault."""
    counts = [func.sum(case((watch.counted, 1), else_=0)) for watch in _WATCHES]
    rows = session.execute(
        select(Batch.station_id, func.count(), *counts)
        .join(PageMeasure, PageMeasure.batch_id == Batch.id)
        .where(
            Batch.site_id == site_id,
            Batch.station_id.is_not(None),
            PageMeasure.at >= until - _BEFORE,
            PageMeasure.at < until,
        )
        .group_by(Batch.station_id)
    )
    return {
        station_id: {watch.fault: (number, pages) for watch, number in zip(_WATCHES, numbers, strict=True)}
        for station_id, pages, *numbers in rows
    }
