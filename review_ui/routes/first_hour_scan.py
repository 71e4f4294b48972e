"""The scanner's folder with its test page, and labels and separator sheets to print. Touches the world."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from ingest.stations.defaults import Defaults
from ingest.stations.keeping import StationSetUp, keep_station, stations_in_use
from review_ui.auth import CurrentUser, guarded_router, read_form, require
from review_ui.box_labels import MOST_BOXES, box_labels_pdf
from review_ui.first_steps import first_hour, step_left
from review_ui.permissions import Permission
from review_ui.rendering import go_to, render
from review_ui.routes.sign_in import text_of
from review_ui.scan_test import newest_arrival, put_aside, remarks_on
from review_ui.workplace import Workplace, workplace
from storage.errors import Disposition, ServiceError
from storage.first_hour import Question, keep_answer, read_first_hour
from storage.reviews import Reviewer

router = guarded_router()
STATION = "Scanner 1"
_MOST_SHEETS = 200
_SKIPPED = "skipped"


class NoSuchLabelsError(ServiceError):
    """The numbers on the form for labels cannot be."""

    code = "review_ui.no_such_labels"
    disposition = Disposition.ASK_HUMAN
    remedy = f"Number the boxes from 1, at most {MOST_BOXES} at a time, and at most {_MOST_SHEETS} sheets"


@router.get("/start/folder", name="scan_folder", include_in_schema=False)
def folder_page(
    request: Request, _user: Annotated[CurrentUser, require(Permission.MANAGE_PEOPLE)]
) -> Response:
    """The folder to scan into, and what is to be said about the newest page in it."""
    place = workplace(request)
    folder = scanner_folder(place)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    return render(request, "first_hour/folder.html", folder=folder, **_arrival(folder))


@router.get("/start/folder/arrival", name="scan_arrival", include_in_schema=False)
def arrival_part(
    request: Request,
    _user: Annotated[CurrentUser, require(Permission.MANAGE_PEOPLE, passive=True)],
    seen: str = "",
) -> Response:
    """What arrived, as a part of the page; 204 while it is what the page shows already."""
    folder = scanner_folder(workplace(request))
    page = newest_arrival(folder) if folder else None
    if (page.mark if page else "") == seen:
        return Response(status_code=204)
    return render(request, "first_hour/arrival.html", **_arrival(folder))


@router.post("/start/folder", include_in_schema=False)
def folder_chosen(
    request: Request,
    user: Annotated[CurrentUser, require(Permission.MANAGE_PEOPLE)],
    form: Annotated[FormData, Depends(read_form)],
) -> Response:
    """Put the test scans aside and begin to take what comes into the folder, as the five answers say."""
    place = workplace(request)
    folder = scanner_folder(place)
    if folder is not None:
        put_aside(folder, place.settings.home / "test-pages")
    with place.database.write() as session:
        first = read_first_hour(session)
        in_use = {station.folder for station in stations_in_use(session, user.site_id)}
        if folder is not None and STATION not in in_use:
            set_up = StationSetUp(STATION, STATION, "scanner", defaults=Defaults(route=first.route))
            keep_station(session, user.site_id, set_up, Reviewer(user.user_id, user.login))
        tested = _SKIPPED if text_of(form, "act") == "skip" or folder is None else str(folder)
        keep_answer(session, Question.SCAN_TEST, tested, actor=user.actor)
        wants_list = first.answers.get(Question.PATIENT_LIST) == "now"
        next_page = "/patients" if wants_list else "/home"
        return go_to(step_left(read_first_hour(session)) or next_page, done="folder_watched")


@router.get("/start/labels", name="print_labels", include_in_schema=False)
def labels_page(request: Request, _user: Annotated[CurrentUser, require(Permission.UPLOAD)]) -> Response:
    """Which labels and sheets to print."""
    return render(request, "first_hour/labels.html", most_boxes=MOST_BOXES, most_sheets=_MOST_SHEETS)


@router.get("/start/labels/boxes.pdf", name="box_labels", include_in_schema=False)
def box_labels(
    request: Request,
    _user: Annotated[CurrentUser, require(Permission.UPLOAD)],
    first: Annotated[int, Query()] = 1,
    last: Annotated[int, Query()] = 10,
) -> Response:
    """Labels for boxes `first` to `last`.

    Raises:
        NoSuchLabelsError: there are none like these.
    """
    place = workplace(request)
    name = first_hour(place).practice_name or place.settings.site_name
    try:
        return _pdf(box_labels_pdf(first, last, site_name=name), "box-labels.pdf")
    except ValueError as wrong:
        raise NoSuchLabelsError("These labels cannot be printed") from wrong


@router.get("/start/labels/separators.pdf", name="separator_sheets", include_in_schema=False)
def separator_sheets(
    _user: Annotated[CurrentUser, require(Permission.UPLOAD)], count: Annotated[int, Query()] = 10
) -> Response:
    """`count` separator sheets: the next document begins behind each.

    Raises:
        NoSuchLabelsError: so many cannot be printed.
    """
    from ocr.cover_sheet import cover_sheet_pdf

    if not 1 <= count <= _MOST_SHEETS:
        raise NoSuchLabelsError("These sheets cannot be printed")
    return _pdf(cover_sheet_pdf([], patch_sheets=count), "separators.pdf")


def scanner_folder(place: Workplace) -> Path | None:
    """The folder of the first scanner, or None where no folder for stations is set."""
    drop = place.ingest.stations_folder
    return drop / STATION if drop is not None else None


def _arrival(folder: Path | None) -> dict[str, Any]:
    page = newest_arrival(folder) if folder else None
    if page is None:
        return {"mark": "", "remarks": [], "is_good": False}
    remarks = remarks_on(page.path.read_bytes())
    is_good = not any(remark.tone == "bad" for remark in remarks)
    return {"mark": page.mark, "remarks": remarks, "is_good": is_good}


def _pdf(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return Response(content, media_type="application/pdf", headers=headers)
