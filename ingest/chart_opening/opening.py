"""A chart on the wall: its proposal, the decisions as they are made, and the place of who left.

Touches the database. Every decision is a row from the moment it is made, so nothing is lost with a browser or
a server; taking one back marks the row and removes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ingest.chart_opening.proposal import Proposal
from ingest.chart_opening.standing import ACTS, Act, Decision, Standing, decided_at, standing_of
from storage.database import database_now
from storage.errors import Disposition, ServiceError
from storage.ids import new_id
from storage.ledger.document_states import DocumentState as S
from storage.ledger.documents import lock_document
from storage.reviews import Reviewer
from storage.tables import ChartOpening, Document, DocumentPage, OpeningAct


class ChartNotOpenError(ServiceError):
    """This cannot be done on the wall now."""

    code = "ingest.chart_not_open"
    disposition = Disposition.ASK_HUMAN
    remedy = "Open the chart's pages again; what was decided is kept"


def page_ids_in_order(session: Session, document: Document) -> list[str]:
    """The ids of the document's pages in order."""
    rows = select(DocumentPage.page_id).where(DocumentPage.document_id == document.id)
    return list(session.scalars(rows.order_by(DocumentPage.position)))


def kept_opening(session: Session, document: Document) -> ChartOpening | None:
    """The opening that was made of this reading and of these pages; None where there is none yet."""
    opening = session.get(ChartOpening, document.id)
    if opening is None or opening.reading_no != document.reading_no:
        return None
    proposed = [page.page_id for page in Proposal.from_json(opening.proposal).pages]
    return opening if proposed == page_ids_in_order(session, document) else None


def keep_proposal(session: Session, document: Document, proposal: Proposal) -> None:
    """Keep a proposal for the chart; decisions about pages that are still in it stand on."""
    opening = session.get(ChartOpening, document.id)
    if opening is None:
        opening = ChartOpening(
            document_id=document.id, reading_no=0, proposal={}, place=0, made_at=database_now(session)
        )
        session.add(opening)
    opening.reading_no, opening.proposal = document.reading_no, proposal.as_json()
    opening.place = min(opening.place, max(len(proposal.pages) - 1, 0))
    session.flush()


def standing_now(session: Session, opening: ChartOpening) -> Standing:
    """The chart as it stands after every decision that was not taken back."""
    rows = session.scalars(
        select(OpeningAct)
        .where(OpeningAct.document_id == opening.document_id, OpeningAct.taken_back_at.is_(None))
        .order_by(OpeningAct.number)
    )
    decisions = [Decision(_act(row.act), tuple(row.detail["pages"]), row.detail["value"]) for row in rows]
    return standing_of(Proposal.from_json(opening.proposal), decisions)


def _act(name: str) -> Act:
    return next(act for act in ACTS if act == name)


def open_chart(session: Session, document_id: str, reviewer: Reviewer) -> tuple[Document, ChartOpening]:
    """The chart, locked, and its opening, for the person who has it.

    Raises:
        ChartNotOpenError: this person does not have it open, or nothing was proposed for its pages yet.
    """
    document = lock_document(session, document_id)
    until = document.reviewer_until
    is_held = document.state == S.IN_REVIEW and until is not None and until > database_now(session)
    if not is_held or document.reviewer_id != reviewer.user_id:
        raise ChartNotOpenError("You do not have this chart open", where=f"document {document_id}")
    opening = kept_opening(session, document)
    if opening is None:
        raise ChartNotOpenError("Its pages changed meanwhile", where=f"document {document_id}")
    return document, opening


def decide(
    session: Session, document_id: str, reviewer: Reviewer, *, act: Act, page_id: str, value: str = ""
) -> Standing:
    """The chart as it stands after one act on a page; the place is kept beside it.

    Raises:
        ChartNotOpenError: this person does not have it open, or the page is no longer in it.
    """
    _, opening = open_chart(session, document_id, reviewer)
    standing = standing_now(session, opening)
    place = _place_of(standing, page_id, document_id)
    decision = decided_at(standing, act, place, value)
    newest = session.scalar(select(func.max(OpeningAct.number)).where(OpeningAct.document_id == document_id))
    session.add(
        OpeningAct(
            id=new_id(),
            document_id=document_id,
            number=(newest or 0) + 1,
            act=decision.act,
            detail=decision.as_json(),
            user_id=reviewer.user_id,
            at=database_now(session),
        )
    )
    session.flush()
    after = standing_now(session, opening)
    opening.place = min(after.next_doubt(place + 1), len(after.pages) - 1) if act == "accept" else place
    return after


def take_back(session: Session, document_id: str, reviewer: Reviewer) -> tuple[Standing, str | None]:
    """The chart without its newest decision, and the page it was made on; None where none is left."""
    _, opening = open_chart(session, document_id, reviewer)
    newest = session.scalars(
        select(OpeningAct)
        .where(OpeningAct.document_id == document_id, OpeningAct.taken_back_at.is_(None))
        .order_by(OpeningAct.number.desc())
        .limit(1)
    ).first()
    if newest is not None:
        newest.taken_back_at = database_now(session)
        session.flush()
    return standing_now(session, opening), _first(newest.detail["pages"]) if newest else None


def _first(page_ids: Sequence[str]) -> str | None:
    return page_ids[0] if page_ids else None


def keep_place(session: Session, document_id: str, reviewer: Reviewer, page_id: str) -> None:
    """Mark the page on which the person stands, for whoever goes on."""
    _, opening = open_chart(session, document_id, reviewer)
    opening.place = _place_of(standing_now(session, opening), page_id, document_id)


def _place_of(standing: Standing, page_id: str, document_id: str) -> int:
    try:
        return standing.place_of(page_id)
    except KeyError as gone:
        raise ChartNotOpenError("The page is not in it any more", where=f"document {document_id}") from gone
