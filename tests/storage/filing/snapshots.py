"""Snapshots of records, built by hand."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from typing import Any

from storage.errors import Deficiency, EngineInfo
from storage.filing import (
    EncounterFields,
    ObjectRef,
    OriginalRef,
    PageRef,
    PatientFields,
    PersonStamp,
    RecordLink,
    RecordSnapshot,
)
from storage.objects import SealedStore

RECORD_ID = "0190aaaa-0000-7000-8000-000000000001"
ORIGINAL = b"%PDF scanned pages " * 5000
OBJECTS = {
    ("searchable_pdf", "chart.pdf"): b"%PDF searchable " * 9000,
    ("page", "0001"): b'{"words": []}',
    ("page", "0002"): b'{"words": ["second"]}',
    ("edits", ""): b"[]",
}
APPROVED = PersonStamp(user_id="user-1", name="Ada Clerk", at=datetime(2026, 3, 1, 12, 30, tzinfo=UTC))
SIGNED = PersonStamp(user_id="user-2", name="Dr Berg", at=datetime(2026, 3, 2, 8, 0, tzinfo=UTC))


def put_contents(store: SealedStore) -> None:
    for content in (ORIGINAL, *OBJECTS.values()):
        store.put_bytes(content)


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def chart_snapshot(**changes: Any) -> RecordSnapshot:
    """An approved chart of two pages, version 1, with `changes` to any field."""
    original = OriginalRef(
        sha256=sha256_of(ORIGINAL),
        size_bytes=len(ORIGINAL),
        media_type="application/pdf",
        name="scan 0001.pdf",
    )
    objects = tuple(
        ObjectRef(
            kind=kind,
            name=name,
            schema_version=1,
            sha256=sha256_of(content),
            size_bytes=len(content),
            media_type="application/pdf" if kind.endswith("pdf") else "application/json",
        )
        for (kind, name), content in OBJECTS.items()
    )
    fields: dict[str, Any] = {
        "record_id": RECORD_ID,
        "record_type": "document",
        "version": 1,
        "document_id": RECORD_ID,
        "patient": PatientFields(
            patient_id="patient-1", mrn="M-7", name="Doe, Jane", birth_date=date(1950, 2, 3)
        ),
        "encounter": EncounterFields(
            encounter_id="encounter-1",
            number="E-9",
            encounter_type="inpatient",
            discharge_date=date(2026, 2, 28),
        ),
        "document_type": "Progress note",
        "author": "Dr Berg",
        "date_of_service": date(2026, 2, 27),
        "route": "full",
        "originals": (original,),
        "pages": tuple(
            PageRef(page_id=f"page-{number}", source_sha256=original.sha256, source_index=number)
            for number in range(2)
        ),
        "objects": objects,
        "engines": (EngineInfo("tesseract", "5.5.2", options_hash="abc"), EngineInfo("deskew", "1")),
        "counts": {"edits": 3},
        "deficiencies": (Deficiency("blank_page", "nothing on it", page_number=2),),
        "links": (RecordLink(relation="coded_by", record_id="case-1", record_type="coding"),),
        "approved": APPROVED,
    }
    return RecordSnapshot(**{**fields, **changes})


def coding_snapshot(**changes: Any) -> RecordSnapshot:
    """A final coding, version 1: one object, no document of its own."""
    final = OBJECTS["edits", ""]
    coding = ObjectRef(
        kind="final_coding",
        schema_version=1,
        sha256=sha256_of(final),
        size_bytes=len(final),
        media_type="application/json",
    )
    fields: dict[str, Any] = {
        "record_id": "case-1",
        "record_type": "coding",
        "version": 1,
        "patient": PatientFields(patient_id="patient-1", mrn="M-7"),
        "objects": (coding,),
        "approved": APPROVED,
    }
    return RecordSnapshot(**{**fields, **changes})
