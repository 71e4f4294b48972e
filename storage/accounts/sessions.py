"""Signed-in sessions, kept on the server: a random cookie value, stored as its SHA-256. Touches the database.

A session is locked after `session_idle_minutes` without the person doing anything, or when they lock it: it
is then good for nothing until their password alone unlocks it. It ends at sign-out, after `session_hours` in
any case, and when the person is disabled or their password is set or reset.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.accounts.one_time_links import token_sha256
from storage.accounts.roles import Role
from storage.audit.record import Actor, record_audit
from storage.database import Database, database_now
from storage.settings import StorageSettings
from storage.tables import User, UserSession

# The last sight is written at most once in this time, so that a busy person does not write at every
# request.
_TOUCH_EVERY = timedelta(seconds=10)


@dataclass(frozen=True)
class OpenedSession:
    """A session just opened: `token` goes into the cookie and is kept nowhere else."""

    token: str
    csrf_token: str
    user_id: str
    login: str


@dataclass(frozen=True)
class SignedIn:
    """Who is behind a request."""

    user_id: str
    site_id: str
    login: str
    display_name: str
    roles: frozenset[Role]
    csrf_token: str
    locked: bool
    idle_s: float  # since the person last did something; 0 for the request that counts as doing something

    @property
    def actor(self) -> Actor:
        """This person, for the audit."""
        return Actor(self.user_id, self.login)


def open_session(session: Session, user: User) -> OpenedSession:
    """A new session for the person, with an id and a CSRF token of its own."""
    now = database_now(session)
    opened = OpenedSession(secrets.token_urlsafe(32), secrets.token_urlsafe(32), user.id, user.login)
    session.add(
        UserSession(
            token_sha256=token_sha256(opened.token),
            user_id=user.id,
            csrf_token=opened.csrf_token,
            created_at=now,
            last_seen_at=now,
        )
    )
    return opened


def signed_in(
    database: Database, token: str, *, settings: StorageSettings, counts_as_activity: bool
) -> SignedIn | None:
    """The person behind a cookie value, or None when the session is locked or has ended.

    A request that the browser makes by itself (live updates) must not count as activity, or no absent
    person's session would ever be locked.
    """
    person = session_behind(database, token, settings=settings, counts_as_activity=counts_as_activity)
    return None if person is None or person.locked else person


def session_behind(
    database: Database, token: str, *, settings: StorageSettings, counts_as_activity: bool
) -> SignedIn | None:
    """The same, but a locked session too (`locked`): it may be unlocked and signed out, and nothing else."""
    key = token_sha256(token)
    with database.read() as session:
        found = session.execute(
            select(UserSession, User)
            .join(User, User.id == UserSession.user_id)
            .where(
                UserSession.token_sha256 == key, UserSession.ended_at.is_(None), User.disabled_at.is_(None)
            )
        ).first()
        now = database_now(session)
    if found is None or now - found[0].created_at >= timedelta(hours=settings.session_hours):
        return None
    row, user = found
    idle = now - row.last_seen_at
    locked = row.locked_at is not None or idle >= timedelta(minutes=settings.session_idle_minutes)
    if locked and row.locked_at is None:
        lock_session(database, token)
    if counts_as_activity and not locked:
        if idle >= _TOUCH_EVERY:
            _touch(database, key, now)
        idle = timedelta()
    return SignedIn(
        user_id=user.id,
        site_id=user.site_id,
        login=user.login,
        display_name=user.display_name,
        roles=frozenset(Role(name) for name in user.roles),
        csrf_token=row.csrf_token,
        locked=locked,
        idle_s=max(idle.total_seconds(), 0.0),
    )


def _touch(database: Database, key: str, now: datetime) -> None:
    with database.write() as session:
        session.execute(
            update(UserSession)
            .where(UserSession.token_sha256 == key, UserSession.locked_at.is_(None))
            .values(last_seen_at=now)
        )


def lock_session(database: Database, token: str) -> None:
    """Lock the session behind a cookie value, if it is open and not locked yet."""
    key = token_sha256(token)
    with database.write() as session:
        now = database_now(session)
        locked_id = session.execute(
            update(UserSession)
            .where(
                UserSession.token_sha256 == key,
                UserSession.locked_at.is_(None),
                UserSession.ended_at.is_(None),
            )
            .values(locked_at=now)
            .returning(UserSession.user_id)
        ).scalar()
        if locked_id is not None:
            _record(session, locked_id, "user.session_locked")


def _record(session: Session, user_id: str, action: str) -> None:
    user = session.get_one(User, user_id)
    record_audit(
        session, actor=Actor(user.id, user.login), action=action, subject_kind="user", subject_id=user.id
    )


def sign_out(database: Database, token: str) -> None:
    """End the session behind a cookie value, if it is open."""
    with database.write() as session:
        row = session.get(UserSession, token_sha256(token))
        if row is None or row.ended_at is not None:
            return
        row.ended_at = database_now(session)
        _record(session, row.user_id, "user.signed_out")
