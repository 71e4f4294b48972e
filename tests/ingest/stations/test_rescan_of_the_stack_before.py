"""A sheet of the stack before is laid in again while the next stack is at the scanner."""

from __future__ import annotations

import time
from pathlib import Path

from sqlalchemy import select

from ingest.settings import IngestSettings
from ingest.stations.events import AskedRescan, ask_rescan
from ingest.stations.sitting import go_to
from ingest.stations.watching import StationsWatch
from storage.ledger.batch_states import BatchState
from storage.tables import SetAsidePage
from tests.ingest.stations.room import Room, pdf
from tests.small_site import small_site

POLL_S = 0.05


def test_it_takes_its_place_and_what_lay_there_before_it_was_asked_for_stays_with_the_next_stack(
    tmp_path: Path,
) -> None:
    with small_site(tmp_path) as site:
        room = Room(site, tmp_path / "stations")
        settings = IngestSettings(stations_folder=room.top, stations_poll_s=POLL_S, min_free_disk_bytes=0)
        watch = StationsWatch(room.top, belt=site.belt, settings=settings)
        before = room.sit_down()
        room.put("stack.pdf", pdf(1))
        _take(watch, 1)
        document_id = room.documents()[0].id
        room.lay_out(document_id, 1)
        with site.belt.database.write() as session:
            go_to(session, before, room.mira, to=BatchState.SCANNED)
        following = room.sit_down()
        room.put("next-stack.pdf", pdf(2))
        watch.sweep()  # seen, not yet at rest
        with site.belt.database.write() as session:
            ask_rescan(session, before, AskedRescan(document_id, 1, room.mira.user_id, room.mira.name))
        _take(watch, 1)
        room.put("again.pdf", pdf(3))
        _take(watch, 1)

        with site.belt.database.read() as session:
            (aside,) = session.scalars(select(SetAsidePage)).all()
        assert (aside.document_id, aside.reason) == (document_id, "replaced")
        assert [one.batch_id for one in room.documents()] == [before, following]
        assert "rescan_came" in room.events(before)


def _take(watch: StationsWatch, files: int) -> None:
    """Returns when so many files were taken."""
    give_up = time.monotonic() + 30
    taken = 0
    while taken < files and time.monotonic() < give_up:
        taken += watch.sweep()
        time.sleep(POLL_S)
    assert taken == files
