"""The database: engines, transactions and its clock. Touches the world.

SQLite gets two engines (notes/platform.md §3: a deferred transaction that reads and then writes fails at once
with "database is locked", whatever the busy timeout): `read` is deferred and query-only, `write` takes the
write lock at BEGIN. No engine call, file I/O or publish belongs inside a write transaction.

PostgreSQL writes under READ COMMITTED with explicit row locks, in the order that `storage.ledger.documents`
states, and reads under REPEATABLE READ: like SQLite, one reading session sees one moment.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import DateTime, Dialect, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from storage.errors import Disposition, ServiceError

_BUSY_TIMEOUT_S = 30


class DatabaseUnreachableError(ServiceError):
    """The database did not answer."""

    code = "storage.database_unreachable"
    disposition = Disposition.RETRY
    remedy = "Check that the database runs and that its disk is not full; the work is tried again by itself"
    counts_as_attempt = False


class ChangedAtOnceError(ServiceError):
    """Two transactions made or changed the same thing at the same moment, and this one gave way."""

    code = "storage.changed_at_once"
    disposition = Disposition.RETRY
    remedy = "Do it again; nothing of it was saved, and work on the belt is tried again by itself"


# PostgreSQL, Appendix A, "Error Codes": unique_violation, serialization_failure, deadlock_detected. SQLite
# has one writer at a time: there a row that breaks uniqueness is a bug of ours.
_GAVE_WAY = frozenset({"23505", "40001", "40P01"})


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime on every database (SQLite returns naive values)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive values; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored: give it a zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """The stored instant, aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


@contextmanager
def expected_failures() -> Iterator[None]:
    """Turn the driver's errors that are no bug of ours into errors with a code.

    Raises:
        ChangedAtOnceError: this transaction gave way to another one.
        DatabaseUnreachableError: the database did not answer, or its disk is full.
    """
    try:
        yield
    except DBAPIError as failure:
        if getattr(failure.orig, "sqlstate", None) in _GAVE_WAY:
            raise ChangedAtOnceError("Somebody else changed the same at this moment") from failure
        if isinstance(failure, OperationalError):
            raise DatabaseUnreachableError("The database did not answer") from failure
        raise


class Database:
    """One site's database: `read()` and `write()` give sessions; a write session commits at its end."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        if self.is_sqlite:
            self._write = _sqlite_engine(url, begin="BEGIN IMMEDIATE", query_only=False)
            self._read = _sqlite_engine(url, begin="BEGIN", query_only=True)
        else:
            self._write = create_engine(url, pool_pre_ping=True, hide_parameters=True)
            self._read = self._write.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )

    @property
    def engine(self) -> Engine:
        """The writing engine, for migrations and backups."""
        return self._write

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that only reads."""
        with self._session(self._read) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session that commits when the block ends and rolls back when it raises."""
        with self._session(self._write) as session:
            yield session
            session.commit()

    @contextmanager
    def _session(self, engine: Engine) -> Iterator[Session]:
        with expected_failures(), Session(engine, expire_on_commit=False) as session:
            yield session

    def close(self) -> None:
        """Close every pooled connection."""
        self._write.dispose()
        self._read.dispose()


def _sqlite_engine(url: str, *, begin: str, query_only: bool) -> Engine:
    path = make_url(url).database
    if path and path != ":memory:" and not Path(path).parent.is_dir():
        Path(path).parent.mkdir(parents=True, mode=0o700)
    # hide_parameters: a failed statement's values are patient data and would reach the log
    engine = create_engine(
        url, connect_args={"timeout": _BUSY_TIMEOUT_S, "check_same_thread": False}, hide_parameters=True
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not begin transactions of its own
        cursor = connection.cursor()
        _use_write_ahead_log(cursor)
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA query_only={'ON' if query_only else 'OFF'}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _use_write_ahead_log(cursor: sqlite3.Cursor) -> None:
    """Switch a new database to write-ahead logging; the file remembers it.

    SQLite does not wait by itself while the mode changes: of programs that open a new database at once, all
    but one are told that it is locked, and look again.
    """
    give_up = time.monotonic() + _BUSY_TIMEOUT_S
    while cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.01)


def database_now(session: Session) -> datetime:
    """The database's own clock, aware UTC: leases are never judged by a worker's clock."""
    if session.get_bind().dialect.name == "sqlite":
        raw = session.execute(text("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')")).scalar_one()
        return datetime.fromisoformat(raw).replace(tzinfo=UTC)
    now: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
    return now.astimezone(UTC)
