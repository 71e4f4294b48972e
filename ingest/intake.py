"""The front desk: takes bytes in, and acknowledges only what is durable. Touches the world.

Streamed and hashed once into the object store, then one transaction: source, document, custody line, first
job. Everything before the commit leaves nothing behind that counts as accepted.
"""

from __future__ import annotations

import logging
import shutil
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy.orm import Session

from ingest.belt import Belt
from ingest.due_times import due_at
from ingest.duplicates import Earlier, find_earlier
from ingest.findable import write_claimed_identity
from ingest.index_fields import PRIORITIES, IndexFields
from ingest.jobs import send_document
from ingest.media_type import HEAD_BYTES, MediaType, identify
from ingest.settings import IngestSettings
from ingest.stages import FIRST_JOB
from storage.audit.record import Actor, record_audit
from storage.database import database_now
from storage.errors import Disposition, ServiceError
from storage.ids import new_id
from storage.ledger.document_states import DocumentState
from storage.ledger.documents import lock_source, move, record_event
from storage.objects.sealed_store import ByteSource, StoredObject
from storage.rows import insert_if_absent
from storage.tables import Document, SourceObject

log = logging.getLogger(__name__)

Outcome = Literal["new", "same", "resubmitted", "flagged"]
_MAX_NAME = 255


class NoRoomError(ServiceError):
    """The disk is nearly full: taking more in would endanger what is here."""

    code = "ingest.no_disk_space"
    disposition = Disposition.RETRY
    counts_as_attempt = False
    remedy = "Free disk space or set CHARTSCRIBE_MIN_FREE_DISK_BYTES lower; the source file stays where it is"


EMPTY = "ingest.empty_file"
UNKNOWN_FORMAT = "ingest.unknown_format"
REFUSALS = {
    EMPTY: "The file has no bytes. Scan or export it again and add the new file",
    UNKNOWN_FORMAT: "The file is none of PDF, TIFF, JPEG, PNG, HEIC, WAV, MP3, M4A, AAC, Ogg, Opus or FLAC. "
    "Save it in one of these formats and add the new file",
}


@dataclass(frozen=True)
class Arrival:
    """How a file came: its name (any text), its batch, and a key by which a second delivery is known."""

    file_name: str
    batch_id: str | None = None
    key: str | None = None


@dataclass(frozen=True)
class Received:
    """What the front desk says: which document, and whether it is new."""

    document_id: str
    outcome: Outcome
    note: str


class _Head:
    """Passes bytes through and keeps the first ones."""

    def __init__(self, stream: ByteSource) -> None:
        self._stream = stream
        self.head = b""

    def read(self, size: int, /) -> bytes:
        chunk = self._stream.read(size)
        if len(self.head) < HEAD_BYTES:
            self.head = (self.head + chunk)[:HEAD_BYTES]
        return chunk


def receive(
    stream: ByteSource,
    *,
    arrival: Arrival,
    fields: IndexFields,
    actor: Actor,
    belt: Belt,
    settings: IngestSettings,
) -> Received:
    """The document that now stands for these bytes; when this returns they are durable and committed.

    Bytes are kept whatever they are: an empty or unknown file becomes a rejected document with its reason.

    Raises:
        storage.objects.sealed_store.TooLargeError: over the size limit; nothing is kept.
        NoRoomError: the disk is nearly full; nothing is kept.
        ServiceError: the store or the database failed; nothing is acknowledged.
    """
    check_room(belt, settings)
    source = _Head(stream)
    stored = belt.store.put_stream(source, max_bytes=settings.max_upload_bytes)
    media_type = identify(source.head)
    with belt.database.write() as session:
        ensure_source(session, stored, media_type)
        earlier = find_earlier(session, stored.sha256, fields, arrival_key=arrival.key)
        if earlier is not None and earlier.link == "same":
            note = f"The same bytes came again as {safe_name(arrival.file_name)}"
            record_event(session, earlier.document_id, "same_bytes_again", actor=actor.name, note=note)
            record_audit(
                session,
                actor=actor,
                action="document.received_again",
                subject_kind="document",
                subject_id=earlier.document_id,
                detail={"batch_id": arrival.batch_id, "fields": _besides_the_patient(fields)},
            )
            return Received(earlier.document_id, "same", "This file is already here")
        document = _open_document(session, stored, media_type, arrival, fields, belt, earlier)
        record_event(session, document.id, "received", actor=actor.name, to_state=DocumentState.RECEIVED)
        record_audit(
            session, actor=actor, action="document.received", subject_kind="document", subject_id=document.id
        )
        _send_or_refuse(session, document, stored)
        received = _acknowledgement(document.id, earlier)
    log.info("document %s received (%s, %d bytes)", received.document_id, media_type.name, stored.size_bytes)
    return received


