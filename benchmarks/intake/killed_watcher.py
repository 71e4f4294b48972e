"""A site, its folder, and the program that watches it, killed at random moments. Touches the world."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
from sqlalchemy import func, select

from storage.database import Database
from storage.ledger.balance import ledger_balance
from storage.objects.open_store import open_store
from storage.objects.site_keys import load_site_keys
from storage.schema import migrate
from storage.settings import StorageSettings
from storage.tables import Document

_GIB = 2**30
_MIB = 2**20
REST_S = 0.5


@dataclass
class WatchedSite:
    """A new site and the folder that it watches."""

    folder: Path
    settings: StorageSettings
    database: Database
    kills: int = 0
    peak_bytes: int = 0
    _child: subprocess.Popen[str] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start the watcher and wait until it watches."""
        command = [sys.executable, "-P", "-m", "benchmarks.intake.watcher", str(self.folder)]
        environment = os.environ | {
            "CHARTSCRIBE_HOME": str(self.settings.home),
            "CHARTSCRIBE_WATCH_POLL_S": str(REST_S),
            "CHARTSCRIBE_MAX_UPLOAD_BYTES": str(16 * _GIB),
            "CHARTSCRIBE_MIN_FREE_DISK_BYTES": "0",
            "PYTHONPATH": str(Path(__file__).parents[2]),
        }
        self._child = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        assert self._child.stdout is not None  # noqa: S101 - a pipe was asked for
        if self._child.stdout.readline().strip() != "watching":
            raise RuntimeError("the watcher did not start")

    def stop(self) -> None:
        """Kill the watcher as a power cut does."""
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            assert self._child.stdout is not None  # noqa: S101
            self._child.stdout.close()
        self._child = None

    def run_with_kills(
        self,
        is_over: Callable[[], bool],
        *,
        pick: random.Random,
        lives_s: tuple[float, float],
        most_kills: int,
        limit_s: float,
    ) -> float:
        """The seconds until `is_over`; the watcher is killed after a random time, up to `most_kills` times.

        Raises:
            TimeoutError: it was not over within `limit_s`.
        """
        began_s = time.monotonic()
        self.start()
        dies_at_s = time.monotonic() + pick.uniform(*lives_s)
        while not is_over():
            self._sample()
            now_s = time.monotonic()
            if now_s - began_s > limit_s:
                raise TimeoutError(f"not done after {limit_s:.0f} s: {self.left()} files are left")
            if self.kills < most_kills and now_s > dies_at_s:
                self.stop()
                self.kills += 1
                self.start()
                dies_at_s = time.monotonic() + pick.uniform(*lives_s)
            time.sleep(0.1)
        return time.monotonic() - began_s

    def left(self) -> list[str]:
        """The names that lie in the folder, notes and sidecars too."""
        return sorted(
            path.relative_to(self.folder).as_posix()
            for path in self.folder.rglob("*")
            if path.is_file() and not path.name.startswith(".")
        )

    def documents(self) -> dict[str, int]:
        """SHA-256 of the original -> number of documents; fails if the ledger does not balance."""
        with self.database.read() as session:
            if not ledger_balance(session)["balanced"]:
                raise RuntimeError("the ledger does not balance")
            rows = session.execute(
                select(Document.source_sha256, func.count()).group_by(Document.source_sha256)
            )
            return {sha256: count for sha256, count in rows}

    def damaged(self) -> int:
        """How many originals do not read back whole from the store."""
        keys = load_site_keys(self.settings.effective_keys_dir, allow_create=False).keys
        store = open_store(
            self.settings.effective_objects_url,
            keys,
            allow_create=False,
            spool_folder=self.settings.home / "spool",
        )
        troubles = 0
        for sha256 in self.documents():
            if store.verify(sha256).sha256 != sha256:
                troubles += 1
        return troubles

    @property
    def peak_mib(self) -> float:
        """The most memory that the watcher took."""
        return self.peak_bytes / _MIB

    def _sample(self) -> None:
        try:
            if self._child is not None:
                used = psutil.Process(self._child.pid).memory_info().rss
                self.peak_bytes = max(self.peak_bytes, used)
        except psutil.NoSuchProcess:
            return  # it has just ended; the next start makes another


@contextmanager
def watched_site() -> Iterator[WatchedSite]:
    """A new site with an empty folder; both are gone afterwards."""
    with TemporaryDirectory(prefix="cs-intake-") as scratch:
        home, folder = Path(scratch) / "home", Path(scratch) / "folder"
        home.mkdir(mode=0o700)
        folder.mkdir()
        settings = StorageSettings(home=home, database_url="", objects_url="", keys_dir=None)
        database = Database(settings.effective_database_url)
        migrate(database)
        keys = load_site_keys(settings.effective_keys_dir, allow_create=True).keys
        open_store(
            settings.effective_objects_url, keys, allow_create=True, spool_folder=home / "spool"
        ).close()
        site = WatchedSite(folder, settings, database)
        try:
            yield site
        finally:
            site.stop()
            database.close()
