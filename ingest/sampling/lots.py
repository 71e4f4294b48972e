"""Lots: the checked archive pages of a batch, drawn from once and judged together. Touches the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from ingest.sampling.draw import drawn_pages, seed_of
from ingest.sampling.hold import SAMPLED_ROUTE
from ingest.sampling.plans import Level, Severity, plan_for
from ingest.sampling.switching import LotResult, next_severity
from storage.audit.record import record_audit
from storage.database import database_now
from storage.errors import Disposition, ServiceError
from storage.ids import new_id
from storage.ledger.document_states import DocumentState
from storage.reviews import Reviewer
from storage.tables import (
    Batch,
    Document,
    DocumentPage,
    SampleDocument,
    SampleLot,
    SamplePage,
    Station,
)

S = DocumentState
_CHECKED = (S.VERIFIED, S.RENDERING, S.FILING, S.FILED)
_GONE = (S.REJECTED, S.WITHDRAWN)
OPEN, PASSED, FAILED = "open", "passed", "failed"


class LotNotReadyError(ServiceError):
    """A sample cannot be drawn from this batch yet."""

    code = "ingest.lot_not_ready"
    disposition = Disposition.ASK_HUMAN
    remedy = "Check the charts of the batch that are left, then draw the sample"


class LotUnknownError(ServiceError):
    """There is no such sample at this site."""

    code = "ingest.lot_unknown"
    disposition = Disposition.ASK_HUMAN
    remedy = "Choose the sample from the list"


@dataclass(frozen=True)
class BatchToSample:
    """A batch whose archive charts no sample speaks for yet."""

    batch_id: str
    box: str
    station: str
    charts: int
    pages: int
    still_open: int  # charts of the batch that are not checked yet

    @property
    def is_ready(self) -> bool:
        """True when a sample can be drawn."""
        return self.charts > 0 and self.still_open == 0


def find_lot(session: Session, site_id: str, lot_id: str) -> SampleLot:
    """The lot.

    Raises:
        LotUnknownError: there is none at this site.
    """
    lot = session.get(SampleLot, lot_id)
    if lot is None or lot.site_id != site_id:
        raise LotUnknownError("There is no such sample")
    return lot


def batches_to_sample(session: Session, site_id: str) -> list[BatchToSample]:
    """Every batch with archive charts that were checked and that no sample speaks for, oldest first."""
    of_archive = (Document.kind == "chart") & (Document.route == SAMPLED_ROUTE)
    ready = _waiting_documents().subquery()
    rows = session.execute(
        select(Batch.id, Batch.box, Station.name, func.count(), func.sum(Document.page_count))
        .join(Document, Document.batch_id == Batch.id)
        .outerjoin(Station, Station.id == Batch.station_id)
        .where(Batch.site_id == site_id, Document.id.in_(select(ready.c.id)))
        .group_by(Batch.id, Batch.box, Station.name)
        .order_by(Batch.id)
    ).all()
    unchecked = {
        str(batch_id): number
        for batch_id, number in session.execute(
            select(Document.batch_id, func.count())
            .where(of_archive, Document.batch_id.is_not(None), Document.state.not_in([*_CHECKED, *_GONE]))
            .group_by(Document.batch_id)
        )
    }
    return [
        BatchToSample(batch_id, box, station or "", charts, pages or 0, unchecked.get(batch_id, 0))
        for batch_id, box, station, charts, pages in rows
    ]


def _waiting_documents() -> Select[str]:
    """Checked archive charts for which no lot stands: none was drawn, or theirs failed."""
    came_back = SampleDocument.sent_back_at.is_not(None) | SampleDocument.rechecked_at.is_not(None)
    spoken_for = (
        select(SampleDocument.document_id)
        .join(SampleLot, SampleLot.id == SampleDocument.lot_id)
        .where((SampleLot.state == PASSED) | ~came_back)
    )
    return select(Document.id).where(
        Document.kind == "chart",
        Document.route == SAMPLED_ROUTE,
        Document.state.in_(_CHECKED),
        Document.id.not_in(spoken_for),
    )


def draw_lot(
    session: Session, site_id: str, batch_id: str, person: Reviewer, *, aql: float, level: Level
) -> SampleLot:
    """The batch's lot with its sample drawn; who asks again gets the lot that is open.

    Raises:
        LotNotReadyError: a chart of the batch is not checked yet, or none is left to sample.
        LotUnknownError: there is no such batch.
    """
    batch = session.scalar(select(Batch).where(Batch.id == batch_id).with_for_update())
    if batch is None or batch.site_id != site_id:
        raise LotUnknownError("There is no such batch")
    standing = session.scalar(
        select(SampleLot).where(SampleLot.batch_id == batch_id, SampleLot.state == OPEN)
    )
    if standing is not None:
        return standing
    _check_ready(session, site_id, batch_id)
    documents = session.scalars(
        select(Document)
        .where(Document.batch_id == batch_id, Document.id.in_(_waiting_documents()))
        .order_by(Document.id)
    ).all()
    pages = _pages(session, [one.id for one in documents])
    severity = severity_for(
        session, site_id, _main_checker(documents), is_second=_has_failed(session, batch_id)
    )
    plan = plan_for(len(pages), aql=aql, level=level, severity=severity)
    lot_id = new_id()
    lot = SampleLot(
        id=lot_id,
        site_id=site_id,
        batch_id=batch_id,
        state=OPEN,
        severity=severity.value,
        aql=aql,
        page_count=len(pages),
        sample_size=plan.sample_size,
        accept=plan.accept,
        reject=plan.reject,
        seed=seed_of(lot_id, pages),
        drawn_at=database_now(session),
        drawn_by=person.name,
    )
    session.add(lot)
    session.flush()
    _keep_documents(session, lot, batch, documents)
    _keep_pages(session, lot, pages)
    detail = {"lot": lot_id, "pages": len(pages), "drawn": plan.sample_size, "severity": severity.value}
    record_audit(
        session,
        actor=person.actor,
        action="sample.drawn",
        subject_kind="batch",
        subject_id=batch_id,
        detail=detail,
    )
    session.flush()
    return lot


def _check_ready(session: Session, site_id: str, batch_id: str) -> None:
    found = next((one for one in batches_to_sample(session, site_id) if one.batch_id == batch_id), None)
    if found is None:
        raise LotNotReadyError("No archive chart of this batch waits for a sample")
    if found.still_open:
        charts = "chart" if found.still_open == 1 else "charts"
        raise LotNotReadyError(f"{found.still_open} {charts} of this batch still to be checked")


def _pages(session: Session, document_ids: Sequence[str]) -> dict[str, tuple[str, int]]:
    """(document id, page number) by page id."""
    rows = session.execute(
        select(DocumentPage.page_id, DocumentPage.document_id, DocumentPage.position).where(
            DocumentPage.document_id.in_(document_ids)
        )
    )
    return {page_id: (document_id, position + 1) for page_id, document_id, position in rows}


def _keep_documents(session: Session, lot: SampleLot, batch: Batch, documents: Sequence[Document]) -> None:
    station = session.get(Station, batch.station_id) if batch.station_id else None
    for document in documents:
        session.add(
            SampleDocument(
                lot_id=lot.id,
                document_id=document.id,
                page_count=document.page_count or 0,
                document_type=document.document_type,
                checked_by=document.verified_by or "",
                scanner=station.name if station else "",
            )
        )


def _keep_pages(session: Session, lot: SampleLot, pages: dict[str, tuple[str, int]]) -> None:
    for place, page_id in enumerate(drawn_pages(lot.seed, list(pages), lot.sample_size), start=1):
        document_id, number = pages[page_id]
        session.add(
            SamplePage(
                lot_id=lot.id, place=place, document_id=document_id, page_id=page_id, page_number=number
            )
        )


def _main_checker(documents: Sequence[Document]) -> str:
    """Who checked most of the pages: the lots of one person's work follow one another."""
    pages: Counter[str] = Counter()
    for document in documents:
        pages[document.verified_by or ""] += document.page_count or 0
    return pages.most_common(1)[0][0]


