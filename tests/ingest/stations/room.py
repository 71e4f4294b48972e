"""A scanning room for tests: a station with its folder, an operator, and time that passes when asked."""

from __future__ import annotations

import json
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.settings import IngestSettings
from ingest.stations.batch_images import BatchPaper, paper_of
from ingest.stations.defaults import Defaults
from ingest.stations.keeping import StationSetUp, keep_station
from ingest.stations.sitting import Sitting, sit_down
from ingest.stations.watching import StationsWatch
from storage.ids import new_id
from storage.ledger.batches import batch_events
from storage.reviews import Reviewer
from storage.tables import DEFAULT_SITE, Batch, Document, DocumentPage, Page, Station
from tests.small_site import PDF, SmallSite

REST_S = 2.0


def pdf(number: int) -> bytes:
    """A file like no other."""
    return PDF.replace(b"test", b"test %d" % number)


class Room:
    """One station of a small site."""

    def __init__(self, site: SmallSite, folder: Path, *, way_in: str = "scanner", pattern: str = "") -> None:
        self.site, self.top, self.now_s = site, folder, 1000.0
        folder.mkdir(exist_ok=True)
        self.mira = site.person("scanner", name="Mira Sol")
        set_up = StationSetUp(
            "Scanner 2",
            "scanner-2",
            way_in,
            file_name_pattern=pattern,
            defaults=Defaults("Letter", "archive"),
        )
        with site.belt.database.write() as session:
            self.station_id = keep_station(session, DEFAULT_SITE, set_up, self.mira).id
        self.restart()

    def restart(self) -> None:
        """As the program does after a crash."""
        settings = IngestSettings(
            stations_folder=self.top,
            stations_poll_s=REST_S,
            min_free_disk_bytes=0,
            max_upload_bytes=10_000_000,
        )
        self.watch = StationsWatch(self.top, belt=self.site.belt, settings=settings, clock=lambda: self.now_s)

    def sit_down(self, *, sheets: int | None = 1, sides: int = 1, operator: Reviewer | None = None) -> str:
        """The id of the batch that was opened."""
        sitting = Sitting("A-C 1998", sheets, Defaults("Consent", "key_fields", "", sides))
        with self.site.belt.database.write() as session:
            station = session.get_one(Station, self.station_id)
            return sit_down(session, station, sitting, operator or self.mira).id

    def put(self, name: str, content: bytes | dict[str, str] = PDF) -> Path:
        """A file in the station's folder."""
        path = self.top / "scanner-2" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return path

    def settle(self, rounds: int = 2) -> int:
        """Number of files taken once they have rested."""
        taken = self.watch.sweep()
        for _ in range(rounds):
            self.now_s += REST_S
            taken += self.watch.sweep()
        return taken

    def documents(self) -> list[Document]:
        with self.site.belt.database.read() as session:
            return list(session.scalars(select(Document).order_by(Document.id)))

    def batches(self) -> list[Batch]:
        with self.site.belt.database.read() as session:
            return list(session.scalars(select(Batch).order_by(Batch.created_at, Batch.id)))

    def batch(self, batch_id: str) -> Batch:
        with self.site.belt.database.read() as session:
            return session.get_one(Batch, batch_id)

    def events(self, batch_id: str) -> list[str]:
        with self.site.belt.database.read() as session:
            return [one.event for one in batch_events(session, batch_id)]

    def paper(self, batch_id: str) -> BatchPaper:
        with self.site.belt.database.read() as session:
            return paper_of(session, self.site.belt.store, batch_id)

    def lay_out(self, document_id: str, pages: int, *, state: str = "awaiting_review") -> list[str]:
        """Page ids of a document as if it had been opened and looked at."""
        with self.site.belt.database.write() as session:
            return lay_out(session, document_id, pages, state=state)


def scanning_room_ids(site: SmallSite) -> dict[str, list[str]]:
    """A free station and a batch at another one, by the names that addresses use."""
    mira = site.person("scanner", name="Mira Sol")
    with site.belt.database.write() as session:
        free, used = (
            keep_station(session, DEFAULT_SITE, StationSetUp(name, name.lower(), "scanner"), mira)
            for name in ("Free", "Used")
        )
        batch = sit_down(session, used, Sitting("A-C 1998", 3), mira)
        return {"station_id": [free.id], "batch_id": [batch.id]}


def lay_out(session: Session, document_id: str, pages: int, *, state: str = "awaiting_review") -> list[str]:
    """The same within a transaction."""
    document = session.get_one(Document, document_id)
    ids = [new_id() for _ in range(pages)]
    for index, page_id in enumerate(ids):
        session.add(Page(id=page_id, source_sha256=document.source_sha256, source_index=index))
    session.flush()
    for index, page_id in enumerate(ids):
        session.add(DocumentPage(document_id=document_id, position=index, page_id=page_id))
    document.page_count, document.state = pages, state
    return ids
