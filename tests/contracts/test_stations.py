"""The scanning room on both databases: one stack a station, its count, and its way to the archive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from ingest.stations.events import AskedRescan, ask_rescan
from ingest.stations.reconcile import reconcile
from ingest.stations.sitting import StationTakenError, check, go_to
from ingest.stations.watching import advance_batches
from storage.database import ChangedAtOnceError
from storage.ledger.batch_states import BatchState
from storage.tables import Document
from tests.at_once import at_once
from tests.ingest.stations.room import Room, pdf
from tests.small_site import small_site


@pytest.fixture
def room(database_url: str, tmp_path: Path) -> Iterator[Room]:
    with small_site(tmp_path, database_url=database_url) as site:
        yield Room(site, tmp_path / "stations")


def test_a_stack_is_scanned_scanned_again_counted_and_committed(room: Room) -> None:
    batch_id = room.sit_down(sheets=2)
    room.put("stack.pdf", pdf(1))
    room.settle()
    document_id = room.documents()[0].id
    room.lay_out(document_id, 2)
    database = room.site.belt.database
    with database.write() as session:
        ask_rescan(session, batch_id, AskedRescan(document_id, 2, room.mira.user_id, room.mira.name))
    room.put("again.pdf", pdf(2))
    room.settle()
    with database.write() as session:
        session.execute(update(Document).values(state="filed"))
    found = reconcile(room.paper(batch_id).images, sheets_counted=2, sides=1)
    assert found.words == (
        "2 sheets counted, 3 images came: 2 pages of 2 sheets, 1 page scanned again: all of them are here"
    )
    with database.write() as session:
        go_to(session, batch_id, room.mira, to=BatchState.SCANNED)
        check(session, batch_id, room.mira, found=found, reason="")
    assert advance_batches(database) == 1
    assert room.batch(batch_id).state == BatchState.COMMITTED


def test_of_people_who_sit_down_at_once_one_has_the_station(room: Room) -> None:
    refused: list[Exception] = []

    def sit() -> None:
        try:
            room.sit_down()
        except (StationTakenError, ChangedAtOnceError) as failure:
            refused.append(failure)

    at_once([sit] * 4)
    assert len(refused) == 3
    assert len(room.batches()) == 1
