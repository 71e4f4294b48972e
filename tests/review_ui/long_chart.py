"""A long chart that was read: drawn by the benchmark's generator, one picture for all pages."""

from __future__ import annotations

from functools import cache

from sqlalchemy.orm import Session

from benchmarks.chart_starts.charts import ChartSize, drawn_chart
from benchmarks.chart_starts.noise import read_page
from benchmarks.chart_starts.paper import TrueChart
from ingest.patients.read_identity import read_identity
from ocr.page import Page, page_text, page_tokens
from storage.artifacts import put_artifact, put_json, record_artifact
from storage.database import database_now
from storage.edits import Token
from storage.ids import new_id
from storage.ledger.document_states import DocumentState
from storage.ledger.documents import move
from storage.ledger.jobs import cancel_open_jobs
from storage.tables import Document, DocumentPage, Reading
from storage.tables import Page as PageRow
from tests.review_ui.chart import ENGINE, ChartMade, picture
from tests.small_site import SmallSite


@cache
def drawn(seed: int, documents: int) -> TrueChart:
    """A chart of so many documents, most of them long."""
    return drawn_chart(seed, ChartSize(most=1_000_000, documents=documents, long_share=0.85))


def long_chart(site: SmallSite, chart: TrueChart, seed: int, **fields: str) -> ChartMade:
    """The chart as a document that waits to be checked."""
    document_id = site.receive(b"%PDF-1.7\n" + new_id().encode(), **fields).document_id
    page_ids = tuple(new_id() for _ in chart.pages)
    pages = [
        read_page(paper, page_id, f"{seed} {number}")
        for number, (paper, page_id) in enumerate(zip(chart.pages, page_ids, strict=True))
    ]
    store = site.belt.store
    large = put_artifact(store, "page_image", picture(85, 110), media_type="image/jpeg")
    small = put_artifact(store, "page_thumbnail", picture(17, 22), media_type="image/jpeg")
    made = [
        (
            put_json(store, "page", page.as_json()),
            put_json(store, "draft", {"schema_version": 1, "tokens": _draft(page)}),
            large,
            small,
        )
        for page in pages
    ]

    def write(session: Session) -> None:
        document = session.get_one(Document, document_id)
        cancel_open_jobs(session, document.id)
        document.page_count = len(pages)
        for state in (DocumentState.SPLITTING, DocumentState.READING, DocumentState.AWAITING_REVIEW):
            move(session, document, state, actor="test")
            session.refresh(document)
        for position, page in enumerate(pages):
            session.add(PageRow(id=page.id, source_sha256=document.source_sha256, source_index=position))
        session.flush()
        for position, (page, artifacts) in enumerate(zip(pages, made, strict=True)):
            session.add(DocumentPage(document_id=document.id, position=position, page_id=page.id))
            for artifact in artifacts:
                record_artifact(session, artifact, subject_id=page.id, version=1)
            session.add(_reading(session, page))

    site.write(write)
    return ChartMade(document_id, page_ids)


def _draft(page: Page) -> list[object]:
    return [Token(word.id, word.text, after, (word.id,)).as_json() for word, after in page_tokens(page)]


def _reading(session: Session, page: Page) -> Reading:
    return Reading(
        unit_id=page.id,
        reading_no=1,
        engine=ENGINE.as_json(),
        word_count=sum(1 for _ in page.words()),
        doubtful_words=0,
        seconds=0.1,
        identity=read_identity(page_text(page)).as_json(),
        created_at=database_now(session),
    )
