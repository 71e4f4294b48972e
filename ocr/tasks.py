"""The belt's OCR stages: read a chunk of pages (and, in ocr.rendering, render). Touches the world.

Each runs inside `run_stage`; reading itself is the pure function of ocr.read_document.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from sqlalchemy import delete
from sqlalchemy.orm import Session

from ingest.conveyor import StageRun, Write
from ingest.page_verdicts import PAGE_CHECK
from ingest.patients.identity import ReadIdentity
from ingest.patients.read_identity import page_identity
from ingest.roll_up import add_deficiencies
from ingest.worker_belt import stage_task
from ocr.barcodes import LabelPatterns, labels_of
from ocr.draft import (
    doubtful_printed_words,
    draft_text,
    draft_words,
    handwritten_places,
    printed_fields,
    unread_regions,
)
from ocr.open_document import open_document
from ocr.page import Page
from ocr.read_document import OpenDocument, PageReading, read_page
from ocr.rendering.tasks import Place, load_page, ocr_options, places_of, render
from ocr.scan_check import PageCheck, check_document
from ocr.scan_check.findings import rescans_wanted
from storage.artifacts import (
    MadeArtifact,
    find_artifact,
    load_json,
    put_artifact,
    put_json,
    record_artifact,
)
from storage.database import database_now
from storage.edits import Token
from storage.errors import Deficiency
from storage.page_marks import PageMarks
from storage.page_order import PAGE_NOT_READ
from storage.reviewed_text import DRAFT
from storage.tables import Document, DocumentDeficiency, Reading

JPEG = "image/jpeg"


@stage_task
def read_pages(run: StageRun) -> Write | None:
    """Read a chunk of pages, each kept as it ends."""
    document = run.chart_or_dictation
    first, count = int(run.job.payload["first"]), int(run.job.payload["count"])
    options = ocr_options(document)
    todo = _unread(run, document, first, count)
    for sha256, places in groupby(todo, key=lambda place: place.source_sha256):
        source = run.belt.store.read(sha256)
        with open_document(source, options=options) as opened:
            for place in places:
                if not _read_one(run, opened, place, _looked_at(run, source, place)):
                    return None
    return None


def _unread(run: StageRun, document: Document, first: int, count: int) -> list[Place]:
    """The chunk's pages without a reading, a resume's work list.

    A page that a document on the same bytes has already read only gets its losses written down again.
    """
    todo: list[Place] = []
    done: list[Place] = []
    with run.belt.database.read() as session:
        for place, is_read in places_of(session, document):
            if first <= place.position < first + count:
                (done if is_read else todo).append(place)
    for place in done:
        lost = _losses(run, place)
        run.write_unit(lambda session, one=place, found=lost: _note_losses(session, document, one, found))  # type: ignore[misc]
    return todo


def _losses(run: StageRun, place: Place) -> list[Deficiency]:
    """What an earlier reading of the page lost, and what is wrong with its image."""
    reading_no = run.chart_or_dictation.reading_no
    with run.belt.database.read() as session:
        checked = find_artifact(session, place.page_id, PAGE_CHECK, reading_no)
    found = list(load_page(run, place.page_id, reading_no).deficiencies)
    if checked is not None:
        found += rescans_wanted(PageCheck.from_json(load_json(run.belt.store, checked.sha256)))
    return found


def _note_losses(session: Session, document: Document, place: Place, found: Sequence[Deficiency]) -> None:
    """Write down what the page lost; that it was not read at all is no longer so, unless somebody said it."""
    position = place.position
    given_up = delete(DocumentDeficiency).where(
        DocumentDeficiency.document_id == document.id,
        DocumentDeficiency.reading_no == document.reading_no,
        DocumentDeficiency.kind == PAGE_NOT_READ,
        DocumentDeficiency.page_number == position + 1,
        DocumentDeficiency.acknowledged_at.is_(None),
    )
    session.execute(given_up)
    here = [Deficiency(one.kind, one.note, page_number=position + 1) for one in found]
    add_deficiencies(session, document, here, page_id=place.page_id)


def _looked_at(run: StageRun, source: bytes, place: Place) -> PageCheck | None:
    """What the look at the page's image found; made now for a page that was scanned again.

    None where the look failed before: that is a loss of its own, and the page is read all the same.
    """
    document = run.chart_or_dictation
    with run.belt.database.read() as session:
        row = find_artifact(session, place.page_id, PAGE_CHECK, document.reading_no)
    if row is not None:
        return PageCheck.from_json(load_json(run.belt.store, row.sha256))
    if place.source_sha256 == document.source_sha256:
        return None
    (check,) = check_document(source, options=ocr_options(document), first=place.source_index, count=1)
    made = put_json(run.belt.store, PAGE_CHECK, check.as_json())
    run.write_unit(
        lambda session: record_artifact(session, made, subject_id=place.page_id, version=document.reading_no)
    )
    return check


def _read_one(run: StageRun, opened: OpenDocument, place: Place, check: PageCheck | None) -> bool:
    document = run.chart_or_dictation
    reading = read_page(
        opened,
        place.source_index,
        page_id=place.page_id,
        options=ocr_options(document),
        reading_no=document.reading_no,
    )
    made = _put_page(run, reading)
    identity = _identity(run, reading.page, check)
    found = [*(rescans_wanted(check) if check else ()), *reading.page.deficiencies]
    if place.source_sha256 != document.source_sha256 and opened.page_count > 1:
        note = f"The new scan has {opened.page_count} pages: only its first one was taken"
        found.append(Deficiency("rescan_has_more_pages", note))

    def write(session: Session) -> None:
        if session.get(Reading, (place.page_id, document.reading_no)) is None:
            session.add(
                Reading(
                    unit_id=place.page_id,
                    reading_no=document.reading_no,
                    engine=reading.page.engine.as_json(),
                    word_count=len(draft_words(reading.page)),
                    doubtful_words=doubtful_printed_words(reading.page),
                    seconds=reading.seconds,
                    identity=identity.as_json(),
                    marks=_marks(reading.page, document.reading_no).as_json(),
                    created_at=database_now(session),
                )
            )
        for artifact in made:
            record_artifact(session, artifact, subject_id=place.page_id, version=document.reading_no)
        _note_losses(session, document, place, found)

    return run.write_unit(write)


def _identity(run: StageRun, page: Page, check: PageCheck | None) -> ReadIdentity:
    """Who the page is about by its print, its form fields and the barcode of its label."""
    patterns = LabelPatterns(mrn=run.belt.settings.label_mrn_patterns)
    labels = labels_of([*page.structure.barcodes, *(check.barcodes if check else ())], patterns)
    label_mrn = labels[0].value if labels else ""
    return page_identity(draft_text(page), key_values=printed_fields(page), label_mrn=label_mrn)


def _marks(page: Page, reading_no: int) -> PageMarks:
    printed = page.structure.page_number
    return PageMarks(
        page_number=printed.number if printed else None,
        page_count=printed.of if printed else None,
        handwritten=handwritten_places(page, reading_no),
        unread=unread_regions(page, reading_no),
    )


def _put_page(run: StageRun, reading: PageReading) -> list[MadeArtifact]:
    store = run.belt.store
    tokens = [
        Token(word.id, word.text, separator, (word.id,)).as_json()
        for word, separator in draft_words(reading.page)
    ]
    made = [
        put_json(store, "page", reading.page.as_json()),
        put_json(store, DRAFT, {"schema_version": 1, "tokens": tokens}),
    ]
    if reading.image_jpeg is not None:
        made.append(put_artifact(store, "page_image", reading.image_jpeg, media_type=JPEG))
    if reading.thumbnail_jpeg is not None:
        made.append(put_artifact(store, "page_thumbnail", reading.thumbnail_jpeg, media_type=JPEG))
    return made


@stage_task
def render_chart(run: StageRun) -> Write:
    """Make what is filed of an approved chart."""
    return render(run)
