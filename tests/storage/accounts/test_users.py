from __future__ import annotations

import pytest
from sqlalchemy import select

from storage.accounts import (
    LastAdministratorError,
    Role,
    UserRefusedError,
    UserUnknownError,
    add_user,
    disable_user,
    enable_user,
    find_user,
    list_users,
    set_roles,
)
from storage.database import Database
from storage.tables import AuditEvent, User
from tests.storage.accounts.conftest import ADMIN


def add(database: Database, login: str, *roles: Role) -> User:
    with database.write() as session:
        return add_user(session, login=login, display_name=login, roles=roles, actor=ADMIN)


def test_there_is_no_default_account(database: Database) -> None:
    with database.read() as session:
        assert list_users(session) == []


def test_a_new_person_has_no_password_and_is_found_by_name_or_id(database: Database) -> None:
    ben = add(database, "Ben", Role.CODER, Role.CODER)
    assert ben.password_hash is None
    assert ben.roles == ["coder"]
    with database.read() as session:
        assert find_user(session, "BEN").id == find_user(session, ben.id).id
        with pytest.raises(UserUnknownError):
            find_user(session, "nobody")


@pytest.mark.parametrize("login", ["", "ab", "two words", "x" * 65, "../etc", "josé"])
def test_malformed_sign_in_names_are_refused(database: Database, login: str) -> None:
    with pytest.raises(UserRefusedError):
        add(database, login, Role.CODER)


def test_a_name_can_be_taken_once_whatever_its_case(database: Database) -> None:
    add(database, "ben", Role.CODER)
    with pytest.raises(UserRefusedError):
        add(database, "BEN", Role.CODER)
    with database.read() as session:
        assert [user.login for user in list_users(session)] == ["ben"]


def test_a_person_needs_a_role_and_a_role_must_exist(database: Database) -> None:
    with pytest.raises(UserRefusedError):
        add(database, "ben")
    with pytest.raises(ValueError, match="true"):
        add(database, "ben", "true")  # type: ignore[arg-type]


def test_the_last_administrator_can_neither_be_disabled_nor_lose_the_role(database: Database) -> None:
    ana = add(database, "ana", Role.ADMINISTRATOR)
    with database.write() as session, pytest.raises(LastAdministratorError):
        disable_user(session, session.get_one(User, ana.id), actor=ADMIN)
    with database.write() as session, pytest.raises(LastAdministratorError):
        set_roles(session, session.get_one(User, ana.id), [Role.CODER], actor=ADMIN)
    add(database, "ben", Role.ADMINISTRATOR)
    with database.write() as session:
        set_roles(session, session.get_one(User, ana.id), [Role.CODER], actor=ADMIN)
        disable_user(session, session.get_one(User, ana.id), actor=ADMIN)
        enable_user(session, session.get_one(User, ana.id), actor=ADMIN)
    with database.read() as session:
        actions = session.scalars(select(AuditEvent.action)).all()
    assert actions[-3:] == ["user.roles_changed", "user.disabled", "user.enabled"]
