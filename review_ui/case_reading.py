"""Everything that is known about a coding case, read at once. Touches the database and the object store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from nlp.coding_case import CaseRules, CaseSuggestions, merge_suggestions
from nlp.suggestion import SuggestionSet
from review_ui.auth import CurrentUser
from review_ui.case_editions import options_of, resources_for
from review_ui.cases import visible_case
from review_ui.query_reading import askable_people
from review_ui.workplace import Workplace
from storage.artifacts import load_json
from storage.coding_decisions import decisions_of, documents_of, missing_for_final, onsets_of
from storage.document_reads import read_states
from storage.edits import Splice
from storage.objects.sealed_store import SealedStore
from storage.physician_queries import queries_of
from storage.reviewed_text import edits_of, splices_of
from storage.tables import (
    CodeDecision,
    CodingCase,
    Document,
    DocumentPage,
    Encounter,
    Patient,
    PhysicianQuery,
    User,
)
from storage.tables import SuggestionSet as SuggestionSetRow

if TYPE_CHECKING:
    from nlp.resources import CodingResources

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
    revisions: dict[str, int]  # of the text that each document's suggestions were made on
    page_ids: dict[str, list[str]]  # by document id, in order
    read: dict[str, str]  # by document id, for the person who looks: read, changed or unread
    onsets: dict[str, str]  # by code: present on admission
    queries: Sequence[PhysicianQuery]
    people: Sequence[User]  # who can be asked
    resources: CodingResources


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
        queries = queries_of(session, case_id)
        people_ids = [row.user_id for row in decisions.values()]
        names = _names(session, [*people_ids, *(one for row in queries for one in _who(row) if one)])
        patient = session.get_one(Patient, encounter.patient_id)
        onsets = onsets_of(session, case_id)
        page_ids = page_ids_of(session, documents)
        read = read_states(session, documents, user.user_id)
        people = askable_people(
            session, user.site_id, one_person_may_do_all=place.settings.one_person_may_do_all
        )
    resources = resources_for(place, encounter)
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
        suggestions=merge_suggestions(
            sets, rules=_case_rules(resources, encounter) if len(sets) > 1 else None
        ),
        unsuggested=tuple(document.id for document, row in newest if row is None),
        later=later,
        names=names,
        revisions={document.id: row.revision for document, row in newest if row is not None},
        page_ids=page_ids,
        read=read,
        onsets=onsets,
        queries=queries,
        people=people,
        resources=resources,
    )


def _who(query: PhysicianQuery) -> tuple[str | None, ...]:
    return query.drafted_by, query.sent_by, query.answered_by, query.withdrawn_by


def _case_rules(resources: CodingResources, encounter: Encounter) -> CaseRules:
    """What is needed to look at the codes of all documents together, by the edition of the encounter."""
    return CaseRules(resources.code_set, resources.index, options_of(encounter).encounter_type)


def page_ids_of(session: Session, documents: Sequence[Document]) -> dict[str, list[str]]:
    """The pages of each document in order, by the document's id."""
    found: dict[str, list[str]] = {one.id: [] for one in documents}
    rows = session.execute(
        select(DocumentPage.document_id, DocumentPage.page_id)
        .where(DocumentPage.document_id.in_(list(found)))
        .order_by(DocumentPage.document_id, DocumentPage.position)
    )
    for document_id, page_id in rows:
        found[document_id].append(page_id)
    return found


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
