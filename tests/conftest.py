"""What every test shares: nothing of this machine's user, and one cache of what can be made again."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.register_assert_rewrite("tests.browser")  # a failing page says what its console said

from tests.browser import chromium, refusals_page, serve, watched_page  # noqa: E402 - after the line above

if TYPE_CHECKING:
    from tests.contracts.postgres import Postgres
    from tests.contracts.seaweedfs import S3Address

__all__ = [
    "chromium",
    "refusals_page",
    "serve",
    "watched_page",
]  # one browser a run: a second one would meet its event loop

# Set before any test module is imported and handed on to child processes: settings and libraries read them.
# The workers of one run share the folder that the first process made.
_IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
_CACHE = Path(os.environ["XDG_CACHE_HOME"] if _IS_WORKER else tempfile.mkdtemp(prefix="chartscribe-cache-"))
os.environ["XDG_CACHE_HOME"] = str(_CACHE)
os.environ["OMP_THREAD_LIMIT"] = (
    "1"  # Tesseract's threads make it slower (measured: 8 s against 285 s a page)
)
for _name in [name for name in os.environ if name.startswith("CHARTSCRIBE_")]:
    del os.environ[_name]


def pytest_sessionfinish(session: pytest.Session) -> None:
    import shutil

    if not _IS_WORKER:
        shutil.rmtree(_CACHE, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server, started for the first test that asks for it."""
    from tests.contracts.postgres import start_postgres

    with start_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Address]:
    """A real S3 server, started for the first test that asks for it."""
    from tests.contracts.seaweedfs import start_seaweedfs

    with start_seaweedfs(tmp_path_factory.mktemp("s3")) as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The setting of a site on each kind of database: empty for SQLite at home, else the URL of its own."""
    if request.param == "sqlite":
        yield ""
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.migrated_database() as url:
        yield url
