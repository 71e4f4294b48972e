"""Signing in: one message and equal time for every refusal, and a wait that doubles. Touches the database.

After five failures in a row an account waits 1 minute, then 2, 4 … up to 60 (OWASP Authentication Cheat
Sheet, "Account Lockout": exponential backoff, so that nobody is locked out for good by somebody else).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.accounts.one_time_links import token_sha256
from storage.accounts.passwords import hash_password, needs_rehash, password_matches
from storage.accounts.sessions import OpenedSession, open_session
from storage.audit.record import Actor, record_audit
from storage.database import Database, database_now
from storage.errors import Disposition, ServiceError
from storage.tables import User, UserSession

FREE_FAILURES = 4
LONGEST_WAIT_MINUTES = 60


class SignInRefusedError(ServiceError):
    """Wrong name or password, or a disabled or waiting account: which of them is not said."""

    code = "storage.sign_in_refused"
    disposition = Disposition.ASK_HUMAN
    remedy = (
        "Check both and try again. After several failures the account waits some minutes; an administrator "
        "can give you a link for a new password"
    )


def wait_minutes(failures: int) -> int:
    """Minutes that an account waits after its n-th failure in a row: 0 up to four, then 1, 2, 4 … 60."""
    if failures <= FREE_FAILURES:
        return 0
    doublings = min(failures - FREE_FAILURES - 1, 10)
    return min(1 << doublings, LONGEST_WAIT_MINUTES)


def sign_in(database: Database, *, login: str, password: str) -> OpenedSession:
    """A new session with a new id for the person.

    Raises:
        SignInRefusedError: for every reason alike, after the same work.
    """
    login = login.strip().casefold()
    with database.read() as session:
        user = session.scalar(select(User).where(User.login == login))
        now = database_now(session)
    right = password_matches(user.password_hash if user else None, password)  # slow, so outside a transaction
    if user is None or not right or not _may_enter(user, now):
        _remember_refusal(database, user, wrong_password=not right)
        raise SignInRefusedError("The name or the password is not right")
    assert user.password_hash is not None  # noqa: S101 - password_matches said so
    renewed = hash_password(password) if needs_rehash(user.password_hash) else None
    with database.write() as session:
        return _enter(session, user, checked_hash=user.password_hash, renewed=renewed)


def unlock_session(database: Database, token: str, *, password: str) -> None:
    """Wake a locked session of a person who types their password; wrong ones count as at the door.

    Raises:
        SignInRefusedError: the password is not right, or the account is disabled or waits.
    """
    key = token_sha256(token)
    with database.read() as session:
        user = session.scalar(
            select(User)
            .join(UserSession, UserSession.user_id == User.id)
            .where(UserSession.token_sha256 == key, UserSession.ended_at.is_(None))
        )
        now = database_now(session)
    right = password_matches(user.password_hash if user else None, password)
    if user is None or not right or not _may_enter(user, now):
        _remember_refusal(database, user, wrong_password=not right)
        raise SignInRefusedError("The password is not right")
    with database.write() as session:
        person = session.get(User, user.id, with_for_update={"key_share": True})
        row = session.get(UserSession, key, with_for_update=True)
        same = person is not None and person.password_hash == user.password_hash
        if person is None or row is None or row.ended_at is not None or not same:
            raise SignInRefusedError("The password is not right")
        person.failed_sign_ins, person.locked_until = 0, None
        row.locked_at, row.last_seen_at = None, database_now(session)
        record_audit(
            session,
            actor=Actor(person.id, person.login),
            action="user.session_unlocked",
            subject_kind="user",
            subject_id=person.id,
        )


def _may_enter(user: User, now: datetime) -> bool:
    waiting = user.locked_until is not None and user.locked_until > now
    return user.disabled_at is None and not waiting


def _enter(session: Session, seen: User, *, checked_hash: str, renewed: str | None) -> OpenedSession:
    user = session.get(User, seen.id, with_for_update={"key_share": True})
    # a reset or a disable between the check and now wins
    if user is None or user.password_hash != checked_hash or not _may_enter(user, database_now(session)):
        raise SignInRefusedError("The name or the password is not right")
    user.failed_sign_ins, user.locked_until = 0, None
    if renewed:
        user.password_hash = renewed
    opened = open_session(session, user)
    record_audit(
        session,
        actor=Actor(user.id, user.login),
        action="user.signed_in",
        subject_kind="user",
        subject_id=user.id,
    )
    return opened


def _remember_refusal(database: Database, user: User | None, *, wrong_password: bool) -> None:
    """Count the failure and leave an audit row; an unknown name is not written down: it may be a password."""
    with database.write() as session:
        if user is not None and wrong_password:
            session.execute(
                update(User).where(User.id == user.id).values(failed_sign_ins=User.failed_sign_ins + 1)
            )
            failures = session.scalar(select(User.failed_sign_ins).where(User.id == user.id)) or 0
            if minutes := wait_minutes(failures):
                until = database_now(session) + timedelta(minutes=minutes)
                session.execute(update(User).where(User.id == user.id).values(locked_until=until))
        actor = Actor(user.id, user.login) if user else Actor.program("unknown")
        record_audit(
            session,
            actor=actor,
            action="user.sign_in_refused",
            subject_kind="user",
            subject_id=user.id if user else "",
        )
