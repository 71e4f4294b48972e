"""What the wall of a chart's pages shows, and the proposal that it begins with.

Touches the database and the object store. The proposal is made once, when a chart is opened first: it reads
what was kept of each page, which takes about a second for a hundred pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.chart_opening import (
    Proposal,
    ProposedPage,
    Standing,
    groups_of_alike,
    keep_proposal,
    kept_opening,
    page_ids_in_order,
    standing_now,
)
from ingest.document_types import (
    DateSuggestion,
    PrintedPage,
    TypeSuggestion,
    signs_of,
    site_counts,
    suggest_date,
    suggest_type,
    type_names,
    with_shipped,
)
from ingest.index_fields import IndexFields
from ocr.document_starts import document_starts
from ocr.page import Page
from review_ui.workplace import Workplace
from storage.artifacts import find_artifact, load_json
from storage.database import database_now
from storage.errors import EngineInfo
from storage.tables import Document, Patient, TypeCount

_BLANK_WIDTH, _BLANK_HEIGHT, _BLANK_DPI = 850, 1100, 100.0
_NO_ENGINE = EngineInfo(name="none", version="0")


@dataclass(frozen=True)
class OpenedChart:
    """The wall: how the chart stands, the page on which the last person stood, whose it is said to be."""

    standing: Standing
    place: int
    patient: str
    patient_known: bool
    types: Sequence[str]
    is_committed: bool


def ensure_proposal(place: Workplace, document_id: str) -> None:
    """Make the chart's proposal, unless there is one of these pages already."""
    with place.database.read() as session:
        document = session.get_one(Document, document_id)
        if kept_opening(session, document) is not None:
            return
        page_ids = page_ids_in_order(session, document)
        made = {one: find_artifact(session, one, "page", document.reading_no) for one in page_ids}
        hashes = {page_id: row.sha256 for page_id, row in made.items() if row is not None}
        today = database_now(session).astimezone(place.zone).date()
        born = _birth_date(session, document)
        site_id = document.site_id
    stored = {page_id: load_json(place.belt.store, sha256) for page_id, sha256 in hashes.items()}
    printed = [PrintedPage.from_stored(stored[one]) if one in stored else PrintedPage() for one in page_ids]
    signs = [signs_of(printed[number : number + 2]) for number in range(len(printed))]
    with place.database.read() as session:
        counts = with_shipped(site_counts(session, site_id, frozenset().union(*signs)))
    starts = document_starts([_page(one, stored) for one in page_ids])
    groups = groups_of_alike([signs_of([page]) for page in printed])
    pages = []
    for number, page_id in enumerate(page_ids):
        first = ProposedPage(page_id, starts[number].score, not printed[number].lines, group=groups[number])
        day = suggest_date(printed[number : number + 2], today=today, birth_date=born)
        pages.append(_described(first, suggest_type(signs[number], counts), day))
    with place.database.write() as session:
        keep_proposal(session, session.get_one(Document, document_id), Proposal(tuple(pages)))


def _described(page: ProposedPage, kind: TypeSuggestion, day: DateSuggestion) -> ProposedPage:
    """The page with what a document would be that begins there."""
    return replace(
        page,
        types=tuple(name for name, _ in kind.likely),
        type_is_sure=kind.is_sure,
        days=tuple(one.isoformat() for one in day.likely),
        day_is_sure=day.is_sure,
    )


def _page(page_id: str, stored: Mapping[str, Mapping[str, Any]]) -> Page:
    """The page as it was read; one that could not be read is seen as a blank one."""
    if page_id in stored:
        return Page.from_json(dict(stored[page_id]))
    return Page(page_id, _BLANK_WIDTH, _BLANK_HEIGHT, _BLANK_DPI, (), _NO_ENGINE, is_blank=True)


def _birth_date(session: Session, document: Document) -> date | None:
    if document.patient_confirmed_by:
        patient = session.get(Patient, document.patient_id)
        return patient.birth_date if patient else None
    return IndexFields.from_json(document.claimed_fields).dob


def opened_chart(session: Session, document: Document) -> OpenedChart | None:
    """The wall as it stands; None while nothing was proposed for these pages."""
    opening = kept_opening(session, document)
    if opening is None:
        return None
    filed = session.scalars(
        select(TypeCount.document_type).where(TypeCount.site_id == document.site_id, TypeCount.documents > 0)
    ).all()
    words, is_known = _patient_words(session, document)
    return OpenedChart(
        standing_now(session, opening),
        opening.place,
        words,
        is_known,
        type_names(filed),
        opening.committed_at is not None,
    )


def _patient_words(session: Session, document: Document) -> tuple[str, bool]:
    """Whose chart it is said to be, and whether that is enough to confirm it."""
    patient = session.get(Patient, document.patient_id) if document.patient_confirmed_by else None
    claims = IndexFields.from_json(document.claimed_fields)
    mrn = patient.mrn if patient else claims.mrn or str(document.proposed_fields.get("mrn", ""))
    name = patient.name if patient else claims.name
    born = patient.birth_date if patient else claims.dob
    said = (name, f"born {born:%m/%d/%Y}" if born else "", f"MRN {mrn}" if mrn else "")
    return ", ".join(one for one in said if one), bool(patient or (name and (born or mrn)))


def standing_as_json(standing: Standing) -> dict[str, Any]:
    """The wall for our script: a row for each page, and what is still to do."""
    number = 0
    pages = []
    for page in standing.pages:
        number += page.starts and not page.is_away
        pages.append(
            {
                "id": page.page_id,
                "starts": page.starts and not page.is_away,
                "document": number,
                "seen": page.seen,
                "away": page.is_away,
                "type": page.type,
                "guess": page.proposed.types[0] if page.proposed.types and not page.type else "",
                "likely": list(page.proposed.types),
                "day": page.day,
                "dayGuess": page.proposed.days[0] if page.proposed.days and not page.day else "",
                "days": list(page.proposed.days),
                "dayKnown": bool(page.day) or page.day_settled,
                "doubts": list(page.doubts),
            }
        )
    return {
        "pages": pages,
        "documents": len(standing.documents),
        "unseen": standing.unseen,
        "untyped": standing.untyped,
        "doubts": sum(bool(page.doubts) for page in standing.pages),
    }
