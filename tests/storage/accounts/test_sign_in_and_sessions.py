from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from storage.accounts import Role, SignInRefusedError, disable_user, sign_in, sign_out, signed_in
from storage.accounts import passwords as password_module
from storage.accounts.sign_in import wait_minutes
from storage.database import Database, database_now
from storage.settings import StorageSettings
from storage.tables import AuditEvent, User, UserSession
from tests.storage.accounts.conftest import ADMIN, PASSWORD

SETTINGS = StorageSettings(session_idle_minutes=30, session_hours=12)


def age_sessions(database: Database, *, idle: timedelta, age: timedelta) -> None:
    with database.write() as session:
        now = database_now(session)
        session.execute(update(UserSession).values(last_seen_at=now - idle, created_at=now - age))


def test_a_session_says_who_is_behind_it_and_stores_no_cookie_value(database: Database, ana: User) -> None:
    opened = sign_in(database, login=" ANA ", password=PASSWORD)
    person = signed_in(database, opened.token, settings=SETTINGS, counts_as_activity=True)
    assert person is not None
    assert (person.login, person.display_name) == ("ana", "Ana Lima")
    assert person.roles == {Role.TECHNICIAN, Role.ADMINISTRATOR}
    assert person.actor.user_id == ana.id
    with database.read() as session:
        assert session.scalars(select(UserSession.token_sha256)).all() != [opened.token]
    assert signed_in(database, "made up", settings=SETTINGS, counts_as_activity=True) is None


def test_every_sign_in_makes_a_new_session_id(database: Database, ana: User) -> None:
    first = sign_in(database, login="ana", password=PASSWORD)
    second = sign_in(database, login="ana", password=PASSWORD)
    assert first.token != second.token
    assert first.csrf_token != second.csrf_token


@pytest.mark.parametrize(("login", "password"), [("ana", "wrong password"), ("nobody", PASSWORD)])
def test_refusals_tell_nothing_apart(database: Database, ana: User, login: str, password: str) -> None:
    with pytest.raises(SignInRefusedError, match="The name or the password is not right"):
        sign_in(database, login=login, password=password)


def test_an_unknown_name_costs_as_many_hash_checks_as_a_known_one(
    database: Database, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    checks: list[str] = []

    class Counting:
        def verify(self, stored: str, _password: str) -> bool:
            checks.append(stored)
            return False

        def hash(self, _password: str) -> str:
            return "x"

    monkeypatch.setattr(password_module, "_hasher", Counting)
    for login in ("ana", "nobody"):
        with pytest.raises(SignInRefusedError):
            sign_in(database, login=login, password=PASSWORD)
    assert len(checks) == 2


def test_five_failures_make_the_account_wait_even_for_the_right_password(
    database: Database, ana: User
) -> None:
    for _ in range(5):
        with pytest.raises(SignInRefusedError):
            sign_in(database, login="ana", password="wrong password")
    with pytest.raises(SignInRefusedError):
        sign_in(database, login="ana", password=PASSWORD)
    with database.write() as session:
        session.execute(update(User).values(locked_until=database_now(session) - timedelta(seconds=1)))
    sign_in(database, login="ana", password=PASSWORD)
    with database.read() as session:
        assert session.get_one(User, ana.id).failed_sign_ins == 0


def test_the_wait_doubles_up_to_an_hour() -> None:
    assert [wait_minutes(failures) for failures in (0, 4, 5, 6, 7, 10, 11, 5000)] == [
        0,
        0,
        1,
        2,
        4,
        32,
        60,
        60,
    ]


def test_a_disabled_person_is_out_at_once_and_cannot_come_back(database: Database, ana: User) -> None:
    opened = sign_in(database, login="ana", password=PASSWORD)
    with database.write() as session:
        session.execute(update(User).values(roles=["technician"]))
    with database.write() as session:
        disable_user(session, session.get_one(User, ana.id), actor=ADMIN)
    assert signed_in(database, opened.token, settings=SETTINGS, counts_as_activity=True) is None
    with pytest.raises(SignInRefusedError):
        sign_in(database, login="ana", password=PASSWORD)


def test_sign_out_ends_the_session_and_only_once(database: Database, ana: User) -> None:
    opened = sign_in(database, login="ana", password=PASSWORD)
    for _ in range(2):
        sign_out(database, opened.token)
    assert signed_in(database, opened.token, settings=SETTINGS, counts_as_activity=True) is None
    with database.read() as session:
        actions = session.scalars(select(AuditEvent.action)).all()
    assert actions.count("user.signed_out") == 1


def test_a_session_ends_when_idle_and_at_its_longest_age(database: Database, ana: User) -> None:
    opened = sign_in(database, login="ana", password=PASSWORD)
    age_sessions(database, idle=timedelta(minutes=29), age=timedelta(hours=11))
    assert signed_in(database, opened.token, settings=SETTINGS, counts_as_activity=False) is not None
    age_sessions(database, idle=timedelta(minutes=31), age=timedelta(hours=1))
    assert signed_in(database, opened.token, settings=SETTINGS, counts_as_activity=True) is None
    age_sessions(database, idle=timedelta(minutes=1), age=timedelta(hours=13))
    assert signed_in(database, opened.token, settings=SETTINGS, counts_as_activity=True) is None


@pytest.mark.parametrize(("counts", "seen_again"), [(True, True), (False, False)])
def test_only_what_a_person_does_keeps_a_session_open(
    database: Database, ana: User, counts: bool, seen_again: bool
) -> None:
    opened = sign_in(database, login="ana", password=PASSWORD)
    age_sessions(database, idle=timedelta(minutes=10), age=timedelta(hours=1))
    signed_in(database, opened.token, settings=SETTINGS, counts_as_activity=counts)
    with database.read() as session:
        last_seen = session.scalars(select(UserSession.last_seen_at)).one()
        idle = database_now(session) - last_seen
    assert (idle < timedelta(minutes=5)) is seen_again
