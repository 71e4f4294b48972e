"""Signed-in sessions, kept on the server: a random cookie value, stored as its SHA-256. Touches the database.

A session ends at sign-out, after `session_idle_minutes` without the person doing anything, after
`session_hours` in any case, and when the person is disabled or their password is set or reset.
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
_TOUCH_EVERY = timedelta(seconds=30)


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
    """The person behind a cookie value, or None when the session has ended.

    A request that the browser makes by itself (live updates) must not count as activity, or nobody would
    ever be signed out for being away.
    """
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
    if found is None or not _still_open(found[0], now, settings):
        return None
    row, user = found
    if counts_as_activity and now - row.last_seen_at >= _TOUCH_EVERY:
        with database.write() as session:
            session.execute(
                update(UserSession).where(UserSession.token_sha256 == key).values(last_seen_at=now)
            )
    known_roles = frozenset(Role(name) for name in user.roles)
    return SignedIn(user.id, user.site_id, user.login, user.display_name, known_roles, row.csrf_token)


def _still_open(row: UserSession, now: datetime, settings: StorageSettings) -> bool:
    idle_for, age = now - row.last_seen_at, now - row.created_at
    return idle_for < timedelta(minutes=settings.session_idle_minutes) and age < timedelta(
        hours=settings.session_hours
    )


def sign_out(database: Database, token: str) -> None:
    """End the session behind a cookie value, if it is open."""
    with database.write() as session:
        row = session.get(UserSession, token_sha256(token))
        if row is None or row.ended_at is not None:
            return
        row.ended_at = database_now(session)
        user = session.get_one(User, row.user_id)
        record_audit(
            session,
            actor=Actor(user.id, user.login),
            action="user.signed_out",
            subject_kind="user",
            subject_id=user.id,
        )
