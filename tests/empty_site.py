"""A migrated, empty database for a test: migrated once a run, then copied."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from storage.database import Database
from storage.schema import migrate


@cache
def _template() -> Path:
    path = Path(mkdtemp(prefix="chartscribe-test-")) / "template.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    database.close()
    return path


def empty_database(folder: Path) -> Database:
    """A database of its own for one test, in `folder`; the caller closes it."""
    path = folder / "chartscribe.db"
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_template(), path)
    return Database(f"sqlite:///{path}")
