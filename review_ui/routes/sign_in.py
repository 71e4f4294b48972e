"""Signing in and out, and the one-time links. Touches the database."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from review_ui.auth import CurrentUser, guarded_router, public, read_form, require
from review_ui.permissions import Permission
from review_ui.rendering import go_to, render
from review_ui.workplace import Workplace, workplace
from storage.accounts import link_owner, sign_in, sign_out, use_link
from storage.accounts.passwords import SHORTEST_PASSWORD
from storage.errors import ServiceError

router = guarded_router()


def text_of(form: FormData, name: str) -> str:
    """A form field as text; empty when it is missing or a file."""
    value = form.get(name)
    return value if isinstance(value, str) else ""


def safe_target(path: str) -> str:
    """The path when it leads to a page of this site, else the worklist (no open redirects)."""
    is_ours = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if is_ours else "/"


def set_session_cookie(response: Response, place: Workplace, token: str) -> None:
    """Give the browser its session; scripts cannot read it and other sites cannot use it."""
    response.set_cookie(
        place.cookie_name, token, httponly=True, samesite="lax", secure=place.web.speaks_tls, path="/"
    )


@router.get("/sign-in", name="sign_in", dependencies=[public()], include_in_schema=False)
def sign_in_page(request: Request) -> Response:
    """The sign-in form."""
    return render(
        request, "sign_in/page.html", problem=None, login="", target=request.query_params.get("next", "/")
    )


@router.post("/sign-in", dependencies=[public()], include_in_schema=False)
async def sign_in_submitted(request: Request, form: Annotated[FormData, Depends(read_form)]) -> Response:
    """Open a session and go where the person wanted to go."""
    place, login, target = workplace(request), text_of(form, "login"), text_of(form, "next")
    try:
        opened = await run_in_threadpool(
            sign_in, place.database, login=login, password=text_of(form, "password")
        )
    except ServiceError as refused:
        return render(request, "sign_in/page.html", status=401, problem=refused, login=login, target=target)
    response = go_to(safe_target(target))
    set_session_cookie(response, place, opened.token)
    return response


@router.post("/sign-out", name="sign_out", include_in_schema=False)
def sign_out_submitted(
    request: Request, _user: Annotated[CurrentUser, require(Permission.SIGNED_IN, locked_too=True)]
) -> Response:
    """End the session, a locked one too: on a shared station somebody else signs in next."""
    place = workplace(request)
    sign_out(place.database, request.cookies[place.cookie_name])
    response = go_to("/sign-in", done="signed_out")
    response.delete_cookie(place.cookie_name, path="/", secure=place.web.speaks_tls, httponly=True)
    return response


@router.post("/session/alive", name="session_alive", include_in_schema=False)
def still_here(_user: Annotated[CurrentUser, require(Permission.SIGNED_IN)]) -> Response:
    """Note that the person is at work (typing, listening) although the page sends nothing else."""
    return Response(status_code=204)


@router.get("/welcome/{token}", name="welcome", dependencies=[public()], include_in_schema=False)
def welcome_page(request: Request, token: str) -> Response:
    """The form of a one-time link: choose a name and a password."""
    with workplace(request).database.read() as session:
        owner = link_owner(session, token)
    return _welcome(request, token, login=owner.login, display_name=owner.display_name)


@router.post("/welcome/{token}", dependencies=[public()], include_in_schema=False)
async def welcome_submitted(
    request: Request, token: str, form: Annotated[FormData, Depends(read_form)]
) -> Response:
    """Spend the link and sign the person in."""
    place = workplace(request)
    password, display_name = text_of(form, "password"), text_of(form, "display_name")
    if password != text_of(form, "password_again"):
        return await run_in_threadpool(
            _welcome_again, request, token, display_name, "The two passwords differ."
        )
    try:
        user = await run_in_threadpool(
            use_link, place.database, token, password=password, display_name=display_name
        )
    except ServiceError as refused:
        return await run_in_threadpool(_welcome_again, request, token, display_name, str(refused))
    opened = await run_in_threadpool(sign_in, place.database, login=user.login, password=password)
    response = go_to("/start" if place.settings.demo else "/")
    set_session_cookie(response, place, opened.token)
    return response


def _welcome_again(request: Request, token: str, display_name: str, problem: str) -> Response:
    with workplace(request).database.read() as session:
        owner = link_owner(session, token)
    return _welcome(request, token, login=owner.login, display_name=display_name, problem=problem, status=422)


def _welcome(
    request: Request,
    token: str,
    *,
    login: str,
    display_name: str,
    problem: str | None = None,
    status: int = 200,
) -> Response:
    return render(
        request,
        "sign_in/welcome.html",
        status=status,
        token=token,
        login=login,
        display_name=display_name,
        problem=problem,
        shortest=SHORTEST_PASSWORD,
    )


class Credentials(BaseModel):
    """Name and password of a person or a service account."""

    login: str
    password: str


class OpenedApiSession(BaseModel):
    """What a client needs besides the cookie: the token that every changing request sends as X-CSRF-Token."""

    csrf_token: str


@router.post("/api/session", dependencies=[public()], tags=["session"])
def open_api_session(request: Request, response: Response, credentials: Credentials) -> OpenedApiSession:
    """Sign in from a program: sets the session cookie and returns the token for changing requests."""
    place = workplace(request)
    opened = sign_in(place.database, login=credentials.login, password=credentials.password)
    set_session_cookie(response, place, opened.token)
    return OpenedApiSession(csrf_token=opened.csrf_token)
