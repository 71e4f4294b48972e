"""The sampler: draws a sample of every batch that was checked, looks at each drawn page, ends the sample.

Touches the world: acts through the site's pages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import select

from benchmarks.shift.day import Day, PaperPage
from benchmarks.shift.kept import Journal
from benchmarks.shift.problems import Problem
from benchmarks.shift.site_now import SiteNow
from benchmarks.shift.staff import Person
from benchmarks.shift.stations import Stations
from ingest.sampling.lots import OPEN, batches_to_sample
from ingest.sampling.verdicts import JudgedPage, judged_pages
from storage.tables import DEFAULT_SITE, Document, Page, Patient, SampleDocument, SampleLot

_UNREADABLE = (Problem.STREAK, Problem.CUT_OFF)


@dataclass
class Sampler:
    """One person with the samples of the day."""

    day: Day
    site: SiteNow
    journal: Journal
    person: Person
    stations: Stations

    def round(self) -> int:
        """How many samples were drawn and ended."""
        self.person.page("/samples")
        through = {
            self.stations.batch_id(batch)
            for batch in self.day.batches
            if self.journal.did(f"checked {batch.id}")
        }
        with self.site.belt.database.read() as session:
            waiting = batches_to_sample(session, DEFAULT_SITE)
            ready = [one.batch_id for one in waiting if one.is_ready and one.batch_id in through]
            opened = session.scalars(select(SampleLot.id).where(SampleLot.state == OPEN)).all()
        for lot_id in opened:
            self._look_through(lot_id)
        for batch_id in ready:
            drawn = self.person.fill("/samples/draw", {"batch_id": batch_id})
            found = re.search(r"/samples/([0-9a-f-]{36})", drawn.headers.get("location", ""))
            if found:
                self._look_through(found[1])
        return len(opened) + len(ready)

    def came_back(self, document_id: str) -> bool:
        """True for a chart that a failed sample sent back to be checked."""
        wanted = select(SampleDocument).where(
            SampleDocument.document_id == document_id,
            SampleDocument.sent_back_at.is_not(None),
            SampleDocument.rechecked_at.is_(None),
        )
        with self.site.belt.database.read() as session:
            return session.scalars(wanted).first() is not None

    def _look_through(self, lot_id: str) -> None:
        with self.site.belt.database.read() as session:
            pages = judged_pages(session, lot_id)
        for drawn in pages:
            if not drawn.verdict:
                kind, page = self._what_is_wrong(drawn)
                self.person.page(f"/samples/{lot_id}")
                self.person.fill(f"/samples/{lot_id}/judge", {"place": str(drawn.place), "kind": kind})
                if kind and page is not None:
                    said = {"kind": f"sample_{kind}", "page": page.id, "document_id": drawn.document_id}
                    self.journal.add({"sighting": {**said, "note": "", "file": ""}})
        self.person.fill(f"/samples/{lot_id}/close", {})
        with self.site.belt.database.read() as session:
            lot = session.get_one(SampleLot, lot_id)
            sizes = {"pages": lot.page_count, "drawn": lot.sample_size, "wrong": lot.wrong}
            self.journal.note(f"sample {lot_id}", state=lot.state, **sizes)

    def _what_is_wrong(self, drawn: JudgedPage) -> tuple[str, PaperPage | None]:
        """What a person sees who compares the page with what it is filed as; "" when it is right."""
        with self.site.belt.database.read() as session:
            row = session.get_one(Page, drawn.page_id)
            document = session.get_one(Document, drawn.document_id)
            patient = session.get(Patient, document.patient_id) if document.patient_id else None
            mrn, kind = patient.mrn if patient else "", document.document_type
        page = self.site.files.page_of(row.source_sha256, row.source_index)
        if page is None or page.sort != "page":
            return "", page
        if page.patient.mrn != mrn:
            return "wrong_patient", page
        if drawn.page_number == 1 and page.starts_document and page.type != kind:
            return "wrong_type", page
        if page.problem in _UNREADABLE and not self.site.files.is_rescan(row.source_sha256):
            return "image_unreadable", page
        return "", page
