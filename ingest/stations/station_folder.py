"""A station's own folder: what lies there joins the station's batch, with its defaults. Touches the world.

The taking itself is the watch folder's: whole files only, received once, read back, and only then removed.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from datetime import timedelta
from io import BufferedReader, BytesIO
from pathlib import Path

from sqlalchemy import update
from sqlalchemy.orm import Session

from ingest.belt import Belt
from ingest.index_fields import IndexFields
from ingest.intake import Arrival, Received, ensure_source, receive
from ingest.media_type import HEAD_BYTES, identify
from ingest.refusals import write_note
from ingest.resting_files import FoundFile
from ingest.settings import IngestSettings
from ingest.stations.arriving import BY_ITSELF, batch_for
from ingest.stations.asked_rescans import batch_asking, must_wait, put_in_place
from ingest.stations.defaults import Defaults
from ingest.stations.events import (
    FILE_AGAIN,
    FILE_REFUSED,
    FILE_TAKEN,
    MAIL_OPENED,
    files_left_outside,
)
from ingest.stations.file_fields import fields_of_file
from ingest.stations.file_names import fields_in_name
from ingest.stations.lists import LIST_SUFFIX
from ingest.stations.lists_in_hand import ListsInHand, texts_beside
from ingest.stations.mail import MAIL_SUFFIX, MOST_BYTES, MailRefusedError, read_mail
from ingest.watch_folder import WatchFolder
from storage.audit.record import Actor
from storage.database import database_now
from storage.errors import Disposition, ServiceError
from storage.ledger.batches import record_batch_event
from storage.ledger.documents import record_event
from storage.tables import Batch, Document, Station

_ACTOR = Actor.program(BY_ITSELF)


class StationFolder(WatchFolder):
    """The folder of one station, looked at by `sweep` every so often."""

    def __init__(
        self,
        folder: Path,
        *,
        station_id: str,
        belt: Belt,
        settings: IngestSettings,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(folder, belt=belt, settings=settings, clock=clock)
        self._station_id = station_id
        self._lists = ListsInHand(self._folder)
        self._in_hand: FoundFile | None = None
        self._in_hands_batch = ""
        self._kept_elsewhere: set[str] = set()  # SHA-256 of bytes that became no document of their own

    def _take_resting(self) -> int:
        taken = super()._take_resting()
        self._lists.strike_used()
        return taken

    def _try(self, file: FoundFile) -> bool:
        if file.name.lower().endswith(LIST_SUFFIX):
            failure = self._lists.read(file)
            if failure is not None:
                write_note(self._folder / file.name, reference=file.reference, failure=failure)
            return False
        if self._lists.waits_for_one(self._resting.names):
            return False
        self._in_hand = file
        if must_wait(self._belt, self._station_id):
            return False
        taken = super()._try(file)
        if taken:
            self._lists.used(file.name)
            self._note_taken(file)
        return taken

    def _index_fields(self, path: Path) -> IndexFields:
        with self._belt.database.write() as session:
            batch_id = self._batch_of(session)
            batch = session.get_one(Batch, batch_id)
            station = session.get_one(Station, self._station_id)
            pattern, batch_says, station_says = station.file_name_pattern, batch.defaults, station.defaults
        self._in_hands_batch = batch_id
        return fields_of_file(
            beside=texts_beside(path),
            listed=self._lists.fields_of(path.name),
            in_name=fields_in_name(path.relative_to(self._folder).as_posix(), pattern),
            batch=Defaults.from_json(batch_says),
            station=Defaults.from_json(station_says),
        )

    def _batch_of(self, session: Session) -> str:
        """The batch of the file in hand, by when it was seen first, and by who waits for a sheet."""
        rested_s = self._in_hand.rested_s if self._in_hand else 0.0
        seen_at = database_now(session) - timedelta(seconds=rested_s)
        return batch_asking(session, self._station_id, seen_at=seen_at) or batch_for(
            session,
            session.get_one(Station, self._station_id),
            seen_at=seen_at,
            grace=timedelta(seconds=2 * self._settings.watch_poll_s),
        )

    def _receive(self, source: BufferedReader, file: FoundFile, fields: IndexFields, key: str) -> Received:
        if file.name.lower().endswith(MAIL_SUFFIX):
            return self._receive_mail(source, fields, key)
        sha256 = hashlib.file_digest(source, "sha256").hexdigest()
        source.seek(0)
        rescanned = put_in_place(
            source, batch_id=self._in_hands_batch, key=key, belt=self._belt, settings=self._settings
        )
        if rescanned is not None:
            self._kept_elsewhere.add(sha256)
            return Received(rescanned, "new", "It took the page's place")
        source.seek(0)
        return self._receive_one(source, file.name, fields, key)

    def _receive_one(
        self, source: BufferedReader | BytesIO, name: str, fields: IndexFields, key: str
    ) -> Received:
        arrival = Arrival(name, batch_id=self._in_hands_batch, key=key)
        received = receive(
            source, arrival=arrival, fields=fields, actor=_ACTOR, belt=self._belt, settings=self._settings
        )
        if received.outcome == "same":
            self._note_again(received.document_id, key)
        return received

    def _receive_mail(self, source: BufferedReader, fields: IndexFields, key: str) -> Received:
        """Every file of the message as a document of its own; the message itself is kept beside them."""
        content = source.read(MOST_BYTES + 1)
        mail = read_mail(content)
        stored = self._belt.store.put_stream(BytesIO(content), max_bytes=MOST_BYTES)
        with self._belt.database.write() as session:
            ensure_source(session, stored, identify(content[:HEAD_BYTES]))
        first: Received | None = None
        for number, part in enumerate(mail.attachments):
            part_key = f"{key}:{number}"
            received = self._receive_one(BytesIO(part.content), part.name, fields, part_key)
            self._belt.store.verify(hashlib.sha256(part.content).hexdigest())
            self._say_sender(received, mail.sender, mail.subject)
            first = first or received
        if first is None:
            raise MailRefusedError("The message has no attached file")
        with self._belt.database.write() as session:
            record_batch_event(
                session,
                self._in_hands_batch,
                MAIL_OPENED,
                actor=BY_ITSELF,
                sha256=stored.sha256,
                files=len(mail.attachments),
                passed_over=mail.passed_over,
            )
        self._kept_elsewhere.add(stored.sha256)
        return first

    def _say_sender(self, received: Received, sender: str, subject: str) -> None:
        """Keep what the message claims with the document: who sent it, and about what."""
        if received.outcome != "same":
            with self._belt.database.write() as session:
                note = f"From {sender or 'nobody'}: {subject or 'no subject'}"
                record_event(session, received.document_id, "came_by_mail", actor=BY_ITSELF, note=note)

    def _check_kept(self, document_id: str, sha256: str) -> None:
        if sha256 in self._kept_elsewhere:
            self._kept_elsewhere.discard(sha256)
            self._belt.store.verify(sha256)
        else:
            super()._check_kept(document_id, sha256)

    def _close_arrival(self, document_id: str, key: str) -> None:
        super()._close_arrival(document_id, key)
        with self._belt.database.write() as session:  # the files of a message have keys of their own
            parts = update(Document).where(Document.arrival_key.startswith(f"{key}:", autoescape=True))
            session.execute(parts.values(arrival_key=None))

    def _note_again(self, document_id: str, key: str) -> None:
        with self._belt.database.write() as session:
            delivered = session.get_one(Document, document_id).arrival_key == key
            if not delivered:  # else it is this very file, seen again after a crash
                detail = {"document_id": document_id}
                record_batch_event(session, self._in_hands_batch, FILE_AGAIN, actor=BY_ITSELF, **detail)

    def _refuse(self, file: FoundFile, failure: ServiceError) -> None:
        super()._refuse(file, failure)
        if failure.disposition is not Disposition.REJECT:
            return
        with self._belt.database.write() as session:
            batch_id = self._batch_of(session)
            if file.reference not in files_left_outside(session, batch_id):
                detail = {"file": file.reference, "code": failure.code}
                record_batch_event(session, batch_id, FILE_REFUSED, actor=BY_ITSELF, **detail)

    def _note_taken(self, file: FoundFile) -> None:
        with self._belt.database.write() as session:
            if file.reference in files_left_outside(session, self._in_hands_batch):
                detail = {"file": file.reference}
                record_batch_event(session, self._in_hands_batch, FILE_TAKEN, actor=BY_ITSELF, **detail)
