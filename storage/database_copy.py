"""Touches the disk and the database: a consistent copy of the database while work goes on, and its check.

SQLite is copied by its online backup API (a reader in WAL mode, so writers are not stopped); PostgreSQL by
`pg_dump` in its custom format, which must be installed and at least as new as the server.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import ClassVar

from sqlalchemy.engine import URL, make_url

from storage.errors import Disposition, ServiceError

SQLITE_COPY = "chartscribe.db"
POSTGRESQL_COPY = "database.dump"


class DatabaseCopyFailedError(ServiceError):
    """The database could not be copied, or its copy does not open."""

    code: ClassVar[str] = "storage.database_copy_failed"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = (
        "Check the database address and free space; PostgreSQL needs pg_dump and pg_restore of its age"
    )


def copy_database(database_url: str, folder: Path) -> Path:
    """The file in `folder` that now holds a consistent copy, durable, mode 0600.

    Raises:
        DatabaseCopyFailedError: the database is not there, is of another kind, or the copy broke off.
    """
    url = make_url(database_url)
    kind = url.get_backend_name()
    if kind == "sqlite" and url.database:
        copy = folder / SQLITE_COPY
        _copy_sqlite(Path(url.database), copy)
    elif kind == "postgresql":
        copy = folder / POSTGRESQL_COPY
        _dump_postgresql(url, copy)
    else:
        raise DatabaseCopyFailedError("This kind of database cannot be copied", where=kind)
    copy.chmod(0o600)
    descriptor = os.open(copy, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return copy


def check_database_copy(copy: Path) -> str:
    """How the copy was proved, in words for people: every page of it was read.

    Raises:
        DatabaseCopyFailedError: it does not open, or its own check finds damage.
    """
    if copy.name == POSTGRESQL_COPY:
        # Turning the whole dump into SQL reads all of it; only a server could do more.
        _run("pg_restore", [f"--file={os.devnull}", str(copy)])
        return "the PostgreSQL dump was read from beginning to end"
    try:
        with closing(sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro", uri=True)) as database:
            answers = [row[0] for row in database.execute("PRAGMA integrity_check")]
            tables = database.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table'").fetchone()[0]
    except sqlite3.Error as cause:
        raise DatabaseCopyFailedError("The copy of the database does not open", where=copy.name) from cause
    if answers != ["ok"]:
        raise DatabaseCopyFailedError("The copy of the database is damaged", where=copy.name)
    return f"the SQLite copy opened with {tables} tables and passed its integrity check"


def _copy_sqlite(original: Path, copy: Path) -> None:
    if not original.is_file():
        raise DatabaseCopyFailedError("The database file is not there", where=original.name)
    try:
        with (
            closing(sqlite3.connect(f"{original.absolute().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
            # The copy must be one file: no write-ahead log beside it.
            target.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as cause:
        raise DatabaseCopyFailedError(f"Copying broke off ({cause})", where=original.name) from cause


def _dump_postgresql(url: URL, copy: Path) -> None:
    host = url.host or url.query.get("host")
    arguments = ["--format=custom", "--no-password", f"--file={copy}"]
    for option, value in (
        ("host", host),
        ("port", url.port),
        ("username", url.username),
        ("dbname", url.database),
    ):
        if value:
            arguments.append(f"--{option}={value}")
    # By environment, because other users see the arguments of a program.
    _run("pg_dump", arguments, password=url.password)


def _run(program: str, arguments: list[str], *, password: str | None = None) -> None:
    found = shutil.which(program)
    if found is None:
        raise DatabaseCopyFailedError(f"{program} is not installed", where="PATH")
    environment = os.environ | ({"PGPASSWORD": password} if password else {})
    done = subprocess.run(
        [found, *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[0]
        raise DatabaseCopyFailedError(
            f"{program} failed: {reason[:200]}", where=f"exit code {done.returncode}"
        )
