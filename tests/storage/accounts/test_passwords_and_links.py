from __future__ import annotations

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from storage.accounts import (
    LinkSpentError,
    PasswordRefusedError,
    UserRefusedError,
    issue_reset_link,
    issue_welcome_link,
    passwords,
    sign_in,
    signed_in,
    use_link,
)
from storage.accounts.passwords import check_new_password, hash_password, needs_rehash, password_matches
from storage.database import Database, database_now
from storage.settings import StorageSettings
from storage.tables import OneTimeLink, User
from tests.storage.accounts.conftest import ADMIN, PASSWORD


@pytest.mark.parametrize("weak", ["tiny", "x" * 257, "aaaaaaaaaaaa", "my name is ana!"])
def test_weak_passwords_are_refused_with_the_reason(weak: str) -> None:
    with pytest.raises(PasswordRefusedError) as refused:
        check_new_password(weak, login="ana")
    assert weak not in str(refused.value)


def test_a_password_matches_only_its_own_hash() -> None:
    stored = hash_password(PASSWORD)
    assert password_matches(stored, PASSWORD)
    assert not password_matches(stored, PASSWORD + "!")
    assert not password_matches(None, PASSWORD)
    assert not password_matches("not a hash", PASSWORD)


def test_a_hash_made_with_older_parameters_is_renewed_at_sign_in(
    database: Database, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    stronger = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: stronger)
    assert ana.password_hash is not None
    assert needs_rehash(ana.password_hash)
    sign_in(database, login="ana", password=PASSWORD)
    with database.read() as session:
        stored = session.get_one(User, ana.id).password_hash
    assert stored is not None
    assert not needs_rehash(stored)


def test_a_link_works_once_and_only_its_hash_is_stored(database: Database, ana: User) -> None:
    with database.write() as session:
        token = issue_welcome_link(session, session.get_one(User, ana.id), actor=ADMIN)
    use_link(database, token, password=PASSWORD, display_name="Ana")
    with pytest.raises(LinkSpentError):
        use_link(database, token, password=PASSWORD, display_name="Ana")
    with database.read() as session:
        assert token not in session.scalars(select(OneTimeLink.token_sha256)).all()


def test_a_link_that_was_refused_a_password_stays_live(database: Database, ana: User) -> None:
    with database.write() as session:
        token = issue_welcome_link(session, session.get_one(User, ana.id), actor=ADMIN)
    with pytest.raises(PasswordRefusedError):
        use_link(database, token, password="short", display_name="Ana")
    with pytest.raises(UserRefusedError):
        use_link(database, token, password=PASSWORD, display_name="  ")
    assert use_link(database, token, password=PASSWORD, display_name=" Ana  B ").display_name == "Ana B"


def test_a_link_runs_out_after_24_hours_and_a_newer_one_voids_it(database: Database, ana: User) -> None:
    with database.write() as session:
        user = session.get_one(User, ana.id)
        older = issue_welcome_link(session, user, actor=ADMIN)
        newer = issue_welcome_link(session, user, actor=ADMIN)
    with pytest.raises(LinkSpentError):
        use_link(database, older, password=PASSWORD, display_name="Ana")
    with database.write() as session:
        past = database_now(session) - timedelta(seconds=1)
        assert session.scalars(select(OneTimeLink.expires_at)).all()
        session.execute(update(OneTimeLink).values(expires_at=past))
    with pytest.raises(LinkSpentError):
        use_link(database, newer, password=PASSWORD, display_name="Ana")


def test_a_reset_voids_the_old_password_and_ends_every_session_at_once(database: Database, ana: User) -> None:
    opened = sign_in(database, login="ana", password=PASSWORD)
    with database.write() as session:
        token = issue_reset_link(session, session.get_one(User, ana.id), actor=ADMIN)
    settings = StorageSettings()
    assert signed_in(database, opened.token, settings=settings, counts_as_activity=True) is None
    use_link(database, token, password="another good one", display_name="Ana")
    again = sign_in(database, login="ana", password="another good one")
    assert again.token != opened.token
