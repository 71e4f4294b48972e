"""Links that let a person set a password once, within 24 hours. Touches the database.

Only the SHA-256 of the token is stored, and it is spent by one compare-and-set. Issuing a link voids the
earlier ones. A reset also voids the old password and ends every session at once: it is asked for when
somebody else may know the password.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from storage.accounts.passwords import check_new_password, hash_password
from storage.accounts.users import UserRefusedError, checked_display_name, end_sessions_of
from storage.audit.record import Actor, record_audit
from storage.database import Database, database_now
from storage.errors import Disposition, ServiceError
from storage.tables import OneTimeLink, User

LINK_HOURS = 24


class LinkSpentError(ServiceError):
    """The link was used, has run out, was replaced by a newer one, or never existed."""

    code = "storage.link_spent"
    disposition = Disposition.ASK_HUMAN
    remedy = "Ask an administrator for a new link (People page, or `chartscribe users reset NAME`)"


def token_sha256(token: str) -> str:
    """What is stored of a random token: its SHA-256 in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def issue_welcome_link(session: Session, user: User, *, actor: Actor) -> str:
    """The token of a link that lets a new person choose a name and a password."""
    return _issue(session, user, purpose="welcome", actor=actor)


def issue_reset_link(session: Session, user: User, *, actor: Actor) -> str:
    """The token of a link that lets the person choose a new password; the old one stops working now."""
    user.password_hash = None
    end_sessions_of(session, user.id)
    return _issue(session, user, purpose="reset", actor=actor)


def _issue(session: Session, user: User, *, purpose: str, actor: Actor) -> str:
    now = database_now(session)
    session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.user_id == user.id, OneTimeLink.used_at.is_(None))
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
    token = secrets.token_urlsafe(32)
    session.add(
        OneTimeLink(
            token_sha256=token_sha256(token),
            user_id=user.id,
            purpose=purpose,
            expires_at=now + timedelta(hours=LINK_HOURS),
        )
    )
    record_audit(
        session, actor=actor, action=f"user.{purpose}_link_issued", subject_kind="user", subject_id=user.id
    )
    return token


def link_owner(session: Session, token: str) -> User:
    """The person whom a live link belongs to.

    Raises:
        LinkSpentError: the link cannot be used (any more).
    """
    user = session.scalar(
        select(User)
        .join(OneTimeLink, OneTimeLink.user_id == User.id)
        .where(
            OneTimeLink.token_sha256 == token_sha256(token),
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > database_now(session),
            User.disabled_at.is_(None),
        )
    )
    if user is None:
        raise LinkSpentError("This link cannot be used any more")
    return user


def use_link(database: Database, token: str, *, password: str, display_name: str) -> User:
    """Spend the link: the person now has this password and name, and is signed out everywhere.

    Raises:
        LinkSpentError: the link cannot be used (any more).
        PasswordRefusedError: the password breaks the rule; the link stays live.
        UserRefusedError: the name cannot be used; the link stays live.
    """
    with database.read() as session:
        login = link_owner(session, token).login
    display_name = checked_display_name(display_name)
    check_new_password(password, login=login)
    password_hash = hash_password(password)  # slow on purpose, so outside the write transaction
    with database.write() as session:
        user = link_owner(session, token)
        _check_name_is_free(session, user, display_name)
        spent = session.execute(
            update(OneTimeLink)
            .where(OneTimeLink.token_sha256 == token_sha256(token), OneTimeLink.used_at.is_(None))
            .values(used_at=database_now(session))
            .execution_options(synchronize_session=False)
        )
        if not isinstance(spent, CursorResult) or spent.rowcount != 1:
            raise LinkSpentError("This link cannot be used any more")
        renamed = {"from": user.display_name, "to": display_name} if user.display_name != display_name else {}
        user.password_hash, user.display_name = password_hash, display_name
        user.failed_sign_ins, user.locked_until = 0, None
        end_sessions_of(session, user.id)
        actor = Actor(user.id, user.login)
        record_audit(
            session,
            actor=actor,
            action="user.password_set",
            subject_kind="user",
            subject_id=user.id,
            detail={"renamed": renamed} if renamed else {},
        )
    return user


def _check_name_is_free(session: Session, user: User, display_name: str) -> None:
    """Return unless the person calls themself by somebody else's name: reports are signed by name.

    Raises:
        UserRefusedError: somebody else has it as shown or as sign-in name.
    """
    if display_name.casefold() == user.display_name.casefold():
        return  # as the administrator wrote it
    for login, shown in session.execute(select(User.login, User.display_name).where(User.id != user.id)):
        if display_name.casefold() in (login.casefold(), shown.casefold()):
            raise UserRefusedError("Somebody else has this name")
