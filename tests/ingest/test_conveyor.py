from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from sqlalchemy.orm import Session

from ingest.conveyor import StageRun, Work, Write, run_stage
from ingest.interventions import CannotInterveneError, try_again, withdraw
from ingest.jobs import send_document
from ingest.stages import STAGES, JobKind, chunk_of
from storage.database import database_now
from storage.errors import Disposition, ServiceError
from storage.ids import new_id
from storage.ledger.balance import ledger_balance
from storage.ledger.document_states import DocumentState
from storage.ledger.documents import lock_document, move
from storage.ledger.jobs import JobState, release
from storage.tables import Document, DocumentDeficiency, DocumentPage, Page, Reading
from tests.small_site import FERN, PDF, SmallSite, small_site

S = DocumentState


class OutageError(ServiceError):
    """The world is down."""

    code = "test.outage"
    disposition = Disposition.RETRY
    counts_as_attempt: ClassVar[bool] = False
    remedy = "Wait"


class FlakyError(ServiceError):
    """May work the next time."""

    code = "test.flaky"
    disposition = Disposition.RETRY
    remedy = "Wait"


class HopelessError(ServiceError):
    """Never works."""

    code = "test.hopeless"
    disposition = Disposition.REJECT
    remedy = "Scan it again"


class LockedError(ServiceError):
    """A person has the key."""

    code = "test.locked"
    disposition = Disposition.ASK_HUMAN
    remedy = "Unlock it"


@pytest.fixture
def site(tmp_path: Path, database_url: str) -> Iterator[SmallSite]:
    with small_site(tmp_path, database_url=database_url, retry_delays_s=(0.001,)) as site:
        yield site


def _fails(error: Exception) -> Work:
    def work(_: StageRun) -> Write | None:
        raise error

    return work


def _opens(page_count: int) -> Work:
    """Stands in for opening a chart of that many pages."""

    def write(session: Session, document_id: str) -> None:
        row = lock_document(session, document_id)
        row.page_count = page_count
        for index in range(page_count):
            page = Page(id=new_id(), source_sha256=row.source_sha256, source_index=index)
            session.add(page)
            session.flush()
            session.add(DocumentPage(document_id=row.id, position=index, page_id=page.id))
        move(session, row, S.READING, actor="belt")
        for first, count in chunk_of(page_count):
            send_document(session, row, JobKind.READ_PAGES, {"first": first, "count": count})

    return lambda run: lambda session: write(session, run.job.subject_id)


def _reads(*, skip: frozenset[int] = frozenset()) -> Work:
    """Stands in for reading; the pages to skip stay unread and make the job fail."""

    def work(run: StageRun) -> Write | None:
        first, count = run.job.payload["first"], run.job.payload["count"]
        for position in range(first, first + count):
            if position in skip:
                raise FlakyError("This page breaks the engine")
            run.write_unit(lambda session, at=position: _add_reading(session, run, at))  # type: ignore[misc]
        return None

    return work


def _add_reading(session: Session, run: StageRun, position: int) -> None:
    page_id = session.get_one(DocumentPage, (run.job.subject_id, position)).page_id
    if session.get(Reading, (page_id, 1)) is None:
        session.add(
            Reading(
                unit_id=page_id,
                reading_no=1,
                engine={"name": "stand-in", "version": "1"},
                word_count=10,
                doubtful_words=2,
                seconds=0.1,
                identity={},
                created_at=database_now(session),
            )
        )


def _nothing(_: StageRun) -> Write | None:
    return None


def _kinds(site: SmallSite, document_id: str) -> list[tuple[str, str]]:
    with site.belt.database.read() as session:
        rows = session.query(DocumentDeficiency).filter_by(document_id=document_id)
        return sorted((row.kind, str(row.page_number)) for row in rows)


def _balanced(site: SmallSite) -> bool:
    with site.belt.database.read() as session:
        return bool(ledger_balance(session)["balanced"])


def test_a_chart_goes_from_received_to_waiting_for_review(site: SmallSite) -> None:
    received = site.receive(PDF, **FERN)

    site.run_belt(
        {
            JobKind.OPEN_CHART: _opens(9),
            JobKind.READ_PAGES: _reads(),
            JobKind.SUGGEST_CODES: _nothing,
        }
    )

    document = site.document(received.document_id)
    assert document.state == S.AWAITING_REVIEW
    assert (document.word_count, document.doubtful_words) == (90, 18)


def test_a_document_on_the_archive_route_is_not_coded(site: SmallSite) -> None:
    received = site.receive(PDF, route="archive", **FERN)

    site.run_belt({JobKind.OPEN_CHART: _opens(1), JobKind.READ_PAGES: _reads()})

    assert "suggest_codes" not in [job.kind for job in site.jobs(received.document_id)]
    assert site.document(received.document_id).state == S.AWAITING_REVIEW


