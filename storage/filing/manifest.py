"""From an approved snapshot to the manifest's exact bytes, its hash, and its FHIR shape (pure)."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from storage.filing.record_schema import DocStatus, FiledManifest, ObjectRef, RecordSnapshot, TextStatus

_TEXT_STATUS_LABEL = {
    "verified": "Verified by a person",
    "machine_read_not_verified": "Machine-read, not verified",
}
# Kinds in the order in which a reader wants them; what people read comes before what machines read.
_READING_ORDER = ("searchable_pdf", "report_pdf", "report_text")
_SHA256_EXTENSION = "urn:chartscribe:fhir:attachment-sha256"
_TEXT_STATUS_EXTENSION = "urn:chartscribe:fhir:text-status"


def build_manifest(snapshot: RecordSnapshot) -> FiledManifest:
    """The manifest of a snapshot; sets are put in a fixed order, so equal snapshots give equal manifests."""
    fields = {name: getattr(snapshot, name) for name in RecordSnapshot.model_fields}
    fields["objects"] = tuple(sorted(snapshot.objects, key=lambda entry: (entry.kind, entry.name)))
    fields["engines"] = tuple(sorted(set(snapshot.engines), key=lambda engine: str(engine.as_json())))
    return FiledManifest(**fields, text_status=_text_status(snapshot), doc_status=_doc_status(snapshot))


def _text_status(snapshot: RecordSnapshot) -> TextStatus | None:
    """Only the full route leads a person past every doubt in the text; coding has no text of its own."""
    if snapshot.route is None:
        return None
    return "verified" if snapshot.route == "full" else "machine_read_not_verified"


def _doc_status(snapshot: RecordSnapshot) -> DocStatus:
    if snapshot.needs_signature and snapshot.signed is None:
        return "preliminary"
    return "amended" if snapshot.is_amendment else "final"


def manifest_bytes(manifest: FiledManifest) -> bytes:
    """The manifest as canonical JSON: UTF-8, keys sorted, no white space, moments in UTC."""
    values = manifest.model_dump(mode="json")
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def manifest_sha256(manifest: FiledManifest) -> str:
    """SHA-256 (hex) of `manifest_bytes`."""
    return hashlib.sha256(manifest_bytes(manifest)).hexdigest()


def read_manifest(stored: bytes) -> FiledManifest:
    """The manifest that `manifest_bytes` wrote.

    Raises:
        ValueError: these bytes are no manifest of a known schema version (pydantic's ValidationError).
    """
    return FiledManifest.model_validate_json(stored)


def fhir_document_reference(manifest: FiledManifest) -> dict[str, Any]:
    """The record's status and content in the shape of a FHIR R4 DocumentReference (JSON values).

    FHIR's own `attachment.hash` is SHA-1 by definition (R4, Attachment.hash), so ours is an extension.
    """
    resource: dict[str, Any] = {
        "resourceType": "DocumentReference",
        "id": manifest.record_id,
        "meta": {"versionId": str(manifest.version)},
        "identifier": [{"system": "urn:chartscribe:record", "value": manifest.record_id}],
        "status": "current",
        "docStatus": manifest.doc_status,
        "type": {"text": manifest.document_type or manifest.record_type},
        "subject": {
            "identifier": {"type": {"text": "MRN"}, "value": manifest.patient.mrn},
            "display": manifest.patient.name,
        },
        "date": manifest.approved.model_dump(mode="json")["at"],
        "author": [{"display": manifest.author}] if manifest.author else [],
        "content": [{"attachment": _attachment(entry)} for entry in _for_readers(manifest)],
        "context": _context(manifest),
    }
    if manifest.signed is not None:
        resource["authenticator"] = {"display": manifest.signed.name or manifest.signed.user_id}
    if manifest.previous_version_sha256 is not None:
        previous = f"{manifest.record_id}/{manifest.version - 1}"
        target = {"identifier": {"system": "urn:chartscribe:record-version", "value": previous}}
        resource["relatesTo"] = [{"code": "replaces", "target": target}]
    if manifest.text_status is not None:
        label = _TEXT_STATUS_LABEL[manifest.text_status]
        resource["extension"] = [{"url": _TEXT_STATUS_EXTENSION, "valueString": label}]
    return {name: value for name, value in resource.items() if value not in ([], {})}


def _for_readers(manifest: FiledManifest) -> list[ObjectRef]:
    """All objects, those that people read first."""
    order = {kind: place for place, kind in enumerate(_READING_ORDER)}
    return sorted(manifest.objects, key=lambda entry: order.get(entry.kind, len(order)))


def _attachment(entry: ObjectRef) -> dict[str, Any]:
    return {
        "contentType": entry.media_type,
        "size": entry.size_bytes,
        "title": entry.name or entry.kind,
        "extension": [{"url": _SHA256_EXTENSION, "valueString": entry.sha256}],
    }


def _context(manifest: FiledManifest) -> dict[str, Any]:
    context: dict[str, Any] = {}
    encounter = manifest.encounter
    if encounter is not None:
        context["encounter"] = [{"identifier": {"value": encounter.number or encounter.encounter_id}}]
    start = manifest.date_of_service or (encounter.date_of_service if encounter else None)
    end = encounter.discharge_date if encounter else None
    period = {"start": start, "end": end}
    dated = {name: day.isoformat() for name, day in period.items() if day is not None}
    if dated:
        context["period"] = dated
    return context
