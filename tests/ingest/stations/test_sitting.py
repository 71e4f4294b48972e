from __future__ import annotations

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from ingest.stations.defaults import Defaults, StationSetUpError, parse_defaults
from ingest.stations.keeping import StationSetUp, keep_station, retire_station
from ingest.stations.reconcile import BatchImages, FileImages, ImagePlace, reconcile
from ingest.stations.sitting import (
    NotAtHandError,
    StationTakenError,
    check,
    count_sheets,
    go_to,
    hand_over,
    hold,
    leave,
    look_again,
    parse_sitting,
)
from ingest.stations.watching import advance_batches
from storage.database import database_now
from storage.ids import new_id
from storage.ledger.batch_states import BatchState
from storage.ledger.batches import BatchMovedError, batch_events
from storage.tables import DEFAULT_SITE, AuditEvent, Batch, Station, User
from tests.ingest.stations.room import Room, pdf

S = BatchState


def found(*, counted: int | None, sheets: int):  # type: ignore[no-untyped-def]  # noqa: ANN201
    images = BatchImages((FileImages((ImagePlace.PAGE,) * sheets),))
    return reconcile(images, sheets_counted=counted, sides=1)


def test_one_open_batch_a_station_whoever_asks(room: Room) -> None:
    room.sit_down()
    with pytest.raises(StationTakenError):
        room.sit_down(operator=room.site.person("scanner", name="Ben Ito"))
    with pytest.raises(IntegrityError), room.site.belt.database.write() as session:
        session.add(
            Batch(
                id=new_id(),
                source="station",
                created_by="x",
                created_at=database_now(session),
                station_id=room.station_id,
                state="prepared",
            )
        )


def test_a_batch_is_left_taken_and_handed_over_with_a_trace(room: Room) -> None:
    batch_id, ben = room.sit_down(), room.site.person("scanner", name="Ben Ito")
    with pytest.raises(StationTakenError), room.site.belt.database.write() as session:
        hold(session, batch_id, ben, may_take_over=False)
    with room.site.belt.database.write() as session:
        leave(session, batch_id, room.mira)
        hold(session, batch_id, ben, may_take_over=False)
        mira = session.get_one(User, room.mira.user_id)
        assert hand_over(session, batch_id, ben, to=mira).holder_id == room.mira.user_id
        assert hold(session, batch_id, ben, may_take_over=True).holder_id == ben.user_id
    assert room.events(batch_id) == ["opened", "left", "taken", "handed_over", "taken"]
    with room.site.belt.database.read() as session:
        actions = session.scalars(select(AuditEvent.action).where(AuditEvent.subject_id == batch_id)).all()
    assert actions == ["batch.opened", "batch.left", "batch.taken", "batch.handed_over", "batch.taken"]


def test_the_count_is_corrected_with_the_number_before_and_the_reason(room: Room) -> None:
    batch_id = room.sit_down(sheets=112)
    with room.site.belt.database.write() as session:
        count_sheets(session, batch_id, room.mira, sheets=111, reason="one was a cover")
        line = batch_events(session, batch_id)[-1]
    assert (line.event, line.detail) == (
        "counted",
        {"before": 112, "sheets": 111, "reason": "one was a cover"},
    )


def test_a_batch_goes_from_the_box_to_the_archive_and_says_who_moved_it(room: Room) -> None:
    batch_id = room.sit_down(sheets=1)
    room.put("stack.pdf", pdf(1))
    room.settle()
    database = room.site.belt.database
    with database.write() as session:
        go_to(session, batch_id, room.mira, to=S.SCANNED)
        check(session, batch_id, room.mira, found=found(counted=1, sheets=1), reason="")
    assert room.batch(batch_id).holder_id is None
    assert advance_batches(database) == 0  # its chart is still being read
    for state, after in (("verified", S.INDEXED), ("awaiting_review", S.CHECKED), ("filed", S.COMMITTED)):
        with database.write() as session:
            session.execute(update(room.documents()[0].__class__).values(state=state))
        assert advance_batches(database) == 1
        assert room.batch(batch_id).state == after
    assert room.batch(batch_id).committed_at is not None
    with database.read() as session:
        moves = [one.detail["to"] for one in batch_events(session, batch_id) if one.event == "moved"]
    assert moves == ["scanning", "scanned", "checked", "indexed", "checked", "indexed", "committed"]


