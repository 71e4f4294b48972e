"""The people who may sign in: add, list, change roles, disable. Touches the database.

There is no default account: the first person comes from the command line (`chartscribe users add`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from storage.accounts.roles import Role
from storage.audit.record import Actor, record_audit
from storage.database import database_now
from storage.errors import Disposition, ServiceError
from storage.ids import new_id
from storage.tables import DEFAULT_SITE, User, UserSession

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{1,62}[a-z0-9]")
_LONGEST_NAME = 100


class UserRefusedError(ServiceError):
    """The new account's sign-in name, shown name or roles cannot be used."""

    code = "storage.user_refused"
    disposition = Disposition.ASK_HUMAN
    remedy = (
        "Use 3 to 64 lower-case letters, digits, dots, dashes or @ that nobody has yet, a shown name, and at "
        "least one role"
    )


class UserUnknownError(ServiceError):
    """Nobody has this sign-in name or id."""

    code = "storage.user_unknown"
    disposition = Disposition.ASK_HUMAN
    remedy = "List the people with `chartscribe users list` or on the People page"


class LastAdministratorError(ServiceError):
    """The change would leave the site without anybody who can manage people."""

    code = "storage.last_administrator"
    disposition = Disposition.ASK_HUMAN
    remedy = "Make somebody else administrator first"


def add_user(session: Session, *, login: str, display_name: str, roles: Iterable[Role], actor: Actor) -> User:
    """The new account, still without a password: hand its owner a one-time link.

    Raises:
        UserRefusedError: the sign-in name is malformed or taken, or a name or role is missing.
    """
    login, display_name = login.strip().casefold(), checked_display_name(display_name)
    if not _LOGIN.fullmatch(login):
        raise UserRefusedError("The sign-in name has characters or a length that cannot be used")
    user = User(
        id=new_id(),
        site_id=DEFAULT_SITE,
        login=login,
        display_name=display_name,
        password_hash=None,
        roles=_checked_roles(roles),
        created_at=database_now(session),
        failed_sign_ins=0,
    )
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError as taken:
        raise UserRefusedError("The sign-in name is taken") from taken
    record_audit(
        session,
        actor=actor,
        action="user.added",
        subject_kind="user",
        subject_id=user.id,
        detail={"roles": user.roles},
    )
    return user


def checked_display_name(name: str) -> str:
    """The name without stray spaces.

    Raises:
        UserRefusedError: it is empty, too long or holds control characters.
    """
    name = " ".join(name.split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise UserRefusedError(f"The shown name is empty, over {_LONGEST_NAME} characters or not printable")
    return name


def find_user(session: Session, login_or_id: str) -> User:
    """The account with this sign-in name or id.

    Raises:
        UserUnknownError: there is none.
    """
    user = session.scalar(
        select(User).where((User.login == login_or_id.strip().casefold()) | (User.id == login_or_id))
    )
    if user is None:
        raise UserUnknownError("Nobody has this sign-in name")
    return user


def list_users(session: Session) -> Sequence[User]:
    """Every account, disabled ones too, by sign-in name."""
    return session.scalars(select(User).order_by(User.login)).all()


def set_roles(session: Session, user: User, roles: Iterable[Role], *, actor: Actor) -> None:
    """Give the person exactly these roles; they hold from the next request on.

    Raises:
        LastAdministratorError: nobody could manage people any more.
        UserRefusedError: no role is left.
    """
    wanted = _checked_roles(roles)
    if Role.ADMINISTRATOR not in wanted:
        _keep_an_administrator(session, user)
    before, user.roles = user.roles, wanted
    record_audit(
        session,
        actor=actor,
        action="user.roles_changed",
        subject_kind="user",
        subject_id=user.id,
        detail={"from": before, "to": wanted},
    )


def disable_user(session: Session, user: User, *, actor: Actor) -> None:
    """Keep the person out from now on, and end their sessions. Their past deeds stay under their name.

    Raises:
        LastAdministratorError: nobody could manage people any more.
    """
    _keep_an_administrator(session, user)
    user.disabled_at = database_now(session)
    end_sessions_of(session, user.id)
    record_audit(session, actor=actor, action="user.disabled", subject_kind="user", subject_id=user.id)


def enable_user(session: Session, user: User, *, actor: Actor) -> None:
    """Let a disabled person sign in again with the password they had."""
    user.disabled_at = None
    record_audit(session, actor=actor, action="user.enabled", subject_kind="user", subject_id=user.id)


def end_sessions_of(session: Session, user_id: str) -> None:
    """End every session of the person, wherever they are signed in."""
    session.execute(
        update(UserSession)
        .where(UserSession.user_id == user_id, UserSession.ended_at.is_(None))
        .values(ended_at=database_now(session))
        .execution_options(synchronize_session=False)
    )


def _checked_roles(roles: Iterable[Role]) -> list[str]:
    # Role(...) also refuses a bare "true" or a misspelt role that came in as text
    wanted = {Role(role) for role in roles}
    if not wanted:
        raise UserRefusedError("No role is chosen")
    return [role.value for role in Role if role in wanted]


def _keep_an_administrator(session: Session, leaving: User) -> None:
    if Role.ADMINISTRATOR not in leaving.roles:
        return
    # locked, or two administrators could each leave the site to the other at the same moment
    enabled = session.scalars(
        select(User)
        .where(User.disabled_at.is_(None))
        .order_by(User.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if not any(Role.ADMINISTRATOR in user.roles for user in enabled if user.id != leaving.id):
        raise LastAdministratorError("This is the only administrator")
