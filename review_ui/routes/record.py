"""A filed record: its versions, objects, codes with their places, and a check of every byte on demand.

Touches the database and the store.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.evidence_place import place_json
from review_ui.permissions import Permission
from review_ui.places import place_of
from review_ui.record_presenter import record_view
from review_ui.record_reading import Json, RecordReading, read_record, verify_record
from review_ui.rendering import render
from review_ui.visibility import visible_document
from review_ui.workplace import Workplace, workplace
from storage.audit.record import record_audit
from storage.filing import VerifyReport
from storage.tables import Document

router = guarded_router()
Signed = Annotated[CurrentUser, require(Permission.SIGNED_IN)]


@router.get("/records/{record_id}", name="record", include_in_schema=False)
def record_page(request: Request, record_id: str, user: Signed, version: int | None = None) -> Response:
    """The record at a version; the newest when none is named."""
    place = workplace(request)
    reading = read_record(place, user, record_id, version=version)
    _record(place, user, reading, "record.viewed")
    return render(request, "record/page.html", record=record_view(reading), report=None)


@router.post("/records/{record_id}/verify", name="verify_record", include_in_schema=False)
def record_verified(request: Request, record_id: str, user: Signed) -> Response:
    """Read every byte of every version again, compare it with what was filed, and show what was found."""
    place = workplace(request)
    report: VerifyReport = verify_record(place, user, record_id)
    reading = read_record(place, user, record_id, version=None)
    _record(place, user, reading, "record.verified", findings=len(report.findings))
    return render(request, "record/page.html", record=record_view(reading), report=report)


@router.get("/records/{record_id}/place", name="record_place", include_in_schema=False)
def record_place(
    request: Request, record_id: str, document: str, start: int, end: int, user: Signed
) -> Response:
    """Where a quoted stretch of a filed code lies, by the anchors that were filed with it."""
    place = workplace(request)
    reading = read_record(place, user, record_id, version=None)
    with place.database.read() as session:
        row: Document = visible_document(session, user, document)
    wanted = (document, start, end)
    anchors: list[Json] = next(
        (
            one["anchors"]
            for code in reading.codes
            for one in code["evidence"]
            if (one["document_id"], one["start"], one["end"]) == wanted
        ),
        [],
    )
    return JSONResponse(place_json(request, row, place_of(place, row, anchors)))


def _record(place: Workplace, user: CurrentUser, reading: RecordReading, action: str, **detail: int) -> None:
    with place.database.write() as session:
        record_audit(
            session,
            actor=user.actor,
            action=action,
            subject_kind="record",
            subject_id=reading.manifest.record_id,
            patient_id=reading.manifest.patient.patient_id,
            detail={"version": reading.manifest.version, **detail},
        )
