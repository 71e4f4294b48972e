"""Places on the paper that a person types or says there is nothing to read in. Touches the world.

A place is handwriting, or writing that no engine read. What is typed there are words of the reviewed text
like any other, with the place as their source: they can be corrected, taken back, and lead to the paper.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.database import database_now
from storage.edits import Splice, Token, fold
from storage.errors import Disposition, ServiceError
from storage.ids import new_id
from storage.ledger.documents import lock_document
from storage.page_marks import PageMarks
from storage.reviewed_text import append_edits, edits_of, lock_to_edit, splices_of
from storage.reviews import (
    HANDWRITING,
    HANDWRITING_TO_TYPE,
    INK_NOT_READ,
    Reviewer,
    acknowledge,
    open_deficiencies,
)
from storage.rows import insert_if_absent
from storage.tables import Document, DocumentPage, Reading, RegionMark

NOTHING, TYPED = "nothing to read", "typed"


class PlaceUnknownError(ServiceError):
    """There is no such place on the document's pages, or it was typed already."""

    code = "storage.place_unknown"
    disposition = Disposition.ASK_HUMAN
    remedy = "Reload the page: somebody may have typed this place already"


def typed_sources(session: Session, document: Document) -> frozenset[str]:
    """Ids of the words and regions that words which people typed stand for now."""
    standing: dict[str, Sequence[str]] = {}
    for row in edits_of(session, document):
        for token_id in row.removed:
            standing.pop(token_id, None)
        standing |= {token["id"]: token["sources"] for token in row.inserted}
    return frozenset(source for sources in standing.values() for source in sources)


def empty_regions(session: Session, document: Document) -> frozenset[str]:
    """Ids of the regions that a person found nothing to read in."""
    rows = select(RegionMark.region_id).where(RegionMark.document_id == document.id)
    return frozenset(session.scalars(rows))


def type_place(
    session: Session,
    document_id: str,
    base: Sequence[Token],
    *,
    sources: Sequence[str],
    after: Sequence[str],
    text: str,
    reviewer: Reviewer,
) -> int:
    """The document's new revision with the words of `text` standing for the place `sources`.

    `after` are ids of machine words before which the place does not come, nearest first: the words follow
    the first of them that stands in the text. `base` are the machine's tokens, loaded outside.

    Raises:
        PlaceUnknownError: the place was typed meanwhile, or there is no word to write.
        storage.reviewed_text.NotEditableError: the document is approved or closed.
    """
    document = lock_to_edit(session, document_id)
    words = text.split()
    if not words or not sources or typed_sources(session, document) & set(sources):
        raise PlaceUnknownError("This place cannot be typed now", where=f"document {document_id}")
    tokens = fold(base, splices_of(session, document, up_to=document.revision))
    before = _token_before(tokens, after)
    gap = before.space_after if before else "\n"
    typed = tuple(
        Token(new_id(), word, " " if number < len(words) else gap or " ", tuple(sources), "person")
        for number, word in enumerate(words, start=1)
    )
    splice = Splice(after_token=before.id if before else None, removed=(), inserted=typed)
    revision = append_edits(session, document, [splice], reviewer.user_id)
    settle_places(session, document, reviewer)
    return revision


def _token_before(tokens: Sequence[Token], after: Sequence[str]) -> Token | None:
    """The last token, struck or not, of the nearest word that has one."""
    for word_id in after:
        found = [token for token in tokens if word_id in token.sources]
        if found:
            return found[-1]
    return None


def mark_empty(session: Session, document_id: str, region_id: str, reviewer: Reviewer) -> None:
    """Note that there is nothing to read in a region where a detector saw writing.

    Raises:
        PlaceUnknownError: no page of the document has such a region.
        storage.reviewed_text.NotEditableError: the document is approved or closed.
    """
    document = lock_to_edit(session, document_id)
    known = {region for _, marks in marks_by_position(session, document) for region in marks.unread}
    if region_id not in known:
        raise PlaceUnknownError("There is no such place", where=f"document {document_id}")
    now = database_now(session)
    made = {"document_id": document.id, "region_id": region_id, "user_id": reviewer.user_id, "at": now}
    insert_if_absent(session, RegionMark, **made)
    settle_places(session, document, reviewer)


def settle_places(session: Session, document: Document, reviewer: Reviewer) -> None:
    """Answer the losses that the person's typing answered: unread ink of a page, handwriting of the whole."""
    document = lock_document(session, document.id)
    typed, empty = typed_sources(session, document), empty_regions(session, document)
    marks = marks_by_position(session, document)
    by_hand = {place for _, mark in marks for place in mark.handwritten}
    unread = {position + 1: set(mark.unread) for position, mark in marks}
    for one in open_deficiencies(session, document):
        decision = ""
        if one.kind == INK_NOT_READ and unread.get(one.page_number or 0, {""}) <= typed | empty:
            decision = TYPED if unread[one.page_number or 0] & typed else NOTHING
        elif one.kind in (HANDWRITING, HANDWRITING_TO_TYPE) and by_hand and by_hand <= typed:
            decision = TYPED
        if decision:
            acknowledge(
                session,
                document.id,
                kind=one.kind,
                deficiency_id=one.id,
                decision=decision,
                reviewer=reviewer,
            )


def marks_by_position(session: Session, document: Document) -> list[tuple[int, PageMarks]]:
    """(position from 0, marks) of every page that was read, in order."""
    rows = session.execute(
        select(DocumentPage.position, Reading.marks)
        .join(
            Reading,
            (Reading.unit_id == DocumentPage.page_id) & (Reading.reading_no == document.reading_no),
        )
        .where(DocumentPage.document_id == document.id)
        .order_by(DocumentPage.position)
    )
    return [(position, PageMarks.from_json(marks)) for position, marks in rows]
