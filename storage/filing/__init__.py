"""Filed records: the stored contract, filing, and checking what was filed."""

from storage.filing.file_record import FiledRecord, RecordConflictError, file_record, manifest_name
from storage.filing.manifest import (
    build_manifest,
    fhir_document_reference,
    manifest_bytes,
    manifest_sha256,
    read_manifest,
)
from storage.filing.record_schema import (
    EncounterFields,
    FiledManifest,
    ObjectRef,
    OriginalRef,
    PageRef,
    PatientFields,
    PersonStamp,
    RecordLink,
    RecordSnapshot,
)
from storage.filing.verify import FiledRow, Finding, Trouble, VerifyReport, verify_records

__all__ = [
    "EncounterFields",
    "FiledManifest",
    "FiledRecord",
    "FiledRow",
    "Finding",
    "ObjectRef",
    "OriginalRef",
    "PageRef",
    "PatientFields",
    "PersonStamp",
    "RecordConflictError",
    "RecordLink",
    "RecordSnapshot",
    "Trouble",
    "VerifyReport",
    "build_manifest",
    "fhir_document_reference",
    "file_record",
    "manifest_bytes",
    "manifest_name",
    "manifest_sha256",
    "read_manifest",
    "verify_records",
]
