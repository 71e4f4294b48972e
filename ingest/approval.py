"""From a person's word to the next job: index confirmed, verified, sent back, signed, tried again.

Touches the world.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.due_times import due_at
from ingest.index_fields import IndexFields
from ingest.jobs import send_coding
from ingest.page_verdicts import foreign_pages, handwriting_step
from ingest.patients.known import ids_of
from ingest.patients.matching import ensure_encounter, ensure_patient
from ingest.recoding import basis_of, suggest_after_index, suggest_after_verifying
from ingest.roll_up import add_deficiencies
from ingest.sampling.hold import render_next_version
from ingest.stages import route_codes
from storage.audit.record import record_audit
from storage.coding_decisions import case_of, finalise, reopen_for_new_document
from storage.database import database_now
from storage.first_hour import require_recovery_sheet
from storage.ledger.document_states import DocumentState
from storage.ledger.documents import lock_document, move, record_event
from storage.ledger.jobs import cancel_open_jobs
from storage.review_proof import NOTHING_ASKED, Proof, prove
from storage.reviews import (
    OTHER_PATIENT,
    NotReadyError,
    Reviewer,
    missing_for_verification,
    open_deficiencies,
    sign_off,
)
from storage.settings import StorageSettings
from storage.tables import Document, Encounter, Patient
from storage.verified_lines import ReportSize, forget_lines, freeze_lines

S = DocumentState


def confirm_index(
    session: Session, document_id: str, fields: IndexFields, reviewer: Reviewer, settings: StorageSettings
) -> Document:
    """The document with patient (and encounter, where the route codes) confirmed by this person.

    Pages that read another patient become deficiencies that a person must decide one by one.

    Raises:
        ingest.patients.matching.PatientUnknownError, PatientConflictError: who is it?
        NotReadyError: the document is filed or gone.
    """
    document = lock_document(session, document_id)
    if document.state in (S.VERIFIED, S.RENDERING, S.FILING, S.FILED, S.REJECTED, S.WITHDRAWN):
        raise NotReadyError(["this document can no longer be indexed: send it back first"])
    patient = ensure_patient(session, fields, mrn_required=settings.mrn_required)
    visits = _visits_of(session, patient)
    coded_by = basis_of(session, document)
    encounter = ensure_encounter(session, patient, fields)
    now, before = database_now(session), _index_of(document)
    document.patient_id = patient.id
    document.patient_confirmed_by, document.patient_confirmed_at = reviewer.user_id, now
    document.encounter_id = encounter.id if encounter else None
    document.encounter_confirmed_by = reviewer.user_id if encounter else None
    document.document_type, document.author = fields.document_type, fields.author
    document.date_of_service = fields.date_of_service
    _say_when_due(document, settings)
    if document.kind == "chart":
        document.route = fields.route
    sign_off(session, document, "index", reviewer)
    _flag_other_patients(session, document, patient, chosen_anew=before["patient_id"] != patient.id)
    must_be_typed = document.document_type in settings.typed_handwriting_types
    add_deficiencies(session, document, handwriting_step(session, document, must_be_typed=must_be_typed))
    if encounter and route_codes(document.route):
        case_of(session, encounter.id)
    after = _visits_of(session, patient)
    visit = _changed(visits.get(encounter.id, after[encounter.id]), after[encounter.id]) if encounter else {}
    suggest_after_index(session, document, coded_by, whole_encounter=bool(visit))
    record_audit(
        session,
        actor=reviewer.actor,
        action="confirmed_index",
        subject_kind="document",
        subject_id=document.id,
        patient_id=patient.id,
        detail={"changed": _changed(before, _index_of(document)), "encounter": visit},
    )
    session.flush()
    return document


def _say_when_due(document: Document, settings: StorageSettings) -> None:
    document.due_at = due_at(
        document.received_at,
        worktype=document.document_type,
        priority=document.priority,
        minutes=settings.due_minutes,
    )


def _index_of(document: Document) -> dict[str, str | None]:
    """What a person may change of the index, for the audit."""
    return {
        "patient_id": document.patient_id,
        "encounter_id": document.encounter_id,
        "document_type": document.document_type,
        "author": document.author,
        "date_of_service": document.date_of_service.isoformat() if document.date_of_service else None,
        "route": document.route,
    }


def _visits_of(session: Session, patient: Patient) -> dict[str, dict[str, str | None]]:
    """What other documents' index pages may change of each known encounter of the patient."""
    found = session.scalars(select(Encounter).where(Encounter.patient_id.in_(ids_of(session, patient))))
    return {
        one.id: {
            "encounter_type": one.encounter_type,
            "date_of_service": one.date_of_service.isoformat() if one.date_of_service else None,
            "discharge_date": one.discharge_date.isoformat() if one.discharge_date else None,
        }
        for one in found
    }


def _changed(before: dict[str, str | None], after: dict[str, str | None]) -> dict[str, list[str | None]]:
    """[before, after] of every field that differs."""
    return {name: [before[name], after[name]] for name in before if before[name] != after[name]}


def _flag_other_patients(
    session: Session, document: Document, patient: Patient, *, chosen_anew: bool
) -> None:
    """Compare what every page reads with the chosen patient; a new choice clears the old undecided flags.

    A decision about a page ("it is this patient's") was made about the patient chosen then, so it does not
    answer for another one.
    """
    for stale in open_deficiencies(session, document):
        if stale.kind == OTHER_PATIENT:
            session.delete(stale)
    session.flush()
    for found, page_id in foreign_pages(session, document, patient):
        add_deficiencies(session, document, [found], page_id=page_id, asked_anew=chosen_anew)


