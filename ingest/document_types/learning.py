"""Learns types from what people verified, a document at a time. Touches the world.

A chore beside the belt. A document counts once, as the type under which it was verified; a type that a person
changed later is counted anew. Sums have no order, so that the same filing teaches the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.document_types.counts import TypeCounts
from ingest.document_types.printed_page import PrintedPage
from ingest.document_types.signs import signs_of
from storage.artifacts import ByteStore, find_artifact, load_json
from storage.database import Database, database_now
from storage.ledger.document_states import DocumentState as S
from storage.tables import Document, DocumentPage, TypeCount, TypeLesson, TypeSignCount

_A_SWEEP = 50
_VERIFIED = (S.VERIFIED, S.RENDERING, S.FILING, S.FILED)
_FIRST_PAGES = 3
_MOST_AT_ONCE = 400  # signs a query names


def learn_types(database: Database, store: ByteStore) -> int:
    """The number of verified charts that were learnt from for the first time, or under another type."""
    with database.read() as session:
        waiting = _not_yet_learnt(session)
    for document_id in waiting:
        signs = _signs_of_document(database, store, document_id)
        with database.write() as session:
            _learn(session, document_id, signs)
    return len(waiting)


def site_counts(session: Session, site_id: str, signs: Collection[str]) -> TypeCounts:
    """What the site's own filing says of these signs."""
    rows = session.execute(
        select(TypeCount.document_type, TypeCount.documents).where(TypeCount.site_id == site_id)
    )
    documents = {name: float(count) for name, count in rows if count > 0}
    found: dict[str, dict[str, float]] = {}
    wanted = sorted(signs)
    for start in range(0, len(wanted), _MOST_AT_ONCE):
        some = session.execute(
            select(TypeSignCount.sign, TypeSignCount.document_type, TypeSignCount.documents).where(
                TypeSignCount.site_id == site_id,
                TypeSignCount.sign.in_(wanted[start : start + _MOST_AT_ONCE]),
                TypeSignCount.documents > 0,
            )
        )
        for sign, name, count in some:
            found.setdefault(sign, {})[name] = float(count)
    return TypeCounts(documents, found)


def _not_yet_learnt(session: Session) -> list[str]:
    return list(
        session.scalars(
            select(Document.id)
            .outerjoin(TypeLesson, TypeLesson.document_id == Document.id)
            .where(
                Document.kind == "chart",
                Document.state.in_([state.value for state in _VERIFIED]),
                Document.document_type != "",
                TypeLesson.document_id.is_(None) | (TypeLesson.document_type != Document.document_type),
            )
            .order_by(Document.id)
            .limit(_A_SWEEP)
        )
    )


def _signs_of_document(database: Database, store: ByteStore, document_id: str) -> frozenset[str]:
    with database.read() as session:
        document = session.get_one(Document, document_id)
        page_ids = session.scalars(
            select(DocumentPage.page_id)
            .where(DocumentPage.document_id == document_id)
            .order_by(DocumentPage.position)
            .limit(_FIRST_PAGES)
        ).all()
        made = [find_artifact(session, page_id, "page", document.reading_no) for page_id in page_ids]
        hashes = [one.sha256 for one in made if one is not None]
    return signs_of([PrintedPage.from_stored(load_json(store, sha256)) for sha256 in hashes])


def _learn(session: Session, document_id: str, signs: Iterable[str]) -> None:
    document = session.get_one(Document, document_id)
    lesson = session.get(TypeLesson, document_id)
    found = sorted(signs)
    if lesson is not None:
        _count(session, document.site_id, lesson.document_type, found, by=-1)
        session.delete(lesson)
        session.flush()
    _count(session, document.site_id, document.document_type, found, by=1)
    session.add(
        TypeLesson(
            document_id=document_id, document_type=document.document_type, learned_at=database_now(session)
        )
    )


def _count(session: Session, site_id: str, document_type: str, signs: list[str], *, by: int) -> None:
    total = session.get(TypeCount, (site_id, document_type))
    if total is None:
        total = TypeCount(site_id=site_id, document_type=document_type, documents=0, signs=0)
        session.add(total)
    total.documents += by
    total.signs += by * len(signs)
    known = {
        row.sign: row
        for row in session.scalars(
            select(TypeSignCount).where(
                TypeSignCount.site_id == site_id,
                TypeSignCount.document_type == document_type,
                TypeSignCount.sign.in_(signs),
            )
        )
    }
    for sign in signs:
        if sign in known:
            known[sign].documents += by
        else:
            session.add(
                TypeSignCount(site_id=site_id, sign=sign, document_type=document_type, documents=max(by, 0))
            )
    session.flush()
