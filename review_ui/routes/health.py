"""Is the web alive? For supervisors and load balancers. Touches the database."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy import select

from review_ui.auth import guarded_router, public
from review_ui.workplace import workplace
from storage.database import DatabaseUnreachableError
from storage.tables import Site

router = guarded_router()


@router.get("/healthz", dependencies=[public()], include_in_schema=False)
def health(request: Request) -> Response:
    """200 when the database answers, else 503; says nothing about anything kept here."""
    try:
        with workplace(request).database.read() as session:
            session.scalar(select(Site.id).limit(1))
    except DatabaseUnreachableError:
        return JSONResponse({"ok": False}, status_code=503)
    return JSONResponse({"ok": True})
