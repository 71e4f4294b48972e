from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from ingest.settings import IngestSettings
from ingest.stations.arriving import batch_for
from ingest.stations.events import AskedRescan, ask_rescan, asked_rescan
from ingest.stations.sitting import go_to
from ingest.stations.watching import StationsWatch
from storage.database import database_now
from storage.ledger.balance import ledger_balance
from storage.ledger.batch_states import BatchState
from storage.tables import BatchEvent, Document, DocumentEventRow, SetAsidePage, Station
from tests.ingest.stations.room import Room, pdf
from tests.ingest.stations.test_mail import message
from tests.small_site import small_site

S = BatchState


def test_files_join_the_stations_open_batch_with_its_defaults(room: Room) -> None:
    batch_id = room.sit_down()
    room.put("1.pdf", pdf(1))
    room.put("2.pdf", pdf(2)).with_name("2.pdf.json").write_text('{"document_type": "Letter", "mrn": "7"}')

    assert room.settle() == 2

    first, second = room.documents()
    assert {first.batch_id, second.batch_id} == {batch_id}
    assert (first.document_type, first.route) == ("Consent", "key_fields")
    assert (second.document_type, second.claimed_fields["mrn"]) == ("Letter", "7")
    assert room.batch(batch_id).state == S.SCANNING
    assert room.events(batch_id) == ["opened", "moved"]
    with room.site.belt.database.read() as session:
        assert ledger_balance(session)["balanced"]


def test_what_comes_while_nobody_sits_there_makes_one_batch_of_its_own(room: Room) -> None:
    room.settle()
    room.put("1.pdf", pdf(1))
    room.settle()
    room.put("2.pdf", pdf(2))
    room.settle()
    (batch,) = room.batches()
    assert (batch.state, batch.operator_id, batch.station_id) == (S.SCANNED, None, room.station_id)
    assert {one.document_type for one in room.documents()} == {"Letter"}


def test_pages_still_being_written_when_the_stack_ends_stay_with_it(room: Room) -> None:
    def belongs_to(*, seen_s: float) -> str:
        with room.site.belt.database.write() as session:
            station = session.get_one(Station, room.station_id)
            seen_at = database_now(session) + timedelta(seconds=seen_s)
            return batch_for(session, station, seen_at=seen_at, grace=timedelta(seconds=4))

    first = room.sit_down()
    with room.site.belt.database.write() as session:
        go_to(session, first, room.mira, to=S.SCANNED)
    assert belongs_to(seen_s=1) == first
    unattended = belongs_to(seen_s=60)
    assert unattended != first
    second = room.sit_down()
    assert belongs_to(seen_s=1) == second
    assert room.batch(second).state == S.SCANNING


def test_a_list_names_the_files_and_loses_each_row_with_its_file(room: Room) -> None:
    room.sit_down()
    room.settle()
    given = room.put("index.csv", b"file,mrn,type\na.pdf,900417,Consent form\nlater.pdf,900418,Letter\n")
    room.put("a.pdf", pdf(1))
    assert room.settle(3) == 1
    (document,) = room.documents()
    assert (document.claimed_fields["mrn"], document.document_type) == ("900417", "Consent form")
    assert given.read_text().split() == ["file,mrn,type", "later.pdf,900418,Letter"]
    room.put("later.pdf", pdf(2))
    room.settle(3)
    assert not given.exists()


def test_files_wait_for_a_list_that_cannot_be_used(room: Room) -> None:
    batch_id = room.sit_down()
    room.settle()
    given = room.put("index.csv", b"file,mrm\na.pdf,900417\n")
    room.put("a.pdf", pdf(1))
    assert room.settle(3) == 0
    assert "mrn" in given.with_name("index.csv.error.txt").read_text()
    given.write_text("file,mrn\na.pdf,900417\n")
    assert room.settle(4) == 1
    assert room.documents()[0].claimed_fields["mrn"] == "900417"
    assert room.events(batch_id) == ["opened", "moved"]


def test_names_and_folders_give_index_fields_by_the_stations_pattern(tmp_path: Path) -> None:
    with small_site(tmp_path) as site:
        room = Room(site, tmp_path / "stations", pattern="{mrn}/{last}_{first}_{dob}")
        room.settle()
        room.put("900417/Fernsby_Marigold_1958-03-14.pdf", pdf(1))
        room.settle()
        claimed = room.documents()[0].claimed_fields
        assert (claimed["mrn"], claimed["name"], claimed["dob"]) == (
            "900417",
            "Fernsby, Marigold",
            "1958-03-14",
        )


