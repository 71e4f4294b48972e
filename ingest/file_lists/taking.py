"""Takes the files of a list in, one after the other, each once. Touches the world.

Where it stands is in the database, row by row, so a run that was killed goes on where it was. A file is known
by its path, time and size: one that an earlier run or list brought in is not even read again. While more than
a few thousand files wait to be read, no more is taken in: people's own work must not drown in an archive.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ingest.belt import Belt
from ingest.file_lists.progress_rows import (
    ACCEPTED,
    ALREADY_HERE,
    REFUSED,
    RowOutcome,
    begin_list,
    done_numbers,
    end_list,
    is_named_already,
    outcome_counts,
    write_outcomes,
)
from ingest.file_lists.rows import ListedFile, OpenedList
from ingest.file_lists.usable import open_usable
from ingest.index_fields import PRIORITIES
from ingest.intake import Arrival, receive
from ingest.settings import IngestSettings
from storage.audit.record import Actor
from storage.errors import Disposition, ServiceError
from storage.ledger.balance import QUEUES
from storage.tables import Document, Job

_ROWS_AT_ONCE = 50
_LOOK_AGAIN_S = 5.0


class FileListGoneError(ServiceError):
    """Most files of a list are suddenly not there: its disk or share has gone."""

    code = "ingest.file_list_gone"
    disposition = Disposition.RETRY
    remedy = "Connect the disk or share that the list names, and give the same list again: it goes on"


@dataclass
class TakeReport:
    """How far the list is: rows in all, what became of them (`counts`), done by this run, and waiting."""

    rows: int
    counts: dict[str, int] = field(default_factory=dict)
    taken_now: int = 0
    looked_at: int = 0
    is_waiting: bool = False

    @property
    def left(self) -> int:
        """The rows that nobody has looked at yet."""
        return max(0, self.rows - self.looked_at)


@dataclass(frozen=True)
class _Run:
    """What every row of one run needs."""

    list_id: str
    batch_id: str
    belt: Belt
    settings: IngestSettings
    actor: Actor
    defaults: Mapping[str, str | None]


def take_list(
    listed: OpenedList,
    *,
    belt: Belt,
    settings: IngestSettings,
    actor: Actor,
    defaults: Mapping[str, str | None],
    most_waiting: int,
    see: Callable[[TakeReport], None] = lambda _: None,
    pause: Callable[[float], None] = time.sleep,
) -> tuple[str, TakeReport]:
    """The list's id, and what became of its rows; when this returns every row was looked at.

    `most_waiting`: no more is taken in while so many bulk files wait to be read; 0 for no limit.

    Raises:
        FileListDamagedError: the list cannot be read as a table.
        FileListGoneError: the files' disk has gone.
        ServiceError: the disk is full, or the store or the database does not answer; the list goes on when it
            is given again.
    """
    with belt.database.write() as session:
        begun = begin_list(session, listed, actor=actor, defaults=defaults)
        run = _Run(begun.id, begun.batch_id, belt, settings, actor, defaults)
    report = TakeReport(listed.rows)
    for rows in _in_pieces(listed.read()):
        with belt.database.read() as session:
            done = done_numbers(session, run.list_id, rows[0].number, rows[-1].number)
        todo = [row for row in rows if row.number not in done]
        if todo:
            _wait_while_full(belt, most_waiting, report, see=see, pause=pause)
            report.taken_now += _take_piece(todo, run)
        report.looked_at += len(rows)
        if todo or rows[-1].number == listed.rows:
            with belt.database.read() as session:
                report.counts = outcome_counts(session, run.list_id)
        see(report)
    with belt.database.write() as session:
        end_list(session, run.list_id, actor=actor)
        report.counts = outcome_counts(session, run.list_id)
    return run.list_id, report


def _take_piece(rows: list[ListedFile], run: _Run) -> int:
    """How many of the rows were accepted; what became of those before a failure is kept in any case."""
    outcomes: list[RowOutcome] = []
    try:
        for row in rows:
            outcomes.append(_take(row, run, outcomes))
        _check_disk_is_there(rows, outcomes)
    except FileListGoneError:
        outcomes = [one for one in outcomes if one.outcome != REFUSED]
        raise
    finally:
        with run.belt.database.write() as session:
            write_outcomes(session, run.list_id, outcomes)
    return sum(one.outcome == ACCEPTED for one in outcomes)


def _take(row: ListedFile, run: _Run, before: Iterable[RowOutcome]) -> RowOutcome:
    """What became of one row.

    Raises:
        ServiceError: nothing is wrong with the row; the whole run has to wait.
    """
    try:
        fields = row.fields(run.defaults)
        stream, status = open_usable(row.path, max_bytes=run.settings.max_upload_bytes)
        with stream:
            key = _arrival_key(row.path, status)
            known = _known(run, key, before)
            if known is not None:
                return RowOutcome(row.number, known[1], known[0], size_bytes=status.st_size)
            received = receive(
                stream,
                arrival=Arrival(row.path.name, batch_id=run.batch_id, key=key),
                fields=fields,
                actor=run.actor,
                belt=run.belt,
                settings=run.settings,
            )
    except ServiceError as failure:
        if failure.disposition is not Disposition.REJECT:
            raise
        return RowOutcome(row.number, REFUSED, reason_code=failure.code, reason=failure.message)
    outcome = ALREADY_HERE if received.outcome == "same" else ACCEPTED
    return RowOutcome(row.number, outcome, received.document_id, size_bytes=status.st_size)


def _known(run: _Run, key: str, before: Iterable[RowOutcome]) -> tuple[str, str] | None:
    """The document that this very file has become, and whether this row or something earlier brought it."""
    with run.belt.database.read() as session:
        document = session.scalars(select(Document).where(Document.arrival_key == key)).one_or_none()
        if document is None:
            return None
        is_earlier = (
            document.batch_id != run.batch_id
            or document.id in {one.document_id for one in before}
            or is_named_already(session, run.list_id, document.id)
        )
    # else a kill came between the document and the row that remembers it
    return document.id, ALREADY_HERE if is_earlier else ACCEPTED


def _arrival_key(path: Path, status: os.stat_result) -> str:
    """Knows this very file again, in another list too; holds no name."""
    parts = (os.path.realpath(path), str(status.st_mtime_ns), str(status.st_size))
    return "list:" + hashlib.sha256("\0".join(parts).encode(errors="surrogateescape")).hexdigest()


def _check_disk_is_there(rows: list[ListedFile], outcomes: list[RowOutcome]) -> None:
    """Return unless every file of a whole piece is refused and not one of their folders is there."""
    if len(rows) < _ROWS_AT_ONCE or any(one.outcome != REFUSED for one in outcomes):
        return
    if not any(row.path.parent.is_dir() for row in rows):
        raise FileListGoneError("None of the folders that the list names is there")


def _wait_while_full(
    belt: Belt,
    most_waiting: int,
    report: TakeReport,
    *,
    see: Callable[[TakeReport], None],
    pause: Callable[[float], None],
) -> None:
    while most_waiting:
        with belt.database.read() as session:
            if _waiting(session, most_waiting) < most_waiting:
                break
        report.is_waiting = True
        see(report)
        pause(_LOOK_AGAIN_S)
    report.is_waiting = False


def _waiting(session: Session, limit: int) -> int:
    """How many bulk jobs wait, counted no further than `limit`."""
    waiting = 0
    for queue in QUEUES:
        some = (
            select(Job.id)
            .where(Job.queue == queue, Job.state == "ready", Job.priority == PRIORITIES["bulk"])
            .limit(limit)
        )
        waiting += session.scalar(select(func.count()).select_from(some.subquery())) or 0
    return waiting


def _in_pieces(rows: Iterator[ListedFile]) -> Iterator[list[ListedFile]]:
    while piece := list(islice(rows, _ROWS_AT_ONCE)):
        yield piece