def _has_failed(session: Session, batch_id: str) -> bool:
    failed = select(SampleLot.id).where(SampleLot.batch_id == batch_id, SampleLot.state == FAILED)
    return session.scalar(failed.limit(1)) is not None


def severity_for(session: Session, site_id: str, checker: str, *, is_second: bool) -> Severity:
    """How much is looked at of this person's next lot; a lot that comes back is never looked at less."""
    severity = next_severity(_history(session, site_id, checker))
    softer = severity in (Severity.NORMAL, Severity.REDUCED)
    return Severity.TIGHTENED if is_second and softer else severity


def _history(session: Session, site_id: str, checker: str) -> list[LotResult]:
    """The first samples of this person's batches, oldest first; a second one says nothing of the checking."""
    pages = func.sum(SampleDocument.page_count)
    theirs = (
        select(SampleDocument.lot_id, SampleDocument.checked_by, pages.label("pages"))
        .group_by(SampleDocument.lot_id, SampleDocument.checked_by)
        .subquery()
    )
    rows = session.execute(
        select(SampleLot, theirs.c.checked_by)
        .join(theirs, theirs.c.lot_id == SampleLot.id)
        .where(SampleLot.site_id == site_id, SampleLot.state != OPEN)
        .order_by(SampleLot.drawn_at, SampleLot.id, theirs.c.pages.desc(), theirs.c.checked_by)
    ).all()
    first: dict[str, tuple[SampleLot, str]] = {}  # by batch
    for lot, checked_by in rows:
        first.setdefault(lot.batch_id, (lot, checked_by))
    return [
        LotResult(lot.wrong or 0, lot.accept, lot.reject) for lot, main in first.values() if main == checker
    ]
