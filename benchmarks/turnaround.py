"""How long a stat dictation waits behind a full bulk queue, on a running site with the real speech engine.

    python -m benchmarks.turnaround [--bulk 12] [--model base] [--json FILE]

Starts `chartscribe up` in a folder of its own, sends as many bulk dictations as asked (copies of the shipped
clinic letter, about a minute each), lets the first one be written down, then sends one stat dictation. All
times come from the site's own custody lines. The bar: while the stat dictation waits, no bulk dictation is
begun that had not begun before, so that it waits for one of them at most.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select

from benchmarks.drill_service import Service, wait_until
from samples.catalogue import sample_files
from storage.database import Database
from storage.tables import Document, DocumentEventRow

DICTATION = "clinic_letter.wav"
_LONGEST_WAIT_S = 900.0


@dataclass(frozen=True)
class Turnaround:
    """Seconds from the front desk to the review worklist, and who was served first.

    `bulk_waiting` had not begun when the stat dictation came; `overtaken` of them were still waiting when it
    was ready; `begun_before_it` were begun in between, the bar being 0.
    """

    bulk: int
    bulk_waiting: int
    overtaken: int
    begun_before_it: int
    stat_waited_s: float
    stat_turnaround_s: float
    bulk_work_median_s: float
    without_overtaking_s: float
    load_average: float

    @property
    def holds(self) -> bool:
        """True when the stat dictation waited for nothing that had not begun."""
        return self.begun_before_it == 0


@dataclass(frozen=True)
class _Way:
    """When one dictation was received, begun, and ready for a person; None for what has not happened."""

    received: datetime
    begun: datetime | None
    ready: datetime | None


def measure(bulk: int, model: str) -> Turnaround:
    """One drill on a site of its own."""
    with tempfile.TemporaryDirectory(prefix="chartscribe-turnaround-") as folder:
        home = Path(folder) / "home"
        environment = {"CHARTSCRIBE_SPEECH_MODEL": model, "CHARTSCRIBE_SPEECH_SECOND_PASS_BELOW": "0"}
        service = Service(home, environment)
        service.start()
        try:
            return _drill(home, Path(folder), bulk)
        finally:
            service.stop()


def _drill(home: Path, folder: Path, bulk: int) -> Turnaround:
    inbox = folder / "bulk"
    inbox.mkdir()
    for number in range(bulk):
        _copy(inbox / f"bulk-{number:03}.wav")
    _add(home, inbox, "bulk")
    database = Database(f"sqlite:///{home / 'chartscribe.db'}")
    try:
        wait_until("first bulk dictation", lambda: _ready(database), limit_s=_LONGEST_WAIT_S)
        stat = folder / "stat.wav"
        _copy(stat)
        before = _ways(database)
        stat_id = _add(home, stat, "stat")[0]
        wait_until("the stat one", lambda: _ways(database)[stat_id].ready, limit_s=_LONGEST_WAIT_S)
        return _judge(before, _ways(database), stat_id)
    finally:
        database.close()


def _judge(before: dict[str, _Way], after: dict[str, _Way], stat_id: str) -> Turnaround:
    stat = after[stat_id]
    assert stat.begun and stat.ready  # noqa: S101, PT018 - it was waited for
    others = {one: way for one, way in after.items() if one != stat_id}
    # begun by the time the stat dictation was accepted: those may finish first
    waiting = {one: way for one, way in others.items() if way.begun is None or way.begun > stat.received}
    first = [one for one, way in waiting.items() if way.begun is not None and way.begun < stat.begun]
    work = [(way.ready - way.begun).total_seconds() for way in others.values() if way.begun and way.ready]
    median_s = statistics.median(work)
    stat_work_s = (stat.ready - stat.begun).total_seconds()
    return Turnaround(
        bulk=len(before),
        bulk_waiting=len(waiting),
        overtaken=sum(1 for way in waiting.values() if way.begun is None or way.begun > stat.begun),
        begun_before_it=len(first),
        stat_waited_s=round((stat.begun - stat.received).total_seconds(), 1),
        stat_turnaround_s=round((stat.ready - stat.received).total_seconds(), 1),
        bulk_work_median_s=round(median_s, 1),
        without_overtaking_s=round(len(waiting) * median_s + stat_work_s, 1),
        load_average=round(os.getloadavg()[0], 1),
    )


def _copy(path: Path) -> None:
    """The shipped dictation with bytes of its own at its end; readers ignore what follows the sound."""
    sample = next(one for one in sample_files() if one.file_name == DICTATION)
    path.write_bytes(sample.path.read_bytes() + b"turnaround " + str(time.time_ns()).encode())


def _add(home: Path, path: Path, priority: str) -> list[str]:
    command = [sys.executable, "-m", "chartscribe", "--home", str(home), "add", str(path)]
    command += ["--priority", priority, "--route", "archive", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [str(json.loads(line)["document_id"]) for line in done.stdout.splitlines()]


def _ready(database: Database) -> bool:
    with database.read() as session:
        found = session.scalar(
            select(func.count()).select_from(Document).where(Document.state == "awaiting_review")
        )
    return bool(found)


def _ways(database: Database) -> dict[str, _Way]:
    with database.read() as session:
        rows = session.scalars(select(DocumentEventRow).order_by(DocumentEventRow.id)).all()
    by_document: dict[str, list[DocumentEventRow]] = {}
    for row in rows:
        by_document.setdefault(row.document_id, []).append(row)
    return {
        document_id: _Way(
            received=next(row.at for row in lines if row.event == "received"),
            begun=_first(lines, "reading"),
            ready=_first(lines, "awaiting_review"),
        )
        for document_id, lines in by_document.items()
    }


def _first(lines: Iterable[DocumentEventRow], state: str) -> datetime | None:
    return next((row.at for row in lines if row.to_state == state), None)


def main() -> int:
    """Print a table for people, and JSON for machines where asked; 1 when the bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--bulk", type=int, default=12, help="bulk dictations in the queue")
    parser.add_argument("--model", default="base", help="speech model of the site")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    found = measure(arguments.bulk, arguments.model)
    print(f"load average {found.load_average}; {found.bulk} bulk dictations, {found.bulk_waiting} not begun")
    print(f"stat: waited {found.stat_waited_s} s, ready after {found.stat_turnaround_s} s")
    print(f"in the order of arrival it would have been ready after about {found.without_overtaking_s} s")
    print(f"bulk dictations begun while it waited: {found.begun_before_it} (bar: 0)")
    if arguments.json:
        arguments.json.write_text(json.dumps(asdict(found), indent=1) + "\n", encoding="utf-8")
    return 0 if found.holds else 1


if __name__ == "__main__":
    sys.exit(main())
