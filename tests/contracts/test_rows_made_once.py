"""A row that two may want to make is made once, and each learns whether it was theirs, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from storage.database import Database, database_now
from storage.rows import insert_if_absent
from storage.tables import Site
from tests.empty_site import empty_database


@pytest.fixture
def database(database_url: str, tmp_path: Path) -> Iterator[Database]:
    database = Database(database_url) if database_url else empty_database(tmp_path)
    yield database
    database.close()


def test_the_first_learns_that_the_row_is_theirs_and_the_second_that_it_is_not(database: Database) -> None:
    for is_ours in (True, False, False):
        with database.write() as session:
            made = insert_if_absent(
                session, Site, id="north", name="North clinic", created_at=database_now(session)
            )
            assert made is is_ours
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Site).where(Site.id == "north")) == 1