def test_a_page_that_fails_for_good_is_a_deficiency_and_the_document_goes_on(site: SmallSite) -> None:
    received = site.receive(PDF, **FERN)

    _run_with_retries(
        site,
        {
            JobKind.OPEN_CHART: _opens(3),
            JobKind.READ_PAGES: _reads(skip=frozenset({1})),
            JobKind.SUGGEST_CODES: _nothing,
        },
    )

    assert site.document(received.document_id).state == S.AWAITING_REVIEW
    assert _kinds(site, received.document_id) == [("page_not_read", "2")]


def test_a_chart_of_which_nothing_could_be_read_asks_a_person(site: SmallSite) -> None:
    received = site.receive(PDF, **FERN)

    _run_with_retries(site, {JobKind.OPEN_CHART: _opens(1), JobKind.READ_PAGES: _reads(skip=frozenset({0}))})

    document = site.document(received.document_id)
    assert (document.state, document.reason_code) == (S.NEEDS_ATTENTION, "ingest.nothing_read")


def test_codes_that_cannot_be_suggested_do_not_hold_the_document(site: SmallSite) -> None:
    received = site.receive(PDF, **FERN)

    _run_with_retries(
        site,
        {
            JobKind.OPEN_CHART: _opens(1),
            JobKind.READ_PAGES: _reads(),
            JobKind.SUGGEST_CODES: _fails(HopelessError("no")),
        },
    )

    assert site.document(received.document_id).state == S.AWAITING_REVIEW
    assert _kinds(site, received.document_id) == [("codes_not_suggested", "None")]


def _run_with_retries(site: SmallSite, works: dict[JobKind, Work]) -> None:
    """Run the belt until no job is open; retries are a thousandth of a second away."""
    for _ in range(400):
        site.run_belt(works)
        with site.belt.database.read() as session:
            queues = ledger_balance(session)["queues"]
        if not any(queue["ready"] for queue in queues.values()):
            return
    raise AssertionError("the belt did not come to rest")


def test_input_that_can_never_work_is_rejected_with_its_remedy(site: SmallSite) -> None:
    received = site.receive(PDF, **FERN)

    site.run_belt({JobKind.OPEN_CHART: _fails(HopelessError("The file is torn"))})

    document = site.document(received.document_id)
    assert (document.state, document.reason_code) == (S.REJECTED, "test.hopeless")
    assert document.reason == "The file is torn. Scan it again"
    assert _balanced(site)


def test_what_a_person_can_unblock_waits_for_them_and_goes_on_where_it_stopped(site: SmallSite) -> None:
    received = site.receive(PDF, **FERN)
    site.run_belt({JobKind.OPEN_CHART: _fails(LockedError("It is locked"))})
    assert site.document(received.document_id).state == S.NEEDS_ATTENTION

    clerk = site.person("technician")
    site.write(lambda s: try_again(s, received.document_id, actor=clerk.actor))
    site.run_belt(
        {
            JobKind.OPEN_CHART: _opens(1),
            JobKind.READ_PAGES: _reads(),
            JobKind.SUGGEST_CODES: _nothing,
        }
    )

    assert site.document(received.document_id).state == S.AWAITING_REVIEW


def test_only_a_stopped_document_is_tried_again(site: SmallSite) -> None:
    received = site.receive(PDF, **FERN)

    with pytest.raises(CannotInterveneError):
        site.write(lambda s: try_again(s, received.document_id, actor=site.person("technician").actor))


def test_work_that_keeps_failing_is_parked_at_the_fourth_claim(site: SmallSite) -> None:
    received = site.receive(PDF, **FERN)

    _run_with_retries(site, {JobKind.OPEN_CHART: _fails(FlakyError("again"))})

    job = site.jobs(received.document_id)[0]
    assert (job.state, job.attempts) == (JobState.PARKED, 3)
    document = site.document(received.document_id)
    assert (document.state, document.reason_code) == (S.NEEDS_ATTENTION, "test.flaky")


def test_an_outage_never_parks_anything(site: SmallSite) -> None:
    received = site.receive(PDF, **FERN)

    for _ in range(12):
        _until_one_ran(site, {JobKind.OPEN_CHART: _fails(OutageError("store down"))})

    job = site.jobs(received.document_id)[0]
    assert (job.state, job.attempts) == (JobState.READY, 0)
    assert site.document(received.document_id).state == S.SPLITTING


def _until_one_ran(site: SmallSite, works: dict[JobKind, Work]) -> None:
    for _ in range(400):
        if site.run_once(works):
            return
    raise AssertionError("no job became ready")


