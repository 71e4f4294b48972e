"""What operators do at their stations: sit down with a counted stack, end it, check the count.

Touches the world: acts through the site's pages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from benchmarks.shift.day import Day, PaperBatch, PaperPage
from benchmarks.shift.kept import Journal
from benchmarks.shift.make_day import SCANNERS
from benchmarks.shift.scanned_files import ScannedFiles
from benchmarks.shift.site_now import FINAL, SiteNow, Standing
from benchmarks.shift.staff import OPERATORS, SUPERVISOR, Person, RefusedError
from ingest.stations.sitting import open_batch_at
from storage.ledger.document_states import DocumentState as S
from storage.tables import Station

_SET_UP = "stations set up"
_COUNT = re.compile(r"\d[\d,]* sheets? counted, [^<]*")
_MOST_TRIES = 2  # to lay one sheet in again
_STILL_READ = (S.RECEIVED, S.SPLITTING, S.READING)


@dataclass
class Stations:
    """Three stations and whose batch is at each."""

    day: Day
    site: SiteNow
    files: ScannedFiles
    journal: Journal
    people: Mapping[str, Person]
    folder: Path

    def set_up(self) -> None:
        """The supervisor sets up a station for each scanner, once."""
        for number, scanner in enumerate(SCANNERS, start=1):
            if not self.journal.did(f"{_SET_UP} {scanner}") and not self._station_id(scanner):
                wanted = {"name": f"Scanner {number}", "folder": scanner, "way_in": "scanner"}
                kept = {**wanted, "route": "archive", "priority": "bulk", "sides": "1"}
                self.people[SUPERVISOR].fill("/station-set-up", kept)
            self.journal.note(f"{_SET_UP} {scanner}")
        for scanner in SCANNERS:
            (self.folder / scanner).mkdir(exist_ok=True)

    def sit_down(self, batch: PaperBatch) -> None:
        """The operator opens the batch with the sheets that they counted."""
        if self.journal.did(f"sat {batch.id}"):
            return
        station, operator = self._station_id(batch.scanner), self.people[OPERATORS[batch.scanner]]
        with self.site.belt.database.read() as session:
            opened = open_batch_at(session, station)
            batch_id = opened.id if opened is not None else ""
        if not batch_id:
            sitting = {"box": f"{batch.box}, {batch.id}", "sheets": str(batch.sheets), "sides": "1"}
            given = {**sitting, "document_type": "", "route": "archive", "priority": "bulk"}
            sat = operator.fill(f"/stations/{station}/sit-down", given)
            batch_id = sat.headers["location"].rpartition("/")[2]
        self.journal.note(f"sat {batch.id}", batch_id=batch_id)

    def batch_id(self, batch: PaperBatch) -> str:
        """The site's id of the batch; '' before anybody sat down with it."""
        return str(self.journal.facts(f"sat {batch.id}").get("batch_id", ""))

    def check_counts(self) -> int:
        """How many batches were checked: everything looked at, nothing waiting to be scanned again."""
        return sum(self._check(batch) for batch in self.day.batches)

    def _check(self, batch: PaperBatch) -> bool:
        """Say "all scanned" and check the count, when the stack is in and nothing is to be laid in again."""
        if self.is_checked(batch) or not self.journal.did(f"laid in {batch.id}"):
            return False
        batch_id, operator = self.batch_id(batch), self.people[OPERATORS[batch.scanner]]
        if self.pending_rescan(batch_id) or any(map(self._is_open, self._documents(batch_id))):
            return False
        if not self.journal.did(f"all scanned {batch.id}"):
            operator.fill(f"/batches/{batch_id}/scanned", {})
            self.journal.note(f"all scanned {batch.id}")
        found = _COUNT.search(operator.page(f"/batches/{batch_id}"))
        operator.fill(f"/batches/{batch_id}/check", {"reason": "looked through the stack"})
        self.journal.note(f"checked {batch.id}", words=" ".join(found[0].split()) if found else "")
        return True

    def is_checked(self, batch: PaperBatch) -> bool:
        """True when the stack may be put away."""
        return self.journal.did(f"checked {batch.id}")

    def free(self, scanner: str) -> bool:
        """True when every stack that was laid into this scanner has been checked."""
        sat = [one for one in self.day.batches if one.scanner == scanner and self.batch_id(one)]
        return all(map(self.is_checked, sat))

    def _is_open(self, document: Standing) -> bool:
        """True while the document is not read yet, or has a page to scan again."""
        return document.state in _STILL_READ or bool(self.site.wants_rescan(document))

    def _documents(self, batch_id: str) -> list[Standing]:
        return [one for one in self.site.of_batch(batch_id) if one.state not in FINAL]

    def ask_rescan(self, document_id: str, number: int, page: PaperPage, scanner: str) -> bool:
        """True when the page was laid in again at its station, or waits until something else is in.

        False when its paper has been put away: somebody sends the new scan in another way.
        """
        batch = next(one for one in self.day.batches if page.chart in {chart.id for chart in one.charts})
        batch_id = self.batch_id(batch)
        tries = sum(line.get("asked") == page.id for line in self.journal.lines)
        if not batch_id or self.is_checked(batch) or tries >= _MOST_TRIES:
            return False
        if self.pending_rescan(batch_id) or not self.journal.did(f"laid in {batch.id}"):
            return True
        asked = {"document": document_id, "page": str(number)}
        try:
            self.people[OPERATORS[scanner]].fill(f"/batches/{batch_id}/rescan", asked)
        except RefusedError as refused:
            self.journal.add({"refused": str(refused)})
            return False
        self.journal.add({"asked": page.id, "batch_id": batch_id})
        target = self.folder / scanner / f"again-{page.id}.pdf"
        unfinished = target.with_name(f"{target.name}.part")
        unfinished.write_bytes(self.files.rescan(page, scanner))
        unfinished.rename(target)
        return True

    def pending_rescan(self, batch_id: str) -> bool:
        """True while a sheet that was laid in again has not been taken."""
        asked = [
            line["asked"]
            for line in self.journal.lines
            if line.get("batch_id") == batch_id and "asked" in line
        ]
        return any(
            (self.folder / scanner / f"again-{page}.pdf").exists() for page in asked for scanner in SCANNERS
        )

    def _station_id(self, scanner: str) -> str:
        wanted = select(Station.id).where(Station.folder == scanner, Station.retired_at.is_(None))
        with self.site.belt.database.read() as session:
            return session.scalar(wanted) or ""