def test_counts_that_do_not_agree_need_a_reason(room: Room) -> None:
    batch_id = room.sit_down(sheets=2)
    with room.site.belt.database.write() as session:
        go_to(session, batch_id, room.mira, to=S.SCANNED)
    with pytest.raises(NotAtHandError), room.site.belt.database.write() as session:
        check(session, batch_id, room.mira, found=found(counted=2, sheets=1), reason=" ")
    with room.site.belt.database.write() as session:
        check(session, batch_id, room.mira, found=found(counted=2, sheets=1), reason="one sheet was empty")
        assert batch_events(session, batch_id)[-1].detail["reason"] == "one sheet was empty"
    with pytest.raises(NotAtHandError), room.site.belt.database.write() as session:
        check(session, batch_id, room.mira, found=found(counted=2, sheets=2), reason="")
    with pytest.raises(NotAtHandError), room.site.belt.database.write() as session:
        count_sheets(session, batch_id, room.mira, sheets=1, reason="")


def test_a_check_is_taken_back_once(room: Room) -> None:
    batch_id = room.sit_down()
    with room.site.belt.database.write() as session:
        go_to(session, batch_id, room.mira, to=S.SCANNED)
        check(session, batch_id, room.mira, found=found(counted=1, sheets=1), reason="")
        assert look_again(session, batch_id, room.mira).holder_id == room.mira.user_id
    with pytest.raises(BatchMovedError), room.site.belt.database.write() as session:
        look_again(session, batch_id, room.mira)


def test_scanning_goes_on_after_the_end_unless_the_next_stack_is_there(room: Room) -> None:
    first = room.sit_down()
    with room.site.belt.database.write() as session:
        go_to(session, first, room.mira, to=S.SCANNED)
        assert go_to(session, first, room.mira, to=S.SCANNING).state == S.SCANNING
        go_to(session, first, room.mira, to=S.SCANNED)
    room.sit_down()
    with pytest.raises(StationTakenError), room.site.belt.database.write() as session:
        go_to(session, first, room.mira, to=S.SCANNING)


@pytest.mark.parametrize("folder", ["", "../x", "a/b", ".hidden", "x" * 41, "ends with space "])
def test_a_station_folder_is_a_plain_name(room: Room, folder: str) -> None:
    wanted = StationSetUp("Scanner 3", folder, "scanner")
    with pytest.raises(StationSetUpError), room.site.belt.database.write() as session:
        keep_station(session, DEFAULT_SITE, wanted, room.mira)


def test_names_and_folders_are_one_stations_until_it_is_put_out_of_use(room: Room) -> None:
    again = StationSetUp("Scanner 2", "Scanner-2", "fax")
    with pytest.raises(StationSetUpError) as refused, room.site.belt.database.write() as session:
        keep_station(session, DEFAULT_SITE, again, room.mira)
    assert set(refused.value.problems) == {"name", "folder"}
    with room.site.belt.database.write() as session:
        retire_station(session, session.get_one(Station, room.station_id), room.mira)
        keep_station(session, DEFAULT_SITE, again, room.mira)


def test_words_of_a_form_become_a_sitting_or_are_named() -> None:
    sitting = parse_sitting(box=" A-C  1998 ", sheets="112", defaults=parse_defaults({"sides": "1"}))
    assert (sitting.box, sitting.sheets_counted, sitting.defaults.sides) == ("A-C 1998", 112, 1)
    with pytest.raises(StationSetUpError) as refused:
        parse_sitting(box="x" * 61, sheets="0", defaults=Defaults())
    assert set(refused.value.problems) == {"box", "sheets"}
    with pytest.raises(StationSetUpError):
        parse_defaults({"route": "quick"})
