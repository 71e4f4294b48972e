"""Everything that is known about a coding case, read at once. Touches the database and the object store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from nlp.coding_case import CaseRules, CaseSuggestions, merge_suggestions
from nlp.options import CodingOptions, EncounterType
from nlp.suggestion import SuggestionSet
from review_ui.auth import CurrentUser
from review_ui.cases import visible_case
from review_ui.workplace import Workplace
from storage.artifacts import load_json
from storage.coding_decisions import decisions_of, documents_of, missing_for_final
from storage.edits import Splice
from storage.objects.sealed_store import SealedStore
from storage.reviewed_text import edits_of, splices_of
from storage.tables import CodeDecision, CodingCase, Document, Encounter, Patient, User
from storage.tables import SuggestionSet as SuggestionSetRow

_SETS_KEPT = 64


@dataclass(frozen=True)
class CaseReading:
    """One case: its rows, the merged suggestions, and the corrections made after each suggestion run."""

    case: CodingCase
    encounter: Encounter
    patient: Patient
    documents: Sequence[Document]
    decisions: dict[str, CodeDecision]
    missing: list[str]
    suggestions: CaseSuggestions
    unsuggested: tuple[str, ...]  # ids of documents without a suggestion run
    later: dict[str, tuple[Splice, ...]]  # by document id
    names: dict[str, str]  # people, by id


@lru_cache(maxsize=_SETS_KEPT)
def _suggestion_set(store: SealedStore, sha256: str) -> SuggestionSet:
    return SuggestionSet.from_json(load_json(store, sha256))


def read_case(place: Workplace, user: CurrentUser, case_id: str) -> CaseReading:
    """The case as it is now.

    Raises:
        review_ui.cases.CaseUnknownError: there is none, or the person may not see it.
    """
    with place.database.read() as session:
        case = visible_case(session, user, case_id)
        encounter = session.get_one(Encounter, case.encounter_id)
        documents = documents_of(session, case)
        decisions = decisions_of(session, case_id)
        newest = [(document, newest_set(session, document)) for document in documents]
        later = {
            document.id: _later_splices(session, document, row.revision)
            for document, row in newest
            if row is not None
        }
        missing = missing_for_final(session, case)
        names = _names(session, [row.user_id for row in decisions.values()])
        patient = session.get_one(Patient, encounter.patient_id)
    sets = [
        (document.id, _suggestion_set(place.belt.store, row.artifact_sha256))
        for document, row in newest
        if row is not None
    ]
    return CaseReading(
        case=case,
        encounter=encounter,
        patient=patient,
        documents=documents,
        decisions=decisions,
        missing=missing,
        suggestions=merge_suggestions(sets, rules=_case_rules(place, encounter) if len(sets) > 1 else None),
        unsuggested=tuple(document.id for document, row in newest if row is None),
        later=later,
        names=names,
    )


def _case_rules(place: Workplace, encounter: Encounter) -> CaseRules:
    """What is needed to look at the codes of all documents together, by the edition of the encounter."""
    from nlp.edition_in_use import resources_in_force

    service, discharge = encounter.date_of_service, encounter.discharge_date
    if service and discharge and discharge < service:
        discharge = None  # contradicting dates are the index panel's business
    kind = EncounterType(encounter.encounter_type) if encounter.encounter_type else None
    settings = place.settings
    resources = resources_in_force(
        CodingOptions(encounter_type=kind, date_of_service=service, discharge_date=discharge),
        editions_folder=settings.home / "code_sets",
        cache_folder=settings.cache_dir / "code_sets",
        today=datetime.now(ZoneInfo(settings.site_time_zone)).date(),
    )
    return CaseRules(resources.code_set, resources.index, kind)


def newest_set(session: Session, document: Document) -> SuggestionSetRow | None:
    """The newest suggestion run on the document's current reading."""
    return session.scalars(
        select(SuggestionSetRow)
        .where(
            SuggestionSetRow.document_id == document.id,
            SuggestionSetRow.reading_no == document.reading_no,
        )
        .order_by(SuggestionSetRow.revision.desc(), SuggestionSetRow.id.desc())
        .limit(1)
    ).first()


def _later_splices(session: Session, document: Document, revision: int) -> tuple[Splice, ...]:
    if document.revision == revision:
        return ()
    before = sum(row.revision <= revision for row in edits_of(session, document))
    return tuple(splices_of(session, document, up_to=document.revision)[before:])


def _names(session: Session, user_ids: Sequence[str]) -> dict[str, str]:
    rows = session.execute(select(User.id, User.display_name).where(User.id.in_(set(user_ids))))
    return {row[0]: row[1] for row in rows}
