"""Typing a place that was not read, or saying that there is nothing. Touches the database and the store."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.failures import wants_json
from review_ui.given import read_given
from review_ui.live_text import base_tokens
from review_ui.page_places import ShownPlace, places_on, words_before
from review_ui.permissions import Permission
from review_ui.places import read_page
from review_ui.rendering import go_to
from review_ui.review_rights import check_may_edit
from review_ui.routes.review_acts import review_address, reviewer_of
from review_ui.visibility import visible_document
from review_ui.workplace import Workplace, workplace
from storage.artifacts import the_artifact
from storage.audit.record import record_audit
from storage.database import database_now
from storage.tables import Document, DocumentPage
from storage.typed_places import (
    PlaceUnknownError,
    empty_regions,
    mark_empty,
    type_place,
    typed_sources,
)

router = guarded_router()
Given = Annotated[dict[str, str], Depends(read_given)]
Signed = Annotated[CurrentUser, require(Permission.SIGNED_IN)]


@router.post("/documents/{document_id}/places", name="place_answered", include_in_schema=False)
async def place_answered(request: Request, document_id: str, user: Signed, given: Given) -> Response:
    """Write `text` for the place `place` on page `page_id`; `answer` "nothing": there is nothing to read."""
    number = await run_in_threadpool(_answer, workplace(request), user, document_id, given)
    if wants_json(request):
        return JSONResponse({"page": number})
    return go_to(f"{review_address(request, 'chart', document_id)}?page={number}")


def _answer(place: Workplace, user: CurrentUser, document_id: str, given: dict[str, str]) -> int:
    """The number of the page on which the place lies."""
    with place.database.read() as session:
        document = visible_document(session, user, document_id)
        row = (
            session.query(DocumentPage)
            .filter_by(document_id=document_id, page_id=given.get("page_id", ""))
            .first()
        )
        if row is None:
            raise PlaceUnknownError("There is no such page", where=f"document {document_id}")
        sha256 = the_artifact(session, row.page_id, "page", document.reading_no).sha256
    base = base_tokens(place, document)
    page = read_page(place.belt.store, sha256)
    with place.database.write() as session:
        document = visible_document(session, user, document_id)
        check_may_edit(user, document, database_now(session))
        known = places_on(
            page,
            document.reading_no,
            typed=typed_sources(session, document),
            empty=empty_regions(session, document),
        )
        found = next((one for one in known if one.id == given.get("place", "")), None)
        if found is None:
            raise PlaceUnknownError("There is no such place", where=f"document {document_id}")
        if given.get("answer") == "nothing":
            mark_empty(session, document_id, found.id, reviewer_of(user))
        else:
            type_place(
                session,
                document_id,
                base,
                sources=found.sources,
                after=words_before(page, found),
                text=given.get("text", ""),
                reviewer=reviewer_of(user),
            )
        _record(session, user, document, found)
        return row.position + 1


def _record(session: Session, user: CurrentUser, document: Document, found: ShownPlace) -> None:
    record_audit(
        session,
        actor=user.actor,
        action="place.answered",
        subject_kind="document",
        subject_id=document.id,
        patient_id=document.patient_id,
        detail={"place": found.id, "kind": found.kind},
    )
