"""Verdicts that follow from the readings of all pages: printed numbers, handwriting. Touches the world."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.page_series import PAGE_COUNT_NOTE, NumberedPage, missing_from_series
from ingest.patients.foreign import names_somebody_else
from ingest.patients.identity import ReadIdentity
from ingest.patients.known import is_known_elsewhere, known_patient
from storage.errors import Deficiency
from storage.reviews import HANDWRITING, HANDWRITING_TO_TYPE, OTHER_PATIENT
from storage.tables import Document, DocumentDeficiency, DocumentPage, Patient, Reading
from storage.typed_places import marks_by_position

PAGE_CHECK = "page_check"  # artifact kind: what the look at a page's image found, one a page


def after_reading_verdicts(session: Session, document: Document) -> list[Deficiency]:
    """What the readings of all pages say together: pages missing from a numbered series, and handwriting.

    What was said of an earlier state of the pages and nobody answered is taken back.
    """
    asked = _rows(session, document, HANDWRITING_TO_TYPE)
    _take_back(session, document, PAGE_COUNT_NOTE, HANDWRITING, HANDWRITING_TO_TYPE)
    numbered = [
        NumberedPage(position, mark.page_number, mark.page_count)
        for position, mark in marks_by_position(session, document)
        if mark.page_number is not None and mark.page_count is not None
    ]
    kind = HANDWRITING_TO_TYPE if asked else HANDWRITING
    return [*missing_from_series(numbered), *_handwriting(session, document, kind)]


def handwriting_step(session: Session, document: Document, *, must_be_typed: bool) -> list[Deficiency]:
    """The document's one step about handwriting, by what its site wants of its type; answered ones stay."""
    kind = HANDWRITING_TO_TYPE if must_be_typed else HANDWRITING
    other = HANDWRITING if must_be_typed else HANDWRITING_TO_TYPE
    _take_back(session, document, other)
    return _handwriting(session, document, kind)


def _handwriting(session: Session, document: Document, kind: str) -> list[Deficiency]:
    pages = [position + 1 for position, mark in marks_by_position(session, document) if mark.handwritten]
    if not pages:
        return []
    asks = "type it" if kind == HANDWRITING_TO_TYPE else "kept as image"
    return [Deficiency(kind, f"Handwriting on {page_words(pages)}: {asks}")]


def _rows(session: Session, document: Document, *kinds: str) -> Sequence[DocumentDeficiency]:
    return session.scalars(
        select(DocumentDeficiency).where(
            DocumentDeficiency.document_id == document.id,
            DocumentDeficiency.reading_no == document.reading_no,
            DocumentDeficiency.kind.in_(kinds),
        )
    ).all()


def _take_back(session: Session, document: Document, *kinds: str) -> None:
    for row in _rows(session, document, *kinds):
        if row.acknowledged_at is None:
            session.delete(row)
    session.flush()


def foreign_pages(
    session: Session, document: Document, patient: Patient
) -> list[tuple[Deficiency, str | None]]:
    """(what to decide, page id) of every page, or of the recording, that names another patient."""
    found: list[tuple[Deficiency, str | None]] = []
    known = known_patient(session, patient)
    for page_number, unit_id in units_of(session, document):
        reading = session.get(Reading, (unit_id, document.reading_no))
        read = ReadIdentity.from_json(reading.identity) if reading else ReadIdentity()
        if names_somebody_else(
            read, known, belongs_elsewhere=lambda number: is_known_elsewhere(session, patient, number)
        ):
            place = f"Page {page_number}" if page_number else "The recording"
            note = f"{place} names another patient than the one chosen"
            found.append((Deficiency(OTHER_PATIENT, note, page_number), unit_id if page_number else None))
    return found


def units_of(session: Session, document: Document) -> list[tuple[int | None, str]]:
    """(page number from 1, page id) of each page in order; (None, document id) of a recording."""
    if document.kind == "dictation":
        return [(None, document.id)]
    rows = session.execute(
        select(DocumentPage.position, DocumentPage.page_id)
        .where(DocumentPage.document_id == document.id)
        .order_by(DocumentPage.position)
    )
    return [(position + 1, page_id) for position, page_id in rows]


def page_words(numbers: Sequence[int]) -> str:
    """The page numbers in words: page 2; pages 2 and 5; pages 2, 3 and 5."""
    if len(numbers) == 1:
        return f"page {numbers[0]}"
    return f"pages {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
