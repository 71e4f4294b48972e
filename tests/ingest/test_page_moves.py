"""Pages go to another document with what people corrected on them; nothing is lost, and both tell it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.conveyor import StageRun, Write
from ingest.originals import originals_of, page_rows
from ingest.page_moves import PageMove, move_pages
from ingest.page_places import PagesNotMovedError
from ingest.splitting import RECEIVED_PAGES
from ingest.stages import JobKind
from storage.artifacts import find_artifact
from storage.errors import Deficiency
from storage.ledger.balance import ledger_balance
from storage.ledger.document_states import DocumentState as S
from storage.reviewed_text import TypedRange, draft_hashes, load_text, machine_tokens, save_typing
from storage.reviews import ClaimedError, Reviewer, claim_for_review
from storage.tables import (
    Document,
    DocumentDeficiency,
    DocumentEventRow,
    DocumentPage,
    Job,
    SetAsidePage,
    SourceObject,
)
from tests.ocr.charts import typed_pdf
from tests.review_ui.chart import lose, write_reading, written_page
from tests.small_site import SmallSite, small_site

PAGES = ["Takes Iisinopril daily for hypertension", "Denies chest pain and cough", "Consent was given today"]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SmallSite]:
    with small_site(tmp_path) as site:
        yield site


def chart(site: SmallSite, *texts: str, remark: str = "") -> str:
    """A chart of the site, read and waiting to be checked."""
    content = typed_pdf([(text,) for text in texts or PAGES])
    received = site.receive(content + f"\n%{remark}\n".encode(), mrn="441729")
    run(site)
    assert site.document(received.document_id).state == S.AWAITING_REVIEW
    return received.document_id


def run(site: SmallSite) -> None:
    def read(stage: StageRun) -> Write:
        def write(session: Session) -> None:
            first, count = stage.job.payload["first"], stage.job.payload["count"]
            for page in page_rows(session, stage.chart_or_dictation)[first : first + count]:
                text = texts[stage.chart_or_dictation.source_sha256][page.source_index]
                write_reading(site, session, written_page(text, page.id))

        return write

    texts = site_texts(site)
    site.run_belt({JobKind.READ_PAGES: read, JobKind.SUGGEST_CODES: lambda _: None})


def site_texts(site: SmallSite) -> dict[str, list[str]]:
    """First line of each page of each file that came in."""
    with site.belt.database.read() as session:
        hashes = session.scalars(select(SourceObject.sha256)).all()
    return {one: first_lines(site.belt.store.read(one)) for one in hashes}


def first_lines(pdf_bytes: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf_bytes) as pdf:
        return [page.get_textpage().get_text_range().splitlines()[0] for page in pdf]


def pages_of(site: SmallSite, document_id: str) -> list[str]:
    with site.belt.database.read() as session:
        rows = session.query(DocumentPage).filter_by(document_id=document_id).order_by(DocumentPage.position)
        places = [(row.position, row.page_id) for row in rows]
    assert [position for position, _ in places] == list(range(len(places)))
    return [page_id for _, page_id in places]


def text_of(site: SmallSite, document_id: str) -> str:
    return load_text(site.belt.database, site.belt.store, document_id).text


def correct(site: SmallSite, document_id: str, wrong: str, right: str, who: Reviewer) -> None:
    text = load_text(site.belt.database, site.belt.store, document_id)
    token = next(one for one in text.tokens if one.text == wrong and not one.struck)
    with site.belt.database.read() as session:
        hashes = draft_hashes(session, session.get_one(Document, document_id))
    base = machine_tokens(site.belt.store, hashes)

    def act(session: Session) -> None:
        typed = TypedRange(text.revision, token.id, token.id, right)
        save_typing(session, document_id, base, typed, user_id=who.user_id)

    site.write(act)


def own_pages(site: SmallSite, document_id: str) -> list[str]:
    """The text of each page of what is handed out as the document's original."""

    with site.belt.database.read() as session:
        row = find_artifact(session, document_id, RECEIVED_PAGES)
    assert row is not None
    return first_lines(site.belt.store.read(row.sha256))


