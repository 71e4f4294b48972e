"""Pages go to another document, or become one: splits, joins, and pages filed in the wrong place.

Touches the world. Nothing is renumbered but the places: page rows, readings and corrections go along, the old
place keeps a tombstone, and both documents tell the move in their history. Both then show what is their own
and wait to be checked again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.orm import Session

from ingest.belt import Belt
from ingest.jobs import send_document
from ingest.page_places import PagesNotMovedError, arrive, leave, page_ids_of, places_of
from ingest.splitting import RECEIVED_PAGES, further_part
from ingest.stages import JobKind
from storage.audit.record import record_audit
from storage.carried_words import carry_words
from storage.database import database_now
from storage.edits import Splice, Token, fold, live
from storage.ids import new_id
from storage.ledger.document_states import DocumentState
from storage.ledger.documents import lock_document, move, record_event
from storage.page_tokens import tokens_by_page
from storage.reviewed_text import append_edits, draft_hashes, machine_tokens, splices_of
from storage.reviews import ClaimedError, Reviewer
from storage.tables import Artifact, Document

S = DocumentState
PAGES_LEFT, PAGES_CAME = "pages_moved_to", "pages_moved_from"  # events
PAGE_MOVED = "page_moved"  # cause of the edits that go along


@dataclass(frozen=True)
class PageMove:
    """Pages by id, and where they go: `to` is a document's id, None a new document.

    A new document keeps what was claimed of the old one, unless it is `for_another_patient`: then it claims
    nothing, and somebody says whose it is.
    """

    document_id: str
    page_ids: tuple[str, ...]
    to: str | None = None
    for_another_patient: bool = False

    def __post_init__(self) -> None:
        if not self.page_ids or len(set(self.page_ids)) != len(self.page_ids):
            raise ValueError("a move names pages, each once")


def move_pages(belt: Belt, wanted: PageMove, reviewer: Reviewer) -> str:
    """The id of the document in which the pages now stand.

    A document that keeps no page is withdrawn, with the move as its reason.

    Raises:
        PagesNotMovedError: a page is not there any more, or a document does not wait to be checked.
        ClaimedError: somebody else has one of the documents open.
    """
    if wanted.to == wanted.document_id:
        raise PagesNotMovedError("The pages are in this document", where=f"document {wanted.to}")
    bases = {one: read_machine_words(belt, one) for one in (wanted.document_id, wanted.to) if one is not None}
    with belt.database.write() as session:
        locked = {one: _lock_to_move(session, one, reviewer) for one in sorted(bases)}
        source = locked[wanted.document_id]
        places = places_of(session, source, wanted.page_ids)
        target = (
            locked[wanted.to] if wanted.to is not None else _new_document(session, source, wanted, reviewer)
        )
        _check_readings(source, target)
        words = words_of_pages(session, source, bases[source.id], wanted.page_ids)
        leave(session, source, target, places, reviewer)
        strike_words(session, source, words, reviewer)
        arrive(session, source, target, places)
        carry_text(session, target, bases.get(target.id, ()), words, bases[source.id], reviewer)
        tell_move(session, source, target, len(places), reviewer)
        make_own_pages(session, target, reviewer)
        if page_ids_of(session, source):
            make_own_pages(session, source, reviewer)
        else:
            move(
                session,
                source,
                S.WITHDRAWN,
                actor=reviewer.name,
                note=f"its pages went to document {target.id}",
            )
        return target.id


def read_machine_words(belt: Belt, document_id: str) -> tuple[Token, ...]:
    """The words of all of the document's pages as they were read.

    Raises:
        PagesNotMovedError: there is no such document.
    """
    with belt.database.read() as session:
        document = session.get(Document, document_id)
        if document is None:
            raise PagesNotMovedError("There is no such document", where=f"document {document_id}")
        hashes = draft_hashes(session, document)
    return machine_tokens(belt.store, hashes)


def _lock_to_move(session: Session, document_id: str, reviewer: Reviewer) -> Document:
    document = lock_document(session, document_id)
    held = document.reviewer_until is not None and document.reviewer_until > database_now(session)
    if document.state == S.IN_REVIEW and held and document.reviewer_id != reviewer.user_id:
        raise ClaimedError("Somebody else is working on this document", where=f"document {document_id}")
    if document.kind != "chart" or document.state not in (S.AWAITING_REVIEW, S.IN_REVIEW):
        raise PagesNotMovedError("Its pages cannot be moved now", where=f"document {document_id}")
    return document


def _new_document(session: Session, source: Document, wanted: PageMove, reviewer: Reviewer) -> Document:
    document = further_part(session, source)
    if not wanted.for_another_patient:
        document.claimed_fields = dict(source.claimed_fields)
        document.document_type, document.author = source.document_type, source.author
        document.date_of_service = source.date_of_service
    record_event(session, document.id, "received", actor=reviewer.name, to_state=S.RECEIVED)
    session.flush()
    move(session, document, S.SPLITTING, actor=reviewer.name)
    return lock_document(session, document.id)


def _check_readings(source: Document, target: Document) -> None:
    if source.reading_no != target.reading_no:
        raise PagesNotMovedError(
            "One of the two was read again as a whole, the other was not", where=f"document {target.id}"
        )


def words_of_pages(
    session: Session, source: Document, base: Sequence[Token], page_ids: Sequence[str]
) -> Mapping[str, tuple[Token, ...]]:
    """The live words of each page that goes, in page order."""
    pages = tokens_by_page(fold(base, splices_of(session, source, up_to=source.revision)))
    return {page_id: live(pages.get(page_id, ())) for page_id in page_ids}


def strike_words(
    session: Session, source: Document, words: Mapping[str, tuple[Token, ...]], reviewer: Reviewer
) -> None:
    """Take the words of pages that leave out of the document's text, a page an act."""
    for page_id, tokens in words.items():
        if tokens:
            strike = Splice(None, tuple(token.id for token in tokens), ())
            append_edits(session, source, [strike], reviewer.user_id, cause=f"{PAGE_MOVED}:{page_id}")


