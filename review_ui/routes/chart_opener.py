"""The wall of a chart's pages: what documents it holds, decided by keyboard. Touches the database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from ingest.chart_opening import ACTS, Act, commit_chart, decide, keep_place, take_back
from ingest.index_fields import parse_date
from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.chart_opener import ensure_proposal, opened_chart, standing_as_json
from review_ui.failures import wants_json
from review_ui.given import read_given
from review_ui.opening import open_for_review
from review_ui.permissions import Permission
from review_ui.rendering import go_to, render
from review_ui.review_rights import check_may_review, holds
from review_ui.routes.review_acts import reviewer_of
from review_ui.visibility import visible_document
from review_ui.workplace import workplace
from storage.database import database_now
from storage.errors import Disposition, ServiceError
from storage.holders import taken_by

router = guarded_router()
Signed = Annotated[CurrentUser, require(Permission.SIGNED_IN)]
Given = Annotated[dict[str, str], Depends(read_given)]
_MOST_CHARACTERS = 80


class NotADayError(ServiceError):
    """What was typed is no date."""

    code = "review_ui.not_a_day"
    disposition = Disposition.REJECT
    remedy = "Type month, day and year, such as 3/14/2019, or leave it empty where the paper has no date"


@router.get("/charts/{document_id}/open", name="chart_opener", include_in_schema=False)
def chart_wall(request: Request, document_id: str, user: Signed) -> Response:
    """The wall; opening it claims a waiting chart, and begins where the last person stood."""
    place = workplace(request)
    with place.database.read() as session:
        check_may_review(user, visible_document(session, user, document_id).kind)
    open_for_review(place, user, document_id, "chart")
    ensure_proposal(place, document_id)
    with place.database.read() as session:
        document = visible_document(session, user, document_id)
        wall = opened_chart(session, document)
        is_mine = holds(user, document, database_now(session))
        return render(
            request,
            "chart_opener/page.html",
            document=document,
            wall=wall,
            standing=standing_as_json(wall.standing) if wall else None,
            is_mine=is_mine,
            held_by="" if is_mine else taken_by(session, document),
            lease_minutes=place.settings.review_lease_minutes,
        )


@router.post("/charts/{document_id}/open/acts", name="chart_opener_act", include_in_schema=False)
async def act_done(request: Request, document_id: str, user: Signed, given: Given) -> Response:
    """One act on a page, or "undo"; answers how all pages stand.

    The acts: accept, split, join, type, date, seen, away.
    """

    def act() -> dict[str, Any]:
        with workplace(request).database.write() as session:
            check_may_review(user, visible_document(session, user, document_id).kind)
            reviewer = reviewer_of(user)
            if given.get("act") == "undo":
                standing, page_id = take_back(session, document_id, reviewer)
                return standing_as_json(standing) | {"page": page_id}
            name = _known_act(given)
            page_id, value = given.get("page", ""), _value(name, given)
            standing = decide(session, document_id, reviewer, act=name, page_id=page_id, value=value)
            return standing_as_json(standing) | {"page": page_id}

    answer = await run_in_threadpool(act)
    return JSONResponse(answer) if wants_json(request) else go_to(f"/charts/{document_id}/open")


def _known_act(given: Mapping[str, str]) -> Act:
    found = next((act for act in ACTS if act == given.get("act")), None)
    if found is None or (found == "type" and not given.get("value", "").strip()):
        raise HTTPException(400)
    return found


def _value(act: Act, given: Mapping[str, str]) -> str:
    """The type as it was typed, or the day in ISO form."""
    typed = " ".join(given.get("value", "").split())[:_MOST_CHARACTERS]
    if act != "date" or not typed:
        return typed if act == "type" else ""
    day = parse_date(_with_century(typed))
    if day is None:
        raise NotADayError("This is no date")
    return day.isoformat()


def _with_century(typed: str) -> str:
    """A date as people type it in a hurry (3/14/19, 3.14.2019), as `parse_date` reads it."""
    parts = typed.replace(".", "/").replace(" ", "/").split("/")
    if len(parts) == 3 and len(parts[2]) == 2 and parts[2].isdigit():
        parts[2] = f"{'20' if int(parts[2]) < 50 else '19'}{parts[2]}"
    return "/".join(parts)


@router.post("/charts/{document_id}/open/stand", name="chart_opener_place", include_in_schema=False)
async def place_kept(request: Request, document_id: str, user: Signed, given: Given) -> Response:
    """Mark the page on which the person stands, for whoever goes on."""

    def act() -> None:
        with workplace(request).database.write() as session:
            check_may_review(user, visible_document(session, user, document_id).kind)
            keep_place(session, document_id, reviewer_of(user), given.get("page", ""))

    await run_in_threadpool(act)
    return JSONResponse({}) if wants_json(request) else go_to(f"/charts/{document_id}/open")


@router.post("/charts/{document_id}/open/commit", name="chart_opener_commit", include_in_schema=False)
async def chart_committed(request: Request, document_id: str, user: Signed, given: Given) -> Response:
    """Make the documents; `patient` is "yes" from who says that all are of the patient who is named."""

    def act() -> None:
        place = workplace(request)
        with place.database.read() as session:
            document = visible_document(session, user, document_id)
            check_may_review(user, document.kind)
            wall = opened_chart(session, document)
        is_right = given.get("patient") == "yes" and wall is not None and wall.patient_known
        commit_chart(place.belt, document_id, reviewer_of(user), patient_is_right=is_right)

    await run_in_threadpool(act)
    return (
        JSONResponse({"go_to": "/?done=chart_opened"})
        if wants_json(request)
        else go_to("/", done="chart_opened")
    )
