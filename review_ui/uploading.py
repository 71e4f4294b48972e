"""Files from a browser or a program into intake. Touches the world.

Body parsing waits until the sender is known to be allowed (the route reads the form itself, after its
guard), and the body's size is bounded before it is read.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from fastapi import Request
from sqlalchemy.orm import Session
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from ingest.index_fields import FIELD_NAMES, IndexFields, parse_index_fields
from ingest.intake import Arrival, Received, receive
from review_ui.auth import CurrentUser
from review_ui.visibility import SENT_BY_PEOPLE
from review_ui.workplace import Workplace
from storage.audit.record import Actor
from storage.database import database_now
from storage.errors import Disposition, ServiceError
from storage.ids import new_id
from storage.ledger.document_states import DocumentState
from storage.tables import Batch, Document

log = logging.getLogger(__name__)

MOST_FILES = 200  # in one form without script; with script files travel one by one


class NoFileError(ServiceError):
    """The form was sent without a file."""

    code = "review_ui.no_file"
    disposition = Disposition.ASK_HUMAN
    remedy = "Choose at least one file and send the form again"


class BatchUnknownError(ServiceError):
    """The batch does not exist or belongs to somebody else."""

    code = "review_ui.batch_unknown"
    disposition = Disposition.ASK_HUMAN
    remedy = "Leave the batch out, or use one that you opened yourself"


@dataclass(frozen=True)
class FileResult:
    """What became of one file: received, or refused with a message that says how to mend it."""

    file_name: str
    received: Received | None
    failure: ServiceError | None
    unusable: str = ""  # why a file that was received (and is kept) cannot be used


async def read_upload_form(request: Request) -> FormData:
    """The multipart form; its files lie in unnamed temporary files until they are taken in.

    Raises:
        HTTPException: 400 for a malformed form, 413 for one over the size limit.
    """
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise HTTPException(400)
    return await request.form(max_files=MOST_FILES)


def files_in(form: FormData) -> list[UploadFile]:
    """The files that were chosen; an empty file input sends one without a name.

    Raises:
        NoFileError: there is none.
    """
    files = [part for part in form.getlist("files") if isinstance(part, UploadFile) and part.filename]
    if not files:
        raise NoFileError("No file was chosen")
    return files


def fields_in(form: FormData) -> IndexFields:
    """The index fields of the form.

    Raises:
        ingest.index_fields.IndexFieldError: one of them cannot be used.
    """
    given = {name: form.get(name) for name in FIELD_NAMES}
    return parse_index_fields({name: value for name, value in given.items() if isinstance(value, str)})


def open_batch(session: Session, *, source: str, actor: Actor) -> str:
    """The id of a new batch: what comes in together."""
    batch = Batch(id=new_id(), source=source, created_by=actor.name, created_at=database_now(session))
    session.add(batch)
    return batch.id


def check_batch(session: Session, batch_id: str, user: CurrentUser) -> None:
    """Return when the person may add to this batch.

    Raises:
        BatchUnknownError: it is not theirs, or does not exist.
    """
    batch = session.get(Batch, batch_id)
    if batch is None or batch.created_by != user.login or batch.source not in SENT_BY_PEOPLE:
        raise BatchUnknownError("There is no such batch")


def take_in(
    place: Workplace, user: CurrentUser, file: UploadFile, *, fields: IndexFields, batch_id: str
) -> Received:
    """The document that stands for the file, durable and committed.

    Raises:
        ServiceError: it was refused, or the store or the database failed; nothing is kept.
    """
    return receive(
        file.file,
        arrival=Arrival(file_name=file.filename or "", batch_id=batch_id),
        fields=fields,
        actor=user.actor,
        belt=place.belt,
        settings=place.ingest,
    )


def unusable_because(place: Workplace, document_id: str) -> str:
    """Why a document that was just received can never be used; '' for most, which go on."""
    with place.database.read() as session:
        document = session.get_one(Document, document_id)
    return (document.reason or "") if document.state == DocumentState.REJECTED else ""


def take_in_each(
    place: Workplace, user: CurrentUser, files: list[UploadFile], fields: IndexFields
) -> list[FileResult]:
    """What became of each file; one that is refused does not hold up the others."""
    with place.database.write() as session:
        batch_id = open_batch(session, source="upload", actor=user.actor)
    results = []
    for file in files:
        try:
            received = take_in(place, user, file, fields=fields, batch_id=batch_id)
            results.append(
                FileResult(file.filename or "", received, None, unusable_because(place, received.document_id))
            )
        except ServiceError as failure:
            log.warning("an upload was refused: %s", failure.code)
            results.append(FileResult(file.filename or "", None, failure))
    return results
