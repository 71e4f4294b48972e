"""People: who may sign in, with which roles. For administrators. Touches the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from review_ui.auth import CurrentUser, guarded_router, read_form, require
from review_ui.permissions import Permission
from review_ui.rendering import go_to, render
from review_ui.routes.sign_in import text_of
from review_ui.workplace import workplace
from storage.accounts import (
    LINK_HOURS,
    Role,
    UserRefusedError,
    add_user,
    disable_user,
    enable_user,
    find_user,
    issue_reset_link,
    issue_welcome_link,
    list_users,
    set_roles,
)
from storage.tables import User

router = guarded_router()
MayManage = Annotated[CurrentUser, require(Permission.MANAGE_PEOPLE)]

ROLE_HELP = {
    Role.SCANNER: "adds files and sees what became of them",
    Role.TECHNICIAN: "checks charts",
    Role.TRANSCRIPTIONIST: "checks dictations",
    Role.CODER: "decides on codes",
    Role.AUTHOR: "signs dictated reports",
    Role.READER: "finds and reads records",
    Role.SUPERVISOR: "checks charts and dictations, steers the work, sees who did what",
    Role.ADMINISTRATOR: "manages people, sees status and who did what",
}


@dataclass(frozen=True)
class PersonShown:
    """One person as the page shows them."""

    id: str
    login: str
    display_name: str
    roles: tuple[str, ...]
    has_password: bool
    disabled: bool


@router.get("/people", name="people", include_in_schema=False)
def people_page(request: Request, _user: MayManage) -> Response:
    """Everybody with an account, and the form for a new one."""
    return _page(request)


@router.post("/people", include_in_schema=False)
async def person_added(
    request: Request, user: MayManage, form: Annotated[FormData, Depends(read_form)]
) -> Response:
    """Add a person and show their welcome link, this once."""
    login, display_name = text_of(form, "login"), text_of(form, "display_name")

    def add() -> Response:
        try:
            with workplace(request).database.write() as session:
                added = add_user(
                    session, login=login, display_name=display_name, roles=_roles(form), actor=user.actor
                )
                token = issue_welcome_link(session, added, actor=user.actor)
        except UserRefusedError as refused:
            return _page(request, problem=str(refused), status=422, given=(login, display_name))
        return _page(request, link=_address(request, token), link_for=added.login)

    return await run_in_threadpool(add)


@router.post("/people/{user_id}/link", name="person_link", include_in_schema=False)
def link_issued(request: Request, user_id: str, user: MayManage) -> Response:
    """Show a link for a new password, this once; the old password stops working."""
    with workplace(request).database.write() as session:
        person = find_user(session, user_id)
        token = issue_reset_link(session, person, actor=user.actor)
    return _page(request, link=_address(request, token), link_for=person.login)


@router.post("/people/{user_id}/roles", name="person_roles", include_in_schema=False)
async def roles_changed(
    request: Request, user_id: str, user: MayManage, form: Annotated[FormData, Depends(read_form)]
) -> Response:
    """Give the person exactly the ticked roles."""
    roles = _roles(form)

    def change(session: Session, person: User) -> None:
        set_roles(session, person, roles, actor=user.actor)

    return await run_in_threadpool(_changed, request, user_id, change, "roles_changed")


@router.post("/people/{user_id}/disable", name="person_disable", include_in_schema=False)
def person_disabled(request: Request, user_id: str, user: MayManage) -> Response:
    """Keep the person out from now on."""

    def change(session: Session, person: User) -> None:
        disable_user(session, person, actor=user.actor)

    return _changed(request, user_id, change, "disabled")


@router.post("/people/{user_id}/enable", name="person_enable", include_in_schema=False)
def person_enabled(request: Request, user_id: str, user: MayManage) -> Response:
    """Let the person sign in again."""

    def change(session: Session, person: User) -> None:
        enable_user(session, person, actor=user.actor)

    return _changed(request, user_id, change, "enabled")


def _changed(request: Request, user_id: str, change: Callable[[Session, User], None], done: str) -> Response:
    with workplace(request).database.write() as session:
        change(session, find_user(session, user_id))
    return go_to("/people", done=done)


def _roles(form: FormData) -> list[Role]:
    given = {value for value in form.getlist("roles") if isinstance(value, str)}
    return [role for role in Role if role.value in given]


def _address(request: Request, token: str) -> str:
    return str(request.url_for("welcome", token=token))


def _page(
    request: Request,
    *,
    status: int = 200,
    problem: str | None = None,
    link: str | None = None,
    link_for: str = "",
    given: tuple[str, str] = ("", ""),
) -> Response:
    with workplace(request).database.read() as session:
        people = [
            PersonShown(
                id=person.id,
                login=person.login,
                display_name=person.display_name,
                roles=tuple(person.roles),
                has_password=person.password_hash is not None,
                disabled=person.disabled_at is not None,
            )
            for person in list_users(session)
        ]
    return render(
        request,
        "people/page.html",
        status=status,
        people=people,
        roles=[(role.value, ROLE_HELP[role]) for role in Role],
        problem=problem,
        link=link,
        link_for=link_for,
        link_hours=LINK_HOURS,
        given=given,
    )
