"""Images, sound and files of documents and records, each read audited. Touches the database and the store.

Bytes are decrypted as they are sent and never written to this machine's disk or the browser's cache.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response, StreamingResponse
from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.splitting import AS_SPLIT, RECEIVED_PAGES
from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.byte_range import byte_range
from review_ui.permissions import Permission
from review_ui.thumbnails import upright_jpeg
from review_ui.visibility import DocumentUnknownError, visible_document
from review_ui.workplace import Workplace, workplace
from storage.artifacts import find_artifact, load_json
from storage.audit.record import record_audit
from storage.errors import Disposition, ServiceError
from storage.filing import ObjectRef, OriginalRef, manifest_name, read_manifest
from storage.tables import (
    Artifact,
    CodingCase,
    Document,
    DocumentPage,
    Encounter,
    FiledRecordRow,
    SetAsidePage,
    SourceObject,
)

router = guarded_router()
Signed = Annotated[CurrentUser, require(Permission.SIGNED_IN)]

# What a browser may show in place; everything else is only ever saved to disk.
_SHOWN = ("image/jpeg", "application/pdf", "text/plain; charset=utf-8", "application/json", "text/vtt")
_ENDINGS = {
    "application/pdf": ".pdf",
    "text/plain; charset=utf-8": ".txt",
    "application/json": ".json",
    "text/vtt": ".vtt",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/tiff": ".tif",
    "audio/wav": ".wav",
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "audio/ogg": ".ogg",
    "audio/flac": ".flac",
    "audio/aac": ".aac",
    "audio/aiff": ".aiff",
    "audio/amr": ".amr",
    "audio/basic": ".au",
    "audio/webm": ".webm",
    "audio/x-caf": ".caf",
    "audio/x-dss": ".dss",
    "audio/x-ms-wma": ".wma",
}


class MediumMissingError(ServiceError):
    """The image, sound or file does not exist (yet)."""

    code = "review_ui.medium_missing"
    disposition = Disposition.ASK_HUMAN
    remedy = "Wait until the document has been read; a page that could not be read has no image"


@router.get("/documents/{document_id}/pages/{page_id}/image", name="page_image", include_in_schema=False)
def page_image(request: Request, document_id: str, page_id: str, user: Signed) -> Response:
    """The page's picture in its original frame."""
    return _page_picture(request, user, document_id, page_id, "page_image")


@router.get(
    "/documents/{document_id}/pages/{page_id}/thumbnail", name="page_thumbnail", include_in_schema=False
)
def page_thumbnail(request: Request, document_id: str, page_id: str, user: Signed) -> Response:
    """The page's small picture, upright."""
    shown = _page_picture(request, user, document_id, page_id, "page_thumbnail")
    place = workplace(request)
    with place.database.read() as session:
        document = visible_document(session, user, document_id)
        page = find_artifact(session, page_id, "page", document.reading_no)
    rotation_deg = load_json(place.belt.store, page.sha256)["rotation_deg"] if page else 0
    return Response(upright_jpeg(bytes(shown.body), rotation_deg), media_type="image/jpeg")


@router.get("/documents/{document_id}/audio", name="audio", include_in_schema=False)
def audio(request: Request, document_id: str, user: Signed) -> Response:
    """The recording as a browser plays it; answers byte ranges (RFC 9110 §14)."""
    place = workplace(request)
    with place.database.read() as session:
        document = visible_document(session, user, document_id)
        made = _made(session, document_id, "playable", document.reading_no)
    part = byte_range(request.headers.get("range"), made.size_bytes)
    if part is not None and part.is_empty:
        return Response(status_code=416, headers={"Content-Range": f"bytes */{made.size_bytes}"})
    start, end = part or (0, made.size_bytes)
    _record(place, user, document, "recording.played", {"from_byte": start, "to_byte": end})
    headers = {"Accept-Ranges": "bytes", "Content-Length": str(end - start)}
    if part is not None:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{made.size_bytes}"
    chunks = place.belt.store.open_range(made.sha256, start, end)
    status = 200 if part is None else 206
    return StreamingResponse(chunks, status, headers=headers, media_type=made.media_type)


@router.get("/documents/{document_id}/peaks", name="peaks", include_in_schema=False)
def peaks(request: Request, document_id: str, user: Signed) -> Response:
    """The loudness of each tenth of a second: {"peaks": [0–255, …]}."""
    place = workplace(request)
    with place.database.read() as session:
        document = visible_document(session, user, document_id)
        made = _made(session, document_id, "peaks", document.reading_no)
    return Response(place.belt.store.read(made.sha256), media_type="application/json")


@router.get("/documents/{document_id}/original", name="original", include_in_schema=False)
def original(request: Request, document_id: str, user: Signed) -> Response:
    """The file exactly as it came in; of a file that was split, the document's own pages of it alone."""
    place = workplace(request)
    with place.database.read() as session:
        document = visible_document(session, user, document_id)
        if document.part_of is not None:
            own = _made(session, document_id, RECEIVED_PAGES, AS_SPLIT)
        source = session.get_one(SourceObject, document.source_sha256)
    if document.part_of is not None:
        _record(place, user, document, "original.opened", {"sha256": own.sha256, "part_of": source.sha256})
        name = f"{document_id[-8:]}-received-pages"
        return _file(place, own.sha256, own.size_bytes, own.media_type, name, in_place=False)
    _record(place, user, document, "original.opened", {"sha256": source.sha256})
    name = f"{document_id[-8:]}-original"
    return _file(place, source.sha256, source.size_bytes, source.media_type, name, in_place=False)


