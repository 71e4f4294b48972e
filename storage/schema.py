"""Brings a database to the newest schema. Touches the world."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import func, inspect, select

from storage.database import Database, database_now, expected_failures
from storage.rows import insert_if_absent
from storage.tables import DEFAULT_SITE, Base, Site

_MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(database: Database, *, site_name: str = "Chartscribe") -> None:
    """Apply every migration that the database does not have yet, and make the site's own row.

    Raises:
        storage.database.DatabaseUnreachableError: the database did not answer.
    """
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    with expected_failures(), database.engine.begin() as connection:
        if not database.is_sqlite:  # of programs that start at once, one migrates and the others wait
            connection.execute(select(func.pg_advisory_xact_lock(func.hashtext("chartscribe migrate"))))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    with database.write() as session:
        insert_if_absent(session, Site, id=DEFAULT_SITE, name=site_name, created_at=database_now(session))


def schema_differences(database: Database) -> list[object]:
    """What the tables in code and the migrated database disagree about; empty when they agree."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        return list(compare_metadata(context, Base.metadata))


def has_tables(database: Database) -> bool:
    """True when somebody has already migrated this database.

    Raises:
        storage.database.DatabaseUnreachableError: the database did not answer.
    """
    with expected_failures():
        return inspect(database.engine).has_table("document")
