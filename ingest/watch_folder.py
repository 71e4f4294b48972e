"""Takes files from the watch folder: received once, read back, and only then removed. Touches the world.

What comes in is known by name, time, size and content, so a crash between the commit and the removal ends in
the same document when the file is seen again. The key is given back with the removal: the same file, dropped
again later, is a new arrival. File names may hold a patient's name, so the log has ids, never names; what is
wrong with a file stands in `NAME.error.txt` beside it.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path

from sqlalchemy import update

from ingest.arrival_keys import arrival_key, known_key
from ingest.belt import Belt
from ingest.index_fields import IndexFields
from ingest.intake import Arrival, Received, receive
from ingest.refusals import Patience, remove_note, remove_notes_of_nothing, write_note
from ingest.resting_files import (
    RESTS_OF_AN_EMPTY_FILE,
    SIDECAR_SUFFIX,
    FoundFile,
    Identity,
    RestingFiles,
)
from ingest.settings import IngestSettings
from ingest.sidecar import MAX_SIDECAR_BYTES, parse_sidecar
from ingest.unfinished_files import is_in_use, lacks_its_end
from storage.audit.record import Actor
from storage.database import database_now
from storage.errors import Disposition, ServiceError
from storage.ids import new_id
from storage.ledger.documents import record_event
from storage.objects.durable_files import sync_folder
from storage.objects.sealed_store import TooLargeError
from storage.tables import Batch, Document

_log = logging.getLogger(__name__)
_ACTOR = Actor.program("watch_folder")
_LOCK_NAME = ".chartscribe-watch"


class WatchFolderError(ServiceError):
    """The watch folder cannot be used."""

    code = "ingest.watch_folder"
    disposition = Disposition.RETRY
    remedy = (
        "Check CHARTSCRIBE_WATCH_FOLDER, that the share is mounted, and that files may be removed from it"
    )


class SourceBusyError(ServiceError):
    """The file changed, vanished or could not be read while it was being taken."""

    code = "ingest.source_busy"
    disposition = Disposition.RETRY
    remedy = (
        "Let the scanner finish, or let Chartscribe read and remove the file; it is tried again by itself"
    )


class _StillArrivingError(Exception):
    """The file is at rest but not whole: it is looked at again in the next sweep, and nobody is told."""


class _GoneError(Exception):
    """Somebody took the file away or renamed it: there is nothing to tell and nowhere to tell it."""


class WatchFolder:
    """One folder, looked at by `sweep` every so often."""

    def __init__(
        self,
        folder: Path,
        *,
        belt: Belt,
        settings: IngestSettings,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder.absolute()
        self._belt = belt
        self._settings = settings
        self._resting = RestingFiles(self._folder, rest_s=settings.watch_poll_s, clock=clock)
        self._patience = Patience(first_wait_s=settings.watch_poll_s, clock=clock)
        self._batch_id: str | None = None
        self._notes_checked = False

    def sweep(self) -> int:
        """Number of files that became documents and left the folder; what hinders is logged once."""
        try:
            self._check_place()
            with _alone_in(self._folder) as alone:
                return self._take_resting() if alone else 0  # else it is another dispatcher's turn
        except OSError as failure:
            self._say_unusable(
                WatchFolderError("The watch folder cannot be used", where=_error_name(failure))
            )
        except WatchFolderError as failure:
            self._say_unusable(failure)
        return 0

    def _check_place(self) -> None:
        """Return unless the folder and the site's home lie in each other: the site would take in itself."""
        folder, home = self._folder.resolve(), self._belt.settings.home.absolute().resolve()
        if folder in (home, *home.parents) or home in folder.parents:
            raise WatchFolderError("The watch folder and the home folder lie in each other")

    def _say_unusable(self, failure: WatchFolderError) -> None:
        if self._patience.outage(failure.code):
            _log.warning("no file taken from the watch folder, tried again by itself: %s", failure)

    def _take_resting(self) -> int:
        files = self._resting.look()
        for name in self._patience.forget_all_but({file.name for file in files}) - self._resting.names:
            remove_note(self._folder / name)
        if not self._notes_checked:  # a kill may have come between a removal and that of the note
            remove_notes_of_nothing(self._folder)
            self._notes_checked = True
        self._batch_id = None
        return sum(self._try(file) for file in files)

    def _try(self, file: FoundFile) -> bool:
        if not self._patience.may_try(file.name):
            return False
        try:
            document_id = self._take(file)
        except _StillArrivingError:
            return False
        except _GoneError:
            _log.info("file %s left the folder by itself", file.reference)
            return False
        except ServiceError as failure:
            self._refuse(file, failure)
            return False
        except Exception:
            # The edge of the loop: a bug that one file brings out must not stop those behind it
            _log.exception("file %s was not taken because of a bug of ours", file.reference)
            self._patience.refused(file.name, "bug")
            return False
        self._patience.taken(file.name)
        _log.info("file %s became document %s and was removed", file.reference, document_id)
        return True

    def _take(self, file: FoundFile) -> str:
        """The id of the document that the file became; the file is gone."""
        if file.identity.size_bytes > self._settings.max_upload_bytes:
            raise TooLargeError(f"Over the limit of {self._settings.max_upload_bytes} bytes")
        path = self._folder / file.name
        try:
            received, key = self._take_in(path, file)
            # The sidecar first: left behind, it would be taken for that of a later file of the same name
            path.with_name(path.name + SIDECAR_SUFFIX).unlink(missing_ok=True)
            path.unlink()
            _make_removal_durable(path.parent)
        except FileNotFoundError as vanished:
            raise _GoneError from vanished
        except OSError as failure:
            raise SourceBusyError(
                "The file could not be read or removed", where=_error_name(failure)
            ) from failure
        self._close_arrival(received.document_id, key)
        remove_note(path)
        return received.document_id

    def _take_in(self, path: Path, file: FoundFile) -> tuple[Received, str]:
        """What the front desk said, and the key of the arrival; what is kept was read back and compared."""
        fields = self._index_fields(path)
        with _open_no_link(path) as source:
            _check_unchanged(os.fstat(source.fileno()), file.identity)
            self._check_whole(source, file)
            sha256 = hashlib.file_digest(source, "sha256").hexdigest()
            _check_unchanged(os.fstat(source.fileno()), file.identity)
            source.seek(0)
            with self._belt.database.read() as session:
                key = known_key(session, arrival_key(file, sha256), sha256, self._resting.names)
            received = self._receive(source, file, fields, key)
        self._check_kept(received.document_id, sha256)
        _check_unchanged(path.lstat(), file.identity)
        return received, key

    def _check_whole(self, source: BufferedReader, file: FoundFile) -> None:
        """Return when the file is whole, or when it is believed to stay as it is after many rests."""
        is_patient = file.rested_s < self._settings.watch_poll_s * RESTS_OF_AN_EMPTY_FILE
        in_use = is_in_use(source)
        if is_patient and (in_use or lacks_its_end(source, file.identity.size_bytes)):
            raise _StillArrivingError
        if in_use:
            raise SourceBusyError("Another program has the file open and may still write to it")

    def _index_fields(self, path: Path) -> IndexFields:
        sidecar = path.with_name(path.name + SIDECAR_SUFFIX)
        try:
            with _open_no_link(sidecar) as file:
                return parse_sidecar(file.read(MAX_SIDECAR_BYTES + 1))
        except OSError as failure:
            if failure.errno in (
                errno.ENOENT,
                errno.ELOOP,
                errno.ENAMETOOLONG,
            ):  # none, or a link: passed over
                return IndexFields()
            raise

    def _receive(self, source: BufferedReader, file: FoundFile, fields: IndexFields, key: str) -> Received:
        arrival = Arrival(file.name, batch_id=self._batch(), key=key)
        return receive(
            source, arrival=arrival, fields=fields, actor=_ACTOR, belt=self._belt, settings=self._settings
        )

    def _batch(self) -> str:
        """The batch of this sweep, opened by its first file."""
        if self._batch_id is None:
            batch_id = new_id()
            with self._belt.database.write() as session:
                now = database_now(session)
                session.add(Batch(id=batch_id, source="watch_folder", created_by=_ACTOR.name, created_at=now))
            self._batch_id = batch_id
        return self._batch_id

    def _check_kept(self, document_id: str, sha256: str) -> None:
        """Read back what is kept, and compare it with what was read from the folder."""
        with self._belt.database.read() as session:
            kept = session.get_one(Document, document_id).source_sha256
        if kept != sha256:
            raise SourceBusyError("The file changed while it was being taken")
        self._belt.store.verify(sha256)

    def _close_arrival(self, document_id: str, key: str) -> None:
        """Note the removal, and give the key back: the same file dropped again is another arrival."""
        with self._belt.database.write() as session:
            record_event(session, document_id, "source_removed", actor=_ACTOR.name)
            session.execute(update(Document).where(Document.arrival_key == key).values(arrival_key=None))

    def _refuse(self, file: FoundFile, failure: ServiceError) -> None:
        """Leave the file where it is, say why once, and wait longer each time."""
        concerns_file = failure.disposition is Disposition.REJECT or isinstance(failure, SourceBusyError)
        is_outage = failure.disposition is Disposition.RETRY and not concerns_file
        is_news = self._patience.refused(file.name, failure.code)
        if is_outage:
            is_news = self._patience.outage(failure.code)
        if not is_news:
            return
        what = "no file" if is_outage else f"file {file.reference} not"
        _log.warning("%s taken from the watch folder, tried again by itself: %s", what, failure)
        if concerns_file:
            write_note(self._folder / file.name, reference=file.reference, failure=failure)


def _open_no_link(path: Path) -> BufferedReader:
    # O_NONBLOCK: a pipe put there since the look must not hold the watcher
    return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb")


def _check_unchanged(status: os.stat_result, identity: Identity) -> None:
    if Identity.of(status) != identity:
        raise SourceBusyError("The file changed while it was being taken")


def _make_removal_durable(folder: Path) -> None:
    with suppress(OSError):  # many network shares cannot sync a folder
        sync_folder(folder)


@contextmanager
def _alone_in(folder: Path) -> Iterator[bool]:
    """True when no other process watches the folder now, or when the share has no locks to tell by."""
    lock = os.open(folder / _LOCK_NAME, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        yield False
        return
    except OSError as failure:
        if failure.errno not in (errno.ENOLCK, errno.EOPNOTSUPP):
            os.close(lock)
            raise
    try:
        yield True
    finally:
        os.close(lock)


def _error_name(failure: OSError) -> str:
    """The operating system's word for the failure, without the path, which may hold a name."""
    return errno.errorcode.get(failure.errno or 0, "unknown error")
