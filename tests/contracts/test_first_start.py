"""A site is set up once, though several machines start at the same moment, and an absent database is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from chartscribe.up import prepare_site
from storage.database import Database, DatabaseUnreachableError
from storage.schema import has_tables, migrate, schema_differences
from storage.settings import StorageSettings
from storage.tables import Site
from tests.at_once import at_once
from tests.contracts.postgres import Postgres


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_programs_that_start_at_once_set_a_new_site_up_once(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str
) -> None:
    tmp_path.chmod(0o700)
    settings = StorageSettings(home=tmp_path)
    if kind == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        settings = StorageSettings(home=tmp_path, database_url=server.new_database())
    said: list[str] = []

    at_once([lambda: prepare_site(settings, say=said.append)] * 3)

    database = Database(settings.effective_database_url)
    assert schema_differences(database) == []
    with database.read() as session:
        assert session.query(Site).count() == 1
    database.close()
    assert len(said) == 1  # "back this up" is said by the one that made the keys


def test_a_database_that_does_not_answer_is_an_outage_from_the_first_question_on(tmp_path: Path) -> None:
    database = Database(f"postgresql+psycopg://nobody@/none?host={tmp_path}")

    for question in (has_tables, migrate):
        with pytest.raises(DatabaseUnreachableError):
            question(database)
    for transaction in (database.read, database.write):
        with pytest.raises(DatabaseUnreachableError), transaction() as session:
            session.query(Site).count()
    database.close()


def test_a_connection_that_the_server_closes_is_an_outage_and_the_next_one_works(postgres: Postgres) -> None:
    with postgres.migrated_database() as url:
        database = Database(url)

        def work_on() -> None:
            with database.write() as session:
                session.query(Site).count()
                postgres.end_connections(url)
                session.query(Site).count()

        with pytest.raises(DatabaseUnreachableError):
            work_on()
        with database.read() as session:
            assert session.query(Site).count() == 1
        database.close()
