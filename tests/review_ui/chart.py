"""A chart that was read: pages, words and pictures made by hand, waiting to be checked."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image
from sqlalchemy.orm import Session

from ingest.patients.read_identity import page_identity
from ingest.roll_up import add_deficiencies
from ocr.confidence import doubtful_words
from ocr.page import Block, Box, Line, Page, Word, WordReading, page_text, page_tokens
from storage.artifacts import put_artifact, put_json, record_artifact
from storage.database import database_now
from storage.edits import Token
from storage.errors import Deficiency, EngineInfo
from storage.ids import new_id
from storage.ledger.document_states import DocumentState
from storage.ledger.documents import move
from storage.ledger.jobs import cancel_open_jobs
from storage.tables import Document, DocumentPage, Reading
from storage.tables import Page as PageRow
from tests.small_site import FERN, SmallSite

ENGINE = EngineInfo("canned", "1", "ab", "cd")
WIDTH, HEIGHT = 850, 1100


@dataclass(frozen=True)
class ChartMade:
    """The ids of a chart that waits to be checked."""

    document_id: str
    page_ids: tuple[str, ...]


def chart_to_check(site: SmallSite, *texts: str, rotation_deg: int = 0, **fields: str) -> ChartMade:
    """A chart with one page a text; blank lines end paragraphs, a word with a `~` before it is doubtful."""
    content = b"%PDF-1.7\n" + new_id().encode()
    given = FERN | {"encounter": "E-1", "encounter_type": "outpatient"} | fields
    received = site.receive(content, **given)
    page_ids = tuple(new_id() for _ in texts)
    pages = [
        written_page(text, page_id, rotation_deg=rotation_deg)
        for text, page_id in zip(texts, page_ids, strict=True)
    ]

    def write(session: Session) -> None:
        document = session.get_one(Document, received.document_id)
        cancel_open_jobs(session, document.id)
        document.page_count = len(pages)
        for state in (DocumentState.SPLITTING, DocumentState.READING, DocumentState.AWAITING_REVIEW):
            move(session, document, state, actor="test")
            session.refresh(document)
        for position, page in enumerate(pages):
            _write_page(site, session, document, position, page)
        document.doubtful_words = sum(doubtful_words(page) for page in pages)

    site.write(write)
    return ChartMade(received.document_id, page_ids)


def written_page(text: str, page_id: str, *, rotation_deg: int = 0) -> Page:
    """A page whose words stand in a grid of boxes; "~word|other" was read another way too."""
    blocks, number, top = [], 0, 100
    for paragraph in text.split("\n\n"):
        lines = []
        for typed in paragraph.split("\n"):
            words = []
            left = 80
            for one in typed.split():
                shown, *others = one.removeprefix("~").split("|")
                box = Box(left, top, left + 10 * len(shown), top + 20)
                confidence = 0.5 if one.startswith("~") else 0.97
                readings = tuple(WordReading("canned", text) for text in others)
                words.append(Word(f"{page_id}:1:{number}", shown, box, confidence, readings=readings))
                number, left = number + 1, left + 10 * len(shown) + 10
            if words:
                lines.append(Line(tuple(words)))
            top += 30
        if lines:
            blocks.append(Block(tuple(lines)))
    return Page(page_id, WIDTH, HEIGHT, 100.0, tuple(blocks), ENGINE, rotation_deg, is_blank=not blocks)


def picture(width: int, height: int) -> bytes:
    """A plain JPEG."""
    written = io.BytesIO()
    Image.new("L", (width, height), 240).save(written, "JPEG")
    return written.getvalue()


def lose(site: SmallSite, document_id: str, *losses: Deficiency) -> None:
    """Add losses as the belt does."""
    site.write(
        lambda session: add_deficiencies(session, session.get_one(Document, document_id), list(losses))
    )


def _write_page(site: SmallSite, session: Session, document: Document, position: int, page: Page) -> None:
    session.add(PageRow(id=page.id, source_sha256=document.source_sha256, source_index=position))
    session.flush()
    session.add(DocumentPage(document_id=document.id, position=position, page_id=page.id))
    write_reading(site, session, page)


def write_reading(site: SmallSite, session: Session, page: Page) -> None:
    """What is kept of a page that was read."""
    store = site.belt.store
    made = [
        put_json(store, "page", page.as_json()),
        put_json(store, "draft", {"schema_version": 1, "tokens": _draft(page)}),
        put_artifact(store, "page_image", picture(WIDTH, HEIGHT), media_type="image/jpeg"),
        put_artifact(store, "page_thumbnail", picture(85, 110), media_type="image/jpeg"),
    ]
    for artifact in made:
        record_artifact(session, artifact, subject_id=page.id, version=1)
    session.add(
        Reading(
            unit_id=page.id,
            reading_no=1,
            engine=ENGINE.as_json(),
            word_count=sum(1 for _ in page.words()),
            doubtful_words=doubtful_words(page),
            seconds=0.1,
            identity=page_identity(page_text(page), key_values={}, label_mrn="").as_json(),
            created_at=database_now(session),
        )
    )


def _draft(page: Page) -> Sequence[object]:
    return [Token(word.id, word.text, after, (word.id,)).as_json() for word, after in page_tokens(page)]
