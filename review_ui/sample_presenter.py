"""What the pages about drawn samples show. Touches the database and the object store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.sampling.lots import FAILED, OPEN
from ingest.sampling.verdicts import KINDS, WRONG, JudgedPage, judged_pages, to_check_again
from ingest.sampling.words import proof_words, severity_words
from ocr.page import Page
from review_ui.auth import CurrentUser
from review_ui.chart_presenter import turn_transform
from review_ui.page_text import read_page_text
from review_ui.visibility import visible_document
from review_ui.workplace import Workplace
from storage.artifacts import find_artifact, load_json
from storage.audit.record import record_audit
from storage.edits import live
from storage.tables import Batch, Document, Patient, SampleLot, Station

_LATEST = 30


@dataclass(frozen=True)
class LotRow:
    """One sample in the list."""

    id: str
    batch: str
    state: str
    words: str
    looked_at: int
    sample_size: int
    page_count: int
    severity: str
    accept: int
    reject: int
    aql: float
    seed: str
    drawn_by: str
    drawn_at: datetime
    decided_by: str
    decided_at: datetime | None
    again: int  # filed charts that a person still has to look through


@dataclass(frozen=True)
class SamplePaper:
    """The drawn page as it was scanned, upright: frame, turn (an SVG transform), and whose picture it is."""

    width: int
    height: int
    turned_width: int
    turned_height: int
    turn: str
    href: str
    has_picture: bool


@dataclass(frozen=True)
class SampleView:
    """One drawn page beside what was said of it when it was checked."""

    place: int
    sample_size: int
    page_number: int
    page_count: int
    document_id: str
    document_type: str
    date_of_service: str
    patient: str
    born: str
    mrn: str
    text: str
    paper: SamplePaper
    verdict: str
    kind: str


def lot_rows(session: Session, site_id: str) -> list[LotRow]:
    """Open samples, those with charts to look through again, and the latest decided ones: newest first."""
    lots = session.scalars(
        select(SampleLot).where(SampleLot.site_id == site_id).order_by(SampleLot.id.desc()).limit(_LATEST)
    ).all()
    return [lot_row(session, lot) for lot in lots]


def lot_row(session: Session, lot: SampleLot) -> LotRow:
    """The sample with what it shows so far."""
    pages = judged_pages(session, lot.id)
    looked_at = sum(bool(page.verdict) for page in pages)
    return LotRow(
        id=lot.id,
        batch=batch_name(session, lot.batch_id),
        state=lot.state,
        words=result_words(lot) if lot.state != OPEN else "",
        looked_at=looked_at,
        sample_size=lot.sample_size,
        page_count=lot.page_count,
        severity=severity_words(lot.severity),
        accept=lot.accept,
        reject=lot.reject,
        aql=lot.aql,
        seed=lot.seed,
        drawn_by=lot.drawn_by,
        drawn_at=lot.drawn_at,
        decided_by=lot.decided_by or "",
        decided_at=lot.decided_at,
        again=len(to_check_again(session, lot)),
    )


def batch_name(session: Session, batch_id: str) -> str:
    """The batch as people know it: its box and station, else its number."""
    batch = session.get_one(Batch, batch_id)
    station = session.get(Station, batch.station_id) if batch.station_id else None
    named = [f"box {batch.box}" if batch.box else "", station.name if station else ""]
    said = ", ".join(one for one in named if one) or f"batch {batch_id[-6:]}"
    return said[:1].upper() + said[1:]


def result_words(lot: SampleLot) -> str:
    """What the decided sample proves, and what became of the batch."""
    wrong = lot.wrong or 0
    if lot.state == FAILED:
        allowed = "none may be" if lot.accept == 0 else f"at most {lot.accept} may be"
        pages = "page is" if wrong == 1 else "pages are"
        found = f"{wrong} of {lot.sample_size} drawn {pages} wrong; {allowed}."
        return f"{found} The whole batch goes back to checking."
    return proof_words(pages=lot.page_count, drawn=lot.sample_size, wrong=wrong)


def kinds_found(pages: list[JudgedPage]) -> list[tuple[str, int]]:
    """(what was wrong in words, on how many drawn pages), the commonest first."""
    numbers = {words: sum(page.kind == kind for page in pages) for kind, words in KINDS.items()}
    return sorted(((words, one) for words, one in numbers.items() if one), key=lambda pair: -pair[1])


def wrong_documents(pages: list[JudgedPage]) -> set[str]:
    """The charts with a page that was found wrong."""
    return {page.document_id for page in pages if page.verdict == WRONG}


def sample_view(place: Workplace, user: CurrentUser, lot: SampleLot, drawn: JudgedPage) -> SampleView:
    """The drawn page; that it was looked at is audited.

    Raises:
        review_ui.visibility.DocumentUnknownError: the person may not see its chart.
    """
    with place.database.write() as session:
        document = visible_document(session, user, drawn.document_id)
        patient = session.get(Patient, document.patient_id) if document.patient_id else None
        record_audit(
            session,
            actor=user.actor,
            action="sample.page_viewed",
            subject_kind="document",
            subject_id=document.id,
            patient_id=document.patient_id,
            detail={"lot": lot.id, "page": drawn.page_number},
        )
        paper = _paper(place, session, document, drawn)
    return SampleView(
        place=drawn.place,
        sample_size=lot.sample_size,
        page_number=drawn.page_number,
        page_count=document.page_count or 0,
        document_id=document.id,
        document_type=document.document_type,
        date_of_service=document.date_of_service.isoformat() if document.date_of_service else "",
        patient=patient.name if patient else "",
        born=patient.birth_date.isoformat() if patient and patient.birth_date else "",
        mrn=patient.mrn if patient else "",
        text=_text(place, document.id, drawn.page_id) if paper.has_picture else "",
        paper=paper,
        verdict=drawn.verdict,
        kind=drawn.kind,
    )


def _paper(place: Workplace, session: Session, document: Document, drawn: JudgedPage) -> SamplePaper:
    href = f"/documents/{document.id}/pages/{drawn.page_id}/image"
    made = find_artifact(session, drawn.page_id, "page", document.reading_no)
    if made is None:
        has_picture = find_artifact(session, drawn.page_id, "page_image", document.reading_no) is not None
        return SamplePaper(850, 1100, 850, 1100, "", href, has_picture)
    page = Page.from_json(load_json(place.belt.store, made.sha256))
    upright = -page.rotation_deg % 360
    turned = (page.height, page.width) if upright % 180 else (page.width, page.height)
    turn = turn_transform(upright, page.width, page.height)
    return SamplePaper(page.width, page.height, *turned, turn, href, has_picture=True)


def _text(place: Workplace, document_id: str, page_id: str) -> str:
    tokens = live(read_page_text(place, document_id, page_id).tokens)
    return "".join(f"{token.text}{token.space_after}" for token in tokens).strip()
