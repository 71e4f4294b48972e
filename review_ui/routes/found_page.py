"""One page of a document with what was looked for in a box; it can be printed, and that is written down.

Touches the database and the object store.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.found_places import place_on
from review_ui.permissions import Permission
from review_ui.presenters import kind_words
from review_ui.rendering import link_to, render
from review_ui.visibility import DocumentUnknownError, visible_document
from review_ui.workplace import workplace
from storage.audit.record import record_audit
from storage.tables import Document, Patient

router = guarded_router()


@router.get("/documents/{document_id}/look/{number}", name="found_page", include_in_schema=False)
def found_page(
    request: Request,
    document_id: str,
    number: int,
    user: Annotated[CurrentUser, require(Permission.FIND)],
    words: str = "",
) -> Response:
    """The page's picture, upright, with those words boxed.

    Raises:
        DocumentUnknownError: the person may not see it, or it has no such page.
    """
    place = workplace(request)
    wanted = tuple(int(one) for one in words.split(",") if one.isdecimal() and len(one) < 6)
    with place.database.write() as session:
        document = visible_document(session, user, document_id)
        found = place_on(place, session, document, number=number, words=wanted)
        if found is None:
            raise DocumentUnknownError("There is no such page that was read")
        _record(session, user, document, "document.viewed", number)
        patient = session.get(Patient, document.patient_id) if document.patient_id else None
        about = {
            "title": document.document_type or kind_words(document.kind),
            "day": document.date_of_service,
            "patient": patient.name if patient else "",
            "born": patient.birth_date if patient else None,
            "count": document.page_count or number,
        }
    opened = link_to(request, "chart_review", document_id=document_id) or f"/documents/{document_id}"
    return render(request, "find/look.html", document_id=document_id, found=found, about=about, opened=opened)


@router.post("/documents/{document_id}/look/{number}/printed", name="page_printed", include_in_schema=False)
def page_printed(
    request: Request,
    document_id: str,
    number: int,
    user: Annotated[CurrentUser, require(Permission.FIND)],
) -> Response:
    """Write down that the person prints this page."""
    with workplace(request).database.write() as session:
        document = visible_document(session, user, document_id)
        _record(session, user, document, "document.printed", number)
    return Response(status_code=204)


def _record(session: Session, user: CurrentUser, document: Document, action: str, number: int) -> None:
    record_audit(
        session,
        actor=user.actor,
        action=action,
        subject_kind="document",
        subject_id=document.id,
        patient_id=document.patient_id,
        detail={"page": number},
    )
