from __future__ import annotations

from pathlib import Path

import pytest

from storage.accounts import Role
from storage.database import database_now
from storage.reviews import Reviewer
from storage.tables import SampleLot, Site, User
from tests.ingest.sampling.batches import archive_batch, checked_batch
from tests.ingest.sampling.test_lots import drawn
from tests.review_ui.site import WebSite, web_site
from tests.small_site import FERN


def drawn_sample(web: WebSite, *pages: int) -> str:
    """The address of a sample drawn from a batch that somebody else checked."""
    made = checked_batch(web.site, web.site.person("technician", name="Kim Oak"), *pages)
    return f"/samples/{drawn(web.site, made, web.site.person('supervisor', name='Sam Roe'))}"


def test_a_sample_is_drawn_looked_at_and_released_without_a_script(web: WebSite) -> None:
    made = checked_batch(web.site, web.site.person("technician", name="Kim Oak"), 2, 1)
    person = web.signed_in(Role.TECHNICIAN)
    assert "Box 14, Scanner 2" in person.get("/samples").text
    lot = person.post("/samples/draw", batch_id=made.batch_id).headers["location"]
    for number in (1, 2, 3):
        page = person.get(lot).text
        assert f"Drawn page {number} of 3" in page
        assert "Fernsby, Marigold" in page
        assert "2019-04-02" in page
        assert "Seen today" in page
        assert person.post(f"{lot}/judge", place=str(number), kind="").status_code == 303
    assert "The batch passes" in person.get(lot).text
    assert person.post(f"{lot}/close").status_code == 303
    assert "No error in 3 pages, which is every page of the batch." in person.get(lot).text
    assert [action for action in web.actions() if action.startswith("sample.")] == [
        "sample.drawn",
        *["sample.page_viewed"] * 3,
        "sample.passed",
    ]


def test_what_is_wrong_is_said_by_kind_and_the_batch_goes_back(web: WebSite) -> None:
    lot, person = drawn_sample(web, 2), web.signed_in(Role.TECHNICIAN)
    person.post(f"{lot}/judge", place="1", kind="wrong_patient")
    assert person.post(f"{lot}/take-back").headers["location"] == f"{lot}?at=1"
    person.post(f"{lot}/judge", place="1", kind="image_unreadable")
    person.post(f"{lot}/judge", place="2", kind="")
    end = person.get(lot).text
    assert "Image cannot be read: 1" in end
    assert "the whole batch goes back to checking" in end
    person.post(f"{lot}/close")
    assert "none may be. The whole batch goes back" in person.get(lot).text


def test_own_work_cannot_be_judged_unless_the_clinic_has_one_person(web: WebSite, tmp_path: Path) -> None:
    for place in ("many", "one"):
        folder = tmp_path / place
        folder.mkdir()
        with web_site(folder, solo_mode=place == "one") as site:
            person = site.signed_in(Role.TECHNICIAN)
            with site.site.belt.database.read() as session:
                user = session.query(User).filter(User.login == "pat").one()
            made = checked_batch(site.site, Reviewer(user.id, "pat"), 1)
            lot = person.post("/samples/draw", batch_id=made.batch_id).headers["location"]
            answer = person.post(f"{lot}/judge", place="1", kind="")
            assert answer.status_code == (303 if place == "one" else 409), answer.text


@pytest.mark.parametrize("path", ["/samples", "/samples/rates", "/samples/rates.csv"])
def test_who_neither_checks_nor_supervises_sees_no_samples(web: WebSite, path: str) -> None:
    assert web.signed_in(Role.READER).get(path).status_code == 403


def test_a_sample_of_another_site_is_not_known(web: WebSite) -> None:
    lot, person = drawn_sample(web, 1), web.signed_in(Role.SUPERVISOR)
    with web.site.belt.database.write() as session:
        session.add(Site(id="elsewhere", name="Elsewhere", created_at=database_now(session)))
        session.flush()
        session.query(SampleLot).update({"site_id": "elsewhere"})
    for act in ("judge", "take-back", "close", "checked-again"):
        assert person.post(f"{lot}/{act}", place="1", document_id="x").status_code == 404
    assert person.get(lot).status_code == 404


def test_what_got_through_is_shown_and_saved_as_csv(web: WebSite) -> None:
    lot, person = drawn_sample(web, 2), web.signed_in(Role.SUPERVISOR)
    for number in ("1", "2"):
        person.post(f"{lot}/judge", place=number, kind="")
    person.post(f"{lot}/close")
    assert "Kim Oak" in person.get("/samples/rates").text
    lines = person.get("/samples/rates.csv?days=30").text.splitlines()
    assert lines[0].startswith("of,name,batches")
    assert "scanner,Scanner 2,1,2,2,0,0.0,0.0" in lines


@pytest.mark.parametrize("held", [False, True])
def test_an_archive_chart_waits_for_its_sample_where_the_site_asks_for_it(
    tmp_path: Path, *, held: bool
) -> None:
    with web_site(tmp_path, sample_before_filing=held) as site:
        person = site.signed_in(Role.TECHNICIAN)
        document_id = archive_batch(site.site, 1).document_ids[0]
        person.get(f"/charts/{document_id}")
        person.post(f"/documents/{document_id}/claim")
        person.post(f"/documents/{document_id}/index", **FERN, document_type="Progress note", route="archive")
        answer = person.post(f"/documents/{document_id}/verify", based_on="0")
        assert answer.status_code == 303, answer.text
        assert site.site.document(document_id).state == "verified"
        waiting = [job.kind for job in site.site.jobs(document_id) if job.state == "ready"]
        assert waiting == ([] if held else ["render_chart"])
