"""Learns an author's words from filed dictations: corrected twice, and a replay helps. Touches the world.

A chore beside the belt: whatever goes wrong here delays no dictation. It looks at each filed dictation once
for each revision that was approved, keeps the pairs found, and tries those that occurred often enough on the
author's own dictations, as drafted and as verified.
"""

from __future__ import annotations

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from ingest.authors.corrections import Correction, corrections_in
from ingest.authors.identity import author_key
from ingest.authors.replay import Replay, replay
from storage.artifacts import ByteStore
from storage.audit.record import Actor, record_audit
from storage.database import Database, database_now
from storage.edits import text_of
from storage.ids import new_id
from storage.ledger.document_states import DocumentState
from storage.ledger.documents import lock_document
from storage.reviewed_text import draft_hashes, load_text_at, machine_tokens
from storage.tables import AuthorCorrection, AuthorTerm, Document, LearnedDictation, Patient, SignOff

LEARNER = Actor.program("learning")
OCCURRENCES_NEEDED = 2
_REPLAYED_MOST = 40  # newest verified dictations of the author
_A_SWEEP = 20  # dictations looked at in one run of the chore
_APPROVALS = ("text", "author", "amendment")


def learn_from_filed(database: Database, store: ByteStore) -> int:
    """The number of filed dictations that were looked at for the first time, or anew after a change."""
    with database.read() as session:
        waiting = _not_yet_learned(session)
    authors = {}
    for document_id, revision in waiting:
        author = _learn_one(database, store, document_id, revision)
        authors[author_key(author)] = author
    for key, author in authors.items():
        if key:
            _try_what_is_ripe(database, store, key, author)
    return len(waiting)


def approved_revision(session: Session, document_id: str) -> int | None:
    """The newest revision of the document's text that a person approved; None for one that nobody did."""
    return session.scalar(
        select(func.max(SignOff.revision)).where(
            SignOff.document_id == document_id, SignOff.kind.in_(_APPROVALS)
        )
    )


def _not_yet_learned(session: Session) -> list[tuple[str, int]]:
    """(document id, approved revision) of filed dictations of named authors, oldest first."""
    approved = (
        select(SignOff.document_id, func.max(SignOff.revision).label("revision"))
        .where(SignOff.kind.in_(_APPROVALS))
        .group_by(SignOff.document_id)
        .subquery()
    )
    rows = session.execute(
        select(Document.id, approved.c.revision)
        .join(approved, approved.c.document_id == Document.id)
        .outerjoin(LearnedDictation, LearnedDictation.document_id == Document.id)
        .where(
            Document.kind == "dictation",
            Document.state == DocumentState.FILED,
            Document.author != "",
            LearnedDictation.revision.is_(None) | (LearnedDictation.revision != approved.c.revision),
        )
        .order_by(Document.id)
        .limit(_A_SWEEP)
    )
    return [(document_id, revision) for document_id, revision in rows]


def _learn_one(database: Database, store: ByteStore, document_id: str, revision: int) -> str:
    """The author of a dictation whose corrections are kept now."""
    tokens = load_text_at(database, store, document_id, revision).tokens
    with database.write() as session:
        document = lock_document(session, document_id)
        patient = session.get(Patient, document.patient_id) if document.patient_id else None
        found = corrections_in(tokens, names=[patient.name] if patient else [])
        key = author_key(document.author)
        session.execute(delete(AuthorCorrection).where(AuthorCorrection.document_id == document_id))
        session.add_all(
            AuthorCorrection(
                id=new_id(),
                document_id=document_id,
                author_key=key,
                heard=pair.heard,
                meant=pair.meant,
                occurrences=times,
            )
            for pair, times in found.items()
        )
        learned = session.get(LearnedDictation, document_id) or LearnedDictation(document_id=document_id)
        learned.author_key, learned.revision = key, revision
        learned.learned_at = database_now(session)
        session.add(learned)
        return document.author


def _try_what_is_ripe(database: Database, store: ByteStore, key: str, author: str) -> None:
    """Replay what occurred often enough, and anew what is in use: that may have turned harmful since."""
    with database.read() as session:
        ripe = _ripe(session, key)
        used = session.scalars(
            select(AuthorTerm).where(AuthorTerm.author_key == key, AuthorTerm.removed_at.is_(None))
        ).all()
        dictations = session.execute(
            select(LearnedDictation.document_id, LearnedDictation.revision)
            .where(LearnedDictation.author_key == key)
            .order_by(LearnedDictation.document_id.desc())
            .limit(_REPLAYED_MOST)
        ).all()
    if not ripe and not used:
        return
    texts = [_drafted_and_verified(database, store, one, revision) for one, revision in dictations]
    tried = {pair: (times, replay(pair, texts)) for pair, times in ripe.items()}
    harmful = [term.id for term in used if replay(Correction(term.heard, term.meant), texts).worse_somewhere]
    with database.write() as session:
        for pair, (times, outcome) in tried.items():
            if outcome.helps:
                _accept(session, key, author, pair, times, outcome)
        for term_id in harmful:
            _withdraw(session, term_id)


def _ripe(session: Session, key: str) -> dict[Correction, int]:
    """Pairs that occurred often enough and were never accepted or taken off, with their occurrences."""
    times = func.sum(AuthorCorrection.occurrences)
    rows = session.execute(
        select(AuthorCorrection.heard, AuthorCorrection.meant, times)
        .where(AuthorCorrection.author_key == key)
        .group_by(AuthorCorrection.heard, AuthorCorrection.meant)
        .having(times >= OCCURRENCES_NEEDED)
    )
    rows_decided = session.execute(
        select(AuthorTerm.heard, AuthorTerm.meant).where(AuthorTerm.author_key == key)
    )
    decided = {(heard, meant) for heard, meant in rows_decided}
    return {Correction(heard, meant): n for heard, meant, n in rows if (heard, meant) not in decided}


def _drafted_and_verified(
    database: Database, store: ByteStore, document_id: str, revision: int
) -> tuple[str, str]:
    with database.read() as session:
        hashes = draft_hashes(session, session.get_one(Document, document_id))
    drafted = text_of(machine_tokens(store, hashes))
    return drafted, load_text_at(database, store, document_id, revision).text


def _accept(session: Session, key: str, author: str, pair: Correction, times: int, outcome: Replay) -> None:
    term = AuthorTerm(
        id=new_id(),
        author_key=key,
        author=author,
        heard=pair.heard,
        meant=pair.meant,
        occurrences=times,
        replayed=outcome.dictations,
        errors_before=outcome.errors_before,
        errors_after=outcome.errors_after,
        learned_at=database_now(session),
    )
    session.add(term)
    detail = {
        "occurrences": times,
        "replayed": outcome.dictations,
        "errors": [outcome.errors_before, outcome.errors_after],
    }
    _audit(session, "author_term.learned", term.id, detail)


def _withdraw(session: Session, term_id: str) -> None:
    term = session.get_one(AuthorTerm, term_id)
    term.removed_at, term.removed_by = database_now(session), LEARNER.name
    _audit(session, "author_term.removed", term_id, {"why": "a later dictation would have become worse"})


def _audit(session: Session, action: str, term_id: str, detail: dict[str, object]) -> None:
    record_audit(
        session,
        actor=LEARNER,
        action=action,
        subject_kind="author_term",
        subject_id=term_id,
        detail=detail,
    )
