"""Brings a database to the newest schema. Touches the world."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from storage.database import Database, database_now
from storage.tables import DEFAULT_SITE, Base, Site

_MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(database: Database, *, site_name: str = "Chartscribe") -> None:
    """Apply every migration that the database does not have yet, and make the site's own row."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    with database.write() as session:
        if session.get(Site, DEFAULT_SITE) is None:
            session.add(Site(id=DEFAULT_SITE, name=site_name, created_at=database_now(session)))


def schema_differences(database: Database) -> list[object]:
    """What the tables in code and the migrated database disagree about; empty when they agree."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        return list(compare_metadata(context, Base.metadata))


def has_tables(database: Database) -> bool:
    """True when somebody has already migrated this database."""
    return inspect(database.engine).has_table("document")