def verify(
    session: Session,
    document_id: str,
    reviewer: Reviewer,
    *,
    based_on: int,
    size: ReportSize | None = None,
    proof: Proof = NOTHING_ASKED,
    waits_for_sample: bool = False,
) -> Document:
    """The document, verified by this person at revision `based_on`, with its filing on the way.

    `size` is that of a dictated report at `based_on`: its lines are frozen now. `proof` is what the site asks
    of the review itself. With `waits_for_sample` an archive chart is filed after its sample.

    Raises:
        NotReadyError: something is missing, or the text changed since the person saw it.
        NotProvedError: the person has not seen, heard or confirmed everything.
        RecoverySheetFirstError: a new clinic has nobody's word yet that its keys are on paper.
    """
    require_recovery_sheet(session)
    document = lock_document(session, document_id)
    missing = missing_for_verification(session, document, needs_encounter=route_codes(document.route))
    if document.state != S.IN_REVIEW or document.reviewer_id != reviewer.user_id:
        missing = ["open the document for review first"]
    if document.revision != based_on:
        missing.append("the text changed since you opened it: look at it again")
    if missing:
        raise NotReadyError(missing)
    prove(session, document, proof, reviewer)
    sign_off(session, document, "text" if document.route == "full" else "image", reviewer)
    move(session, document, S.VERIFIED, actor=reviewer.name)
    document = lock_document(session, document_id)
    document.verified_by, document.verified_at = reviewer.user_id, database_now(session)
    document.reviewer_id = document.reviewer_until = None
    if size is not None:
        freeze_lines(session, document, size, user_id=reviewer.user_id)
    _tell_the_coding(session, document)
    render_next_version(session, document, waits_for_sample=waits_for_sample)
    _audit(session, document, "verified", reviewer)
    return document


def _tell_the_coding(session: Session, document: Document) -> None:
    """A final coding rests on the texts it was made from: mark it when one came or changed since."""
    if document.encounter_id and route_codes(document.route):
        reopen_for_new_document(session, document.encounter_id)
        suggest_after_verifying(session, document)


def _audit(session: Session, document: Document, action: str, reviewer: Reviewer) -> None:
    record_audit(
        session,
        actor=reviewer.actor,
        action=action,
        subject_kind="document",
        subject_id=document.id,
        patient_id=document.patient_id,
        detail={"revision": document.revision},
    )


def send_back(session: Session, document_id: str, *, reason: str, reviewer: Reviewer) -> None:
    """Take a verification back before filing has begun.

    Raises:
        NotReadyError: filing has begun already.
    """
    document = lock_document(session, document_id)
    if document.state != S.VERIFIED:
        raise NotReadyError(["this document is already being filed: change it as an amendment"])
    cancel_open_jobs(session, document_id)
    document.record_version -= 1
    forget_lines(session, document_id)
    move(session, document, S.AWAITING_REVIEW, actor=reviewer.name, note=reason)
    _audit(session, document, "sent_back", reviewer)


def sign(session: Session, document_id: str, reviewer: Reviewer, *, based_on: int) -> Document:
    """The dictated report, signed by its author: a final version is on its way.

    Raises:
        NotReadyError: it is no filed report, or the text changed since the author saw it.
    """
    document = lock_document(session, document_id)
    missing = []
    if document.kind != "dictation" or document.state != S.FILED:
        missing.append("only a filed report can be signed")
    if document.signed_at is not None and document.revision == based_on:
        missing.append("this report is signed already")
    if document.revision != based_on:
        missing.append("the text changed since you opened it: look at it again")
    if missing:
        raise NotReadyError(missing)
    sign_off(session, document, "author", reviewer)
    document.signed_by, document.signed_at = reviewer.user_id, database_now(session)
    _refile(session, document, reviewer)
    _audit(session, document, "signed", reviewer)
    return document


def amend(session: Session, document_id: str, reviewer: Reviewer, *, reason: str) -> Document:
    """The filed document on its way to a new version with the edits made since; the old version stays.

    Raises:
        NotReadyError: it is not filed, or no reason is given.
    """
    document = lock_document(session, document_id)
    if document.state != S.FILED or not reason.strip():
        raise NotReadyError(["say why a filed document is changed"])
    document.signed_by = document.signed_at = None  # a changed report asks for its signature again
    sign_off(session, document, "amendment", reviewer, note=reason.strip())
    _tell_the_coding(session, document)
    _refile(session, document, reviewer)
    _audit(session, document, "amended", reviewer)
    return document


def _refile(session: Session, document: Document, reviewer: Reviewer) -> None:
    move(session, document, S.RENDERING, actor=reviewer.name)
    render_next_version(session, lock_document(session, document.id))


def return_to_transcription(session: Session, document_id: str, *, reason: str, reviewer: Reviewer) -> None:
    """The author's note that the filed preliminary report needs correction before they sign.

    Raises:
        NotReadyError: it is no preliminary report, or no reason is given.
    """
    document = lock_document(session, document_id)
    if document.kind != "dictation" or document.state != S.FILED or document.signed_at is not None:
        raise NotReadyError(["only an unsigned filed report can be returned"])
    if not reason.strip():
        raise NotReadyError(["say what is to be corrected"])
    sign_off(session, document, "returned", reviewer, note=reason.strip())
    record_event(session, document_id, "returned_by_author", actor=reviewer.name)
    _audit(session, document, "returned", reviewer)


def finalise_coding(
    session: Session, case_id: str, reviewer: Reviewer, *, is_complete: Callable[[str], bool]
) -> None:
    """Close the coding of a case and send it to be filed; `is_complete` asks the code set about a code.

    Raises:
        NotReadyError: something is missing, or a code that is assigned is not complete.
    """
    case = finalise(session, case_id, reviewer, is_complete=is_complete)
    send_coding(session, case_id, version=case.record_version, priority=1)
