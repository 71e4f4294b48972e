"""The pages of exports and of the second copy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from ingest.long_chores import copy_if_due, export_if_asked
from storage.accounts import Role
from storage.second_copy import is_second_copy
from storage.tables import AuditEvent, CopyRun, ExportRun
from tests.review_ui.site import WebSite, web_site
from tests.small_site import PDF
from tests.storage.export.test_export import FiledSite

ORDER = {"pattern": "{last}_{type}.pdf", "why": "new system"}


@pytest.fixture
def web(tmp_path: Path) -> Iterator[WebSite]:
    with web_site(tmp_path, second_copy=tmp_path / "disk") as made:
        yield made


@pytest.fixture
def filed(web: WebSite, tmp_path: Path) -> FiledSite:
    made = FiledSite(web.site, tmp_path)
    made.file(PDF + b"1", box="B7")
    made.file(PDF + b"2", mrn="900418")
    return made


def runs(web: WebSite) -> list[ExportRun]:
    with web.site.belt.database.read() as session:
        return list(session.scalars(select(ExportRun)))


def test_a_supervisor_tries_the_names_then_exports_and_finds_the_files(
    web: WebSite, filed: FiledSite
) -> None:
    person, belt = web.signed_in(Role.SUPERVISOR), web.site.belt
    tried = person.post("/exports/names", pattern="{last}_{box}.pdf", box="B7").text
    assert "1 filed document would leave" in tried
    assert "Fernsby_B7.pdf" in tried
    assert not runs(web)

    assert person.post("/exports", **ORDER).status_code == 303
    assert export_if_asked(belt.database, lambda: belt)
    [run] = runs(web)
    assert (run.asked_by, run.why, run.written) == ("pat", "new system", 2)
    assert Path(run.target).parent == belt.settings.home / "exports"
    page = person.get("/exports").text
    assert "2 of 2 documents" in page
    assert run.target in page
    with belt.database.read() as session:
        exported = session.scalars(select(AuditEvent).where(AuditEvent.action == "document.exported")).all()
    assert {event.actor for event in exported} == {"pat"}


def test_an_export_can_be_stopped_and_taken_up_again(web: WebSite, filed: FiledSite) -> None:
    person, belt = web.signed_in(Role.SUPERVISOR), web.site.belt
    person.post("/exports", **ORDER)
    [run] = runs(web)
    assert person.post(f"/exports/{run.id}/stop").status_code == 303
    assert not export_if_asked(belt.database, lambda: belt)
    assert "Take up again" in person.get("/exports").text
    assert person.post(f"/exports/{run.id}/go-on").status_code == 303
    assert export_if_asked(belt.database, lambda: belt)
    assert runs(web)[0].state == "done"
    assert person.post("/exports/nobody/stop").status_code == 409


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"why": " "}, "Say why these records leave"),
        ({"pattern": "{colour}"}, "The fields are"),
        ({"since": "yesterday"}, "Write the day as"),
        ({"since": "1998-05-03", "until": "1998-05-02"}, "lies before the first"),
        ({"box": "B8"}, "No filed document fits"),
    ],
)
def test_an_order_that_cannot_be_filled_says_why(
    web: WebSite, filed: FiledSite, changed: dict[str, str], said: str
) -> None:
    answer = web.signed_in(Role.SUPERVISOR).post("/exports", **(ORDER | changed))
    assert answer.status_code == 422
    assert said in answer.text
    assert not runs(web)


def test_nobody_but_the_supervisor_exports(web: WebSite) -> None:
    for role in set(Role) - {Role.SUPERVISOR}:
        person = web.signed_in(role, login=f"only-{role}")
        assert person.get("/exports").status_code == 403
        assert person.post("/exports", **ORDER).status_code == 403


def test_the_second_copy_is_marked_made_and_its_age_stands_on_the_status_page(
    web: WebSite, tmp_path: Path
) -> None:
    person, belt = web.signed_in(Role.SUPERVISOR), web.site.belt
    assert "There is no second copy yet" in person.get("/status").text
    assert "is not there now" in person.get("/copies").text
    (tmp_path / "disk").mkdir()
    assert "Mark this folder" in person.get("/copies").text
    assert person.post("/copies/now").status_code == 409  # not marked: nothing is written to it
    assert person.post("/copies/mark").status_code == 303
    assert is_second_copy(tmp_path / "disk")

    assert person.post("/copies/now").status_code == 303
    assert person.post("/copies/now").status_code == 303  # a second press changes nothing
    assert "Begins in a moment" in person.get("/copies").text
    assert copy_if_due(belt.database, lambda: belt, belt.settings)
    assert not copy_if_due(belt.database, lambda: belt, belt.settings)
    page = person.get("/copies").text
    assert "Last safe copy: just now." in page
    assert "Begins in a moment" not in page

    with belt.database.write() as session:
        old = session.scalars(select(CopyRun.up_to)).one()
        assert old is not None
        session.execute(update(CopyRun).values(up_to=old - timedelta(days=4)))
    status = person.get("/status").text
    assert "Last safe copy: 4 days ago." in status
    assert "tone-bad" in status