def carry_text(
    session: Session,
    target: Document,
    base: Sequence[Token],
    words: Mapping[str, tuple[Token, ...]],
    read: Sequence[Token],
    reviewer: Reviewer,
) -> None:
    """Let each page read in its new document as it read in the old one; `read` holds its machine words."""
    text = fold(base, splices_of(session, target, up_to=target.revision))
    stayed, fresh = tokens_by_page(text), tokens_by_page(read)
    after = text[-1].id if text else None
    for page_id, wanted in words.items():
        there = stayed.get(page_id) or fresh.get(page_id, [])
        splices = carry_words(there, wanted, after=after, new_id=new_id)
        append_edits(session, target, splices, reviewer.user_id, cause=PAGE_MOVED)
        after = there[-1].id if there else after


def tell_move(session: Session, source: Document, target: Document, count: int, reviewer: Reviewer) -> None:
    """Write into both documents' histories, and the audit, that pages went from one to the other."""
    pages = "1 page" if count == 1 else f"{count} pages"
    target.part_of = target.part_of or source.part_of or source.id
    source.part_of = source.part_of or source.id
    record_event(session, source.id, PAGES_LEFT, actor=reviewer.name, note=f"{pages} to document {target.id}")
    record_event(
        session, target.id, PAGES_CAME, actor=reviewer.name, note=f"{pages} from document {source.id}"
    )
    for one, action, other in ((source, PAGES_LEFT, target), (target, PAGES_CAME, source)):
        record_audit(
            session,
            actor=reviewer.actor,
            action=f"document.{action}",
            subject_kind="document",
            subject_id=one.id,
            patient_id=one.patient_id,
            detail={"pages": count, "document": other.id},
        )
    session.flush()


def make_own_pages(session: Session, document: Document, reviewer: Reviewer) -> None:
    """Send the document to have its own pages of the received files put together anew, and to be coded."""
    session.execute(
        delete(Artifact).where(Artifact.subject_id == document.id, Artifact.kind == RECEIVED_PAGES)
    )
    session.flush()
    move(session, document, S.READING, actor=reviewer.name, note="its pages changed")
    row = lock_document(session, document.id)
    row.reviewer_id = row.reviewer_until = None
    send_document(session, row, JobKind.GATHER_PAGES)
