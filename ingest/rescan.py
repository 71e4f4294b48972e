"""A page scanned again takes the place of the first image, which can be put back. Touches the world.

Words that people corrected on other pages stay: the old page's words remain in the text, struck by one edit,
and putting the first image back is the edit that brings them back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ingest.belt import Belt
from ingest.intake import check_room, ensure_source
from ingest.jobs import send_document
from ingest.media_type import HEAD_BYTES, identify
from ingest.settings import IngestSettings
from ingest.stages import JobKind
from storage.audit.record import record_audit
from storage.database import database_now
from storage.edits import Splice, Token, fold, live, undo_splice
from storage.errors import Disposition, ServiceError
from storage.ids import new_id
from storage.ledger.document_states import DocumentState
from storage.ledger.documents import lock_document, move, record_event
from storage.objects.sealed_store import ByteSource
from storage.page_order import REPLACED
from storage.page_tokens import tokens_by_page
from storage.reviewed_text import (
    append_edits,
    draft_hashes,
    edits_of,
    machine_tokens,
    splices_of,
)
from storage.reviews import ClaimedError, Reviewer
from storage.tables import Document, DocumentDeficiency, DocumentPage, Page, SetAsidePage

S = DocumentState
PAGE_REPLACED, PAGE_PUT_BACK = (
    "page_replaced",
    "page_put_back",
)  # events, and causes of the edits that go along


class RescanRefusedError(ServiceError):
    """The page cannot be replaced now, or not by this file."""

    code = "ingest.rescan_refused"
    disposition = Disposition.ASK_HUMAN
    remedy = "Give one page as PDF, TIFF, JPEG, PNG or HEIC, while the chart waits to be checked"


@dataclass(frozen=True)
class ReplacedPage:
    """An image that a later scan took the place of: `id` names it to put it back."""

    id: str
    page_id: str
    page_number: int
    stands_now: str


def replaced_pages(session: Session, document: Document) -> Sequence[Page]:
    """The pages of the document whose place a later scan has."""
    return session.scalars(
        select(Page)
        .join(SetAsidePage, SetAsidePage.page_id == Page.id)
        .where(
            SetAsidePage.document_id == document.id,
            SetAsidePage.reason == REPLACED,
            SetAsidePage.put_back_at.is_(None),
        )
        .order_by(SetAsidePage.id)
    ).all()


def replace_page(
    stream: ByteSource,
    *,
    document_id: str,
    page_number: int,
    reviewer: Reviewer,
    belt: Belt,
    settings: IngestSettings,
) -> None:
    """Put the scan in `stream` in the place of a page (from 1) and send it to be looked at and read.

    Raises:
        RescanRefusedError: there is no such page, the chart is not being checked, or the file is no new scan.
        ClaimedError: somebody else has the chart open.
        storage.objects.sealed_store.TooLargeError, ingest.intake.NoRoomError: nothing is kept.
    """
    check_room(belt, settings)
    stored = belt.store.put_stream(stream, max_bytes=settings.max_upload_bytes)
    media_type = identify(next(iter(belt.store.open_range(stored.sha256, 0, HEAD_BYTES)), b""))
    if media_type.kind != "chart":
        raise RescanRefusedError("The file is no page image", where=f"document {document_id}")
    base = _base(belt, document_id)
    with belt.database.write() as session:
        document = _lock_to_replace(session, document_id, reviewer)
        row = session.get(DocumentPage, (document_id, page_number - 1))
        if row is None:
            raise RescanRefusedError("There is no such page", where=f"document {document_id}")
        ensure_source(session, stored, media_type)
        page_id = _page_of(session, document, stored.sha256)
        aside = _swap(session, document, row, page_id, reviewer)
        _strike(session, document, base, aside.page_id, reviewer)
        _go_and_read(session, document, row.position, reviewer, PAGE_REPLACED)


def put_back(belt: Belt, aside_id: str, *, document_id: str, reviewer: Reviewer) -> int:
    """The number of the page on which an image that had been replaced stands again.

    Raises:
        RescanRefusedError: that image stands there already, or the chart is not being checked.
        ClaimedError: somebody else has the chart open.
    """
    base = _base(belt, document_id)
    with belt.database.write() as session:
        document = _lock_to_replace(session, document_id, reviewer)
        aside = session.get(SetAsidePage, aside_id)
        row = session.get(DocumentPage, (document_id, aside.position)) if aside else None
        if aside is None or row is None or aside.document_id != document_id or aside.put_back_at is not None:
            raise RescanRefusedError("This image is not set aside", where=f"document {document_id}")
        aside.put_back_at = database_now(session)
        now_aside = _swap(session, document, row, aside.page_id, reviewer)
        _strike(session, document, base, now_aside.page_id, reviewer, cause=PAGE_PUT_BACK)
        _restore(session, document, base, aside.page_id, reviewer)
        _go_and_read(session, document, row.position, reviewer, PAGE_PUT_BACK)
        return row.position + 1


def replaced_by_page(session: Session, document: Document) -> list[ReplacedPage]:
    """Every image of the document that can be put back, newest first."""
    rows = session.scalars(
        select(SetAsidePage)
        .where(
            SetAsidePage.document_id == document.id,
            SetAsidePage.reason == REPLACED,
            SetAsidePage.put_back_at.is_(None),
        )
        .order_by(SetAsidePage.id.desc())
    )
    return [ReplacedPage(row.id, row.page_id, row.position + 1, row.replaced_by or "") for row in rows]


def _base(belt: Belt, document_id: str) -> tuple[Token, ...]:
    with belt.database.read() as session:
        hashes = draft_hashes(session, session.get_one(Document, document_id))
    return machine_tokens(belt.store, hashes)


def _lock_to_replace(session: Session, document_id: str, reviewer: Reviewer) -> Document:
    document = lock_document(session, document_id)
    held = document.reviewer_until is not None and document.reviewer_until > database_now(session)
    if document.state == S.IN_REVIEW and held and document.reviewer_id != reviewer.user_id:
        raise ClaimedError("Somebody else is working on this document", where=f"document {document_id}")
    unread = document.state == S.NEEDS_ATTENTION and document.resume_state == S.READING
    if document.kind != "chart" or not (unread or document.state in (S.AWAITING_REVIEW, S.IN_REVIEW)):
        raise RescanRefusedError("Its pages cannot be replaced now", where=f"document {document_id}")
    return document


def _page_of(session: Session, document: Document, sha256: str) -> str:
    """The id of the first page of that file, made when new; no page that the document has or had already."""
    page = session.scalars(select(Page).where(Page.source_sha256 == sha256, Page.source_index == 0)).first()
    if page is None:
        page = Page(id=new_id(), source_sha256=sha256, source_index=0)
        session.add(page)
        session.flush()
    mine = select(DocumentPage.page_id).where(DocumentPage.document_id == document.id)
    aside = select(SetAsidePage.page_id).where(SetAsidePage.document_id == document.id)
    if page.id in session.scalars(mine.union(aside)).all():
        raise RescanRefusedError(
            "This is an image that the chart has already", where=f"document {document.id}"
        )
    return page.id


def _swap(
    session: Session, document: Document, row: DocumentPage, page_id: str, reviewer: Reviewer
) -> SetAsidePage:
    """The tombstone of the page that stood there; what was lost on it is no longer the document's loss."""
    aside = SetAsidePage(
        id=new_id(),
        document_id=document.id,
        page_id=row.page_id,
        position=row.position,
        reason=REPLACED,
        replaced_by=page_id,
        actor=reviewer.name,
        at=database_now(session),
    )
    session.add(aside)
    row.page_id = page_id
    session.execute(
        delete(DocumentDeficiency).where(
            DocumentDeficiency.document_id == document.id,
            DocumentDeficiency.reading_no == document.reading_no,
            DocumentDeficiency.page_number == row.position + 1,
        )
    )
    session.flush()
    return aside


