"""Filed records for programs: the manifest, and its FHIR-shaped document status. Touches the world."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Request

from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.permissions import Permission
from review_ui.record_reading import read_record
from review_ui.workplace import workplace
from storage.audit.record import record_audit
from storage.filing import FiledManifest, fhir_document_reference

router = guarded_router()


@router.get("/api/records/{record_id}", name="api_record", tags=["records"])
def record_manifest(
    request: Request, record_id: str, user: Annotated[CurrentUser, require(Permission.SEE_DOCUMENTS)]
) -> FiledManifest:
    """The manifest of the newest filed version of a document or of an encounter's coding."""
    return _newest(request, record_id, user)


@router.get("/api/records/{record_id}/fhir", name="api_record_fhir", tags=["records"])
def record_as_fhir(
    request: Request, record_id: str, user: Annotated[CurrentUser, require(Permission.SEE_DOCUMENTS)]
) -> dict[str, Any]:
    """The same record in the shape of a FHIR R4 DocumentReference: docStatus says preliminary or final."""
    return fhir_document_reference(_newest(request, record_id, user))


def _newest(request: Request, record_id: str, user: CurrentUser) -> FiledManifest:
    place = workplace(request)
    manifest = read_record(place, user, record_id, version=None).manifest
    with place.database.write() as session:
        record_audit(
            session,
            actor=user.actor,
            action="record.viewed",
            subject_kind=manifest.record_type,
            subject_id=record_id,
            patient_id=manifest.patient.patient_id,
            detail={"by": "api", "version": manifest.version},
        )
    return manifest
