"""The job state machine: ready -> dispatched -> running -> done | parked. Touches the world.

The rows are the truth; a broker only carries `(job_id, token)`. Every change is one UPDATE by id, token
and state: a worker that lost its lease changes no row. Lease times come from the database clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Update, case, func, or_, select, update
from sqlalchemy.orm import Session

from storage.database import database_now
from storage.ids import new_id
from storage.tables import Job


class JobState(StrEnum):
    """Where a job is. Open are the first three."""

    READY = "ready"
    DISPATCHED = "dispatched"
    RUNNING = "running"
    DONE = "done"
    PARKED = "parked"


OPEN_STATES = (JobState.READY, JobState.DISPATCHED, JobState.RUNNING)
CANCELLED = "cancelled"


def insert_job(
    session: Session,
    *,
    kind: str,
    queue: str,
    subject_id: str,
    payload: dict[str, Any],
    priority: int,
    due_at: datetime | None = None,
) -> Job:
    """A new ready job; committing the caller's transaction is what sends it."""
    now = database_now(session)
    job = Job(
        id=new_id(),
        kind=kind,
        queue=queue,
        subject_id=subject_id,
        payload=payload,
        state=JobState.READY,
        priority=priority,
        due_at=due_at or now,
        created_at=now,
        attempts=0,
        deliveries=0,
    )
    session.add(job)
    session.flush()
    return job


def _won(session: Session, statement: Update) -> bool:
    result = session.execute(statement.execution_options(synchronize_session=False))
    assert isinstance(result, CursorResult)  # noqa: S101 - an UPDATE always gives a cursor
    return result.rowcount == 1


def _held(job_id: str, token: str, state: JobState) -> Update:
    return update(Job).where(Job.id == job_id, Job.token == token, Job.state == state)


def claim(session: Session, job_id: str, token: str, *, lease_s: float, max_attempts: int) -> Job | None:
    """The job, now running (or parked when this claim would be one too many); None when it is not ours.

    `attempts` rises here and nowhere else, so that a job which kills its worker is stopped in the end.
    """
    now = database_now(session)
    parks = _held(job_id, token, JobState.DISPATCHED).where(Job.attempts >= max_attempts)
    if not _won(session, parks.values(state=JobState.PARKED, lease_until=None, finished_at=now)) and not _won(
        session,
        _held(job_id, token, JobState.DISPATCHED).values(
            state=JobState.RUNNING,
            attempts=Job.attempts + 1,
            lease_until=now + timedelta(seconds=lease_s),
        ),
    ):
        return None
    return session.get(Job, job_id, populate_existing=True)


def extend_lease(session: Session, job_id: str, token: str, *, lease_s: float) -> bool:
    """True when the job is still ours and its lease now ends `lease_s` from now."""
    until = database_now(session) + timedelta(seconds=lease_s)
    return _won(session, _held(job_id, token, JobState.RUNNING).values(lease_until=until))


def finish(session: Session, job_id: str, token: str) -> bool:
    """True when the job was ours and is done now; False for a stale worker."""
    now = database_now(session)
    done = _held(job_id, token, JobState.RUNNING)
    return _won(session, done.values(state=JobState.DONE, lease_until=None, finished_at=now, error_code=None))


def park(session: Session, job_id: str, token: str, *, error_code: str) -> bool:
    """True when the job was ours and waits for a person now."""
    now = database_now(session)
    parked = _held(job_id, token, JobState.RUNNING)
    return _won(
        session,
        parked.values(state=JobState.PARKED, lease_until=None, finished_at=now, error_code=error_code),
    )


def retry_later(
    session: Session, job_id: str, token: str, *, delay_s: float, error_code: str, counts: bool
) -> bool:
    """True when the job was ours and is ready again after `delay_s`; an outage takes its attempt back."""
    later = database_now(session) + timedelta(seconds=delay_s)
    return _won(
        session,
        _held(job_id, token, JobState.RUNNING).values(
            state=JobState.READY,
            token=None,
            lease_until=None,
            not_before=later,
            error_code=error_code,
            attempts=Job.attempts if counts else Job.attempts - 1,
        ),
    )


def hand_back(session: Session, job_id: str, token: str) -> bool:
    """True when a worker that stops gracefully gave its job back, with its attempt."""
    return _won(
        session,
        _held(job_id, token, JobState.RUNNING).values(
            state=JobState.READY, token=None, lease_until=None, attempts=Job.attempts - 1
        ),
    )


def unsend(session: Session, job_id: str, token: str) -> bool:
    """True when a job that could not be published is ready again."""
    return _won(
        session,
        _held(job_id, token, JobState.DISPATCHED).values(state=JobState.READY, token=None, lease_until=None),
    )


