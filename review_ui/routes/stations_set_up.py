"""Setting stations up: name, folder, way in, defaults and file-name pattern. Touches the database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from ingest.stations.defaults import WAYS_IN, Defaults, StationSetUpError, parse_defaults
from ingest.stations.file_names import FIELDS as PATTERN_FIELDS
from ingest.stations.keeping import (
    StationSetUp,
    find_station,
    keep_station,
    retire_station,
    stations_in_use,
)
from review_ui.auth import CurrentUser, guarded_router, read_form, require
from review_ui.permissions import Permission
from review_ui.rendering import render
from review_ui.routes.review_acts import reviewer_of
from review_ui.routes.sign_in import text_of
from review_ui.routes.stations import PRIORITY_CHOICES, SIDES, route_choices
from review_ui.workplace import workplace
from storage.tables import Station

router = guarded_router()
Keeps = Annotated[CurrentUser, require(Permission.KEEP_STATIONS)]
Form = Annotated[FormData, Depends(read_form)]
_OWN = ("name", "scanner", "way_in", "folder", "file_name_pattern")
_DEFAULTS = ("document_type", "route", "priority", "sides")


@router.get("/station-set-up", name="station_set_up", include_in_schema=False)
def set_up_page(request: Request, user: Keeps, edit: str = "") -> Response:
    """Every station with the form for a new one, or for the one named by `edit`."""
    return _page(request, user, edit=edit)


@router.post("/station-set-up", include_in_schema=False)
async def station_kept(request: Request, user: Keeps, form: Form) -> Response:
    """Add a station, or change the one named by `id`."""
    given = {name: text_of(form, name).strip() for name in (*_OWN, *_DEFAULTS)}
    return await run_in_threadpool(_keep, request, user, text_of(form, "id"), given)


@router.post("/stations/{station_id}/retire", name="station_retire", include_in_schema=False)
def station_retired(request: Request, station_id: str, user: Keeps) -> Response:
    """Put a station out of use; what it brought in stays."""
    with workplace(request).database.write() as session:
        retire_station(session, find_station(session, user.site_id, station_id), reviewer_of(user))
    return RedirectResponse("/station-set-up", status_code=303)


def _keep(request: Request, user: CurrentUser, station_id: str, given: Mapping[str, str]) -> Response:
    own = {name: given[name] for name in _OWN}
    try:
        with workplace(request).database.write() as session:
            wanted = StationSetUp(**own, defaults=parse_defaults(given))
            keep_station(session, user.site_id, wanted, reviewer_of(user), station_id=station_id)
    except StationSetUpError as wrong:
        return _page(request, user, edit=station_id, given=given, problems=wrong.problems)
    return RedirectResponse("/station-set-up", status_code=303)


def _page(
    request: Request,
    user: CurrentUser,
    *,
    edit: str = "",
    given: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
) -> Response:
    place = workplace(request)
    with place.database.read() as session:
        stations = stations_in_use(session, user.site_id)
        edited = next((one for one in stations if one.id == edit), None)
        rows = [(one.id, one.name, WAYS_IN[one.way_in], one.folder, one.scanner) for one in stations]
        values = dict(given or _values(edited))
    return render(
        request,
        "stations/set_up.html",
        status=422 if problems else 200,
        stations=rows,
        edited=edited.id if edited else "",
        values=values,
        problems=problems or {},
        ways_in=list(WAYS_IN.items()),
        routes=route_choices(),
        priorities=PRIORITY_CHOICES,
        sides=SIDES,
        pattern_fields=[f"{{{name}}}" for name in PATTERN_FIELDS],
        top_folder=str(place.ingest.stations_folder or ""),
    )


def _values(station: Station | None) -> dict[str, str]:
    if station is None:
        new = Defaults(route="archive")
        return {name: "" for name in _OWN} | {"way_in": "scanner"} | _texts(new)
    own = {name: str(getattr(station, name)) for name in _OWN}
    return own | _texts(Defaults.from_json(station.defaults))


def _texts(defaults: Defaults) -> dict[str, str]:
    return {name: str(value) for name, value in defaults.as_json().items()}
