from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from review_ui.app import all_routes
from review_ui.auth import GuardedRoute
from storage.accounts import Role
from storage.database import database_now
from storage.tables import UserSession
from tests.review_ui.site import PASSWORD, SignedInClient, WebSite
from tests.review_ui.test_guards import filled

# the screen beside a scanner stays on while its operator is away: it shows no patient (test_stations.py)
SCREEN = "/stations/{station_id}/screen"
STAY_OPEN = {
    *("/session", "/session/unlock", "/session/locked", "/sign-out"),
    *(SCREEN, f"{SCREEN}/live", f"{SCREEN}/sheets/{{page_id}}"),
}


def leave_for(web: WebSite, minutes: int) -> None:
    with web.site.belt.database.write() as session:
        then = database_now(session) - timedelta(minutes=minutes)
        session.execute(update(UserSession).values(last_seen_at=then))


def send(person: SignedInClient, path: str, **body: str) -> int:
    headers = {"x-csrf-token": person.token}
    return person.client.post(path, json=body, headers=headers).status_code


def test_after_ten_minutes_every_route_is_closed_until_the_password_alone_opens_it(web: WebSite) -> None:
    person = web.signed_in(*Role)
    leave_for(web, 9)
    assert person.get("/").status_code == 200
    leave_for(web, 11)
    for route in all_routes(web.app):
        if not isinstance(route, GuardedRoute) or route.access.permission is None or route.path in STAY_OPEN:
            continue
        for method in route.methods or ():
            headers = {"x-csrf-token": person.token, "accept": "application/json"}
            answer = person.client.request(method, filled(route.path), headers=headers)
            assert answer.status_code == 401, (method, route.path)
    assert send(person, "/session/unlock", password="not this one at all") == 401
    assert person.get("/session").json()["locked"] is True
    assert send(person, "/session/unlock", password=PASSWORD) == 204
    assert person.get("/").status_code == 200
    locks = [action for action in web.actions() if action.startswith("user.session")]
    assert locks == ["user.session_locked", "user.session_unlocked"]


def test_activity_after_the_lock_does_not_open_it(web: WebSite) -> None:
    person = web.signed_in(Role.CODER)
    assert send(person, "/session/lock") == 204
    for _ in range(2):
        assert send(person, "/session/alive") == 401
    assert person.get("/session").json()["locked"] is True


def test_wrong_passwords_at_the_lock_count_as_at_the_door(web: WebSite) -> None:
    person = web.signed_in(Role.CODER)
    send(person, "/session/lock")
    for _ in range(5):
        assert send(person, "/session/unlock", password="wrong wrong wrong") == 401
    assert send(person, "/session/unlock", password=PASSWORD) == 401, "the account waits now"


def test_a_page_that_is_opened_while_locked_asks_for_the_password_and_goes_on(web: WebSite) -> None:
    person = web.signed_in(Role.CODER)
    person.post("/session/lock")
    asked = person.get("/find")
    assert asked.headers["location"] == "/session/locked?next=%2Ffind"
    page = person.get(asked.headers["location"]).text
    assert "type your password" in page
    assert "Worklists" not in page
    wrong = person.post("/session/unlock", password="x", next="/find")
    assert (wrong.status_code, "The password is not right" in wrong.text) == (401, True)
    right = person.post("/session/unlock", password=PASSWORD, next="/find")
    assert (right.status_code, right.headers["location"]) == (303, "/find")
    assert person.get("/session/locked?next=//evil.example").headers["location"] == "/"


@pytest.mark.parametrize("minutes", [1, 20])
def test_on_a_shared_station_the_next_person_ends_a_locked_session(web: WebSite, minutes: int) -> None:
    person = web.signed_in(Role.CODER)
    leave_for(web, minutes)
    person.post("/session/lock")
    assert person.post("/sign-out").headers["location"] == "/sign-in?done=signed_out"
    assert send(person, "/session/unlock", password=PASSWORD) == 401
    assert web.actions()[-1] == "user.signed_out"
