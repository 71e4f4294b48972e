from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from ingest.celery_app import BrokerUnreachableError
from ingest.dispatcher import Dispatcher, DispatchRules, dispatch_once
from ingest.stages import JobKind
from storage.database import Database, DatabaseUnreachableError
from storage.ledger.jobs import JobState, claim, insert_job
from storage.schema import migrate
from storage.tables import Job

RULES = DispatchRules({"ocr": 2, "nlp": 1}, lease_s=60, poll_s=0.01)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'site.db'}")
    migrate(database)
    yield database
    database.close()


def put(
    database: Database, number: int, *, kind: JobKind = JobKind.READ_PAGES, queue: str = "ocr"
) -> list[str]:
    with database.write() as session:
        return [
            insert_job(session, kind=kind, queue=queue, subject_id=f"d{n}", payload={}, priority=1).id
            for n in range(number)
        ]


def states(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(Job.state).order_by(Job.id)))


class Bell:
    """Remembers what was sent; refuses from the message on that it is told to."""

    def __init__(self, *, refuses_from: int | None = None) -> None:
        self.rung: list[tuple[str, str, str, str]] = []
        self.refuses_from = refuses_from

    def __call__(self, task: str, queue: str, job_id: str, token: str) -> None:
        if self.refuses_from is not None and len(self.rung) >= self.refuses_from:
            raise BrokerUnreachableError("A job could not be sent")
        self.rung.append((task, queue, job_id, token))


def test_ready_jobs_are_sent_after_the_commit_with_their_task_queue_and_token(database: Database) -> None:
    [page_job] = put(database, 1)
    [code_job] = put(database, 1, kind=JobKind.SUGGEST_CODES, queue="nlp")
    seen: list[str] = []

    def send(task: str, queue: str, job_id: str, token: str) -> None:
        with database.read() as session:  # another connection sees the row: it was committed
            job = session.get_one(Job, job_id)
            assert (job.state, job.token) == (JobState.DISPATCHED, token)
        seen.append(f"{task} {queue} {job_id}")

    assert dispatch_once(database, send, RULES) == 2
    assert seen == [f"ocr.tasks.read_pages ocr {page_job}", f"nlp.tasks.suggest_codes nlp {code_job}"]


def test_no_more_than_twice_the_workers_of_a_queue_are_out(database: Database) -> None:
    put(database, 9)
    bell = Bell()
    assert dispatch_once(database, bell, RULES) == 4
    assert dispatch_once(database, bell, RULES) == 0
    _, _, job_id, token = bell.rung[0]
    with database.write() as session:
        assert claim(session, job_id, token, lease_s=45, max_attempts=3)
    assert dispatch_once(database, bell, RULES) == 1


def test_a_failed_publish_puts_that_job_and_the_rest_back_at_once(database: Database) -> None:
    put(database, 3)
    bell = Bell(refuses_from=1)
    assert dispatch_once(database, bell, RULES) == 1
    assert sorted(states(database)) == [JobState.DISPATCHED, JobState.READY, JobState.READY]
    bell.refuses_from = None
    assert dispatch_once(database, bell, RULES) == 2
    assert len({token for *_, token in bell.rung}) == 3
    with database.read() as session:
        assert set(session.scalars(select(Job.attempts))) == {0}


def test_a_publish_slower_than_its_lease_leaves_one_valid_message_a_job(database: Database) -> None:
    """While one dispatcher hangs in a send, another returns the lease; the late message is stale."""
    [job_id] = put(database, 1)
    first, second = Bell(), Bell()
    hurried = DispatchRules(RULES.slots, lease_s=0.02, poll_s=0.01)

    def slow(task: str, queue: str, job: str, token: str) -> None:
        deadline = time.monotonic() + 5
        while not second.rung and time.monotonic() < deadline:
            dispatch_once(database, second, hurried)
        first(task, queue, job, token)

    assert dispatch_once(database, slow, hurried) == 1
    with database.write() as session:
        late = claim(session, job_id, first.rung[0][3], lease_s=45, max_attempts=3)
        valid = claim(session, job_id, second.rung[0][3], lease_s=45, max_attempts=3)
    assert late is None
    assert valid is not None
    assert (valid.attempts, valid.deliveries) == (1, 1)


def test_a_slow_publish_that_fails_in_the_end_takes_back_no_other_dispatchers_job(database: Database) -> None:
    put(database, 1)
    second = Bell()
    hurried = DispatchRules(RULES.slots, lease_s=0.02, poll_s=0.01)

    def slow_then_refused(*_: str) -> None:
        deadline = time.monotonic() + 5
        while not second.rung and time.monotonic() < deadline:
            dispatch_once(database, second, hurried)
        raise BrokerUnreachableError("A job could not be sent")

    assert dispatch_once(database, slow_then_refused, hurried) == 0
    assert states(database) == [JobState.DISPATCHED]


def test_messages_that_the_broker_lost_are_sent_again_and_nothing_parks(database: Database) -> None:
    put(database, 4)
    hurried = DispatchRules(RULES.slots, lease_s=0.001, poll_s=0.01)
    sent = 0
    for _ in range(6):  # six flushes: more than a job has attempts
        sent += dispatch_once(database, Bell(), hurried)
        time.sleep(0.002)
    assert sent == 24
    with database.read() as session:
        jobs = list(session.scalars(select(Job)))
    assert {(job.state, job.attempts, job.deliveries) for job in jobs} == {(JobState.DISPATCHED, 0, 5)}


def test_two_dispatchers_at_once_send_each_job_once(database: Database) -> None:
    put(database, 40)
    wide = DispatchRules({"ocr": 20}, lease_s=60, poll_s=0.01)
    bells = [Bell(), Bell()]
    threads = [threading.Thread(target=dispatch_once, args=(database, bell, wide)) for bell in bells]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sent = [job_id for bell in bells for _, _, job_id, _ in bell.rung]
    assert len(sent) == len(set(sent)) == 40


def test_the_loop_sends_what_comes_in_and_stops_when_told(database: Database) -> None:
    rung = threading.Event()
    dispatcher = Dispatcher(database, lambda *_: rung.set(), DispatchRules({"ocr": 1}, lease_s=60, poll_s=30))
    loop = threading.Thread(target=dispatcher.run)
    loop.start()
    put(database, 1)
    dispatcher.wake()
    assert rung.wait(5)
    dispatcher.stop()
    loop.join(5)
    assert not loop.is_alive()


def test_the_loop_waits_out_a_database_that_does_not_answer(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    answers = threading.Event()
    real_write = database.write

    def refuse_once() -> object:
        monkeypatch.setattr(database, "write", real_write)
        raise DatabaseUnreachableError("The database did not answer")

    monkeypatch.setattr(database, "write", refuse_once)
    put_after = Database(database.url)
    put(put_after, 1)
    put_after.close()
    dispatcher = Dispatcher(database, lambda *_: answers.set(), RULES)
    loop = threading.Thread(target=dispatcher.run)
    with caplog.at_level(logging.WARNING):
        loop.start()
        assert answers.wait(5)
    dispatcher.stop()
    loop.join(5)
    assert "storage.database_unreachable" in caplog.text


@pytest.mark.parametrize(
    ("slots", "lease_s", "poll_s"), [({"ocr": 0}, 60, 1), ({"ocr": 1}, 0, 1), ({"ocr": 1}, 60, 0)]
)
def test_rules_without_workers_lease_or_pause_are_refused(
    slots: dict[str, int], lease_s: float, poll_s: float
) -> None:
    with pytest.raises(ValueError, match="positive"):
        DispatchRules(slots, lease_s=lease_s, poll_s=poll_s)
