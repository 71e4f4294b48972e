"""What programs do at the same moment ends as if they had done it one after the other, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from ingest.conveyor import StageRun, Work, Write, run_stage
from ingest.interventions import withdraw
from ingest.jobs import send_document
from ingest.stages import JobKind
from ocr.scan_check.tasks import open_chart
from samples.catalogue import sample_files
from storage.database import ChangedAtOnceError, database_now
from storage.ledger.balance import ledger_balance
from storage.ledger.document_states import DocumentState
from storage.ledger.documents import lock_document, move
from storage.reviews import claim_for_review, return_lapsed_reviews
from storage.tables import Document, DocumentEventRow, DocumentPage, Page, Reading
from tests.at_once import at_once
from tests.small_site import FERN, PDF, SmallSite, small_site

S = DocumentState
MANY = 5
PAGES = 4


@pytest.fixture
def site(tmp_path: Path, database_url: str) -> Iterator[SmallSite]:
    with small_site(tmp_path, database_url=database_url, retry_delays_s=(0.001,)) as site:
        yield site


def _opens(run: StageRun) -> Write:
    """Stands in for opening a chart: a reading job for each page."""

    def write(session: Session) -> None:
        row = lock_document(session, run.job.subject_id)
        row.page_count = PAGES
        for index in range(PAGES):
            page = Page(id=f"{row.id[:34]}{index:02}", source_sha256=row.source_sha256, source_index=index)
            session.add(page)
            session.flush()
            session.add(DocumentPage(document_id=row.id, position=index, page_id=page.id))
            send_document(session, row, JobKind.READ_PAGES, {"first": index, "count": 1})
        move(session, row, S.READING, actor="belt")

    return write


def _reads(run: StageRun) -> None:
    """Stands in for reading one page: kept as it ends, as the OCR stage does it."""

    def write(session: Session) -> None:
        page_id = session.get_one(DocumentPage, (run.job.subject_id, run.job.payload["first"])).page_id
        if session.get(Reading, (page_id, 1)) is None:
            engine = {"name": "stand-in", "version": "1"}
            now = database_now(session)
            counts = {"word_count": 10, "doubtful_words": 2, "seconds": 0.1}
            session.add(
                Reading(unit_id=page_id, reading_no=1, engine=engine, identity={}, created_at=now, **counts)
            )

    run.write_unit(write)


def _run_all(site: SmallSite, work: Work) -> None:
    """Every ready job at once, each by a worker of its own."""
    at_once([partial(run_stage, site.belt, *message, work) for message in site.next_messages()])


def _moves(site: SmallSite, document_id: str) -> list[str | None]:
    with site.belt.database.read() as session:
        rows = session.query(DocumentEventRow).filter_by(document_id=document_id, event="moved")
        return [row.to_state for row in rows.order_by(DocumentEventRow.id)]


def _count(site: SmallSite, table: type[object]) -> int:
    with site.belt.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def _balanced(site: SmallSite) -> bool:
    with site.belt.database.read() as session:
        return bool(ledger_balance(session)["balanced"])


def test_the_same_bytes_received_at_once_are_one_document(site: SmallSite) -> None:
    for number in range(3):
        received = at_once([lambda n=number: site.receive(PDF + b"%d" % n, **FERN)] * MANY)  # type: ignore[misc]

        assert len({one.document_id for one in received}) == 1
        assert sorted(one.outcome for one in received) == ["new"] + ["same"] * (MANY - 1)
    assert _count(site, Document) == 3


def test_the_same_bytes_received_at_once_for_several_patients_are_flagged_documents(site: SmallSite) -> None:
    fields = [{**FERN, "mrn": f"90042{number}"} for number in range(MANY)]

    received = at_once([partial(site.receive, PDF, **one) for one in fields])

    assert sorted(one.outcome for one in received) == ["flagged"] * (MANY - 1) + ["new"]
    assert _balanced(site)


def test_one_arrival_delivered_twice_at_once_is_one_document_even_without_a_patient(site: SmallSite) -> None:
    received = at_once([partial(site.receive, PDF, key="scanner/1")] * MANY)

    assert len({one.document_id for one in received}) == 1
    assert _count(site, Document) == 1


def test_another_file_under_the_key_of_one_that_comes_in_at_this_moment_is_asked_for_again(
    site: SmallSite,
) -> None:
    def deliver(number: int) -> str:
        try:
            return site.receive(PDF + b"%d" % number, key="scanner/1").document_id
        except ChangedAtOnceError:
            return "again"

    received = at_once([partial(deliver, number) for number in range(MANY)])

    assert len(set(received) - {"again"}) == 1
    assert _count(site, Document) == 1


def test_charts_of_the_same_bytes_opened_at_once_share_their_pages(site: SmallSite) -> None:
    content = next(one for one in sample_files() if one.path.name == "progress_note.pdf").path.read_bytes()
    ids = [site.receive(content, **{**FERN, "mrn": str(mrn)}).document_id for mrn in range(1, MANY)]

    _run_all(site, open_chart)

    assert {site.document(one).state for one in ids} == {S.SPLITTING}
    pages = _count(site, Page)
    assert _count(site, DocumentPage) == pages * len(ids)
    assert {site.document(one).page_count for one in ids} == {pages}


def test_a_chart_received_again_while_it_is_opened_holds_nobody_up(site: SmallSite) -> None:
    first = site.receive(PDF, **FERN)
    (message,) = site.next_messages()

    opening = partial(run_stage, site.belt, *message, _opens)
    scans: list[Callable[[], object]] = [lambda: site.receive(PDF, **FERN)] * MANY
    deeds: list[Callable[[], object]] = [opening, *scans]
    at_once(deeds)

    assert site.document(first.document_id).state == S.READING


def test_of_page_jobs_that_end_at_once_one_moves_the_document_on(site: SmallSite) -> None:
    for number in range(3):
        document_id = site.receive(PDF + b"%d" % number, **FERN).document_id
        site.run_once({JobKind.OPEN_CHART: _opens})

        _run_all(site, _reads)

        kinds = [job.kind for job in site.jobs(document_id)]
        assert kinds.count("suggest_codes") == 1
        assert (site.document(document_id).word_count, {job.state for job in site.jobs(document_id)}) == (
            10 * PAGES,
            {"done", "ready"},
        )
        site.run_once({JobKind.SUGGEST_CODES: lambda _: None})
        assert _moves(site, document_id) == ["splitting", "reading", "awaiting_review"]


def test_documents_that_share_pages_may_be_read_at_once(site: SmallSite) -> None:
    first = site.receive(PDF, **FERN)
    site.run_once({JobKind.OPEN_CHART: _opens})
    second = site.receive(PDF, **{**FERN, "mrn": "900999"})

    def shares(run: StageRun) -> Write:
        def write(session: Session) -> None:
            row = lock_document(session, run.job.subject_id)
            row.page_count = PAGES
            for one in session.query(DocumentPage).filter_by(document_id=first.document_id).all():
                session.add(DocumentPage(document_id=row.id, position=one.position, page_id=one.page_id))
                send_document(session, row, JobKind.READ_PAGES, {"first": one.position, "count": 1})
            move(session, row, S.READING, actor="belt")

        return write

    messages = site.next_messages()
    opening = site.jobs(second.document_id)[0].id
    run_stage(site.belt, *next(one for one in messages if one[0] == opening), shares)
    messages = [one for one in messages if one[0] != opening] + site.next_messages()

    at_once([partial(run_stage, site.belt, *message, _reads) for message in messages])

    assert len(messages) == 2 * PAGES
    assert _count(site, Reading) == PAGES
    for one in (first, second):
        assert site.document(one.document_id).word_count == 10 * PAGES


def test_a_withdrawal_while_pages_end_neither_hangs_nor_is_lost(site: SmallSite) -> None:
    clerk = site.person("technician")
    for number in range(4):
        document_id = site.receive(PDF + b"%d" % number, **FERN).document_id
        site.run_once({JobKind.OPEN_CHART: _opens})

        def take_away(document_id: str = document_id) -> None:
            site.write(lambda s: withdraw(s, document_id, reason="wrong paper", actor=clerk.actor))

        readers: list[Callable[[], object]] = [
            partial(run_stage, site.belt, *message, _reads) for message in site.next_messages()
        ]
        at_once([*readers, take_away])

        assert site.document(document_id).state == S.WITHDRAWN
        assert {job.state for job in site.jobs(document_id)} == {"done"}
    assert _balanced(site)


def test_reviews_that_lapsed_are_returned_once_though_two_dispatchers_look(site: SmallSite) -> None:
    clerk = site.person("technician")
    ids = [_waiting(site, number) for number in range(MANY)]
    for document_id in ids:
        site.write(lambda s, one=document_id: claim_for_review(s, one, clerk, lease_minutes=5))  # type: ignore[misc]

    def leave(session: Session) -> None:
        session.execute(update(Document).values(reviewer_until=database_now(session) - timedelta(minutes=1)))

    site.write(leave)

    def look() -> int:
        with site.belt.database.write() as session:
            return return_lapsed_reviews(session)

    assert sum(at_once([look] * 4)) == len(ids)
    assert {site.document(one).state for one in ids} == {S.AWAITING_REVIEW}


def _waiting(site: SmallSite, number: int) -> str:
    document_id = site.receive(PDF + b"w%d" % number, route="archive", **FERN).document_id
    site.run_belt({JobKind.OPEN_CHART: _opens, JobKind.READ_PAGES: _reads})
    return document_id


def test_the_balance_is_right_at_every_moment_while_charts_come_in(site: SmallSite) -> None:
    done = threading.Event()

    def scan() -> None:
        for number in range(30):
            site.receive(PDF + b"%d" % number, **FERN)
        done.set()

    def watch() -> list[bool]:
        seen = [_balanced(site)]
        while not done.is_set():
            seen.append(_balanced(site))
        return seen

    _, seen = at_once([scan, watch])
    assert seen is not None
    assert all(seen)
