"""The belt's OCR stages: open a chart, read a chunk of pages, render the approved chart. Touches the world.

Each runs inside `run_stage`; reading itself is the pure function of ocr.read_document.
"""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ingest.conveyor import StageRun, Write
from ingest.jobs import send_document
from ingest.patients.read_identity import read_identity
from ingest.roll_up import BELT, add_deficiencies
from ingest.stages import JobKind, chunk_of
from ingest.worker_belt import stage_task
from ocr.confidence import doubtful_words
from ocr.corrected_words import CorrectedToken, place_words
from ocr.open_document import open_document
from ocr.options import OcrOptions
from ocr.page import Page, page_text, page_tokens
from ocr.read_document import OpenDocument, PageReading, read_page
from ocr.searchable_pdf import searchable_pdf
from storage.artifacts import MadeArtifact, load_json, put_artifact, put_json, record_artifact, the_artifact
from storage.database import database_now
from storage.edits import Token
from storage.errors import Deficiency, EngineInfo
from storage.ids import new_id
from storage.ledger.document_states import DocumentState
from storage.ledger.documents import lock_document, move
from storage.reviewed_text import DRAFT, PAGE_NOT_READ, given_up_pages, load_text_at
from storage.tables import Document, DocumentDeficiency, DocumentPage, Reading
from storage.tables import Page as PageRow

JPEG = "image/jpeg"


def _options(document: Document) -> OcrOptions:
    return OcrOptions.from_json(document.options.get("ocr", {}))


@stage_task
def open_chart(run: StageRun) -> Write:
    """Count the pages and put their reading on the belt."""
    document = run.chart_or_dictation
    source = run.belt.store.read(document.source_sha256)
    with open_document(source, options=_options(document)) as opened:
        page_count, deficiencies = opened.page_count, list(opened.deficiencies)

    def write(session: Session) -> None:
        row = lock_document(session, document.id)
        row.page_count = page_count
        add_deficiencies(session, row, deficiencies)
        _lay_out_pages(session, row, page_count)
        move(session, row, DocumentState.READING, actor=BELT)
        for first, count in chunk_of(page_count):
            send_document(session, row, JobKind.READ_PAGES, {"first": first, "count": count})

    return write


def _lay_out_pages(session: Session, document: Document, page_count: int) -> None:
    """Page rows belong to the source, so a second document on the same bytes shares them."""
    known = {
        row.source_index: row.id
        for row in session.scalars(select(PageRow).where(PageRow.source_sha256 == document.source_sha256))
    }
    for index in range(page_count):
        if index not in known:
            known[index] = new_id()
            session.add(PageRow(id=known[index], source_sha256=document.source_sha256, source_index=index))
    session.flush()
    for index in range(page_count):
        if session.get(DocumentPage, (document.id, index)) is None:
            session.add(DocumentPage(document_id=document.id, position=index, page_id=known[index]))


@stage_task
def read_pages(run: StageRun) -> Write | None:
    """Read a chunk of pages, each kept as it ends."""
    document = run.chart_or_dictation
    first, count = int(run.job.payload["first"]), int(run.job.payload["count"])
    todo = _unread(run, document, first, count)
    if not todo:
        return None
    options = _options(document)
    source = run.belt.store.read(document.source_sha256)
    with open_document(source, options=options) as opened:
        for position, page_id, index in todo:
            if not _read_one(run, opened, position=position, page_id=page_id, source_index=index):
                return None
    return None


def _unread(run: StageRun, document: Document, first: int, count: int) -> list[tuple[int, str, int]]:
    """(position, page id, source index) of the chunk's pages without a reading, a resume's work list.

    A page that a document on the same bytes has already read only gets its losses written down again.
    """
    todo: list[tuple[int, str, int]] = []
    done: list[tuple[int, str]] = []
    with run.belt.database.read() as session:
        rows = session.execute(
            select(DocumentPage.position, PageRow.id, PageRow.source_index, Reading.unit_id)
            .join(PageRow, PageRow.id == DocumentPage.page_id)
            .outerjoin(Reading, (Reading.unit_id == PageRow.id) & (Reading.reading_no == document.reading_no))
            .where(
                DocumentPage.document_id == document.id,
                DocumentPage.position >= first,
                DocumentPage.position < first + count,
            )
            .order_by(DocumentPage.position)
        )
        for position, page_id, index, read in rows:
            if read is None:
                todo.append((position, page_id, index))
            else:
                done.append((position, page_id))
    for position, page_id in done:
        page = load_page(run, page_id, document.reading_no)
        run.write_unit(lambda session, at=position, of=page: _note_losses(session, document, of, at))  # type: ignore[misc]
    return todo


