"""The belt's last OCR stage: what is filed of an approved chart. Touches the world.

Here too, for both OCR stages, is where a document's pages come from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.conveyor import StageRun, Write
from ingest.splitting import AS_SPLIT, RECEIVED_PAGES
from ocr.corrected_words import CorrectedToken, place_words
from ocr.draft import (
    unread_page,
)
from ocr.open_document import open_document
from ocr.options import OcrOptions
from ocr.page import Page
from ocr.part_of_file import joined_pdf, pages_alone
from ocr.searchable_pdf import searchable_pdf
from storage.artifacts import (
    MadeArtifact,
    find_artifact,
    load_json,
    put_artifact,
    put_json,
    record_artifact,
    the_artifact,
)
from storage.page_order import given_up_pages
from storage.reviewed_text import load_text_at
from storage.tables import Artifact, Document, DocumentPage, Reading
from storage.tables import Page as PageRow


def ocr_options(document: Document) -> OcrOptions:
    """The options that intake kept with the document."""
    return OcrOptions.from_json(document.options.get("ocr", {}))


@dataclass(frozen=True)
class Place:
    """A page of the document: where it stands (from 0), and where it comes from."""

    position: int
    page_id: str
    source_sha256: str
    source_index: int


def places_of(session: Session, document: Document) -> list[tuple[Place, bool]]:
    """Every page of the document in order, and whether its current reading is there."""
    rows = session.execute(
        select(DocumentPage.position, PageRow, Reading.unit_id)
        .join(PageRow, PageRow.id == DocumentPage.page_id)
        .outerjoin(Reading, (Reading.unit_id == PageRow.id) & (Reading.reading_no == document.reading_no))
        .where(DocumentPage.document_id == document.id)
        .order_by(DocumentPage.position)
    )
    return [
        (Place(position, page.id, page.source_sha256, page.source_index), read is not None)
        for position, page, read in rows
    ]


def load_page(run: StageRun, page_id: str, reading_no: int) -> Page:
    """The stored reading of one page."""
    with run.belt.database.read() as session:
        sha256 = the_artifact(session, page_id, "page", reading_no).sha256
    return Page.from_json(load_json(run.belt.store, sha256))


@dataclass(frozen=True)
class _Stretch:
    """Pages that follow each other and come from one file: its bytes, and each page's index in them."""

    source: bytes
    pages: tuple[tuple[int, Page], ...]


def _stretches_to_file(run: StageRun, document: Document) -> list[_Stretch]:
    """Every page in order, by file; a page that could not be read is filed as its image alone."""
    options = ocr_options(document)
    with run.belt.database.read() as session:
        places = places_of(session, document)
        given_up = set(session.scalars(given_up_pages(document)))
    stretches = []
    for sha256, group in groupby(places, key=lambda one: one[0].source_sha256):
        here = list(group)
        source = run.belt.store.read(sha256)
        indexes = [place.source_index for place, _ in here]
        if document.part_of is not None:  # nothing of the file's other documents comes near this record
            source, indexes = pages_alone(source, indexes, options=options), list(range(len(here)))
        with open_document(source, options=options) as opened:
            pages = tuple(
                (
                    index,
                    load_page(run, place.page_id, document.reading_no)
                    if is_read and place.position + 1 not in given_up
                    else unread_page(opened, place.page_id, index),
                )
                for (place, is_read), index in zip(here, indexes, strict=True)
            )
        stretches.append(_Stretch(source, pages))
    return stretches


def _filed_pdf(stretches: Sequence[_Stretch], tokens: Sequence[CorrectedToken], options: OcrOptions) -> bytes:
    """The searchable PDF of all stretches; words are placed over all of them, for edits cross pages."""
    pages = [page for stretch in stretches for _, page in stretch.pages]
    placed = iter(place_words(tokens, list(enumerate(pages))))
    parts = []
    for stretch in stretches:
        filed = [replace(next(placed), page_index=index) for index, _ in stretch.pages]
        parts.append(searchable_pdf(stretch.source, filed, options=options))
    return joined_pdf(parts)


def render(run: StageRun) -> Write:
    """Make what is filed of an approved chart: the searchable PDF, the pages and the text people left."""
    document = run.chart_or_dictation
    version, revision = int(run.job.payload["version"]), int(run.job.payload["revision"])
    belt = run.belt
    text = load_text_at(belt.database, belt.store, document.id, revision)
    options = ocr_options(document)
    stretches = _stretches_to_file(run, document)
    tokens = [CorrectedToken(one.text, one.sources, one.origin, one.struck) for one in text.tokens]
    pages = [page.as_json() for stretch in stretches for _, page in stretch.pages]
    made = [
        put_artifact(
            belt.store,
            "searchable_pdf",
            _filed_pdf(stretches, tokens, options),
            media_type="application/pdf",
        ),
        put_json(belt.store, "pages", {"schema_version": 1, "pages": pages}),
        put_artifact(belt.store, "text", text.text.encode(), media_type="text/plain; charset=utf-8"),
    ]
    if document.part_of is not None:
        with belt.database.read() as session:
            part = find_artifact(session, document.id, RECEIVED_PAGES, AS_SPLIT)
        made += [_again(part)] if part is not None else []

    def write(session: Session) -> None:
        for artifact in made:
            record_artifact(session, artifact, subject_id=document.id, version=version)

    return write


def _again(row: Artifact) -> MadeArtifact:
    """The same object once more, under another version."""
    return MadeArtifact(row.kind, row.sha256, row.size_bytes, row.media_type, row.schema_version)
