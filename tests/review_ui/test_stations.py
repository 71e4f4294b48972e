from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import update

from ingest.stations.defaults import Defaults
from ingest.stations.sitting import Sitting, sit_down
from storage.accounts import Role
from storage.artifacts import put_artifact, record_artifact
from storage.database import database_now
from storage.ids import new_id
from storage.reviews import Reviewer
from storage.tables import Batch, Document, DocumentDeficiency, Site, Station, User, UserSession
from tests.ingest.stations.room import Room, pdf
from tests.review_ui.site import SignedInClient, WebSite, web_site

CUT_OFF = "Print runs over the edge of the image: lay the page straight and unfolded, scan it again"
NAME = "Fernsby, Marigold"


@contextmanager
def scanning_room(folder: Path) -> Iterator[tuple[WebSite, Room]]:
    with web_site(folder) as web:
        yield web, Room(web.site, folder / "stations")


@pytest.fixture
def at_work(tmp_path: Path) -> Iterator[tuple[WebSite, Room]]:
    with scanning_room(tmp_path) as made:
        yield made


def sit(scanner: SignedInClient, room: Room, **given: str) -> str:
    fields = {"box": "A-C 1998", "sheets": "3", "route": "archive", "sides": "1", "document_type": ""} | given
    answer = scanner.post(f"/stations/{room.station_id}/sit-down", **fields)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].rsplit("/", 1)[-1]


def cut_off_page(room: Room, batch_id: str, *, number: int = 2) -> tuple[str, str]:
    """(document, page) of a chart of three pages in the batch of which one is to be scanned again."""
    room.put("stack.pdf", pdf(number)).with_name("stack.pdf.json").write_text(
        f'{{"name": "{NAME}", "dob": "1958-03-14", "document_type": "Consent"}}'
    )
    room.settle()
    document = room.documents()[-1]
    page_id = room.lay_out(document.id, 3)[1]
    store = room.site.belt.store
    picture = put_artifact(store, "sheet_picture", b"\xff\xd8\xff small", media_type="image/jpeg")
    with room.site.belt.database.write() as session:
        record_artifact(session, picture, subject_id=page_id, version=1)
        session.add(
            DocumentDeficiency(
                id=new_id(),
                document_id=document.id,
                reading_no=1,
                page_id=page_id,
                kind="rescan_wanted",
                note=CUT_OFF,
                page_number=2,
            )
        )
    assert document.batch_id == batch_id
    return document.id, page_id


def lock(web: WebSite) -> None:
    with web.site.belt.database.write() as session:
        session.execute(update(UserSession).values(locked_at=database_now(session)))


def test_a_scanner_sits_down_and_sees_only_the_batch_and_its_documents(at_work: tuple[WebSite, Room]) -> None:
    web, room = at_work
    scanner = web.signed_in(Role.SCANNER)
    assert 'href="/stations"' in scanner.get("/stations").text
    batch_id = sit(scanner, room)
    document_id, _ = cut_off_page(room, batch_id)
    page = scanner.get(f"/batches/{batch_id}").text
    assert "Sheet 2 of 3, in Consent" in page
    assert "3 sheets counted, 3 images came: 3 pages of 3 sheets: all of them are here" in page
    assert scanner.get(f"/documents/{document_id}").status_code == 200
    other = web.signed_in(Role.SCANNER, login="ben")
    assert other.get(f"/documents/{document_id}").status_code == 404
    assert document_id not in other.get(f"/batches/{batch_id}").text.replace('name="document" value=', "")[:0]
    assert other.post(f"/batches/{batch_id}/scanned").status_code == 409


def test_the_screen_shows_the_sheet_and_no_patient_and_stays_on_while_the_session_sleeps(
    at_work: tuple[WebSite, Room],
) -> None:
    web, room = at_work
    scanner = web.signed_in(Role.SCANNER)
    batch_id = sit(scanner, room, document_type=NAME)
    _, page_id = cut_off_page(room, batch_id)
    lock(web)
    path = f"/stations/{room.station_id}/screen"
    for answer in (scanner.get(path), scanner.get(f"{path}/live")):
        assert answer.status_code == 200
        assert "Sheet 2 of 3, in Consent: print runs over the edge of the image" in answer.text
        for word in ("fernsby", "marigold", "1958", "a-c 1998", "stack.pdf"):
            assert word not in answer.text.lower()
    assert scanner.get(f"{path}/sheets/{page_id}").content.endswith(b"small")
    # nothing else of the site opens while it sleeps
    assert scanner.get(f"/batches/{batch_id}").status_code == 303
    assert scanner.post(f"/batches/{batch_id}/scanned").headers["location"].startswith("/session/locked")


