"""Charts with real pages, words and pictures that wait to be checked. Touches the database and the store."""

from __future__ import annotations

import io
import random

from PIL import Image
from sqlalchemy.orm import Session

from ingest.belt import Belt
from ingest.index_fields import parse_index_fields
from ingest.intake import Arrival, receive
from ingest.settings import IngestSettings
from ocr.page import Block, Box, Line, Page, Word, page_tokens
from storage.artifacts import MadeArtifact, put_artifact, put_json, record_artifact
from storage.audit.record import Actor
from storage.database import database_now
from storage.edits import Token
from storage.errors import EngineInfo
from storage.ids import new_id
from storage.ledger.document_states import DocumentState
from storage.ledger.documents import move
from storage.ledger.jobs import cancel_open_jobs
from storage.tables import Document, DocumentPage, Reading
from storage.tables import Page as PageRow

_ENGINE = EngineInfo("made for a benchmark", "1", "ab", "cd")
_WIDTH, _HEIGHT = 1700, 2200  # a letter page at 200 dpi
_PROSE = (
    "patient denies chest pain reports shortness of breath on exertion since Tuesday takes metoprolol 25 mg "
    "twice daily no known allergies lungs clear heart regular abdomen soft plan follow up in two weeks with "
    "repeat chest film and basic metabolic panel discussed with family who agree"
)
_WORDS = tuple(_PROSE.split())
_LINES, _WORDS_A_LINE = 28, 10


def make_chart(belt: Belt, pages: int, *, seed: int = 1) -> tuple[str, list[str]]:
    """(document id, page ids) of a chart of that many full pages, read and waiting to be checked."""
    pick = random.Random(seed)
    received = receive(
        io.BytesIO(b"%PDF-1.7\n" + new_id().encode()),
        arrival=Arrival(f"chart-{pages}.pdf"),
        fields=parse_index_fields({"mrn": "990017", "name": "Long, Chart", "document_type": "Chart"}),
        actor=Actor.program("benchmark"),
        belt=belt,
        settings=IngestSettings(min_free_disk_bytes=0),
    )
    pictures = [
        put_artifact(belt.store, kind, _picture(*size), media_type="image/jpeg")
        for kind, size in (("page_image", (_WIDTH, _HEIGHT)), ("page_thumbnail", (120, 155)))
    ]
    made = [_page(pick, new_id()) for _ in range(pages)]
    kept = [
        (
            page,
            put_json(belt.store, "page", page.as_json()),
            put_json(belt.store, "draft", {"schema_version": 1, "tokens": _draft(page)}),
        )
        for page in made
    ]
    with belt.database.write() as session:
        document = session.get_one(Document, received.document_id)
        cancel_open_jobs(session, document.id)
        document.page_count = pages
        for state in (DocumentState.SPLITTING, DocumentState.READING, DocumentState.AWAITING_REVIEW):
            move(session, document, state, actor="benchmark")
            session.refresh(document)
        for position, (page, *texts) in enumerate(kept):
            _write_page(session, document, position, page, [*texts, *pictures])
        document.doubtful_words = 12 * pages
    return received.document_id, [page.id for page in made]


def _page(pick: random.Random, page_id: str) -> Page:
    lines, number = [], 0
    for line in range(_LINES):
        words = []
        for place in range(_WORDS_A_LINE):
            left, top = 120 + 146 * place, 150 + 70 * line
            confidence = 0.5 if pick.random() < 0.04 else 0.97
            box = Box(left, top, left + 130, top + 40)
            words.append(Word(f"{page_id}:1:{number}", pick.choice(_WORDS), box, confidence))
            number += 1
        lines.append(Line(tuple(words)))
    blocks = tuple(Block(tuple(lines[start : start + 7])) for start in range(0, _LINES, 7))
    return Page(page_id, _WIDTH, _HEIGHT, 200.0, blocks, _ENGINE, 0)


def _draft(page: Page) -> list[object]:
    return [Token(word.id, word.text, after, (word.id,)).as_json() for word, after in page_tokens(page)]


def _picture(width: int, height: int) -> bytes:
    written = io.BytesIO()
    Image.effect_noise((width, height), 8).save(written, "JPEG")
    return written.getvalue()


def _write_page(
    session: Session, document: Document, position: int, page: Page, artifacts: list[MadeArtifact]
) -> None:
    session.add(PageRow(id=page.id, source_sha256=document.source_sha256, source_index=position))
    session.flush()
    session.add(DocumentPage(document_id=document.id, position=position, page_id=page.id))
    for artifact in artifacts:
        record_artifact(session, artifact, subject_id=page.id, version=1)
    session.add(
        Reading(
            unit_id=page.id,
            reading_no=1,
            engine=_ENGINE.as_json(),
            word_count=_LINES * _WORDS_A_LINE,
            doubtful_words=12,
            seconds=0.1,
            identity={},
            created_at=database_now(session),
        )
    )
