"""The JSON API for programs and for our own upload script. Touches the world.

Programs sign in with POST /api/session, keep the cookie, and send the token as X-CSRF-Token with every
POST. Keys of these objects may be added, never renamed or removed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from ingest.index_fields import FIELD_NAMES
from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.permissions import Permission
from review_ui.presenters import state_said
from review_ui.rendering import render
from review_ui.uploading import (
    check_batch,
    fields_in,
    files_in,
    open_batch,
    read_upload_form,
    take_in,
    unusable_because,
)
from review_ui.visibility import visible_document
from review_ui.workplace import workplace
from storage.audit.record import record_audit
from storage.ledger.balance import ledger_balance
from storage.tables import Document

router = guarded_router()

_UPLOAD_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["files"],
                    "properties": {
                        "files": {"type": "string", "format": "binary"},
                        "batch_id": {"type": "string"},
                        **{name: {"type": "string"} for name in FIELD_NAMES},
                    },
                }
            }
        },
    }
}


class ReceivedDocument(BaseModel):
    """What the front desk says about a file that it took in.

    `unusable`: why a file that is kept can never be read; empty for most.
    """

    document_id: str
    outcome: str
    note: str
    batch_id: str
    unusable: str


class DocumentSummary(BaseModel):
    """Where a document is, in the ledger's word and in plain words."""

    id: str
    kind: str
    state: str
    state_words: str
    reason_code: str | None
    priority: int
    route: str
    page_count: int | None
    duration_s: float | None
    word_count: int | None
    doubtful_words: int | None
    suggestion_count: int | None
    revision: int
    record_version: int
    source_sha256: str
    received_at: datetime


@router.post(
    "/api/documents", name="api_add", status_code=201, tags=["documents"], openapi_extra=_UPLOAD_BODY
)
async def add_document(
    request: Request, user: Annotated[CurrentUser, require(Permission.UPLOAD)]
) -> ReceivedDocument:
    """Take one file in; acknowledged only when its bytes are durable and its row is committed."""
    form = await read_upload_form(request)
    file, fields = files_in(form)[0], fields_in(form)
    place, given_batch = workplace(request), form.get("batch_id")

    def add() -> ReceivedDocument:
        with place.database.write() as session:
            if isinstance(given_batch, str) and given_batch:
                batch_id = given_batch
                check_batch(session, batch_id, user)
            else:
                batch_id = open_batch(session, source="api", actor=user.actor)
        received = take_in(place, user, file, fields=fields, batch_id=batch_id)
        return ReceivedDocument(
            document_id=received.document_id,
            outcome=received.outcome,
            note=received.note,
            batch_id=batch_id,
            unusable=unusable_because(place, received.document_id),
        )

    return await run_in_threadpool(add)


@router.post("/api/batches", name="api_batch", status_code=201, tags=["documents"])
def add_batch(request: Request, user: Annotated[CurrentUser, require(Permission.UPLOAD)]) -> dict[str, str]:
    """Open a batch: files that come in together name its id."""
    with workplace(request).database.write() as session:
        return {"batch_id": open_batch(session, source="upload", actor=user.actor)}


@router.get("/api/documents/{document_id}", name="api_document", tags=["documents"])
def document_summary(
    request: Request, document_id: str, user: Annotated[CurrentUser, require(Permission.SIGNED_IN)]
) -> DocumentSummary:
    """Where one document is."""
    database = workplace(request).database
    with database.read() as session:
        document = visible_document(session, user, document_id)
    with database.write() as session:
        record_audit(
            session,
            actor=user.actor,
            action="document.viewed",
            subject_kind="document",
            subject_id=document.id,
            patient_id=document.patient_id,
            detail={"by": "api"},
        )
    return _summary(document)


@router.get("/api/status", name="api_status", tags=["status"])
def status(request: Request, _user: Annotated[CurrentUser, require(Permission.SEE_STATUS)]) -> dict[str, Any]:
    """The ledger's balance and the queues: the object of `chartscribe status --json`."""
    with workplace(request).database.read() as session:
        return ledger_balance(session)


@router.get("/api/openapi.json", name="api_schema", include_in_schema=False)
def schema(request: Request, _user: Annotated[CurrentUser, require(Permission.SIGNED_IN)]) -> Response:
    """The OpenAPI description of this API."""
    return JSONResponse(request.app.openapi())


@router.get("/api/docs", name="api_docs", include_in_schema=False)
def schema_page(request: Request, _user: Annotated[CurrentUser, require(Permission.SIGNED_IN)]) -> Response:
    """The same for people: our own page, since the usual viewers need scripts from elsewhere."""
    described = request.app.openapi()
    operations = [
        {"method": method.upper(), "path": path, **operation}
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]
    schemas = described.get("components", {}).get("schemas", {})
    return render(
        request,
        "api/page.html",
        operations=operations,
        schemas=schemas,
        api=described["info"],
        fields_of=fields_of,
    )


def fields_of(schema: dict[str, Any], schemas: dict[str, Any]) -> list[str]:
    """The names of an object's fields, those of a referenced schema too."""
    reference = schema.get("$ref", "").rpartition("/")[2]
    described = schemas.get(reference, schema)
    return list(described.get("properties", {}))


def _summary(document: Document) -> DocumentSummary:
    return DocumentSummary(
        state_words=state_said(document.state, kind=document.kind).words,
        **{name: getattr(document, name) for name in DocumentSummary.model_fields if name != "state_words"},
    )
