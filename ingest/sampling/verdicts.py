"""What people said of drawn pages, the newest word counting, and the lot's end. Touches the database.

A lot that passes is released; charts with a page that was found wrong go back to checking all the same. A
lot that fails goes back to checking as a whole, with a custody line on each chart that says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.sampling.hold import is_held, release_held
from ingest.sampling.lots import FAILED, OPEN, PASSED, find_lot
from storage.audit.record import record_audit
from storage.database import database_now
from storage.errors import Disposition, ServiceError
from storage.ledger.document_states import DocumentState
from storage.ledger.documents import lock_document, move, record_event
from storage.reviews import Reviewer
from storage.tables import Document, SampleDocument, SampleHold, SampleLot, SamplePage, SampleVerdict

RIGHT, WRONG, TAKEN_BACK = "right", "wrong", "taken_back"
# kind -> what was wrong, in words
KINDS = {
    "wrong_patient": "wrong patient",
    "wrong_type": "wrong type",
    "wrong_date": "wrong date",
    "page_missing": "a page is missing",
    "image_unreadable": "image cannot be read",
    "text_wrong": "text is wrong",
}


class OwnWorkError(ServiceError):
    """The person checked this chart; somebody else must judge it."""

    code = "ingest.own_work"
    disposition = Disposition.ASK_HUMAN
    remedy = "Let somebody else look at this sample"


class VerdictRefusedError(ServiceError):
    """This cannot be said of the page, or the sample is closed."""

    code = "ingest.verdict_refused"
    disposition = Disposition.ASK_HUMAN
    remedy = "Reload the page and go on with the next drawn page"


@dataclass(frozen=True)
class JudgedPage:
    """A drawn page and the newest word on it; `verdict` "" while nobody has said anything."""

    place: int
    document_id: str
    page_id: str
    page_number: int
    verdict: str
    kind: str


def judged_pages(session: Session, lot_id: str) -> list[JudgedPage]:
    """Every drawn page in the order of the draw."""
    said: dict[int, SampleVerdict] = {}
    for one in session.scalars(
        select(SampleVerdict).where(SampleVerdict.lot_id == lot_id).order_by(SampleVerdict.id)
    ):
        said[one.place] = one
    pages = session.scalars(select(SamplePage).where(SamplePage.lot_id == lot_id).order_by(SamplePage.place))
    return [_judged(page, said.get(page.place)) for page in pages]


def _judged(page: SamplePage, said: SampleVerdict | None) -> JudgedPage:
    counts = said is not None and said.verdict != TAKEN_BACK
    verdict, kind = (said.verdict, said.kind) if said is not None and counts else ("", "")
    return JudgedPage(page.place, page.document_id, page.page_id, page.page_number, verdict, kind)


def judge(
    session: Session,
    lot: SampleLot,
    *,
    place: int,
    kind: str,
    person: Reviewer,
    own_work_too: bool,
) -> None:
    """Note that the page at `place` is right (`kind` ""), or what is wrong with it.

    Raises:
        VerdictRefusedError: the sample is closed, or there is no such page or kind.
        OwnWorkError: the person checked this chart, and `own_work_too` is False.
    """
    page = session.get(SamplePage, (lot.id, place))
    if lot.state != OPEN or page is None or (kind and kind not in KINDS):
        raise VerdictRefusedError("This page of the sample cannot be judged now")
    document = session.get_one(SampleDocument, (lot.id, page.document_id))
    if document.checked_by == person.user_id and not own_work_too:
        raise OwnWorkError("You checked this chart yourself")
    _say(session, lot, place, verdict=WRONG if kind else RIGHT, kind=kind, person=person)


def take_back(session: Session, lot: SampleLot, person: Reviewer) -> int | None:
    """The place whose word this person takes back: their newest one that stands; None when there is none.

    Raises:
        VerdictRefusedError: the sample is closed.
    """
    if lot.state != OPEN:
        raise VerdictRefusedError("This sample is closed")
    standing = {page.place for page in judged_pages(session, lot.id) if page.verdict}
    newest = session.scalars(
        select(SampleVerdict.place)
        .where(
            SampleVerdict.lot_id == lot.id,
            SampleVerdict.user_id == person.user_id,
            SampleVerdict.place.in_(standing),
            SampleVerdict.verdict != TAKEN_BACK,
        )
        .order_by(SampleVerdict.id.desc())
        .limit(1)
    ).first()
    if newest is not None:
        _say(session, lot, newest, verdict=TAKEN_BACK, kind="", person=person)
    return newest


def _say(session: Session, lot: SampleLot, place: int, *, verdict: str, kind: str, person: Reviewer) -> None:
    session.add(
        SampleVerdict(
            lot_id=lot.id,
            place=place,
            verdict=verdict,
            kind=kind,
            user_id=person.user_id,
            at=database_now(session),
        )
    )
    session.flush()


def close_lot(session: Session, site_id: str, lot_id: str, person: Reviewer) -> SampleLot:
    """The lot, decided: released, or sent back to checking as a whole.

    Raises:
        VerdictRefusedError: it is closed already, or a drawn page has not been looked at.
    """
    lot = find_lot(session, site_id, lot_id)
    session.refresh(lot, with_for_update=True)
    pages = judged_pages(session, lot.id)
    if lot.state != OPEN or not all(page.verdict for page in pages):
        raise VerdictRefusedError("Every drawn page has to be looked at before the sample ends")
    wrong = [page for page in pages if page.verdict == WRONG]
    lot.wrong, lot.state = len(wrong), PASSED if len(wrong) < lot.reject else FAILED
    lot.decided_at, lot.decided_by = database_now(session), person.name
    _let_go(session, lot, {page.document_id for page in wrong}, person)
    record_audit(
        session,
        actor=person.actor,
        action=f"sample.{lot.state}",
        subject_kind="batch",
        subject_id=lot.batch_id,
        detail={"lot": lot.id, "wrong": len(wrong), "drawn": lot.sample_size, "accept": lot.accept},
    )
    session.flush()
    return lot


def _let_go(session: Session, lot: SampleLot, wrong_ids: set[str], person: Reviewer) -> None:
    for row in _documents_of(session, lot.id):
        document = lock_document(session, row.document_id)
        if lot.state == PASSED and row.document_id not in wrong_ids:
            release_held(session, document)
            continue
        _send_back(session, lot, row, document, person)


def _documents_of(session: Session, lot_id: str) -> Sequence[SampleDocument]:
    rows = select(SampleDocument).where(SampleDocument.lot_id == lot_id)
    return session.scalars(rows.order_by(SampleDocument.document_id)).all()


def _send_back(
    session: Session, lot: SampleLot, row: SampleDocument, document: Document, person: Reviewer
) -> None:
    """Back to checking while nothing of it is filed; a filed chart keeps its place and waits for a person."""
    note = f"sample {lot.id[-8:]}: {lot.wrong} of {lot.sample_size} drawn pages were wrong"
    record_event(session, document.id, f"sample_{lot.state}", actor=person.name, note=note)
    if not is_held(session, document):
        return
    now = database_now(session)
    session.get_one(SampleHold, document.id).ended_at = now
    document.record_version -= 1
    move(session, document, DocumentState.AWAITING_REVIEW, actor=person.name, note=note)
    row.sent_back_at = now


def to_check_again(session: Session, lot: SampleLot) -> list[str]:
    """Ids of filed charts of a decided lot that a person still has to look through page by page."""
    if lot.state == OPEN:
        return []
    wrong = {page.document_id for page in judged_pages(session, lot.id) if page.verdict == WRONG}
    return [
        row.document_id
        for row in _documents_of(session, lot.id)
        if row.sent_back_at is None
        and row.rechecked_at is None
        and (lot.state == FAILED or row.document_id in wrong)
    ]


def checked_again(session: Session, lot: SampleLot, document_id: str, person: Reviewer) -> None:
    """Note that a person looked through a filed chart of this lot and mended it where it was wrong.

    Raises:
        VerdictRefusedError: the chart does not wait for that.
    """
    if document_id not in to_check_again(session, lot):
        raise VerdictRefusedError("This chart does not wait to be checked again")
    row = session.get_one(SampleDocument, (lot.id, document_id))
    row.rechecked_at = database_now(session)
    record_event(session, document_id, "checked_again", actor=person.name, note=f"sample {lot.id[-8:]}")
    record_audit(
        session,
        actor=person.actor,
        action="sample.checked_again",
        subject_kind="document",
        subject_id=document_id,
        detail={"lot": lot.id},
    )