def _besides_the_patient(fields: IndexFields) -> dict[str, Any]:
    """What a second delivery says besides who it is about, which is known and stays out of the audit."""
    return {
        name: value
        for name, value in fields.as_json().items()
        if value and name not in ("mrn", "name", "dob", "encounter")
    }


def check_room(belt: Belt, settings: IngestSettings) -> None:
    """Return while there is room on the disk.

    Raises:
        NoRoomError: there is not.
    """
    home = belt.settings.home
    if home.is_dir() and shutil.disk_usage(home).free < settings.min_free_disk_bytes:
        raise NoRoomError("The disk is nearly full")


def ensure_source(session: Session, stored: StoredObject, media_type: MediaType) -> None:
    """The bytes' row, locked: what comes in at once with the same bytes is looked at one after the other."""
    insert_if_absent(
        session,
        SourceObject,
        sha256=stored.sha256,
        object_key=stored.key,
        size_bytes=stored.size_bytes,
        media_type=media_type.name,
        created_at=database_now(session),
    )
    lock_source(session, stored.sha256)


def _open_document(
    session: Session,
    stored: StoredObject,
    media_type: MediaType,
    arrival: Arrival,
    fields: IndexFields,
    belt: Belt,
    earlier: Earlier | None,
) -> Document:
    now = database_now(session)
    document = Document(
        id=new_id(),
        batch_id=arrival.batch_id,
        arrival_key=arrival.key,
        kind=media_type.kind,
        source_sha256=stored.sha256,
        file_name=safe_name(arrival.file_name),
        media_type=media_type.name,
        state=DocumentState.RECEIVED.value,
        route="full" if media_type.kind == "dictation" else fields.route,
        priority=PRIORITIES[fields.priority],
        claimed_fields=fields.as_json(),
        options=dict(belt.engine_options),
        document_type=fields.document_type,
        author=fields.author,
        date_of_service=fields.date_of_service,
        revision=0,
        reading_no=1,
        record_version=0,
        linked_document_id=earlier.document_id if earlier else None,
        link_kind=earlier.link if earlier else None,
        due_at=due_at(
            now,
            worktype=fields.document_type,
            priority=PRIORITIES[fields.priority],
            minutes=belt.settings.due_minutes,
        ),
        received_at=now,
        updated_at=now,
    )
    session.add(document)
    session.flush()
    write_claimed_identity(session, document, fields)
    return document


def _send_or_refuse(session: Session, document: Document, stored: StoredObject) -> None:
    code = EMPTY if stored.size_bytes == 0 else UNKNOWN_FORMAT
    if stored.size_bytes == 0 or document.kind not in FIRST_JOB:
        move(
            session,
            document,
            DocumentState.REJECTED,
            actor="belt",
            reason_code=code,
            note=REFUSALS[code],
        )
    else:
        send_document(session, document, FIRST_JOB[document.kind])


def _acknowledgement(document_id: str, earlier: Earlier | None) -> Received:
    if earlier is None:
        return Received(document_id, "new", "Received")
    if earlier.link == "resubmission":
        return Received(document_id, "resubmitted", "Received again after an earlier one was taken off")
    return Received(document_id, "flagged", "Received; the same file is also filed elsewhere: please check")


def safe_name(name: str) -> str:
    """The name as text for people: never a path, no control characters, at most 255 characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return (
        "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in last)[:_MAX_NAME] or "unnamed"
    )
