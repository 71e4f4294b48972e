"""The ledger keeps its promises on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import insert, text, update
from sqlalchemy.exc import DatabaseError

from storage.database import Database, database_now
from storage.ids import new_id
from storage.ledger.balance import ledger_balance
from storage.ledger.document_states import DocumentState
from storage.ledger.documents import DocumentMovedError, lock_document, move
from storage.ledger.jobs import (
    CANCELLED,
    JobState,
    cancel_open_jobs,
    claim,
    extend_lease,
    finish,
    hand_back,
    has_open_jobs,
    insert_job,
    park,
    parked_jobs,
    release,
    retry_later,
    return_expired,
    unpark,
    unsend,
)
from storage.schema import migrate, schema_differences
from storage.tables import (
    APPEND_ONLY,
    DEFAULT_SITE,
    Base,
    Batch,
    CodingCase,
    Document,
    DocumentEventRow,
    Encounter,
    Job,
    Patient,
    SampleLot,
)
from tests.at_once import at_once
from tests.contracts.ledger_sites import NOW, add_document
from tests.empty_site import empty_database

MAX_ATTEMPTS = 3
LOST = -1.0  # seconds: a lease that has run out already


@pytest.fixture
def database(database_url: str, tmp_path: Path) -> Iterator[Database]:
    database = Database(database_url) if database_url else empty_database(tmp_path)
    yield database
    database.close()


def put(
    database: Database, subject: str = "d1", *, priority: int = 1, due_in_s: float = 0, queue: str = "ocr"
) -> str:
    with database.write() as session:
        due_at = database_now(session) + timedelta(seconds=due_in_s)
        return insert_job(
            session,
            kind="read_pages",
            queue=queue,
            subject_id=subject,
            payload={},
            priority=priority,
            due_at=due_at,
        ).id


def sent(database: Database, *, lease_s: float = 60, limit: int = 100) -> dict[str, str]:
    """Job id -> token of what one release sends."""
    with database.write() as session:
        return dict(release(session, queue="ocr", limit=limit, lease_s=lease_s))


def take(database: Database, job_id: str, token: str, *, lease_s: float = 45) -> Job | None:
    with database.write() as session:
        return claim(session, job_id, token, lease_s=lease_s, max_attempts=MAX_ATTEMPTS)


def running(database: Database, *, lease_s: float = 45) -> tuple[str, str]:
    """Id and token of the one job, claimed."""
    [(job_id, token)] = sent(database).items()
    assert take(database, job_id, token, lease_s=lease_s)
    return job_id, token


def row(database: Database, job_id: str) -> Job:
    with database.read() as session:
        return session.get_one(Job, job_id)


def test_the_migrated_database_is_what_the_code_expects_and_migrating_again_changes_nothing(
    database: Database,
) -> None:
    migrate(database)
    assert schema_differences(database) == []


def test_one_of_many_claims_at_once_wins(database: Database) -> None:
    for _ in range(5):
        put(database)
        [(job_id, token)] = sent(database).items()
        won = at_once([partial(take, database, job_id, token)] * 8)
        assert sum(job is not None for job in won) == 1
        assert row(database, job_id).attempts == 1


def test_releases_at_once_give_each_job_one_token(database: Database) -> None:
    ids = {put(database) for _ in range(24)}
    batches = at_once([lambda: sent(database)] * 6)
    released = [job_id for batch in batches for job_id in batch]
    assert sorted(released) == sorted(ids)


def test_no_more_are_out_than_the_limit(database: Database) -> None:
    for _ in range(5):
        put(database)
    put(database, queue="nlp")
    assert [len(sent(database, limit=3)) for _ in range(2)] == [3, 0]


def test_dispatchers_at_once_together_keep_to_the_limit(database: Database) -> None:
    for _ in range(20):
        put(database)
    assert sum(map(len, at_once([lambda: sent(database, limit=3)] * 6))) == 3


def test_leases_that_ran_out_are_returned_once_though_several_dispatchers_look(database: Database) -> None:
    for _ in range(12):
        put(database)
    sent(database, lease_s=LOST)

    def look() -> int:
        with database.write() as session:
            return return_expired(session)

    assert sum(at_once([look] * 4)) == 12


def test_work_is_released_by_priority_then_due_time_then_age(database: Database) -> None:
    bulk = put(database, priority=2)
    late = put(database, due_in_s=60)
    first, second = put(database, due_in_s=-60), put(database, due_in_s=-60 + 1)
    stat = put(database, priority=0, due_in_s=3600)
    with database.write() as session:
        order = [job_id for job_id, _ in release(session, queue="ocr", limit=9, lease_s=60)]
    assert order == [stat, first, second, late, bulk]


def test_a_stale_worker_changes_nothing(database: Database) -> None:
    put(database)
    job_id, stale = running(database, lease_s=LOST)
    with database.write() as session:
        assert return_expired(session) == 1
    _, token = running(database)
    before = row(database, job_id)
    with database.write() as session:
        assert not finish(session, job_id, stale)
        assert not extend_lease(session, job_id, stale, lease_s=999)
        assert not park(session, job_id, stale, error_code="x")
        assert not retry_later(session, job_id, stale, delay_s=1, error_code="x", counts=True)
        assert not hand_back(session, job_id, stale)
        assert not unsend(session, job_id, stale)
        assert claim(session, job_id, stale, lease_s=9, max_attempts=9) is None
    after = row(database, job_id)
    assert (after.state, after.token, after.attempts, after.lease_until) == (
        JobState.RUNNING,
        token,
        2,
        before.lease_until,
    )
    with database.write() as session:
        assert finish(session, job_id, token)
        assert not finish(session, job_id, token)


def test_a_lost_message_comes_back_and_never_parks(database: Database) -> None:
    job_id = put(database)
    for delivery in range(1, 9):
        assert sent(database, lease_s=LOST)
        with database.write() as session:
            assert return_expired(session) == 1
        assert (row(database, job_id).deliveries, row(database, job_id).attempts) == (delivery, 0)
    assert row(database, job_id).state == JobState.READY


def test_a_heartbeat_keeps_a_job_and_its_absence_gives_it_back(database: Database) -> None:
    job_id = put(database)
    job_id, token = running(database, lease_s=LOST)
    with database.write() as session:
        assert extend_lease(session, job_id, token, lease_s=45)
        assert return_expired(session) == 0
        assert extend_lease(session, job_id, token, lease_s=LOST)
        assert return_expired(session) == 1
    assert (row(database, job_id).state, row(database, job_id).attempts) == (JobState.READY, 1)


def test_a_job_that_kills_its_worker_is_parked_at_its_fourth_claim(database: Database) -> None:
    job_id = put(database)
    for _ in range(MAX_ATTEMPTS):
        running(database, lease_s=LOST)
        with database.write() as session:
            return_expired(session)
    [(_, token)] = sent(database).items()
    parked = take(database, job_id, token)
    assert parked is not None
    assert (parked.state, parked.attempts) == (JobState.PARKED, MAX_ATTEMPTS)
    with database.write() as session:
        [found] = parked_jobs(session, "d1")
        assert not has_open_jobs(session, "d1")
        unpark(session, found)
    assert (row(database, job_id).state, row(database, job_id).attempts) == (JobState.READY, 0)
    running(database)


def test_an_outage_takes_its_attempt_back_and_a_failure_of_the_job_does_not(database: Database) -> None:
    job_id = put(database)
    for counts, attempts in ((False, 0), (True, 1)):
        _, token = running(database)
        with database.write() as session:
            assert retry_later(session, job_id, token, delay_s=LOST, error_code="x.y", counts=counts)
        assert (row(database, job_id).attempts, row(database, job_id).error_code) == (attempts, "x.y")


def test_a_retry_waits_for_its_time(database: Database) -> None:
    job_id = put(database)
    _, token = running(database)
    with database.write() as session:
        retry_later(session, job_id, token, delay_s=60, error_code="x.y", counts=True)
    assert sent(database) == {}
    assert row(database, job_id).state == JobState.READY


def test_a_graceful_stop_gives_the_job_and_its_attempt_back(database: Database) -> None:
    job_id = put(database)
    for _ in range(2 * MAX_ATTEMPTS):  # many restarts park nothing
        _, token = running(database)
        with database.write() as session:
            assert hand_back(session, job_id, token)
    assert (row(database, job_id).state, row(database, job_id).attempts) == (JobState.READY, 0)


def test_a_withdrawn_documents_jobs_are_closed_and_their_workers_are_stale(database: Database) -> None:
    job_id, other = put(database), put(database, "d2")
    tokens = sent(database)
    take(database, job_id, tokens[job_id])
    with database.write() as session:
        cancel_open_jobs(session, "d1")
        assert not finish(session, job_id, tokens[job_id])
    assert (row(database, job_id).state, row(database, job_id).error_code) == (JobState.DONE, CANCELLED)
    assert row(database, other).state == JobState.DISPATCHED


def test_of_jobs_that_end_at_once_exactly_one_sees_that_it_was_the_last(database: Database) -> None:
    for _ in range(3):
        with database.write() as session:
            document_id = add_document(session)
        for _ in range(6):
            put(database, document_id)
        tokens = sent(database)
        for job_id, token in tokens.items():
            take(database, job_id, token)

        def close(job_id: str, token: str, document_id: str = document_id) -> bool:
            with database.write() as session:
                assert finish(session, job_id, token)
                lock_document(session, document_id)
                return not has_open_jobs(session, document_id)

        last = at_once([partial(close, job_id, token) for job_id, token in tokens.items()])
        assert sum(last) == 1


def test_of_moves_at_once_one_wins_and_leaves_one_event(database: Database) -> None:
    with database.write() as session:
        document_id = add_document(session, DocumentState.AWAITING_REVIEW)

    def move_once(seen: Document) -> bool:
        try:
            with database.write() as session:
                move(session, seen, DocumentState.IN_REVIEW, actor="test")
        except DocumentMovedError:
            return False
        return True

    with database.read() as session:
        seen = session.get_one(Document, document_id)
        session.expunge_all()
    won = at_once([lambda: move_once(seen)] * 6)
    assert sum(won) == 1
    with database.read() as session:
        events = session.query(DocumentEventRow).filter_by(document_id=document_id, event="moved").all()
        assert [(event.from_state, event.to_state) for event in events] == [("awaiting_review", "in_review")]
        assert session.get_one(Document, document_id).state == "in_review"


def test_a_stopped_document_keeps_its_reason_and_where_it_goes_on(database: Database) -> None:
    with database.write() as session:
        document_id = add_document(session, DocumentState.READING)
        document = lock_document(session, document_id)
        move(session, document, DocumentState.NEEDS_ATTENTION, actor="belt", reason_code="ocr.x", note="Look")
        document = lock_document(session, document_id)
        assert (document.resume_state, document.reason_code, document.reason) == ("reading", "ocr.x", "Look")
        move(session, document, DocumentState.READING, actor="test")
        document = lock_document(session, document_id)
        assert (document.resume_state, document.reason_code, document.reason) == (None, None, None)


def test_a_move_that_the_belt_does_not_have_is_a_bug(database: Database) -> None:
    with database.write() as session:
        document = lock_document(session, add_document(session))
        with pytest.raises(ValueError, match="no move"):
            move(session, document, DocumentState.FILED, actor="test")


def test_the_balance_counts_every_accepted_document_once_and_shows_one_that_is_lost(
    database: Database,
) -> None:
    with database.write() as session:
        ids = [add_document(session, state) for state in DocumentState]
        balance = ledger_balance(session)
    assert balance["accepted"] == len(ids)
    assert balance["balanced"]
    assert (balance["filed"], balance["withdrawn"], balance["rejected"]) == (1, 1, 1)
    with database.engine.connect() as connection:
        # no statement of ours can do this: the foreign keys have to be put out of the way
        if database.is_sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")  # type: ignore[union-attr]
        else:
            connection.execute(text("SET session_replication_role = replica"))
        connection.execute(text("DELETE FROM document WHERE id = :id"), {"id": ids[0]})
        connection.commit()
        connection.invalidate()
    with database.read() as session:
        balance = ledger_balance(session)
    assert (balance["accepted"], balance["balanced"]) == (len(ids), False)


def test_queues_are_counted_by_state_with_the_age_of_their_oldest_open_job(database: Database) -> None:
    put(database)
    running(database)
    put(database)
    with database.write() as session:
        session.execute(update(Job).values(created_at=database_now(session) - timedelta(seconds=90)))
        queues = ledger_balance(session)["queues"]
    assert queues["ocr"] == {"ready": 1, "dispatched": 0, "running": 1, "parked": 0, "oldest_s": 90.0}
    assert queues["nlp"]["oldest_s"] == 0


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
def test_history_can_be_neither_changed_nor_deleted(database: Database, table: str, verb: str) -> None:
    with database.write() as session:
        document_id = add_document(session)
        patient = Patient(id=new_id(), mrn="1", name="A, B", name_key="ab", created_at=NOW)
        session.add(patient)
        session.flush()
        encounter = Encounter(
            id=new_id(), patient_id=patient.id, number="1", encounter_type="inpatient", created_at=NOW
        )
        session.add(encounter)
        session.flush()
        case = CodingCase(id=new_id(), encounter_id=encounter.id, state="open", created_at=NOW)
        session.add(case)
        session.flush()
        batch = Batch(id=new_id(), source="upload", created_by="x", created_at=NOW)
        session.add(batch)
        session.flush()
        lot = SampleLot(
            id=new_id(),
            batch_id=batch.id,
            state="open",
            severity="normal",
            aql=1.0,
            page_count=1,
            sample_size=1,
            accept=0,
            reject=1,
            seed="",
            drawn_at=NOW,
            drawn_by="x",
        )
        session.add(lot)
        session.flush()
        known: dict[str, object] = {
            "document_id": document_id,
            "case_id": case.id,
            "batch_id": batch.id,
            "lot_id": lot.id,
        }
        known |= {"site_id": DEFAULT_SITE, "at": NOW, "started_at": NOW}
        columns = [
            c for c in Base.metadata.tables[table].columns if not c.nullable and c.autoincrement is not True
        ]
        values = {c.name: known.get(c.name) or _value(c.type.python_type) for c in columns}
        session.execute(insert(Base.metadata.tables[table]).values(values))
    statement = f"UPDATE {table} SET at = at" if verb == "UPDATE" else f"DELETE FROM {table}"  # noqa: S608
    with pytest.raises(DatabaseError, match="append-only"), database.engine.begin() as connection:
        connection.execute(text(statement))


def _value(kind: type) -> object:
    return {str: "x", int: 1, object: {}}[kind]  # object: JSON
