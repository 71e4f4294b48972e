"""Who is behind a request, and may they? Default deny. Touches the database.

Every route declares its permission, or that it is public; a route that does neither cannot be made
(`GuardedRoute`). In a route module:

    router = guarded_router()

    @router.get("/status")
    def status_page(request: Request, user: Annotated[CurrentUser, require(Permission.SEE_STATUS)]) ->
    Response: ...

    @router.get("/healthz", dependencies=[public()])
    def health(request: Request) -> Response: ...

Unsafe methods are checked for forgery (security.py) before the route runs. A route that the browser calls
by itself (live updates) says `require(…, passive=True)`, so that it does not keep an absent person's
session open. A locked session is refused everywhere but where a route says `locked_too`.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import Response

from review_ui.body_limit import LARGEST_FORM_BYTES, MULTIPART_ROOM_BYTES, limited
from review_ui.given import checked_texts
from review_ui.permissions import Permission, permissions_of
from review_ui.security import SAFE_METHODS, ForgedRequestError, check_same_origin
from review_ui.workplace import Workplace, workplace
from storage.accounts import Role, SignedIn, session_behind
from storage.audit.record import Actor
from storage.errors import Disposition, ServiceError


class SignInNeededError(ServiceError):
    """Nobody is signed in (any more)."""

    code = "review_ui.sign_in_needed"
    disposition = Disposition.ASK_HUMAN
    remedy = "Sign in and repeat what you did; what was saved is kept"


class SessionLockedError(ServiceError):
    """The person was away for too long, or locked the screen."""

    code = "review_ui.session_locked"
    disposition = Disposition.ASK_HUMAN
    remedy = "Type your password to go on where you were; what was saved is kept"


class NotAllowedError(ServiceError):
    """The person's roles do not include this."""

    code = "review_ui.not_allowed"
    disposition = Disposition.ASK_HUMAN
    remedy = "Ask an administrator if you need it for your work"


@dataclass(frozen=True)
class CurrentUser:
    """The person behind a request, and everything they may do."""

    user_id: str
    site_id: str
    login: str
    display_name: str
    roles: frozenset[Role]
    permissions: frozenset[Permission]
    csrf_token: str
    locked: bool = False
    idle_s: float = 0.0

    @property
    def actor(self) -> Actor:
        """This person, for the audit and the custody lines."""
        return Actor(self.user_id, self.login)

    def may(self, permission: Permission | str) -> bool:
        """True when the person may do this."""
        return Permission(permission) in self.permissions


@dataclass(frozen=True)
class Access:
    """The dependency that guards a route. `permission` None: public."""

    permission: Permission | None
    passive: bool = False
    locked_too: bool = False

    async def __call__(self, request: Request) -> CurrentUser | None:
        """The person, when they may pass; None on a public route where nobody is signed in.

        Raises:
            SignInNeededError, SessionLockedError, NotAllowedError, ForgedRequestError: they may not.
        """
        if request.method not in SAFE_METHODS:
            check_same_origin(request)
        user = await run_in_threadpool(_person_behind, request, passive=self.passive)
        is_open = user is not None and (self.locked_too or not user.locked)
        request.state.user = user if is_open else None
        if self.permission is None:
            return request.state.user  # type: ignore[no-any-return]  # a request's state is of any type
        if user is None:
            raise SignInNeededError("You are not signed in")
        if not is_open:
            raise SessionLockedError("The screen is locked")
        if request.method not in SAFE_METHODS:
            await _check_form_token(request, user)
        if self.permission not in user.permissions:
            raise NotAllowedError("Your roles do not include this")
        return user


def require(permission: Permission, *, passive: bool = False, locked_too: bool = False) -> Any:
    """The FastAPI dependency for a route that needs a signed-in person with this permission.

    `locked_too` is for the few routes that unlock or end a locked session.
    """
    return Depends(Access(permission, passive=passive, locked_too=locked_too))


def public() -> Any:
    """The FastAPI dependency for a route that anybody on the network may call."""
    return Depends(Access(None))


class GuardedRoute(APIRoute):
    """A route that says who may call it."""

    def __init__(self, path: str, endpoint: Any, **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        guards = [part.call for part in self.dependant.dependencies if isinstance(part.call, Access)]
        if len(guards) != 1:
            raise ValueError(f"{path} declares {len(guards)} permissions; it needs exactly one")
        self.access: Access = guards[0]

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler with a bounded body; an upload's temporary files are closed whatever becomes of it."""
        handle = super().get_route_handler()

        async def handle_and_close(given: Request) -> Response:
            request = limited(given, self._largest_body_bytes(given))
            try:
                return await handle(request)
            finally:
                await request.close()

        return handle_and_close

    def _largest_body_bytes(self, request: Request) -> int:
        if self.access.permission is Permission.UPLOAD:
            return workplace(request).ingest.max_upload_bytes + MULTIPART_ROOM_BYTES
        return LARGEST_FORM_BYTES


def guarded_router() -> APIRouter:
    """A router whose routes all say who may call them."""
    return APIRouter(route_class=GuardedRoute)


def current_user(request: Request) -> CurrentUser | None:
    """The person that the route's guard found; for templates and error pages."""
    user: CurrentUser | None = getattr(request.state, "user", None)
    return user


async def read_form(request: Request) -> FormData:
    """The form's fields; as a dependency named after the guard it is read only for those who may send it."""
    form = await request.form()
    for _name, value in form.multi_items():
        if isinstance(value, str):
            checked_texts({"": value})
    return form


def as_current_user(person: SignedIn, place: Workplace) -> CurrentUser:
    """The signed-in person with what their roles allow at this site."""
    allowed = permissions_of(person.roles, one_person_may_do_all=place.settings.one_person_may_do_all)
    return CurrentUser(
        user_id=person.user_id,
        site_id=person.site_id,
        login=person.login,
        display_name=person.display_name,
        roles=person.roles,
        permissions=allowed,
        csrf_token=person.csrf_token,
        locked=person.locked,
        idle_s=person.idle_s,
    )


def person_still_signed_in(request: Request) -> CurrentUser | None:
    """The person behind the request as of now, without counting as activity (for long-lived streams)."""
    person = _person_behind(request, passive=True)
    return None if person is None or person.locked else person


def _person_behind(request: Request, *, passive: bool) -> CurrentUser | None:
    place = workplace(request)
    token = request.cookies.get(place.cookie_name)
    if not token:
        return None
    person = session_behind(place.database, token, settings=place.settings, counts_as_activity=not passive)
    return as_current_user(person, place) if person else None


async def _check_form_token(request: Request, user: CurrentUser) -> None:
    given = request.headers.get("x-csrf-token")
    if given is None and request.headers.get("content-type", "").startswith(
        ("application/x-www-form-urlencoded", "multipart/form-data")
    ):
        field = (await request.form()).get("csrf_token")
        given = field if isinstance(field, str) else None
    if given is None or not hmac.compare_digest(given.encode(), user.csrf_token.encode()):
        raise ForgedRequestError("The request did not come from a page of this session")