def test_a_type_that_names_the_patient_is_not_said_on_the_screen(at_work: tuple[WebSite, Room]) -> None:
    web, room = at_work
    scanner = web.signed_in(Role.SCANNER)
    document_id, _ = cut_off_page(room, sit(scanner, room))
    web.change(document_id, document_type="Letter about Marigold")
    shown = scanner.get(f"/stations/{room.station_id}/screen").text
    assert "Sheet 2 of 3: print runs" in shown
    assert "Marigold" not in shown


def test_the_screen_keeps_no_session_awake(at_work: tuple[WebSite, Room]) -> None:
    web, room = at_work
    scanner = web.signed_in(Role.SCANNER)
    with web.site.belt.database.write() as session:
        long_ago = session.query(UserSession).one().created_at.replace(year=2020)
        session.execute(update(UserSession).values(last_seen_at=long_ago))
    assert scanner.get(f"/stations/{room.station_id}/screen/live").status_code == 200
    assert scanner.get("/stations").status_code == 303


def test_pictures_of_other_batches_and_of_other_sites_are_not_given(at_work: tuple[WebSite, Room]) -> None:
    web, room = at_work
    scanner = web.signed_in(Role.SCANNER)
    batch_id = sit(scanner, room)
    _, page_id = cut_off_page(room, batch_id)
    path = f"/stations/{room.station_id}/screen/sheets"
    assert scanner.get(f"{path}/{new_id()}").status_code == 404
    with web.site.belt.database.write() as session:
        session.execute(update(Batch).values(state="committed"))
    assert scanner.get(f"{path}/{page_id}").status_code == 404
    with web.site.belt.database.write() as session:
        session.add(Site(id="other", name="Another clinic", created_at=database_now(session)))
        session.flush()
        session.execute(update(Batch).values(site_id="other"))
        session.execute(update(Station).values(site_id="other"))
    supervisor = web.signed_in(Role.SUPERVISOR, login="sue")
    for one in (
        f"/batches/{batch_id}",
        f"/stations/{room.station_id}",
        f"/stations/{room.station_id}/screen",
    ):
        assert supervisor.get(one).status_code == 404
    for act in ("take", "leave", "scanned", "more", "check", "look-again", "rescan-off", "hand-over"):
        assert supervisor.post(f"/batches/{batch_id}/{act}").status_code == 404
    assert supervisor.post(f"/batches/{batch_id}/count", sheets="3").status_code == 404
    assert supervisor.post(f"/batches/{batch_id}/rescan", document="x", page="1").status_code == 404
    assert supervisor.post(f"/stations/{room.station_id}/retire").status_code == 404


def test_a_rescan_is_asked_for_only_by_who_may_see_the_document(at_work: tuple[WebSite, Room]) -> None:
    web, room = at_work
    scanner = web.signed_in(Role.SCANNER)
    batch_id = sit(scanner, room)
    document_id, _ = cut_off_page(room, batch_id)
    other = web.signed_in(Role.SCANNER, login="ben")
    assert other.post(f"/batches/{batch_id}/rescan", document=document_id, page="2").status_code == 404
    assert scanner.post(f"/batches/{batch_id}/rescan", document=document_id, page="9").status_code == 409
    assert scanner.post(f"/batches/{batch_id}/rescan", document=document_id, page="2").status_code == 303
    assert "Lay sheet 2 into the scanner now" in scanner.get(f"/stations/{room.station_id}/screen").text
    scanner.post(f"/batches/{batch_id}/rescan-off")
    assert "Lay sheet" not in scanner.get(f"/stations/{room.station_id}/screen").text


def test_a_box_that_was_put_away_opens_no_documents_to_whoever_asks_for_it(
    at_work: tuple[WebSite, Room],
) -> None:
    web, room = at_work
    batch_id = room.sit_down(sheets=3)
    document_id, _ = cut_off_page(room, batch_id)
    with web.site.belt.database.write() as session:
        session.execute(update(Batch).values(state="checked", holder_id=None))
    scanner = web.signed_in(Role.SCANNER)
    for act in ("take", "scanned", "more", "look-again", "leave"):
        assert scanner.post(f"/batches/{batch_id}/{act}").status_code in (403, 409), act
    assert scanner.post(f"/batches/{batch_id}/count", sheets="3").status_code == 409
    assert scanner.get(f"/documents/{document_id}").status_code == 404