@router.get("/records/{record_id}/{version}/{kind}", name="filed_object", include_in_schema=False)
def filed_object(request: Request, record_id: str, version: int, kind: str, user: Signed) -> Response:
    """An object of a filed version: `kind` as its manifest names it, or "original"."""
    place = workplace(request)
    with place.database.read() as session:
        document = _document_of_record(session, user, record_id)
        if session.get(FiledRecordRow, (record_id, version)) is None:
            raise MediumMissingError("There is no such filed version", where=f"record {record_id}")
    manifest = read_manifest(place.belt.store.read_named(manifest_name(record_id, version)))
    entries: list[ObjectRef | OriginalRef] = [one for one in manifest.objects if one.kind == kind]
    if re.fullmatch(r"original(-[2-9])?", kind):
        # a file that holds other patients' pages too is named by the record and never handed out for it
        mine = list(enumerate(manifest.originals, start=1))
        number = int(kind.partition("-")[2] or 1)
        entries = [one for at, one in mine if at == number and one.page_indexes is None]
    if not entries:
        raise MediumMissingError("The filed version has no such object", where=f"record {record_id}")
    entry = entries[0]
    _record(place, user, document, "record.opened", {"version": version, "kind": kind}, record_id)
    name = f"{record_id[-8:]}-v{version}-{kind.replace('_', '-')}"
    is_ours = not isinstance(entry, OriginalRef)
    return _file(place, entry.sha256, entry.size_bytes, entry.media_type, name, in_place=is_ours)


def _page_picture(request: Request, user: CurrentUser, document_id: str, page_id: str, kind: str) -> Response:
    place = workplace(request)
    with place.database.read() as session:
        document = visible_document(session, user, document_id)
        position = session.scalar(
            select(DocumentPage.position).where(
                DocumentPage.document_id == document_id, DocumentPage.page_id == page_id
            )
        )
        if position is None:
            position = _replaced_position(session, document_id, page_id)
        made = _made(session, page_id, kind, document.reading_no)
    _record(place, user, document, "page.viewed", {"page": position + 1, "as": kind})
    return Response(place.belt.store.read(made.sha256), media_type="image/jpeg")


def _replaced_position(session: Session, document_id: str, page_id: str) -> int:
    """Where a page stood whose place a later scan took.

    Raises:
        DocumentUnknownError: the document never had such a page.
    """
    position = session.scalar(
        select(SetAsidePage.position).where(
            SetAsidePage.document_id == document_id, SetAsidePage.page_id == page_id
        )
    )
    if position is None:
        raise DocumentUnknownError("There is no such page")
    return position


def _made(session: Session, subject_id: str, kind: str, version: int) -> Artifact:
    found = find_artifact(session, subject_id, kind, version)
    if found is None:
        raise MediumMissingError("There is nothing to show here", where=f"{kind} of {subject_id}")
    return found


def _document_of_record(session: Session, user: CurrentUser, record_id: str) -> Document:
    """The document that the record files, or one of the encounter that a coding record belongs to.

    Raises:
        DocumentUnknownError: there is no such record, or the person may not see it.
    """
    case = session.get(CodingCase, record_id)
    if case is None:
        return visible_document(session, user, record_id)
    encounter = session.get_one(Encounter, case.encounter_id)
    of_case = session.scalars(select(Document).where(Document.encounter_id == encounter.id)).all()
    if not of_case or not user.may(Permission.SEE_DOCUMENTS):
        raise DocumentUnknownError("There is no such record")
    return visible_document(session, user, of_case[0].id)


def _file(
    place: Workplace, sha256: str, size_bytes: int, media_type: str, name: str, *, in_place: bool
) -> Response:
    """The whole file; its name holds nothing about a patient.

    Only known kinds of what we made ourselves are shown in place: what came from outside may hold scripts.
    """
    shown = media_type if media_type in _ENDINGS else "application/octet-stream"
    how = "inline" if in_place and media_type in _SHOWN else "attachment"
    headers = {
        "Content-Disposition": f'{how}; filename="{name}{_ENDINGS.get(media_type, ".bin")}"',
        "Content-Length": str(size_bytes),
    }
    return StreamingResponse(place.belt.store.open_range(sha256), media_type=shown, headers=headers)


def _record(
    place: Workplace,
    user: CurrentUser,
    document: Document,
    action: str,
    detail: dict[str, Any],
    record_id: str = "",
) -> None:
    with place.database.write() as session:
        record_audit(
            session,
            actor=user.actor,
            action=action,
            subject_kind="record" if record_id else "document",
            subject_id=record_id or document.id,
            patient_id=document.patient_id,
            detail=detail,
        )
