"""Freezes what a person approved into the snapshot that filing works from. Touches the world.

Everything in a snapshot comes from rows that were written before the filing job was, so that filing twice
gives the same manifest.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ingest.belt import Belt
from ingest.originals import originals_of, page_rows
from ingest.patients.known import kept_patient
from storage.artifacts import MadeArtifact, put_json
from storage.coding_decisions import (
    ORDER,
    assigned_codes,
    codes_in_order,
    documents_of,
    history_of,
    onsets_of,
)
from storage.errors import Deficiency, EngineInfo
from storage.filing.record_schema import (
    EncounterFields,
    ObjectRef,
    PageRef,
    PatientFields,
    PersonStamp,
    RecordLink,
    RecordSnapshot,
)
from storage.physician_queries import queries_of, query_as_json
from storage.reviewed_text import edits_of
from storage.tables import (
    Artifact,
    CodeDecision,
    CodingCase,
    Document,
    DocumentDeficiency,
    Encounter,
    FiledRecordRow,
    Patient,
    Reading,
    User,
)

FILED_KINDS = (
    "searchable_pdf",
    "received_pages",
    "pages",
    "text",
    "report_pdf",
    "report_text",
    "transcript",
    "captions",
)


def document_snapshot(belt: Belt, document_id: str, version: int) -> RecordSnapshot:
    """The approved version of a document, as filing needs it; its edits are put into the store first."""
    with belt.database.read() as session:
        edits = _edits_json(session, session.get_one(Document, document_id))
    made = put_json(belt.store, "edits", edits)
    with belt.database.read() as session:
        document = session.get_one(Document, document_id)
        return RecordSnapshot(
            record_id=document.id,
            record_type="document",
            version=version,
            previous_version_sha256=_previous(session, document.id, version),
            document_id=document.id,
            patient=_patient_fields(session, document.patient_id),
            encounter=_encounter_fields(session, document.encounter_id),
            document_type=document.document_type,
            author=document.author,
            date_of_service=document.date_of_service,
            route=document.route,  # type: ignore[arg-type]  # pydantic checks the value
            needs_signature=document.kind == "dictation",
            is_amendment=_was_final(session, document.id, before=version),
            originals=originals_of(session, document),
            pages=_pages(session, document),
            objects=(*_objects(session, document, version), _object_ref(made)),
            engines=_engines(session, document),
            counts={"edits": len(edits["edits"])},
            deficiencies=_deficiencies(session, document),
            links=_coded_by(session, document),
            approved=_stamp(session, document.verified_by, document.verified_at),
            signed=_stamp(session, document.signed_by, document.signed_at) if document.signed_by else None,
        )


def coding_snapshot(belt: Belt, case_id: str, version: int) -> RecordSnapshot:
    """The final coding of an encounter, with every decision and its evidence as an object of the record."""
    with belt.database.read() as session:
        coding = _coding_json(session, session.get_one(CodingCase, case_id))
    made = put_json(belt.store, "coding", coding)
    with belt.database.read() as session:
        case = session.get_one(CodingCase, case_id)
        encounter = session.get_one(Encounter, case.encounter_id)
        return RecordSnapshot(
            record_id=case.id,
            record_type="coding",
            version=version,
            previous_version_sha256=_previous(session, case.id, version),
            patient=_patient_fields(session, encounter.patient_id),
            encounter=_encounter_fields(session, encounter.id),
            document_type="coding summary",
            objects=(_object_ref(made),),
            counts={"codes": len(coding["codes"]), "decisions": len(coding["decisions"])},
            links=tuple(
                RecordLink(relation="coding_of", record_id=one.id, record_type="document")
                for one in documents_of(session, case)
            ),
            approved=_stamp(session, case.finalised_by, case.finalised_at),
        )


def _previous(session: Session, record_id: str, version: int) -> str | None:
    row = session.get(FiledRecordRow, (record_id, version - 1))
    return row.manifest_sha256 if row else None


def _patient_fields(session: Session, patient_id: str | None) -> PatientFields:
    patient = kept_patient(session, session.get_one(Patient, patient_id))
    return PatientFields(
        patient_id=patient.id,
        mrn=patient.mrn,
        mrn_is_ours=patient.mrn_is_ours,
        name=patient.name,
        birth_date=patient.birth_date,
    )


def _encounter_fields(session: Session, encounter_id: str | None) -> EncounterFields | None:
    if encounter_id is None:
        return None
    encounter = session.get_one(Encounter, encounter_id)
    return EncounterFields(
        encounter_id=encounter.id,
        number=encounter.number,
        encounter_type=encounter.encounter_type,  # type: ignore[arg-type]  # pydantic checks the value
        date_of_service=encounter.date_of_service,
        discharge_date=encounter.discharge_date,
    )


def _stamp(session: Session, user_id: str | None, at: datetime | None) -> PersonStamp:
    if user_id is None or at is None:
        raise ValueError("a record is filed only after a person approved it")
    user = session.get(User, user_id)
    return PersonStamp(user_id=user_id, name=user.display_name if user else "", at=at)


def _pages(session: Session, document: Document) -> tuple[PageRef, ...]:
    return tuple(
        PageRef(page_id=row.id, source_sha256=row.source_sha256, source_index=row.source_index)
        for row in page_rows(session, document)
    )


def _objects(session: Session, document: Document, version: int) -> list[ObjectRef]:
    rows = session.scalars(
        select(Artifact)
        .where(
            Artifact.subject_id == document.id,
            Artifact.version == version,
            Artifact.kind.in_(FILED_KINDS),
        )
        .order_by(Artifact.kind)
    )
    return [_object_ref(row) for row in rows]


def _object_ref(made: MadeArtifact | Artifact) -> ObjectRef:
    return ObjectRef(
        kind=made.kind,
        schema_version=made.schema_version,
        sha256=made.sha256,
        size_bytes=made.size_bytes,
        media_type=made.media_type,
    )


def _engines(session: Session, document: Document) -> tuple[EngineInfo, ...]:
    units = [document.id]
    if document.kind == "chart":
        units = [page.page_id for page in _pages(session, document)]
    rows = session.scalars(
        select(Reading).where(Reading.unit_id.in_(units), Reading.reading_no == document.reading_no)
    )
    return tuple(dict.fromkeys(EngineInfo.from_json(row.engine) for row in rows))


def _deficiencies(session: Session, document: Document) -> tuple[Deficiency, ...]:
    rows = session.scalars(
        select(DocumentDeficiency)
        .where(
            DocumentDeficiency.document_id == document.id,
            DocumentDeficiency.reading_no == document.reading_no,
        )
        .order_by(DocumentDeficiency.id)
    )
    return tuple(Deficiency(one.kind, one.note, one.page_number, one.start_s, one.end_s) for one in rows)


def _coded_by(session: Session, document: Document) -> tuple[RecordLink, ...]:
    if document.encounter_id is None or document.route != "full":
        return ()
    query = select(CodingCase.id).where(CodingCase.encounter_id == document.encounter_id)
    return tuple(
        RecordLink(relation="coded_by", record_id=case_id, record_type="coding")
        for case_id in session.scalars(query)
    )


def _was_final(session: Session, record_id: str, *, before: int) -> bool:
    """Whether an earlier filed version was final: only what was final is amended, a preliminary is not."""
    found = select(func.count()).where(
        FiledRecordRow.record_id == record_id,
        FiledRecordRow.version < before,
        FiledRecordRow.doc_status.in_(("final", "amended")),
    )
    return bool(session.scalar(found))


def _edits_json(session: Session, document: Document) -> dict[str, Any]:
    edits = [
        {
            "revision": row.revision,
            "after_token": row.after_token,
            "removed": row.removed,
            "inserted": row.inserted,
            "undoes": row.undoes,
            "user_id": row.user_id,
            "at": row.at.isoformat(),
        }
        for row in edits_of(session, document)
    ]
    return {"schema_version": 1, "reading_no": document.reading_no, "edits": edits}


def _coding_json(session: Session, case: CodingCase) -> dict[str, Any]:
    rows = history_of(session, case.id)
    orders = [row for row in rows if row.action == ORDER]
    onsets = onsets_of(session, case.id)
    return {
        "schema_version": 1,
        "case_id": case.id,
        "encounter_id": case.encounter_id,
        "codes": [
            {**_code_json(row), "present_on_admission": onsets.get(row.code, "")}
            for row in assigned_codes(session, case.id)
        ],
        "order": _order_json(orders[-1]) if orders else None,
        "decisions": [_decision_json(row) for row in rows],
        "queries": [query_as_json(row) for row in queries_of(session, case.id) if row.sent_at],
    }


def _decision_json(row: CodeDecision) -> Mapping[str, Any]:
    said = _order_json(row) if row.action == ORDER else _code_json(row)
    return {**said, "action": row.action, "reason": row.reason, "sequence": row.sequence}


def _order_json(row: CodeDecision) -> Mapping[str, Any]:
    """Who put which codes in order, and when; codes that were assigned later stand after them."""
    return {"codes": codes_in_order(row), "ordered_by": row.user_id, "ordered_at": row.at.isoformat()}


def _code_json(row: CodeDecision) -> Mapping[str, Any]:
    return {
        "code": row.code,
        "edition": row.edition,
        "title": row.title,
        "evidence": row.evidence,
        "decided_by": row.user_id,
        "decided_at": row.at.isoformat(),
    }