def test_a_supervisor_takes_a_batch_over_and_a_scanner_does_not(at_work: tuple[WebSite, Room]) -> None:
    web, room = at_work
    batch_id = room.sit_down()
    ben = web.signed_in(Role.SCANNER, login="ben")
    assert ben.post(f"/batches/{batch_id}/take").status_code == 409
    sue = web.signed_in(Role.SUPERVISOR, login="sue")
    assert sue.post(f"/batches/{batch_id}/take").status_code == 303
    with web.site.belt.database.read() as session:
        ben_id = session.query(User).filter(User.login == "ben").one().id
    assert sue.post(f"/batches/{batch_id}/hand-over", to=new_id()).status_code == 403
    assert sue.post(f"/batches/{batch_id}/hand-over", to=ben_id).status_code == 303
    assert ben.post(f"/batches/{batch_id}/leave").status_code == 303
    page = ben.get(f"/batches/{batch_id}").text
    assert "handed it over to ben" in page
    assert "Nobody has it" in page


def test_stations_are_set_up_by_supervisors_and_administrators_alone(at_work: tuple[WebSite, Room]) -> None:
    web, room = at_work
    fields = {"name": "Fax 1", "way_in": "fax", "folder": "fax-1", "route": "archive", "sides": "1"}
    assert web.signed_in(Role.SCANNER).post("/station-set-up", **fields).status_code == 403
    admin = web.signed_in(Role.ADMINISTRATOR, login="ada")
    assert 'href="/station-set-up"' in admin.get("/people").text
    assert admin.post("/station-set-up", **fields).status_code == 303
    wrong = admin.post("/station-set-up", **(fields | {"folder": "../etc", "file_name_pattern": "{who}"}))
    assert wrong.status_code == 422
    assert "plain name" in wrong.text
    assert "The pattern&#39;s fields are" in wrong.text
    with web.site.belt.database.read() as session:
        fax = session.query(Station).filter(Station.name == "Fax 1").one()
    assert Defaults.from_json(fax.defaults) == Defaults("", "archive", "", 1)
    assert "fax-1" in admin.get(f"/station-set-up?edit={fax.id}").text
    assert admin.post(f"/stations/{fax.id}/retire").status_code == 303
    assert admin.get("/stations").status_code == 403
    room.sit_down()
    assert admin.post(f"/stations/{room.station_id}/retire").status_code == 409


def test_a_form_that_cannot_be_used_keeps_what_was_typed(at_work: tuple[WebSite, Room]) -> None:
    web, room = at_work
    scanner = web.signed_in(Role.SCANNER)
    answer = scanner.post(f"/stations/{room.station_id}/sit-down", box="Box 7", sheets="many", sides="2")
    assert answer.status_code == 422
    assert 'value="Box 7"' in answer.text
    assert "The sheets are a number" in answer.text


def test_batches_are_listed_by_state(at_work: tuple[WebSite, Room]) -> None:
    web, room = at_work
    with web.site.belt.database.write() as session:
        ann = Reviewer(web.person("ann", Role.SCANNER, name="Ann Oye"), "ann")
        station = session.get_one(Station, room.station_id)
        sit_down(session, station, Sitting("Box 9", 12), ann)
    technician = web.signed_in(Role.TECHNICIAN)
    assert "Box 9" in technician.get("/batches").text
    assert "Box 9" in technician.get("/batches?state=prepared").text
    assert "Box 9" not in technician.get("/batches?state=committed").text
    assert "Ann Oye" in technician.get("/stations").text
    reader = web.signed_in(Role.READER, login="rea")
    assert {reader.get(path).status_code for path in ("/stations", "/batches", "/station-set-up")} == {403}


def test_counts_are_corrected_and_checked_with_a_reason(at_work: tuple[WebSite, Room]) -> None:
    web, room = at_work
    scanner = web.signed_in(Role.SCANNER)
    batch_id = sit(scanner, room, sheets="4")
    cut_off_page(room, batch_id)
    with web.site.belt.database.write() as session:
        session.execute(update(DocumentDeficiency).values(acknowledged_at=database_now(session)))
        assert session.query(Document).one().batch_id == batch_id
    scanner.post(f"/batches/{batch_id}/scanned")
    assert "one sheet is missing" in scanner.get(f"/batches/{batch_id}").text
    refused = scanner.post(f"/batches/{batch_id}/check", reason="")
    assert refused.status_code == 422
    assert "say why" in refused.text
    assert scanner.post(f"/batches/{batch_id}/count", sheets="", reason="x").status_code == 422
    scanner.post(f"/batches/{batch_id}/count", sheets="3", reason="one was the cover")
    page = scanner.get(f"/batches/{batch_id}").text
    assert "3 sheets instead of 4: one was the cover" in page
    assert scanner.post(f"/batches/{batch_id}/check").status_code == 303
    assert "checked" in scanner.get(f"/batches/{batch_id}").text
    assert scanner.post(f"/batches/{batch_id}/look-again").status_code == 303
