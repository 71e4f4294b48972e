"""Stations of the scanning room: who sits where, and sitting down. Touches the database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from ingest.index_fields import PRIORITIES
from ingest.stages import ROUTES
from ingest.stations.defaults import WAYS_IN, Defaults, StationSetUpError, parse_defaults
from ingest.stations.keeping import find_station, stations_in_use
from ingest.stations.sitting import open_batch_at, parse_sitting, sit_down
from review_ui.auth import CurrentUser, guarded_router, read_form, require
from review_ui.batch_views import batch_rows
from review_ui.permissions import Permission
from review_ui.presenters import route_words
from review_ui.rendering import render
from review_ui.routes.review_acts import reviewer_of
from review_ui.routes.sign_in import text_of
from review_ui.workplace import workplace

router = guarded_router()
Scans = Annotated[CurrentUser, require(Permission.SCAN)]
Form = Annotated[FormData, Depends(read_form)]
SIDES = [("2", "both sides"), ("1", "one side")]
PRIORITY_CHOICES = [("", "routine"), *((one, one) for one in PRIORITIES if one != "routine")]
FIELDS = ("box", "sheets", "document_type", "route", "priority", "sides")


def route_choices() -> list[tuple[str, str]]:
    """(value, words) of every route, the archive first: it is what boxes of paper are for."""
    return [(one, route_words(one)) for one in ROUTES]


@router.get("/stations", name="stations", include_in_schema=False)
def stations_page(request: Request, user: Scans) -> Response:
    """Every station: who sits there, or the way to sit down."""
    return _page(request, user)


@router.get("/stations/{station_id}", name="station", include_in_schema=False)
def station_page(request: Request, station_id: str, user: Scans) -> Response:
    """The form to sit down at one station, or the batch that is open there."""
    with workplace(request).database.read() as session:
        station = find_station(session, user.site_id, station_id)
        batch = open_batch_at(session, station.id)
        defaults = Defaults.from_json(station.defaults)
    if batch is not None:
        return RedirectResponse(f"/batches/{batch.id}", status_code=303)
    given = {key: str(value) for key, value in defaults.as_json().items()}
    return _sit_down_page(request, user, station_id, given=given)


@router.post("/stations/{station_id}/sit-down", name="sit_down", include_in_schema=False)
async def sat_down(request: Request, station_id: str, user: Scans, form: Form) -> Response:
    """Open a batch in this person's name; then its page leads on."""
    given = {name: text_of(form, name) for name in FIELDS}
    return await run_in_threadpool(_sit_down, request, user, station_id, given)


def _sit_down(request: Request, user: CurrentUser, station_id: str, given: Mapping[str, str]) -> Response:
    with workplace(request).database.write() as session:
        station = find_station(session, user.site_id, station_id)
        try:
            defaults = parse_defaults(given)
            sitting = parse_sitting(box=given["box"], sheets=given["sheets"], defaults=defaults)
        except StationSetUpError as wrong:
            problems = wrong.problems
        else:
            batch = sit_down(session, station, sitting, reviewer_of(user))
            return RedirectResponse(f"/batches/{batch.id}", status_code=303)
    return _sit_down_page(request, user, station_id, given=given, problems=problems)


def _sit_down_page(
    request: Request,
    user: CurrentUser,
    station_id: str,
    *,
    given: Mapping[str, str],
    problems: Mapping[str, str] | None = None,
) -> Response:
    with workplace(request).database.read() as session:
        station = find_station(session, user.site_id, station_id)
        name, way_in = station.name, WAYS_IN[station.way_in]
    return render(
        request,
        "stations/sit_down.html",
        status=422 if problems else 200,
        station={"id": station_id, "name": name, "way_in": way_in},
        given={name: given.get(name, "") for name in FIELDS},
        problems=problems or {},
        routes=route_choices(),
        priorities=PRIORITY_CHOICES,
        sides=SIDES,
    )


def _page(request: Request, user: CurrentUser) -> Response:
    place = workplace(request)
    with place.database.read() as session:
        shown: list[dict[str, Any]] = []
        for station in stations_in_use(session, user.site_id):
            batch = open_batch_at(session, station.id)
            row = batch_rows(session, [batch])[0] if batch else None
            shown.append(
                {
                    "id": station.id,
                    "name": station.name,
                    "scanner": station.scanner,
                    "way_in": WAYS_IN[station.way_in],
                    "batch": row,
                    "is_mine": batch is not None and batch.holder_id == user.user_id,
                }
            )
    return render(
        request,
        "stations/list.html",
        stations=shown,
        may_keep=user.may(Permission.KEEP_STATIONS),
        has_folder=place.ingest.stations_folder is not None,
    )
