"""A filed record as its page shows it: plain values made of a `RecordReading`. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from review_ui.coding_words import place_words, section_words
from review_ui.presenters import Said, day_words
from review_ui.record_reading import Json, RecordReading
from storage.filing import FiledManifest, ObjectRef, OriginalRef

_OBJECTS = {
    "searchable_pdf": "Searchable PDF",
    "received_pages": "Its own pages of the file, as received (PDF)",
    "pages": "Pages with every word and box (JSON)",
    "text": "Text",
    "hocr": "hOCR",
    "alto": "ALTO",
    "report_pdf": "Report (PDF)",
    "report_text": "Report (text)",
    "transcript": "Transcript with every word and second (JSON)",
    "captions": "Captions (WebVTT)",
    "edits": "Every correction (JSON)",
    "coding": "Codes and decisions (JSON)",
}
_READ_FIRST = ("searchable_pdf", "report_pdf", "report_text", "text")
_DOC_STATUS = {
    "preliminary": Said("preliminary, waits for its signature", "waiting"),
    "final": Said("final", "good"),
    "amended": Said("amended", "good"),
}
_TEXT_STATUS = {
    "verified": Said("verified by a person", "good"),
    "machine_read_not_verified": Said("machine-read, not verified", "warning"),
}


@dataclass(frozen=True)
class FiledObject:
    """One object of the record: what it is and what it must hash to. `kind` finds it."""

    kind: str
    words: str
    media_type: str
    size_bytes: int
    sha256: str
    is_original: bool = False
    can_open: bool = True  # not the file that holds other patients' pages too


@dataclass(frozen=True)
class FiledEvidence:
    """A quoted stretch of a filed code; shaped as the evidence of the coding page."""

    document_id: str
    document_number: int
    start: int
    end: int
    quote: str
    section: str


@dataclass(frozen=True)
class FiledCode:
    """An accepted code of the record."""

    place: str
    code: str
    edition: str
    title: str
    evidence: tuple[FiledEvidence, ...]


@dataclass(frozen=True)
class RecordView:
    """The page's content."""

    id: str
    is_coding: bool
    title: str
    version: int
    versions: tuple[tuple[int, datetime, Said], ...]
    said: Said
    text_said: Said | None
    patient: str
    mrn: str
    born: str
    facts: tuple[tuple[str, str], ...]
    approved: tuple[str, datetime]
    signed: tuple[str, datetime] | None
    objects: tuple[FiledObject, ...]
    manifest_sha256: str
    manifest_unchanged: bool
    previous_sha256: str
    codes: tuple[FiledCode, ...]
    coding_record_id: str
    documents: tuple[str, ...]  # ids of the documents that a coding record codes
    losses: tuple[str, ...]
    engines: tuple[str, ...]


def record_view(reading: RecordReading) -> RecordView:
    """The record's page."""
    manifest = reading.manifest
    patient = manifest.patient
    is_coding = manifest.record_type == "coding"
    linked = tuple(link.record_id for link in manifest.links if link.relation == "coding_of")
    documents = linked if is_coding else (manifest.record_id,)
    numbers = {document_id: number for number, document_id in enumerate(documents, start=1)}
    return RecordView(
        id=manifest.record_id,
        is_coding=is_coding,
        title="Final coding" if is_coding else manifest.document_type or "Document",
        version=manifest.version,
        versions=tuple((row.version, row.filed_at, _DOC_STATUS[row.doc_status]) for row in reading.versions),
        said=_DOC_STATUS[manifest.doc_status],
        text_said=_TEXT_STATUS[manifest.text_status] if manifest.text_status else None,
        patient=patient.name,
        mrn=patient.mrn,
        born=day_words(patient.birth_date),
        facts=_facts(manifest),
        approved=(manifest.approved.name, manifest.approved.at),
        signed=(manifest.signed.name, manifest.signed.at) if manifest.signed else None,
        objects=_objects(manifest),
        manifest_sha256=reading.row.manifest_sha256,
        manifest_unchanged=reading.manifest_unchanged,
        previous_sha256=manifest.previous_version_sha256 or "",
        codes=tuple(
            _code(code, place, reading, numbers) for place, code in enumerate(reading.codes, start=1)
        ),
        coding_record_id=reading.coding_record_id or "",
        documents=documents if is_coding else (),
        losses=tuple(one.note for one in manifest.deficiencies),
        engines=tuple(f"{engine.name} {engine.version}" for engine in manifest.engines),
    )


def _facts(manifest: FiledManifest) -> tuple[tuple[str, str], ...]:
    encounter = manifest.encounter
    edits = manifest.counts.get("edits")
    facts = (
        ("Encounter", f"{encounter.number} ({encounter.encounter_type})" if encounter else ""),
        ("Date of service", day_words(manifest.date_of_service)),
        ("Author", manifest.author),
        ("Pages", str(len(manifest.pages)) if manifest.pages else ""),
        ("Corrections", str(edits) if edits is not None else ""),
        ("Decisions", str(manifest.counts["decisions"]) if "decisions" in manifest.counts else ""),
    )
    return tuple((label, words) for label, words in facts if words)


def _objects(manifest: FiledManifest) -> tuple[FiledObject, ...]:
    def order(entry: ObjectRef) -> tuple[int, str]:
        first = _READ_FIRST.index(entry.kind) if entry.kind in _READ_FIRST else len(_READ_FIRST)
        return first, entry.kind

    made = [
        _object(entry, entry.kind, _OBJECTS.get(entry.kind, entry.kind.replace("_", " ").capitalize()))
        for entry in sorted(manifest.objects, key=order)
    ]
    originals = [_original(entry, number) for number, entry in enumerate(manifest.originals, start=1)]
    return (*made, *originals)


def _original(entry: OriginalRef, number: int) -> FiledObject:
    kind = "original" if number == 1 else f"original-{number}"
    if entry.page_indexes is None:
        words = "Original, as received" if number == 1 else "New scan of a page, as received"
        return _object(entry, kind, words)
    pages = ", ".join(str(index + 1) for index in entry.page_indexes)
    words = f"Whole file as received, of which {'page' if len(entry.page_indexes) == 1 else 'pages'} {pages}"
    return replace(_object(entry, kind, words), can_open=False)


def _object(entry: ObjectRef | OriginalRef, kind: str, words: str) -> FiledObject:
    is_original = isinstance(entry, OriginalRef)
    return FiledObject(kind, words, entry.media_type, entry.size_bytes, entry.sha256, is_original)


def _code(code: Json, place: int, reading: RecordReading, numbers: Mapping[str, int]) -> FiledCode:
    encounter = reading.manifest.encounter
    kind = encounter.encounter_type if encounter else ""
    return FiledCode(
        place=place_words(place, kind) if reading.manifest.record_type == "coding" else "",
        code=code["code"],
        edition=code["edition"],
        title=code["title"],
        evidence=tuple(
            FiledEvidence(
                document_id=str(one["document_id"]),
                document_number=numbers.get(str(one["document_id"]), 0),
                start=one["start"],
                end=one["end"],
                quote=one["quote"],
                section=section_words(one["section"]),
            )
            for one in code["evidence"]
        ),
    )
