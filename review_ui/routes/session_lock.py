"""Locking a session and unlocking it: the page stays, the password alone is asked. Touches the database."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.failures import wants_json
from review_ui.given import read_given
from review_ui.permissions import Permission
from review_ui.rendering import go_to, render
from review_ui.routes.sign_in import safe_target
from review_ui.workplace import workplace
from storage.accounts import lock_session, unlock_session
from storage.errors import ServiceError

router = guarded_router()
Present = Annotated[CurrentUser, require(Permission.SIGNED_IN, passive=True)]
PresentOrLocked = Annotated[CurrentUser, require(Permission.SIGNED_IN, passive=True, locked_too=True)]


@router.get("/session", name="session_state", include_in_schema=False)
def session_state(user: PresentOrLocked) -> Response:
    """{locked, idle_s}: another window of the same person may have been at work, or may have unlocked it."""
    return JSONResponse({"locked": user.locked, "idle_s": user.idle_s})


@router.post("/session/lock", name="lock_session", include_in_schema=False)
def session_locked(request: Request, _user: Present) -> Response:
    """Lock the session now."""
    place = workplace(request)
    lock_session(place.database, request.cookies[place.cookie_name])
    return Response(status_code=204) if wants_json(request) else go_to("/session/locked")


@router.post("/session/unlock", name="unlock_session", include_in_schema=False)
async def session_unlocked(
    request: Request, user: PresentOrLocked, given: Annotated[dict[str, str], Depends(read_given)]
) -> Response:
    """Unlock with `password`; a form then goes to `next`."""
    place, target = workplace(request), safe_target(given.get("next", "/"))
    token = request.cookies[place.cookie_name]
    try:
        await run_in_threadpool(unlock_session, place.database, token, password=given.get("password", ""))
    except ServiceError as refused:
        if wants_json(request):
            raise
        return await run_in_threadpool(
            render, request, "session/locked.html", status=401, problem=refused, person=user, target=target
        )
    return Response(status_code=204) if wants_json(request) else go_to(target)


@router.get("/session/locked", name="locked_page", include_in_schema=False)
def locked_page(request: Request, user: PresentOrLocked) -> Response:
    """The page that asks for the password, for a page that is opened while the session is locked."""
    target = safe_target(request.query_params.get("next", "/"))
    if not user.locked:
        return go_to(target)
    return render(request, "session/locked.html", problem=None, person=user, target=target)
