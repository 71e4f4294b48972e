from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from storage.accounts import Role, add_user, issue_welcome_link, passwords, use_link
from storage.audit.record import Actor
from storage.database import Database
from storage.tables import User
from tests.empty_site import empty_database

PASSWORD = "correct horse battery"
ADMIN = Actor.program("test")


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: hasher)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = empty_database(tmp_path)
    yield database
    database.close()


@pytest.fixture
def ana(database: Database) -> User:
    with database.write() as session:
        user = add_user(
            session, login="Ana", display_name="Ana", roles=[Role.TECHNICIAN, Role.ADMINISTRATOR], actor=ADMIN
        )
        token = issue_welcome_link(session, user, actor=ADMIN)
    return use_link(database, token, password=PASSWORD, display_name="Ana Lima")
