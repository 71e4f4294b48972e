"""A chart's pages become the documents that a person saw in them, all in one transaction. Touches the world.

The first document stays the chart that was received; the others share its page rows. Nothing is renumbered
but the places. Pages for another patient leave a tombstone, and claim nothing until somebody says whose they
are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from ingest.approval import confirm_index
from ingest.belt import Belt
from ingest.chart_opening.opening import ChartNotOpenError, open_chart, standing_now
from ingest.chart_opening.standing import Standing
from ingest.findable import write_claimed_identity
from ingest.index_fields import IndexFields
from ingest.page_moves import (
    carry_text,
    make_own_pages,
    read_machine_words,
    strike_words,
    tell_move,
    words_of_pages,
)
from ingest.page_places import arrive, leave, places_of
from ingest.splitting import further_part
from ingest.stages import route_codes
from storage.audit.record import record_audit
from storage.database import database_now
from storage.edits import Token
from storage.ledger.document_states import DocumentState as S
from storage.ledger.documents import lock_document, move, record_event
from storage.reviews import NotReadyError, Reviewer
from storage.tables import ChartOpening, Document, PageGlance, Patient

SPLIT_BY_PERSON = "opened_by_person"  # event: a chart was taken apart on the wall


@dataclass(frozen=True)
class _Part:
    page_ids: tuple[str, ...]
    document_type: str
    day: date | None
    is_anothers: bool = False


def commit_chart(belt: Belt, document_id: str, reviewer: Reviewer, *, patient_is_right: bool) -> list[str]:
    """The ids of the chart's documents, the received one first, those for another patient last.

    `patient_is_right` is the person's word that all of them belong to the patient who is named on the wall:
    their index is then confirmed too.

    Raises:
        ChartNotOpenError: this person does not have the chart open.
        NotReadyError: a page was not seen, or a document has no type.
    """
    was_edited, words = _words_before(belt, document_id)
    with belt.database.write() as session:
        source, opening = open_chart(session, document_id, reviewer)
        standing = standing_now(session, opening)
        _check_complete(standing)
        parts = _parts(standing)
        _note_glances(session, standing, reviewer)
        whole = _fields_of(session, source)
        documents = [source]
        for part in parts[1:]:
            carried = words if part.is_anothers or was_edited else ()
            documents.append(_new_part(session, source, part, carried, reviewer))
        for part, one in zip(parts, documents, strict=True):
            _claim(session, one, part, whole)
            make_own_pages(session, one, reviewer)
        if patient_is_right:
            for part, one in zip(parts, documents, strict=True):
                if not part.is_anothers:
                    confirm_index(session, one.id, _index_of(part, whole), reviewer, belt.settings)
        _close(session, opening, documents, reviewer)
        return [one.id for one in documents]


def _words_before(belt: Belt, document_id: str) -> tuple[bool, Sequence[Token]]:
    """Whether somebody has typed in the chart, and the machine's words where they have to be carried along.

    That is where somebody typed over some, or where pages go to another patient and leave a tombstone.
    """
    with belt.database.read() as session:
        document = session.get(Document, document_id)
        opening = session.get(ChartOpening, document_id)
        if document is None or opening is None:
            raise ChartNotOpenError("This chart is not open", where=f"document {document_id}")
        was_edited = document.revision > 0
        has_away = bool(standing_now(session, opening).away)
    return was_edited, read_machine_words(belt, document_id) if was_edited or has_away else ()


def _check_complete(standing: Standing) -> None:
    missing = []
    if standing.unseen:
        missing.append(f"{_counted(standing.unseen, 'page')} not seen yet")
    if standing.untyped:
        missing.append(f"{_counted(standing.untyped, 'document')} without a type")
    if not standing.documents:
        missing.append("a page that stays with this patient")
    if missing:
        raise NotReadyError(missing)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _parts(standing: Standing) -> list[_Part]:
    own = [
        _Part(one.page_ids, one.type, date.fromisoformat(one.day) if one.day else None)
        for one in standing.documents
    ]
    return own + [_Part(page_ids, "", None, is_anothers=True) for page_ids in standing.away]


def _fields_of(session: Session, document: Document) -> IndexFields:
    """What is said of the whole chart: as confirmed, else as it came in."""
    claims = IndexFields.from_json(document.claimed_fields)
    proposed = {name: value for name, value in document.proposed_fields.items() if value}
    if not claims.mrn and proposed.get("mrn"):
        claims = replace(claims, mrn=str(proposed["mrn"]))
    patient = session.get(Patient, document.patient_id) if document.patient_confirmed_by else None
    if patient is not None:
        claims = replace(claims, mrn=patient.mrn, name=patient.name, dob=patient.birth_date)
    return replace(claims, route=document.route)


def _claims(part: _Part, whole: IndexFields) -> IndexFields:
    if part.is_anothers:
        return IndexFields(route=whole.route)
    # the author is that of one document, which nobody has named for the others
    return replace(whole, document_type=part.document_type, date_of_service=part.day, author="")


def _index_of(part: _Part, whole: IndexFields) -> IndexFields:
    """What is confirmed of a part: a visit only where the route codes, for a chart is many visits."""
    claims = _claims(part, whole)
    if route_codes(claims.route):
        return claims
    return replace(claims, encounter="", encounter_type="", discharge_date=None)


def _new_part(
    session: Session, source: Document, part: _Part, words: Sequence[Token], reviewer: Reviewer
) -> Document:
    document = further_part(session, source)
    record_event(session, document.id, "received", actor=reviewer.name, to_state=S.RECEIVED)
    session.flush()
    move(session, document, S.SPLITTING, actor=reviewer.name)
    document = lock_document(session, document.id)
    places = places_of(session, source, part.page_ids)
    spoken: Mapping[str, tuple[Token, ...]] = (
        words_of_pages(session, source, words, part.page_ids) if words else {}
    )
    leave(session, source, document, places, reviewer, leaves_stone=bool(words))
    if words:
        strike_words(session, source, spoken, reviewer)
    arrive(session, source, document, places)
    if words:
        carry_text(session, document, (), spoken, words, reviewer)
    tell_move(session, source, document, len(places), reviewer)
    return document


def _claim(session: Session, document: Document, part: _Part, whole: IndexFields) -> None:
    claims = _claims(part, whole)
    document.claimed_fields = claims.as_json()
    if part.is_anothers:
        document.proposed_fields = {}
    write_claimed_identity(session, document, claims)
    document.document_type, document.author = claims.document_type, claims.author
    document.date_of_service = claims.date_of_service


def _note_glances(session: Session, standing: Standing, reviewer: Reviewer) -> None:
    now = database_now(session)
    for page in standing.pages:
        session.merge(PageGlance(page_id=page.page_id, user_id=reviewer.user_id, at=now))
    session.flush()


def _close(
    session: Session, opening: ChartOpening, documents: Sequence[Document], reviewer: Reviewer
) -> None:
    opening.committed_by, opening.committed_at = reviewer.name, database_now(session)
    source = documents[0]
    note = f"Opened into {_counted(len(documents), 'document')}"
    record_event(session, source.id, SPLIT_BY_PERSON, actor=reviewer.name, note=note)
    record_audit(
        session,
        actor=reviewer.actor,
        action="document.chart_opened",
        subject_kind="document",
        subject_id=source.id,
        patient_id=source.patient_id,
        detail={"documents": [one.id for one in documents]},
    )
    session.flush()
