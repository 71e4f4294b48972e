"""An encounter's documents beside its codes: their texts, pages, what was read, and search over all of them.

Touches the database and the store.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.case_reading import page_ids_of
from review_ui.case_texts import find_words, layout_of, whole_page
from review_ui.cases import visible_case
from review_ui.coding_documents import case_document
from review_ui.evidence_place import place_json
from review_ui.given import read_given
from review_ui.permissions import Permission
from review_ui.rendering import render
from review_ui.visibility import DocumentUnknownError
from review_ui.workplace import Workplace, workplace
from storage.audit.record import record_audit
from storage.coding_decisions import documents_of
from storage.document_reads import mark_read, read_states
from storage.tables import Document

router = guarded_router()
Reader = Annotated[CurrentUser, require(Permission.SEE_DOCUMENTS)]
Given = Annotated[dict[str, str], Depends(read_given)]
MOST_HITS = 200
LONGEST_SEARCH = 120


@router.get("/cases/{case_id}/documents/{document_id}", name="case_document", include_in_schema=False)
def document_text(request: Request, case_id: str, document_id: str, user: Reader) -> Response:
    """The document's text as it reads now, to be read beside the codes."""
    place = workplace(request)
    with place.database.write() as session:
        documents, document = _document_of(session, user, case_id, document_id)
        page_ids = page_ids_of(session, [document])[document.id]
        read = read_states(session, [document], user.user_id)
        record_audit(
            session,
            actor=user.actor,
            action="document.viewed",
            subject_kind="document",
            subject_id=document_id,
            patient_id=document.patient_id,
        )
    number = next(at for at, one in enumerate(documents, start=1) if one.id == document_id)
    shown = case_document(document, number, read=read[document_id])
    layout = layout_of(place, document, page_ids)
    return render(request, "coding/document.html", case_id=case_id, document=shown, layout=layout)


@router.post("/cases/{case_id}/documents/{document_id}/read", name="document_read", include_in_schema=False)
def document_read(request: Request, case_id: str, document_id: str, user: Reader) -> Response:
    """Keep that this person has read the document."""
    with workplace(request).database.write() as session:
        _, document = _document_of(session, user, case_id, document_id)
        mark_read(session, document, user.user_id)
    return Response(status_code=204)


@router.get(
    "/cases/{case_id}/documents/{document_id}/pages/{page_id}", name="case_page", include_in_schema=False
)
def document_page(request: Request, case_id: str, document_id: str, page_id: str, user: Reader) -> Response:
    """Where the picture of a whole page is, for our viewer."""
    place = workplace(request)
    with place.database.read() as session:
        _, document = _document_of(session, user, case_id, document_id)
        page_ids = page_ids_of(session, [document])[document_id]
    if page_id not in page_ids:
        raise DocumentUnknownError("There is no such page")
    found = whole_page(place, document, page_id, page_ids.index(page_id) + 1)
    return JSONResponse(place_json(request, document, found))


@router.post("/cases/{case_id}/words", name="case_words", include_in_schema=False)
async def words_searched(request: Request, case_id: str, user: Reader, given: Given) -> Response:
    """Every place of the encounter's documents where the words stand.

    Not in the address, and not in the audit: what a coder looks for says something about the patient.
    """
    words = given.get("words", "")[:LONGEST_SEARCH]
    place = workplace(request)
    return JSONResponse(await run_in_threadpool(_search, place, user, case_id, words))


def _search(place: Workplace, user: CurrentUser, case_id: str, words: str) -> dict[str, Any]:
    with place.database.write() as session:
        case = visible_case(session, user, case_id)
        documents = documents_of(session, case)
        page_ids = page_ids_of(session, documents)
        record_audit(
            session,
            actor=user.actor,
            action="coding_case.searched",
            subject_kind="coding_case",
            subject_id=case_id,
            patient_id=next((one.patient_id for one in documents), None),
        )
    count = 0
    hits: list[dict[str, Any]] = []
    for number, document in enumerate(documents, start=1):
        text = layout_of(place, document, page_ids[document.id]).text
        here, found = find_words(text, words, limit=max(0, MOST_HITS - len(hits)))
        count += here
        hits += [
            {"document_id": document.id, "number": number, "start": one.start, "end": one.end}
            | {"before": one.before, "words": one.words, "after": one.after}
            for one in found
        ]
    return {"count": count, "hits": hits}


def _document_of(
    session: Session, user: CurrentUser, case_id: str, document_id: str
) -> tuple[Sequence[Document], Document]:
    """The case's documents, and the one that is meant.

    Raises:
        CaseUnknownError, DocumentUnknownError: there is none, or the person may not see it.
    """
    documents = documents_of(session, visible_case(session, user, case_id))
    for document in documents:
        if document.id == document_id:
            return documents, document
    raise DocumentUnknownError("There is no such document")