def _strike(
    session: Session,
    document: Document,
    base: Sequence[Token],
    page_id: str,
    reviewer: Reviewer,
    *,
    cause: str = PAGE_REPLACED,
) -> None:
    tokens = fold(base, splices_of(session, document, up_to=document.revision))
    standing = tuple(token.id for token in live(tokens_by_page(tokens).get(page_id, ())))
    if standing:
        strike = Splice(after_token=None, removed=standing, inserted=())
        append_edits(session, document, [strike], reviewer.user_id, cause=f"{cause}:{page_id}")


def _restore(
    session: Session, document: Document, base: Sequence[Token], page_id: str, reviewer: Reviewer
) -> None:
    """Bring back the words that stood on the page when it was struck last."""
    struck_as = {f"{PAGE_REPLACED}:{page_id}", f"{PAGE_PUT_BACK}:{page_id}"}
    row = next((one for one in reversed(edits_of(session, document)) if one.cause in struck_as), None)
    if row is None:
        return
    tokens = fold(base, splices_of(session, document, up_to=document.revision))
    strike = Splice(row.after_token, tuple(row.removed), ())
    back = undo_splice(tokens, strike, new_id=new_id)
    append_edits(session, document, [back], reviewer.user_id, undoes=[row.revision], cause=PAGE_PUT_BACK)


def _go_and_read(session: Session, document: Document, position: int, reviewer: Reviewer, event: str) -> None:
    session.flush()
    record_event(session, document.id, event, actor=reviewer.name, note=f"Page {position + 1}")
    move(session, document, S.READING, actor=reviewer.name, note=f"page {position + 1} was scanned again")
    document = lock_document(session, document.id)
    document.reviewer_id = document.reviewer_until = None
    send_document(session, document, JobKind.READ_PAGES, {"first": position, "count": 1})
    record_audit(
        session,
        actor=reviewer.actor,
        action=f"document.{event}",
        subject_kind="document",
        subject_id=document.id,
        patient_id=document.patient_id,
        detail={"page": position + 1},
    )
