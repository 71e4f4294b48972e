from __future__ import annotations

import csv
import io
import re

from fastapi import Request
from fastapi.testclient import TestClient

from review_ui.auth import guarded_router, public
from storage.accounts import Role
from storage.audit.record import Actor, record_audit
from storage.database import DatabaseUnreachableError
from tests.review_ui.site import PASSWORD, WebSite, furnish


def test_an_administrator_adds_a_person_and_sees_the_link_once(web: WebSite) -> None:
    admin = web.signed_in(Role.ADMINISTRATOR)
    page = admin.post("/people", login="ben", display_name="Ben Ito", roles=["coder", "reader"]).text
    link = re.search(r"http://testserver(/welcome/[\w-]+)", page)
    assert link
    assert link[1] not in admin.get("/people").text
    assert "has not set a password yet" in page
    fields = {"display_name": "Ben", "password": PASSWORD, "password_again": PASSWORD}
    assert web.client().post(link[1], data=fields).status_code == 303
    assert "coder, reader" in admin.get("/people").text


def test_a_refused_account_says_why_and_keeps_what_was_typed(web: WebSite) -> None:
    admin = web.signed_in(Role.ADMINISTRATOR)
    page = admin.post("/people", login="Two Words", display_name="Ben", roles=["coder"])
    assert (page.status_code, 'value="Two Words"' in page.text) == (422, True)
    assert admin.post("/people", login="ben", display_name="Ben").status_code == 422
    invented = admin.post("/people", login="ben", display_name="Ben", roles=["true", "superuser"])
    assert invented.status_code == 422


def test_a_reset_disable_enable_and_new_roles_take_hold_at_once(web: WebSite) -> None:
    admin = web.signed_in(Role.ADMINISTRATOR)
    ben_id = web.person("ben", Role.CODER)
    ben = web.client()
    ben.post("/sign-in", data={"login": "ben", "password": PASSWORD})
    assert ben.get("/audit").status_code == 403
    admin.post(f"/people/{ben_id}/roles", roles=["supervisor"])
    assert ben.get("/audit").status_code == 200
    admin.post(f"/people/{ben_id}/disable")
    assert ben.get("/").status_code == 303
    admin.post(f"/people/{ben_id}/enable")
    assert ben.post("/sign-in", data={"login": "ben", "password": PASSWORD}).status_code == 303
    assert "Link for ben" in admin.post(f"/people/{ben_id}/link").text
    assert ben.get("/").status_code == 303
    assert admin.post("/people/nobody/disable").status_code == 404


def test_the_only_administrator_stays(web: WebSite) -> None:
    admin = web.signed_in(Role.ADMINISTRATOR)
    own_id = re.search(r"/people/([\w-]+)/disable", admin.get("/people").text)
    assert own_id
    refused = admin.post(f"/people/{own_id[1]}/disable")
    assert (refused.status_code, "only administrator" in refused.text) == (409, True)


def test_who_did_what_is_asked_by_patient_person_and_date(web: WebSite) -> None:
    made = furnish(web)
    ben_id = web.person("ben", Role.READER)
    reader = web.client()
    reader.post("/sign-in", data={"login": "ben", "password": PASSWORD})
    reader.get(f"/documents/{made['chart']}")
    supervisor = web.signed_in(Role.SUPERVISOR)
    by_patient = supervisor.post("/audit", mrn="900-417").text
    assert "document: viewed" in by_patient
    assert "user: signed in" not in by_patient
    assert "user: signed in" in supervisor.post("/audit", person=ben_id).text
    assert "Nothing fits" in supervisor.post("/audit", last="2001-01-01").text
    assert "Nothing fits" not in supervisor.post("/audit", first="2001-01-01").text
    assert web.actions()[-1] == "audit.viewed"


def test_a_question_that_cannot_be_answered_says_why(web: WebSite) -> None:
    supervisor = web.signed_in(Role.SUPERVISOR)
    for asked in ({"mrn": "nobody"}, {"first": "soon"}, {"first": "2026-02-02", "last": "2026-01-01"}):
        assert supervisor.post("/audit", **asked).status_code == 422
        assert supervisor.post("/audit.csv", **asked).status_code == 409


def test_the_lines_come_in_pages_and_as_csv_whole(web: WebSite) -> None:
    supervisor = web.signed_in(Role.SUPERVISOR)
    web.client().post("/sign-in", data={"login": "x", "password": "y"})
    with web.site.belt.database.write() as session:
        for _ in range(119):
            record_audit(session, actor=Actor.program("unknown"), action="user.sign_in_refused")
    first = supervisor.post("/audit").text
    older = re.search(r'name="before_id" value="(\d+)"', first)
    assert older
    assert "Older lines" not in supervisor.post("/audit", before_id=older[1]).text
    answer = supervisor.post("/audit.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert sum(row["action"] == "user.sign_in_refused" for row in rows) == 120
    assert {row["actor"] for row in rows if row["action"] == "user.sign_in_refused"} == {"unknown"}


def test_a_bug_of_ours_shows_a_reference_and_nothing_else(web: WebSite) -> None:
    router = guarded_router()

    @router.get("/bug", dependencies=[public()])
    def bug(request: Request) -> None:
        raise RuntimeError("Fernsby, Marigold")

    @router.get("/outage", dependencies=[public()])
    def outage(request: Request) -> None:
        raise DatabaseUnreachableError("The database did not answer")

    web.app.include_router(router)
    client = TestClient(web.app, raise_server_exceptions=False)
    answer = client.get("/bug")
    assert answer.status_code == 500
    assert "reference" in answer.text
    assert "Fernsby" not in answer.text
    down = client.get("/outage", headers={"accept": "application/json"})
    assert (down.status_code, down.json()["error"]["code"]) == (503, "storage.database_unreachable")
