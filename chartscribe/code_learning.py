"""What this site's coders decided, and what learning it would have changed. Touches database and store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from chartscribe.code_sets import resources_for
from chartscribe.site import open_database, open_objects

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from nlp.learning import DecidedText, Learned, Replayed
    from nlp.options import CodingOptions
    from storage.artifacts import ByteStore
    from storage.database import Database
    from storage.settings import StorageSettings
    from storage.tables import Document


@dataclass(frozen=True)
class DecidedCase:
    """The texts of a case with their options, what was decided of it, and when last."""

    texts: tuple[tuple[str, CodingOptions], ...]
    decided: DecidedText
    decided_at: datetime


def decided_cases(settings: StorageSettings) -> list[DecidedCase]:
    """Every case in which a person accepted, added or turned down a code, in the order of the last decisions.

    What was offered is found again with nothing learned, so that learning does not learn from itself.

    Raises:
        NoSiteError: there is no site in the home.
        ServiceError: database, keys or store cannot be opened.
    """
    with open_database(settings) as database, open_objects(settings) as store:
        found = list(cases_of(database, store, settings))
    return sorted(found, key=lambda case: case.decided_at)


def replay_cases(cases: list[DecidedCase], settings: StorageSettings) -> Replayed:
    """What the earlier two thirds of the cases would have changed for the later third."""
    from nlp.learning import replay
    from nlp.source_text import SourceText
    from nlp.suggest_codes import suggest_codes

    def shown(case: DecidedCase, learned: Learned | None) -> set[str]:
        sets = (
            suggest_codes(
                SourceText.from_plain_text(text),
                options=options,
                resources=resources_for(settings, options),
                learned=learned,
            )
            for text, options in case.texts
        )
        return {one.code for found in sets for one in found.suggestions if one.shown}

    return replay([(case, case.decided) for case in cases], shown)


def cases_of(database: Database, store: ByteStore, settings: StorageSettings) -> Iterator[DecidedCase]:
    """The decided cases of an open site, by their ids."""
    from sqlalchemy import select

    from storage.tables import CodingCase

    with database.read() as session:
        decided = select(CodingCase.id).where(CodingCase.revision > 0).order_by(CodingCase.id)
        ids = session.scalars(decided).all()
    for case_id in ids:
        found = _case(database, store, settings, case_id)
        if found is not None:
            yield found


def _case(
    database: Database, store: ByteStore, settings: StorageSettings, case_id: str
) -> DecidedCase | None:
    """The case; None where every decision was taken back."""
    from nlp.learning import CodeVerdict, decided_text
    from storage.coding_decisions import REJECT, decisions_of, documents_of
    from storage.edits import live, text_of
    from storage.reviewed_text import load_text_at
    from storage.tables import CodingCase, Encounter

    with database.read() as session:
        case = session.get_one(CodingCase, case_id)
        rows = list(decisions_of(session, case_id).values())
        person = session.get_one(Encounter, case.encounter_id).patient_id
        documents = [
            (row.id, revision, _options_of(session, row))
            for row in documents_of(session, case)
            if (revision := _revision_suggested_on(session, row)) is not None
        ]
    if not rows or not documents:
        return None
    texts = tuple(
        (text_of(live(load_text_at(database, store, document_id, revision).tokens)), options)
        for document_id, revision, options in documents
    )
    verdicts = [
        CodeVerdict(
            row.code,
            row.action != REJECT,
            frozenset(str(piece["matched_term"]) for piece in row.evidence if "matched_term" in piece),
        )
        for row in rows
    ]
    groups, offered = _offered(texts, settings)
    decided = decided_text(person, groups, offered, verdicts)
    return DecidedCase(texts, decided, max(row.at for row in rows))


def _options_of(session: Session, document: Document) -> CodingOptions:
    """What the encounter and the document tell of how it is coded."""
    from nlp.options import CodingOptions, EncounterType
    from nlp.rules import load_rule_tables, role_of_author
    from storage.tables import Encounter

    encounter = session.get_one(Encounter, document.encounter_id)
    service, discharge = encounter.date_of_service, encounter.discharge_date
    return CodingOptions(
        encounter_type=EncounterType(encounter.encounter_type) if encounter.encounter_type else None,
        date_of_service=service,
        discharge_date=None if service and discharge and discharge < service else discharge,
        document_type=document.document_type or "",
        author_role=role_of_author(document.author or "", load_rule_tables()),
    )


def _revision_suggested_on(session: Session, document: Document) -> int | None:
    """The newest revision of the text that codes were suggested for; None before the first."""
    from sqlalchemy import select

    from storage.tables import SuggestionSet

    return session.scalars(
        select(SuggestionSet.revision)
        .where(SuggestionSet.document_id == document.id, SuggestionSet.reading_no == document.reading_no)
        .order_by(SuggestionSet.revision.desc())
        .limit(1)
    ).first()


def _offered(
    texts: tuple[tuple[str, CodingOptions], ...], settings: StorageSettings
) -> tuple[set[str], set[tuple[str, str]]]:
    """The groups of words of all texts, and the (term, code) pairs suggested with nothing learned."""
    from nlp.learning import word_groups
    from nlp.source_text import SourceText
    from nlp.suggest_codes import suggest_codes

    groups: set[str] = set()
    offered: set[tuple[str, str]] = set()
    for text, options in texts:
        resources = resources_for(settings, options)
        groups.update(word_groups(resources.reader.units(text)))
        found = suggest_codes(SourceText.from_plain_text(text), options=options, resources=resources)
        offered.update((piece.matched_term, one.code) for one in found.suggestions for piece in one.evidence)
    return groups, offered
