"""The screen beside a scanner: large numbers and the sheet to take out. Touches the database and the store.

It names no patient and stays on while the person's session is locked, so nothing here may say more than how
many, which sheet, and what is wrong with it. It changes nothing, and it keeps no session awake.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.stations.keeping import find_station
from ingest.stations.sheets import SHEET_PICTURE
from ingest.stations.sitting import open_batch_at
from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.batch_views import batch_view
from review_ui.permissions import Permission
from review_ui.rendering import render
from review_ui.routes.media import MediumMissingError
from review_ui.workplace import Workplace, workplace
from storage.artifacts import find_artifact
from storage.ledger.batch_states import BatchState
from storage.tables import Batch, Document, DocumentPage

router = guarded_router()
Watches = Annotated[CurrentUser, require(Permission.SCAN, passive=True, locked_too=True)]
_MOST_SHEETS = 6  # as many as can be read from two metres


@router.get("/stations/{station_id}/screen", name="station_screen", include_in_schema=False)
def screen_page(request: Request, station_id: str, user: Watches) -> Response:
    """The whole screen."""
    return render(request, "stations/screen.html", **_shown(request, station_id, user))


@router.get("/stations/{station_id}/screen/live", name="station_screen_live", include_in_schema=False)
def screen_live(request: Request, station_id: str, user: Watches) -> Response:
    """Its changing part alone."""
    return render(request, "stations/screen_live.html", **_shown(request, station_id, user))


@router.get(
    "/stations/{station_id}/screen/sheets/{page_id}", name="station_sheet_picture", include_in_schema=False
)
def sheet_picture(request: Request, station_id: str, page_id: str, user: Watches) -> Response:
    """The picture of a sheet, too coarse to read a word, of the batch that is at the station now.

    Raises:
        MediumMissingError: there is none.
    """
    place = workplace(request)
    with place.database.read() as session:
        batch = _batch_at(session, find_station(session, user.site_id, station_id).id)
        here = select(Document.id).where(Document.batch_id == (batch.id if batch else ""))
        stands = select(DocumentPage.page_id).where(
            DocumentPage.page_id == page_id, DocumentPage.document_id.in_(here)
        )
        made = find_artifact(session, page_id, SHEET_PICTURE) if session.scalar(stands) else None
    if made is None:
        raise MediumMissingError("There is no picture of this sheet")
    return Response(place.belt.store.read(made.sha256), media_type=made.media_type)


def _shown(request: Request, station_id: str, user: CurrentUser) -> dict[str, Any]:
    place = workplace(request)
    with place.database.read() as session:
        station = find_station(session, user.site_id, station_id)
        batch = _batch_at(session, station.id)
        shown: dict[str, Any] = {"station_id": station.id, "name": station.name, "view": None}
        if batch is not None:
            shown |= _of_batch(place, session, batch, user)
    return shown


def _of_batch(place: Workplace, session: Session, batch: Batch, user: CurrentUser) -> dict[str, Any]:
    view = batch_view(session, place.belt.store, batch, user)
    waits_for = view.asked_sheet
    again = [one for one in view.again if one is not waits_for][:_MOST_SHEETS]
    drawn = [one for one in (waits_for, *again) if one is not None]
    pictures = {one.page_id for one in drawn if find_artifact(session, one.page_id, SHEET_PICTURE)}
    return {"view": view, "waits_for": waits_for, "again": again, "pictures": pictures}


def _batch_at(session: Session, station_id: str) -> Batch | None:
    """The batch at the station: the open one, else the last whose paper is still there."""
    found = select(Batch).where(Batch.station_id == station_id, Batch.state == BatchState.SCANNED.value)
    newest = found.order_by(Batch.created_at.desc(), Batch.id.desc()).limit(1)
    return open_batch_at(session, station_id) or session.scalar(newest)