def test_the_files_of_a_message_become_documents_that_know_the_sender(tmp_path: Path) -> None:
    with small_site(tmp_path) as site:
        room = Room(site, tmp_path / "stations", way_in="mail")
        room.settle()
        sent = room.put("m1.eml", message(("a.pdf", pdf(1)), ("b.pdf", pdf(2))).as_bytes())
        assert room.settle() == 1
        assert not sent.exists()
        first, second = room.documents()
        assert (first.file_name, second.file_name) == ("a.pdf", "b.pdf")
        assert (first.arrival_key, second.arrival_key) == (None, None)
        with site.belt.database.read() as session:
            notes = session.scalars(
                select(DocumentEventRow.note).where(DocumentEventRow.event == "came_by_mail")
            ).all()
        assert notes == ["From Copier 3 <copier@clinic.example>: Scan für Akte"] * 2
        assert "mail_opened" in room.events(first.batch_id or "")


def test_a_message_with_a_packed_file_stays_with_a_note_and_is_counted(tmp_path: Path) -> None:
    with small_site(tmp_path) as site:
        room = Room(site, tmp_path / "stations", way_in="mail")
        room.settle()
        sent = room.put("m1.eml", message(("a.pdf", pdf(1)), ("b.zip", b"PK\x03\x04 bomb")).as_bytes())
        assert room.settle() == 0
        assert "packed file" in sent.with_name("m1.eml.error.txt").read_text()
        assert room.documents() == []
        (batch,) = room.batches()
        assert room.paper(batch.id).images.refused_files == 1


def test_a_sheet_scanned_again_takes_its_place_and_the_first_image_stays(room: Room) -> None:
    batch_id = room.sit_down(sheets=2)
    room.put("stack.pdf", pdf(1))
    room.settle()
    document_id = room.documents()[0].id
    pages = room.lay_out(document_id, 2, state="reading")
    with room.site.belt.database.write() as session:
        ask_rescan(session, batch_id, AskedRescan(document_id, 2, room.mira.user_id, room.mira.name))
    room.put("again.pdf", pdf(2))
    assert room.settle() == 0  # the chart is still being read: the file waits
    with room.site.belt.database.write() as session:
        session.execute(update(Document).values(state="awaiting_review"))
    assert room.settle(1) == 1

    assert len(room.documents()) == 1
    with room.site.belt.database.read() as session:
        aside = session.scalars(select(SetAsidePage)).one()
        assert asked_rescan(session, batch_id) is None
    assert (aside.page_id, aside.reason, aside.actor) == (pages[1], "replaced", room.mira.name)
    counted = room.paper(batch_id).images
    places = [place.value for file in counted.files for place in file.images]
    assert places == ["page", "replaced", "rescan"]


def test_a_rescan_that_cannot_take_its_place_is_a_file_of_its_own(room: Room) -> None:
    batch_id = room.sit_down()
    room.put("stack.pdf", pdf(1))
    room.settle()
    document_id = room.documents()[0].id
    room.lay_out(document_id, 1)
    with room.site.belt.database.write() as session:
        ask_rescan(session, batch_id, AskedRescan(document_id, 9, room.mira.user_id, room.mira.name))
    room.put("again.pdf", pdf(2))
    assert room.settle() == 1
    assert len(room.documents()) == 2
    assert "rescan_called_off" in room.events(batch_id)


def test_bytes_that_were_here_already_are_counted_and_not_taken_twice(room: Room) -> None:
    batch_id = room.sit_down()
    room.settle()
    for name in ("a.pdf", "b.pdf"):
        room.put(name, pdf(1)).with_name(f"{name}.json").write_text('{"mrn": "900417"}')
        room.settle()
    assert len(room.documents()) == 1
    assert room.paper(batch_id).images.same_files == 1


def test_what_a_batch_notes_holds_no_words_of_files(room: Room) -> None:
    room.sit_down()
    room.settle()
    room.put("Fernsby Marigold.pdf", pdf(1)).with_name("Fernsby Marigold.pdf.json").write_text("{")
    room.settle()
    with room.site.belt.database.read() as session:
        assert "Fernsby" not in str([one.detail for one in session.scalars(select(BatchEvent))])


def test_stations_within_the_watch_folder_are_left_alone_and_it_is_said_once(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    room.settle()
    room.put("1.pdf", pdf(1))
    settings = IngestSettings(
        stations_folder=room.top, watch_folder=room.top.parent, stations_poll_s=1, min_free_disk_bytes=0
    )
    watch = StationsWatch(room.top, belt=room.site.belt, settings=settings, clock=lambda: room.now_s)
    for _ in range(3):
        room.now_s += 5
        assert watch.sweep() == 0
    assert caplog.text.count("lie in each other") == 1