def load_page(run: StageRun, page_id: str, reading_no: int) -> Page:
    """The stored reading of one page."""
    with run.belt.database.read() as session:
        sha256 = the_artifact(session, page_id, "page", reading_no).sha256
    return Page.from_json(load_json(run.belt.store, sha256))


def _note_losses(session: Session, document: Document, page: Page, position: int) -> None:
    """Write down what the page lost; that it was not read at all is no longer so, unless somebody said it."""
    given_up = delete(DocumentDeficiency).where(
        DocumentDeficiency.document_id == document.id,
        DocumentDeficiency.reading_no == document.reading_no,
        DocumentDeficiency.kind == PAGE_NOT_READ,
        DocumentDeficiency.page_number == position + 1,
        DocumentDeficiency.acknowledged_at.is_(None),
    )
    session.execute(given_up)
    found = [Deficiency(one.kind, one.note, page_number=position + 1) for one in page.deficiencies]
    add_deficiencies(session, document, found, page_id=page.id)


def _read_one(run: StageRun, opened: OpenDocument, *, position: int, page_id: str, source_index: int) -> bool:
    document = run.chart_or_dictation
    reading = read_page(
        opened,
        source_index,
        page_id=page_id,
        options=_options(document),
        reading_no=document.reading_no,
    )
    made = _put_page(run, reading)
    text = page_text(reading.page)

    def write(session: Session) -> None:
        if session.get(Reading, (page_id, document.reading_no)) is None:
            session.add(
                Reading(
                    unit_id=page_id,
                    reading_no=document.reading_no,
                    engine=reading.page.engine.as_json(),
                    word_count=sum(1 for _ in reading.page.words()),
                    doubtful_words=doubtful_words(reading.page),
                    seconds=reading.seconds,
                    identity=read_identity(text).as_json(),
                    created_at=database_now(session),
                )
            )
        for artifact in made:
            record_artifact(session, artifact, subject_id=page_id, version=document.reading_no)
        _note_losses(session, document, reading.page, position)

    return run.write_unit(write)


def _put_page(run: StageRun, reading: PageReading) -> list[MadeArtifact]:
    store = run.belt.store
    tokens = [
        Token(word.id, word.text, separator, (word.id,)).as_json()
        for word, separator in page_tokens(reading.page)
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


def _pages_to_file(run: StageRun, document: Document, source: bytes) -> list[tuple[int, Page]]:
    """(source index, reading) of every page; one that could not be read is filed as its image alone."""
    with run.belt.database.read() as session:
        rows = session.execute(
            select(DocumentPage.page_id, DocumentPage.position, PageRow.source_index, Reading.unit_id)
            .join(PageRow, PageRow.id == DocumentPage.page_id)
            .outerjoin(
                Reading,
                (Reading.unit_id == DocumentPage.page_id) & (Reading.reading_no == document.reading_no),
            )
            .where(DocumentPage.document_id == document.id)
            .order_by(DocumentPage.position)
        ).all()
        given_up = set(session.scalars(given_up_pages(document)))
    with open_document(source, options=_options(document)) as opened:
        return [
            (
                index,
                load_page(run, page_id, document.reading_no)
                if read is not None and position + 1 not in given_up
                else _unread_page(opened, page_id, index),
            )
            for page_id, position, index, read in rows
        ]


def _unread_page(opened: OpenDocument, page_id: str, index: int) -> Page:
    width, height, dpi = opened.page_size(index)
    lost = Deficiency("page_not_read", "This page could not be read", page_number=index + 1)
    engine = EngineInfo(name="none", version="0")
    return Page(page_id, width, height, dpi, (), engine, deficiencies=(lost,))


@stage_task
def render_chart(run: StageRun) -> Write:
    """Make what is filed of an approved chart: the searchable PDF, the pages and the text people left."""
    document = run.chart_or_dictation
    version, revision = int(run.job.payload["version"]), int(run.job.payload["revision"])
    belt = run.belt
    text = load_text_at(belt.database, belt.store, document.id, revision)
    source = belt.store.read(document.source_sha256)
    pages = _pages_to_file(run, document, source)
    corrected = [CorrectedToken(one.text, one.sources, one.origin, one.struck) for one in text.tokens]
    filed_pages = place_words(corrected, pages)
    pdf = searchable_pdf(source, filed_pages, options=_options(document))
    page_json = {"schema_version": 1, "pages": [page.as_json() for _, page in pages]}
    made = [
        put_artifact(belt.store, "searchable_pdf", pdf, media_type="application/pdf"),
        put_json(belt.store, "pages", page_json),
        put_artifact(belt.store, "text", text.text.encode(), media_type="text/plain; charset=utf-8"),
    ]

    def write(session: Session) -> None:
        for artifact in made:
            record_artifact(session, artifact, subject_id=document.id, version=version)

    return write