def test_a_chart_is_split_with_its_corrections_and_losses(site: SmallSite) -> None:
    who, whole = site.person("technician"), chart(site)
    pages = pages_of(site, whole)
    correct(site, whole, "Iisinopril", "lisinopril", who)
    correct(site, whole, "cough", "dyspnea", who)
    lose(site, whole, Deficiency("rescan_wanted", "too faint", page_number=2))

    part = move_pages(site.belt, PageMove(whole, tuple(pages[1:])), who)
    run(site)

    assert pages_of(site, whole) == pages[:1]
    assert pages_of(site, part) == pages[1:]
    assert "Takes lisinopril daily" in text_of(site, whole)
    assert "Denies" not in text_of(site, whole)
    assert "Denies chest pain and dyspnea" in text_of(site, part)
    assert "Consent was given" in text_of(site, part)
    assert own_pages(site, whole) == [PAGES[0]]
    assert own_pages(site, part) == PAGES[1:]
    for one, count in ((whole, 1), (part, 2)):
        document = site.document(one)
        assert (document.state, document.page_count) == (S.AWAITING_REVIEW, count)
        assert document.claimed_fields["mrn"] == "441729"
    with site.belt.database.read() as session:
        assert ledger_balance(session)["balanced"]
        assert [
            (row.document_id, row.page_number)
            for row in session.query(DocumentDeficiency).filter_by(kind="rescan_wanted")
        ] == [(part, 1)]
        stones = session.query(SetAsidePage).filter_by(document_id=whole, reason="moved").all()
        assert {(stone.page_id, stone.replaced_by) for stone in stones} == {
            (pages[1], part),
            (pages[2], part),
        }
        (original,) = originals_of(session, session.get_one(Document, part))
        assert original.page_indexes == (1, 2)
        events = {row.event for row in session.query(DocumentEventRow).filter_by(document_id=part)}
        assert {"received", "pages_moved_from"} <= events


def test_a_page_that_went_astray_comes_back_as_it_was_corrected_last(site: SmallSite) -> None:
    who, first, second = (
        site.person("technician"),
        chart(site, remark="a"),
        chart(site, "Other chart", remark="b"),
    )
    page = pages_of(site, first)[0]
    correct(site, first, "Iisinopril", "lisinopril", who)

    move_pages(site.belt, PageMove(first, (page,), to=second), who)
    run(site)
    assert text_of(site, second).startswith("Other chart")
    correct(site, second, "daily", "twice", who)
    assert "Takes lisinopril twice" in text_of(site, second)
    with site.belt.database.read() as session:
        refs = originals_of(session, session.get_one(Document, second))
        assert sorted(one.page_indexes or () for one in refs) == [(0,), (0,)]
    assert own_pages(site, second) == ["Other chart", PAGES[0]]

    move_pages(site.belt, PageMove(second, (page,), to=first), who)
    run(site)
    assert pages_of(site, first)[-1] == page
    assert "Takes lisinopril twice" in text_of(site, first)
    assert text_of(site, first).startswith("Denies chest pain")
    assert "lisinopril" not in text_of(site, second)
    assert own_pages(site, second) == ["Other chart"]


def test_a_document_all_of_whose_pages_went_is_withdrawn_and_counted(site: SmallSite) -> None:
    who, first, second = (
        site.person("technician"),
        chart(site, remark="a"),
        chart(site, "Other chart", remark="b"),
    )

    move_pages(site.belt, PageMove(second, tuple(pages_of(site, second)), to=first), who)
    run(site)

    left = site.document(second)
    assert (left.state, left.page_count) == (S.WITHDRAWN, 0)
    assert left.reason is not None
    assert first in left.reason
    assert len(pages_of(site, first)) == 4
    with site.belt.database.read() as session:
        balance = ledger_balance(session)
    assert (balance["accepted"], balance["waiting"], balance["withdrawn"]) == (2, 1, 1)


def test_pages_for_another_patient_claim_nothing(site: SmallSite) -> None:
    who, whole = site.person("technician"), chart(site)

    part = move_pages(site.belt, PageMove(whole, (pages_of(site, whole)[2],), for_another_patient=True), who)

    assert not site.document(part).claimed_fields.get("mrn")
    assert site.document(part).patient_id is None


def test_what_cannot_be_moved_stays_where_it_is(site: SmallSite) -> None:
    who, other, whole = site.person("technician"), site.person("technician", name="Lee Roe"), chart(site)
    pages = pages_of(site, whole)
    with pytest.raises(PagesNotMovedError, match="not in this document"):
        move_pages(site.belt, PageMove(whole, ("no-such-page",)), who)
    with pytest.raises(PagesNotMovedError, match="no such document"):
        move_pages(site.belt, PageMove(whole, (pages[0],), to="no-such-document"), who)
    with pytest.raises(PagesNotMovedError, match="in this document"):
        move_pages(site.belt, PageMove(whole, (pages[0],), to=whole), who)
    site.write(lambda session: claim_for_review(session, whole, other, lease_minutes=5))
    with pytest.raises(ClaimedError):
        move_pages(site.belt, PageMove(whole, (pages[0],)), who)
    with pytest.raises(ValueError, match="each once"):
        PageMove(whole, ())
    assert pages_of(site, whole) == pages
    with site.belt.database.read() as session:
        assert session.query(Job).filter(Job.kind == JobKind.GATHER_PAGES).count() == 0
