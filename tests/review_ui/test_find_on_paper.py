from __future__ import annotations

from datetime import date

import pytest

from ingest.index_fields import parse_index_fields
from ingest.patients.matching import ensure_patient
from review_ui.finding import parse_narrowed, parse_wanted
from review_ui.found_places import FoundPlace, matching_words
from storage.accounts import Role
from storage.database import database_now
from storage.ids import new_id
from storage.tables import Batch, Document
from tests.review_ui.chart import chart_to_check, written_page
from tests.review_ui.site import WebSite


def _filed(web: WebSite, text: str, *, name: str, dob: str, **values: object) -> str:
    made = chart_to_check(web.site, text, name=name, dob=dob, mrn="", encounter="", encounter_type="")
    with web.site.belt.database.write() as session:
        patient = ensure_patient(session, parse_index_fields({"name": name, "dob": dob}), mrn_required=False)
        patient_id = patient.id
    web.change(made.document_id, state="filed", patient_id=patient_id, **values)
    return made.document_id


def test_a_hit_opens_the_page_with_the_words_in_a_box_and_printing_is_written_down(web: WebSite) -> None:
    person = web.signed_in(*Role)
    one = _filed(
        web, "Progress Note\nPatient: Odette Quillan\nstable", name="Quillan, Odette", dob="1985-07-29"
    )
    answer = person.post("/find", wanted="quil")
    assert answer.headers["location"] == f"/documents/{one}/look/1?words=4"
    page = person.get(answer.headers["location"]).text
    assert page.count('class="found-box"') == 1
    assert "Quillan" in page
    token = {"x-csrf-token": person.token}
    assert person.client.post(f"/documents/{one}/look/1/printed", headers=token).status_code == 204
    assert person.client.post(f"/documents/{one}/look/1/printed").status_code == 403
    assert {"document.viewed", "document.printed"} <= set(web.actions())
    assert person.get(f"/documents/{one}/look/9").status_code == 404


def test_several_hits_show_strips_of_their_paper_and_keep_what_was_typed_out_of_addresses(
    web: WebSite,
) -> None:
    person = web.signed_in(*Role)
    for number in range(6):
        _filed(web, f"Visit {number} of Odette Quillan", name="Quillan, Odette", dob="1985-07-29")
    page = person.post("/find", wanted="quil").text
    assert page.count("<svg viewBox") >= 4
    assert page.count('class="found-box"') == 4
    assert "look/1?words=4" in page
    assert "wanted=" not in page


def test_results_narrow_to_a_box_a_type_and_years(web: WebSite) -> None:
    person = web.signed_in(*Role)
    with web.site.belt.database.write() as session:
        now = database_now(session)
        batch = Batch(id=new_id(), source="station", created_by="test", box="BOX-012", created_at=now)
        session.add(batch)
        batch_id = batch.id
    old = _filed(
        web,
        "Quillan 1998",
        name="Quillan, Odette",
        dob="1985-07-29",
        batch_id=batch_id,
        document_type="Progress note",
        date_of_service=date(1998, 6, 12),
    )
    _filed(
        web,
        "Quillan 2004",
        name="Quillan, Odette",
        dob="1985-07-29",
        document_type="Consent",
        date_of_service=date(2004, 6, 12),
    )
    for narrowed in (
        {"box": "box-012"},
        {"type": "progress"},
        {"until": "1998"},
        {"since": "1998", "until": "2003"},
    ):
        for wanted in ("quil", ""):
            answer = person.post("/find", wanted=wanted, **narrowed)
            assert old in answer.headers.get("location", ""), (narrowed, wanted)
    assert "Nothing was found" in person.post("/find", wanted="quil", box="BOX-999").text
    assert person.post("/find", wanted="").status_code == 200


def test_what_is_no_day_narrows_nothing_and_a_year_is_all_its_days() -> None:
    narrowed = parse_narrowed({"since": "1998", "until": "1999", "box": "  "})
    assert (narrowed.since, narrowed.until, narrowed.box) == (date(1998, 1, 1), date(1999, 12, 31), "")
    assert parse_narrowed({"since": "whenever"}).since is None
    assert parse_narrowed({"since": "1998"}).names == ["since"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [("quil", (4,)), ("900733", (6,)), ("1985-07-29", (8,)), ("zzzz", ()), ("odet quil", (3, 4))],
)
def test_the_words_that_were_looked_for_are_found_on_the_page(typed: str, words: tuple[int, ...]) -> None:
    page = written_page("Progress Note Patient: Odette Quillan MRN: 900733 born 07/29/1985", "p")
    assert matching_words(page, parse_wanted(typed)) == words


def test_the_strip_of_a_page_lies_within_it_around_the_first_box() -> None:
    page = written_page("Progress Note\nQuillan", "p")
    left, top, width, height = FoundPlace(page, 1, (2,)).crop
    assert (left, width) == (0, page.width)
    assert top <= 130 <= top + height <= page.height
    turned = written_page("Quillan", "p", rotation_deg=90)
    assert FoundPlace(turned, 1, (0,)).crop == (0, 0, turned.width, turned.height)


def test_a_chart_that_is_being_checked_opens_where_it_is_checked(web: WebSite) -> None:
    person = web.signed_in(*Role)
    made = chart_to_check(web.site, "Marigold Fernsby")
    assert person.post("/find", wanted="fernsby").headers["location"] == f"/charts/{made.document_id}"
    with web.site.belt.database.read() as session:
        assert session.get_one(Document, made.document_id).state == "awaiting_review"
