"""What goes wrong becomes a plain page, or the JSON error object: what, where, how to mend.

A page for people, `{"error": {code, message, remedy}}` for the API and for our own scripts. A bug of ours
says so with a reference that the log has too; nothing else of it is shown.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ingest.index_fields import IndexFieldError
from review_ui.auth import NotAllowedError, SessionLockedError, SignInNeededError
from review_ui.rendering import render
from review_ui.security import ForgedRequestError
from storage.errors import Disposition, ServiceError
from storage.ids import new_id

log = logging.getLogger(__name__)

_STATUS_BY_DISPOSITION = {Disposition.REJECT: 422, Disposition.ASK_HUMAN: 409, Disposition.RETRY: 503}
_STATUS_BY_CODE = {
    SignInNeededError.code: 401,
    SessionLockedError.code: 401,
    NotAllowedError.code: 403,
    ForgedRequestError.code: 403,
    "storage.sign_in_refused": 401,
    "storage.password_refused": 422,
    "storage.user_refused": 422,
    "storage.user_unknown": 404,
    "storage.link_spent": 410,
    "review_ui.document_unknown": 404,
    "review_ui.case_unknown": 404,
    "review_ui.record_unknown": 404,
    "storage.query_unknown": 404,
    "storage.query_words": 422,
    "review_ui.medium_missing": 404,
    "ingest.lot_unknown": 404,
    "ingest.batch_unknown": 404,
    "ingest.station_unknown": 404,
    "storage.too_large": 413,
    "ingest.no_disk_space": 507,
}
_PLAIN = {
    400: ("The request could not be understood", "Go back, reload the page and try again"),
    404: ("There is no such page", "Check the address, or go on from the worklists"),
    405: ("This page cannot be used that way", "Use the buttons of the page"),
    413: ("What was sent is too large", "Send smaller files; the limit is a setting of the site"),
    422: ("Something that was filled in cannot be used", "Go back and check the fields"),
}
_OURS = ("Something went wrong on our side", "Try again; if it stays, tell your administrator the reference")


def status_of(failure: ServiceError) -> int:
    """The HTTP status that says the same as the error."""
    return _STATUS_BY_CODE.get(failure.code, _STATUS_BY_DISPOSITION[failure.disposition])


def wants_json(request: Request) -> bool:
    """True for the API and for our own scripts (they always send the token header or ask for JSON)."""
    accepts = request.headers.get("accept", "")
    return (
        request.url.path.startswith("/api/")
        or "x-csrf-token" in request.headers
        or accepts.startswith(("application/json", "text/event-stream"))
    )


def install(app: FastAPI) -> None:
    """Let every failure of the application be answered by this module."""
    handlers: dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
        ServiceError: _service_error,
        HTTPException: _http_error,
        RequestValidationError: _invalid_request,
        Exception: _bug,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


async def _service_error(request: Request, failure: Exception) -> Response:
    assert isinstance(failure, ServiceError)  # noqa: S101 - registered for this type
    if isinstance(failure, SignInNeededError | SessionLockedError) and not wants_json(request):
        came_from = {"next": request.url.path} if request.method == "GET" and request.url.path != "/" else {}
        door = "/sign-in" if isinstance(failure, SignInNeededError) else "/session/locked"
        return RedirectResponse(f"{door}?{urlencode(came_from)}".rstrip("?"), status_code=303)
    status = status_of(failure)
    if status >= 500:
        log.warning("request failed with %s", failure.code)
    fields = failure.problems if isinstance(failure, IndexFieldError) else None
    return _answer(request, status, failure.code, failure.message, failure.remedy, fields)


async def _http_error(request: Request, failure: Exception) -> Response:
    assert isinstance(failure, HTTPException)  # noqa: S101 - registered for this type
    message, remedy = _PLAIN.get(failure.status_code, _PLAIN[400])
    return _answer(request, failure.status_code, f"review_ui.http_{failure.status_code}", message, remedy)


async def _invalid_request(request: Request, failure: Exception) -> Response:
    assert isinstance(failure, RequestValidationError)  # noqa: S101 - registered for this type
    message, remedy = _PLAIN[422]
    # the names of the fields only: their values are patient data
    names = sorted({".".join(str(part) for part in error["loc"][1:]) for error in failure.errors()})
    return _answer(request, 422, "review_ui.http_422", f"{message}: {', '.join(names)}", remedy)


async def _bug(request: Request, failure: Exception) -> Response:
    reference = new_id()[-8:]
    # the type only: the message of an unforeseen exception may hold patient text
    log.error("bug %s: %s", reference, type(failure).__name__, exc_info=failure)
    message, remedy = _OURS
    return _answer(request, 500, "review_ui.bug", f"{message} (reference {reference})", remedy)


def _answer(
    request: Request, status: int, code: str, message: str, remedy: str, fields: dict[str, str] | None = None
) -> Response:
    if wants_json(request):
        error = {"code": code, "message": message, "remedy": remedy, **({"fields": fields} if fields else {})}
        return JSONResponse({"error": error}, status)
    return render(request, "failure/page.html", status=status, message=message, remedy=remedy, code=code)