def return_expired(session: Session) -> int:
    """Number of jobs whose lease ran out and that are ready again.

    A *dispatched* lease that runs out is a lost message: deliveries + 1, and it never parks, so a queue
    longer than every lease parks nothing. A *running* one is a lost worker: its attempt stays counted.
    """
    now = database_now(session)
    lost_messages = _expired(session, JobState.DISPATCHED, now)
    lost_workers = _expired(session, JobState.RUNNING, now)
    session.execute(
        update(Job)
        .where(Job.id.in_([*lost_messages, *lost_workers]))
        .values(
            state=JobState.READY,
            token=None,
            lease_until=None,
            deliveries=case((Job.state == JobState.DISPATCHED, Job.deliveries + 1), else_=Job.deliveries),
        )
        .execution_options(synchronize_session=False)
    )
    return len(lost_messages) + len(lost_workers)


def _expired(session: Session, state: JobState, now: datetime) -> Sequence[str]:
    # locked, and none that another dispatcher is returning: a dispatcher waits for nobody
    ids = select(Job.id).where(Job.state == state, Job.lease_until < now)
    return session.scalars(ids.with_for_update(skip_locked=True)).all()


def release(session: Session, *, queue: str, limit: int, lease_s: float) -> list[tuple[str, str]]:
    """Up to `limit` (job id, new token) of one queue, counting those already out.

    The order is (priority, due, id): a stat job overtakes everything that no worker has begun. None while
    another dispatcher is releasing from the queue, so that both together keep to the limit.
    """
    if not _alone_with(session, queue):
        return []
    now = database_now(session)
    _give_way(session, queue, now)
    out = session.scalar(
        select(func.count()).select_from(Job).where(Job.queue == queue, Job.state == JobState.DISPATCHED)
    )
    room = limit - (out or 0)
    if room <= 0:
        return []
    ids = session.scalars(
        select(Job.id)
        .where(*_releasable(queue, now))
        .order_by(Job.priority, Job.due_at, Job.id)
        .limit(room)
        .with_for_update(skip_locked=True)
    ).all()
    released = []
    for job_id in ids:
        token = new_id()
        mine = update(Job).where(Job.id == job_id, Job.state == JobState.READY)
        lease_until = now + timedelta(seconds=lease_s)
        if _won(session, mine.values(state=JobState.DISPATCHED, token=token, lease_until=lease_until)):
            released.append((job_id, token))
    return released


def _releasable(queue: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    waits_for_nothing = or_(Job.not_before.is_(None), Job.not_before <= now)
    return Job.queue == queue, Job.state == JobState.READY, waits_for_nothing


def _give_way(session: Session, queue: str, now: datetime) -> None:
    """Take back what is out and no worker has begun, where something of a higher priority is ready.

    The messages stay in the broker and find their tokens gone, so that the next one a worker acts on is the
    urgent one; what was taken back is released again right behind it.
    """
    most_urgent = session.scalar(select(func.min(Job.priority)).where(*_releasable(queue, now)))
    if most_urgent is not None:
        session.execute(
            update(Job)
            .where(Job.queue == queue, Job.state == JobState.DISPATCHED, Job.priority > most_urgent)
            .values(state=JobState.READY, token=None, lease_until=None)
            .execution_options(synchronize_session=False)
        )


def _alone_with(session: Session, queue: str) -> bool:
    if session.get_bind().dialect.name == "sqlite":
        return True  # it has one writer at a time
    lock = func.pg_try_advisory_xact_lock(func.hashtext("chartscribe release"), func.hashtext(queue))
    return bool(session.scalar(select(lock)))


def has_open_jobs(session: Session, subject_id: str) -> bool:
    """True while any job of the document or case is not closed."""
    found = select(Job.id).where(Job.subject_id == subject_id, Job.state.in_(OPEN_STATES)).limit(1)
    return session.scalar(found) is not None


def cancel_open_jobs(session: Session, subject_id: str) -> None:
    """Close every open job of a document that a person or an error took off the belt."""
    session.execute(
        update(Job)
        .where(Job.subject_id == subject_id, Job.state.in_(OPEN_STATES))
        .values(
            state=JobState.DONE,
            token=None,
            lease_until=None,
            error_code=CANCELLED,
            finished_at=database_now(session),
        )
        .execution_options(synchronize_session=False)
    )


def parked_jobs(session: Session, subject_id: str) -> Sequence[Job]:
    """The parked jobs of a document or case, oldest first."""
    return session.scalars(
        select(Job).where(Job.subject_id == subject_id, Job.state == JobState.PARKED).order_by(Job.id)
    ).all()


def unpark(session: Session, job: Job) -> None:
    """Make a parked job ready with a clean count, because a person said to try again."""
    session.execute(
        update(Job)
        .where(Job.id == job.id, Job.state == JobState.PARKED)
        .values(
            state=JobState.READY, attempts=0, token=None, not_before=None, error_code=None, finished_at=None
        )
        .execution_options(synchronize_session=False)
    )
