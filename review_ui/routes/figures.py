"""The supervisor's board: what flows, what is late, where doubts come from. Touches the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Annotated

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.bar_charts import BarChart, Series, bar_chart
from review_ui.figures_csv import Row, as_csv, hours_rows, quality_rows, turn_around_rows
from review_ui.flow_figures import Flow, flow_of_the_day
from review_ui.permissions import Permission
from review_ui.quality_figures import TurnAround, quality_tables, turn_around
from review_ui.rendering import render
from review_ui.workplace import Workplace, workplace
from storage.database import database_now

router = guarded_router()
PERIODS = (1, 7, 30)
_SEES = require(Permission.SEE_STATUS)


@router.get("/figures", name="figures", include_in_schema=False)
def figures_page(request: Request, _user: Annotated[CurrentUser, _SEES], days: str = "") -> Response:
    """The page: the last day by the hour, quality and turn-around over a period."""
    place, period = workplace(request), _period(days)
    with place.database.read() as session:
        now = database_now(session)
        since = now - timedelta(days=period)
        flow = flow_of_the_day(session, now=now, zone=place.zone)
        quality = quality_tables(session, since=since)
        turned = turn_around(session, since=since)
    return render(
        request,
        "figures/page.html",
        flow=flow,
        hours=[f"{hour:%H}" for hour in flow.hours],
        charts=_flow_charts(flow),
        stage_charts=_stage_charts(flow),
        quality=quality,
        turned=turned,
        turned_chart=_turned_chart(turned),
        days=period,
        made_at=now,
    )


@router.get("/figures/{about}.csv", name="figures_csv", include_in_schema=False)
def figures_csv(
    request: Request, about: str, _user: Annotated[CurrentUser, _SEES], days: str = ""
) -> Response:
    """One part of the figures for a spreadsheet: hours, quality or turn-around."""
    place = workplace(request)
    rows_of = _CSV.get(about, _CSV["hours"])
    with place.database.read() as session:
        text = as_csv(rows_of(session, place, _period(days)))
    return Response(
        text,
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="figures-{about if about in _CSV else "hours"}.csv"'
        },
    )


def _period(days: str) -> int:
    return next((one for one in PERIODS if str(one) == days), 7)


def _hours(session: Session, place: Workplace, _days: int) -> Iterator[Row]:
    return hours_rows(flow_of_the_day(session, now=database_now(session), zone=place.zone))


def _quality(session: Session, _place: Workplace, days: int) -> Iterator[Row]:
    return quality_rows(quality_tables(session, since=database_now(session) - timedelta(days=days)))


def _turned(session: Session, _place: Workplace, days: int) -> Iterator[Row]:
    return turn_around_rows(turn_around(session, since=database_now(session) - timedelta(days=days)))


_CSV: dict[str, Callable[[Session, Workplace, int], Iterator[Row]]] = {
    "hours": _hours,
    "quality": _quality,
    "turn-around": _turned,
}


def _flow_charts(flow: Flow) -> list[BarChart]:
    hours = [f"{hour:%H}" for hour in flow.hours]
    came = Series("came in", "tone-first", flow.came_in)
    filed = Series("filed", "tone-second", flow.filed)
    return [
        bar_chart("Came in and filed, by the hour", hours, [came, filed]),
        bar_chart("Overdue at the end of each hour", hours, [Series("overdue", "tone-late", flow.overdue)]),
    ]


def _stage_charts(flow: Flow) -> list[BarChart]:
    hours = [f"{hour:%H}" for hour in flow.hours]
    return [
        bar_chart(stage.name, hours, [Series("waiting", "tone-first", stage.waiting)], width=320, height=110)
        for stage in flow.stages
    ]


def _turned_chart(turned: list[TurnAround]) -> BarChart:
    """Hours by worktype."""
    median = Series("median", "tone-second", tuple(round(one.median_s / 3600, 1) for one in turned))
    p95 = Series("95th percentile", "tone-first", tuple(round(one.p95_s / 3600, 1) for one in turned))
    names = [str(number) for number in range(1, len(turned) + 1)]
    return bar_chart("Hours from received to filed, by the number in the table", names, [median, p95])
