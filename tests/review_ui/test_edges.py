from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import anyio
import pytest
from fastapi import APIRouter, Request
from fastapi.testclient import TestClient
from sqlalchemy import update

from ingest.belt import Belt
from ingest.settings import IngestSettings
from review_ui import app as app_module
from review_ui.app import create_app
from review_ui.rendering import go_to
from review_ui.routes import events
from review_ui.worklist_rows import change_stamp
from storage.accounts import Role
from storage.database import database_now
from storage.tables import UserSession
from tests.review_ui.site import WebSite, furnish
from tests.small_site import PDF


def test_a_redirect_can_carry_only_known_sentences() -> None:
    with pytest.raises(ValueError, match="no notice"):
        go_to("/", done="<b>anything</b>")


def test_an_unknown_key_in_the_address_says_nothing(web: WebSite) -> None:
    assert "anything" not in web.client().get("/sign-in?done=anything").text


def test_an_application_with_an_unguarded_route_does_not_start(
    web: WebSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    careless = APIRouter()
    careless.add_api_route("/open", lambda: None)
    monkeypatch.setattr(app_module, "ROUTERS", (*app_module.ROUTERS, careless))
    with pytest.raises(TypeError, match="does not say who may call it"):
        create_app(belt=web.site.belt)


def test_a_belt_that_the_application_opened_itself_is_closed_with_it(
    web: WebSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[Belt] = []
    close = Belt.close

    def note_and_close(belt: Belt) -> None:
        closed.append(belt)
        close(belt)

    monkeypatch.setattr(Belt, "close", note_and_close)
    for app, own in ((create_app(web.site.belt.settings), True), (web.app, False)):
        with TestClient(app):
            assert closed == []
        assert (closed == [app.state.workplace.belt]) is own
        closed.clear()


def test_a_wrong_json_body_names_the_field_and_not_its_value(web: WebSite) -> None:
    answer = web.client().post("/api/session", json={"login": "ana", "password": {"canary": "Fernsby"}})
    assert answer.status_code == 422
    assert "password" in answer.json()["error"]["message"]
    assert "Fernsby" not in answer.text


def test_a_file_that_the_front_desk_refuses_does_not_hold_up_the_others(web: WebSite) -> None:
    person = web.signed_in(Role.SCANNER)
    page = person.upload(("big.pdf", PDF + bytes(2_000_001)), ("small.pdf", PDF), path="/add")
    assert page.status_code == 200
    assert "not added" in page.text
    assert "Over the limit" in page.text
    assert ">received<" in page.text


def test_a_body_that_hides_its_size_is_stopped_while_it_is_read(web: WebSite) -> None:
    person = web.signed_in(Role.READER)

    def endless() -> object:
        for _ in range(30):
            yield b"x" * 100_000

    headers = {"x-csrf-token": person.token, "content-type": "application/x-www-form-urlencoded"}
    answer = person.client.post("/find", content=endless(), headers=headers)  # type: ignore[arg-type]
    assert answer.status_code == 413


def test_the_disk_being_full_says_so_and_keeps_nothing(web: WebSite) -> None:
    web.app = create_app(ingest=IngestSettings(min_free_disk_bytes=2**60), belt=web.site.belt)
    answer = web.signed_in(Role.SCANNER).upload(("a.pdf", PDF))
    assert (answer.status_code, answer.json()["error"]["code"]) == (507, "ingest.no_disk_space")


def test_news_change_only_when_something_changed_and_end_with_the_session(web: WebSite) -> None:
    made = furnish(web)
    person = web.signed_in(Role.TECHNICIAN)
    with web.site.belt.database.read() as session:
        before = change_stamp(session), events.document_stamp(session, made["chart"])
    with web.site.belt.database.read() as session:
        assert (change_stamp(session), events.document_stamp(session, made["chart"])) == before
    web.change(made["chart"], revision=1)
    with web.site.belt.database.read() as session:
        after = change_stamp(session), events.document_stamp(session, made["chart"])
    assert after[0] != before[0]
    assert after[1] != before[1]

    heard: list[str] = []

    async def listen() -> None:
        scope = {
            "type": "http",
            "app": web.app,
            "method": "GET",
            "path": "/events",
            "headers": [
                (
                    b"cookie",
                    "; ".join(f"{name}={value}" for name, value in person.client.cookies.items()).encode(),
                )
            ],
        }

        async def nothing() -> dict[str, str]:
            await anyio.sleep_forever()
            raise AssertionError

        with anyio.fail_after(10):
            async for event in events._changes(Request(scope, nothing), change_stamp):
                heard.append(event.split("\n")[0])
                if len(heard) == 1:
                    web.change(made["archive"], revision=5)
                    with web.site.belt.database.write() as session:
                        session.execute(update(UserSession).values(ended_at=database_now(session)))

    with ThreadPoolExecutor(1) as apart:  # the shared browser's event loop lives on in this thread
        apart.submit(anyio.run, listen).result()
    assert heard == ["retry: 2000", "event: signed_out"]