def test_a_bug_of_ours_is_logged_without_its_message_and_tried_again(
    site: SmallSite, caplog: pytest.LogCaptureFixture
) -> None:
    received = site.receive(PDF, **FERN)

    with caplog.at_level(logging.INFO):
        site.run_belt({JobKind.OPEN_CHART: _fails(KeyError("Fernsby"))}, rounds=50)

    assert "KeyError" in caplog.text
    assert "Fernsby" not in caplog.text
    assert site.jobs(received.document_id)[0].error_code == "ingest.bug"


def test_a_message_delivered_twice_runs_once(site: SmallSite) -> None:
    site.receive(PDF, **FERN)
    ((job_id, token),) = site.next_messages()
    runs: list[str] = []

    def work(run: StageRun) -> Write | None:
        runs.append(run.job.id)
        return _opens(1)(run)

    run_stage(site.belt, job_id, token, work)
    run_stage(site.belt, job_id, token, work)

    assert runs == [job_id]


def test_a_worker_that_lost_its_job_changes_nothing(site: SmallSite) -> None:
    received = site.receive(PDF, **FERN)
    ((job_id, token),) = site.next_messages()

    def work(run: StageRun) -> Write | None:
        clerk = site.person("technician")
        site.write(lambda s: withdraw(s, received.document_id, reason="wrong paper", actor=clerk.actor))
        assert not run.write_unit(lambda _: pytest.fail("a lost job must not write"))
        return lambda _: pytest.fail("a lost job must not write")

    run_stage(site.belt, job_id, token, work)

    assert site.document(received.document_id).state == S.WITHDRAWN
    assert _balanced(site)


def test_work_for_a_stopped_document_waits_with_it(site: SmallSite) -> None:
    received = site.receive(PDF, **FERN)
    site.run_once({JobKind.OPEN_CHART: _opens(2)})
    site.write(lambda s: move(s, s.get_one(Document, received.document_id), S.NEEDS_ATTENTION, actor="test"))

    _run_with_retries(site, {JobKind.READ_PAGES: _reads()})

    states = {job.state for job in site.jobs(received.document_id) if job.kind == "read_pages"}
    assert states == {JobState.PARKED}


def test_every_stage_names_a_task_that_exists_in_its_queues_module() -> None:
    import importlib

    from ingest.celery_app import app
    from ingest.worker import TASK_MODULES

    for stage in STAGES.values():
        module, function = stage.task.rsplit(".", 1)
        assert TASK_MODULES[stage.queue] == module
        assert callable(getattr(importlib.import_module(module), function))
        assert stage.task in app.tasks


@pytest.mark.parametrize("page_count", [1, 2, 3, 7, 8, 9, 31, 32, 33, 400, 2000])
def test_chunks_cover_every_page_once(page_count: int) -> None:
    pages = [first + n for first, count in chunk_of(page_count) for n in range(count)]

    assert pages == list(range(page_count))
    assert all(count <= 8 for _, count in chunk_of(page_count))


def test_release_counts_what_is_already_out(site: SmallSite) -> None:
    for number in range(5):
        site.receive(PDF + bytes([number]), **FERN)

    with site.belt.database.write() as session:
        first = release(session, queue="scan", limit=3, lease_s=60)
        second = release(session, queue="scan", limit=4, lease_s=60)

    assert (len(first), len(second)) == (3, 1)


def test_a_page_given_up_long_ago_does_not_hold_up_the_filing_that_is_tried_again(site: SmallSite) -> None:
    received = site.receive(PDF, **FERN)
    works = {
        JobKind.OPEN_CHART: _opens(2),
        JobKind.READ_PAGES: _reads(skip=frozenset({1})),
        JobKind.SUGGEST_CODES: _nothing,
        JobKind.RENDER_CHART: _nothing,
        JobKind.FILE_DOCUMENT: _fails(LockedError("The store wants its key")),
    }
    _run_with_retries(site, works)

    def approve(session: Session) -> None:
        document = lock_document(session, received.document_id)
        for state in (S.IN_REVIEW, S.VERIFIED):
            move(session, document, state, actor="test")
            document = lock_document(session, document.id)
        send_document(session, document, JobKind.RENDER_CHART, {"version": 1, "revision": 0})

    site.write(approve)
    site.run_belt(works)
    assert site.document(received.document_id).resume_state == S.FILING

    clerk = site.person("technician")
    site.write(lambda s: try_again(s, received.document_id, actor=clerk.actor))
    states = {job.kind: job.state for job in site.jobs(received.document_id)[-4:]}
    assert states["file_document"] == JobState.READY
    given_up = [job.kind for job in site.jobs(received.document_id) if job.state == JobState.PARKED]
    assert given_up == ["read_pages"]
    site.run_belt(works | {JobKind.FILE_DOCUMENT: _nothing})
    assert site.document(received.document_id).state == S.FILED
