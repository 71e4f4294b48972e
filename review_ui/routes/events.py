"""Live news as server-sent events: that something changed, never what. Touches the database.

The browser answers by fetching the part that it shows, with the person's own rights. A stream ends after
some minutes (the browser reconnects by itself) and as soon as the session has ended.
"""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Annotated

import anyio
from fastapi import Request
from fastapi.responses import Response, StreamingResponse
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from review_ui.auth import CurrentUser, guarded_router, person_still_signed_in, require
from review_ui.permissions import Permission
from review_ui.visibility import visible_document
from review_ui.worklist_rows import change_stamp
from review_ui.workplace import workplace
from storage.tables import Document, DocumentEventRow, DocumentPage, Reading

router = guarded_router()

_LONGEST_STREAM_S = 300


@router.get("/events", name="events", include_in_schema=False)
async def site_events(
    request: Request, _user: Annotated[CurrentUser, require(Permission.SIGNED_IN, passive=True)]
) -> Response:
    """An event `changed` whenever a worklist could look different."""
    return stream_of(request, change_stamp)


@router.get("/documents/{document_id}/events", name="document_events", include_in_schema=False)
async def document_events(
    request: Request,
    document_id: str,
    user: Annotated[CurrentUser, require(Permission.SIGNED_IN, passive=True)],
) -> Response:
    """An event `changed` whenever this document moved or one more page of it was read."""

    def check() -> None:
        with workplace(request).database.read() as session:
            visible_document(session, user, document_id)

    await run_in_threadpool(check)
    return stream_of(request, lambda session: document_stamp(session, document_id))


def document_stamp(session: Session, document_id: str) -> str:
    """A short text that changes whenever the document's page could look different."""
    document = session.get_one(Document, document_id)
    pages = select(DocumentPage.page_id).where(DocumentPage.document_id == document_id)
    readings = session.scalar(
        select(func.count())
        .select_from(Reading)
        .where((Reading.unit_id == document_id) | Reading.unit_id.in_(pages))
    )
    last_event = session.scalar(
        select(func.max(DocumentEventRow.id)).where(DocumentEventRow.document_id == document_id)
    )
    seen = (document.state, document.updated_at, document.revision, readings, last_event, document.heard_s)
    return "|".join(str(one) for one in seen)


def stream_of(request: Request, stamp_of: Callable[[Session], str]) -> Response:
    """A stream that says `changed` whenever the stamp does, for as long as the session lasts."""
    return StreamingResponse(_changes(request, stamp_of), media_type="text/event-stream")


async def _changes(request: Request, stamp_of: Callable[[Session], str]) -> AsyncIterator[str]:
    place = workplace(request)
    stamp: str | None = None
    ends_at = time.monotonic() + _LONGEST_STREAM_S

    def look() -> str | None:
        if person_still_signed_in(request) is None:
            return None
        with place.database.read() as session:
            return stamp_of(session)

    yield "retry: 2000\n\n"
    while time.monotonic() < ends_at and not await request.is_disconnected():
        newest = await run_in_threadpool(look)
        if newest is None:
            yield _event("signed_out")
            return
        if stamp is not None and newest != stamp:
            yield _event("changed")
        stamp = newest
        await anyio.sleep(place.web.live_update_s)


def _event(name: str) -> str:
    return f"event: {name}\ndata: {json.dumps({})}\n\n"
