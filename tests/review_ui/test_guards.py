from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Annotated

import pytest
from fastapi import Request
from starlette.routing import Mount

from review_ui.app import all_routes
from review_ui.auth import GuardedRoute, guarded_router, public, require
from review_ui.permissions import Permission
from review_ui.security import CONTENT_SECURITY_POLICY
from review_ui.static_files import versioned_root
from storage.accounts import Role
from storage.ids import new_id
from tests.review_ui.site import ORIGIN, WebSite, furnish

PUBLIC = {"/sign-in", "/welcome/{token}", "/healthz", "/api/session"}


def guarded(web: WebSite) -> Iterator[GuardedRoute]:
    for route in all_routes(web.app):
        if isinstance(route, GuardedRoute):
            yield route


def filled(path: str) -> str:
    return re.sub(r"\{[^}]+\}", lambda _found: new_id(), path)


def test_every_route_says_who_may_call_it_and_few_are_public(web: WebSite) -> None:
    unguarded = [route for route in all_routes(web.app) if not isinstance(route, GuardedRoute)]
    assert [route.path for route in unguarded if isinstance(route, Mount)] == ["/static"]
    assert len(unguarded) == 1
    assert {route.path for route in guarded(web) if route.access.permission is None} == PUBLIC


def test_nobody_gets_anywhere_without_signing_in(web: WebSite) -> None:
    client = web.client()
    for route in guarded(web):
        if route.access.permission is None:
            continue
        for method in route.methods or ():
            answer = client.request(method, filled(route.path))
            assert answer.status_code in (303, 401), (method, route.path, answer.status_code)
            if answer.status_code == 303:
                assert answer.headers["location"].startswith("/sign-in")


def test_a_person_without_the_permission_is_refused_everywhere_else(web: WebSite) -> None:
    coder = web.signed_in(Role.CODER)
    kept = {Permission.SIGNED_IN, Permission.FIND, Permission.CODE, Permission.SEE_DOCUMENTS}
    refused = 0
    for route in guarded(web):
        permission = route.access.permission
        if permission is None or permission in kept or permission == Permission.SEE_OWN_UPLOADS:
            continue
        for method in route.methods or ():
            if method in ("GET", "POST"):
                headers = {"x-csrf-token": coder.token}
                answer = coder.client.request(method, filled(route.path), headers=headers)
                assert answer.status_code == 403, (method, route.path)
                refused += 1
    assert refused > 10


def test_a_route_without_a_permission_cannot_be_made() -> None:
    router = guarded_router()
    with pytest.raises(ValueError, match="declares 0 permissions"):

        @router.get("/open-by-mistake")
        def page() -> None: ...

    with pytest.raises(ValueError, match="declares 2 permissions"):

        @router.get("/twice", dependencies=[public()])
        def other(request: Request, user: Annotated[object, require(Permission.CODE)]) -> None: ...


def test_every_post_without_the_sessions_token_is_refused(web: WebSite) -> None:
    everybody = web.signed_in(*Role)
    for route in guarded(web):
        if "POST" not in (route.methods or ()) or route.access.permission is None:
            continue
        for sent in ({}, {"x-csrf-token": "made up"}):
            answer = everybody.client.post(filled(route.path), headers=sent, data={"csrf_token": "x"})
            assert answer.status_code == 403, route.path


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "none"}, 403),
        ({"sec-fetch-site": "same-origin"}, 401),
    ],
)
def test_signing_in_cannot_be_forged_by_another_site(
    web: WebSite, headers: dict[str, str], status: int
) -> None:
    client = web.client()
    answer = client.post("/sign-in", data={"login": "x", "password": "y"}, headers=headers)
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("origin", "status"), [("https://evil.example", 403), ("http://testserver", 401), (None, 401)]
)
def test_an_old_browser_is_judged_by_its_origin(web: WebSite, origin: str | None, status: int) -> None:
    client = web.client()
    del client.headers["sec-fetch-site"]
    headers = {"origin": origin} if origin else {}
    assert client.post("/sign-in", data={"login": "x"}, headers=headers).status_code == status


def test_every_answer_carries_the_security_headers(web: WebSite) -> None:
    client = web.client()
    for path, caching in (
        ("/sign-in", "no-store"),
        ("/nowhere", "no-store"),
        ("/static/css/base.css", "no-cache"),
        ("/static/v-0123456789ab/css/base.css", "no-cache"),
        (f"{versioned_root()}/css/base.css", "public, max-age=31536000, immutable"),
    ):
        headers = client.get(path).headers
        assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["cache-control"] == caching
    assert "unsafe" not in CONTENT_SECURITY_POLICY


def test_a_page_holds_no_inline_script_and_no_inline_style(web: WebSite) -> None:
    made = furnish(web)
    person = web.signed_in(*Role)
    for path in ("/", f"/documents/{made['stopped']}", "/status", "/audit", "/people", "/add", "/api/docs"):
        page = person.get(path).text
        assert re.findall(r"<script(?![^>]*src=)|\sstyle=|\son\w+=|javascript:", page) == [], path


def test_another_sites_documents_look_as_if_they_did_not_exist(web: WebSite) -> None:
    made = furnish(web)
    scanner = web.signed_in(Role.SCANNER)
    own, unknown = scanner.get(f"/documents/{made['chart']}"), scanner.get(f"/documents/{new_id()}")
    assert own.status_code == unknown.status_code == 404
    for path in ("", "/live", "/events"):
        assert scanner.get(f"/documents/{made['chart']}{path}").status_code == 404
    assert scanner.get(f"/api/documents/{made['chart']}").status_code == 404
    assert scanner.post(f"/documents/{made['chart']}/withdraw", reason="x").status_code == 404


def test_the_log_has_ids_and_patterns_but_nothing_that_was_typed(
    web: WebSite, caplog: pytest.LogCaptureFixture
) -> None:
    made = furnish(web)
    person = web.signed_in(*Role)
    with caplog.at_level(logging.INFO):
        person.get(f"/documents/{made['chart']}?canary=Fernsby")
        person.post("/find", wanted="Fernsby")
        person.client.get("/Fernsby/nowhere", headers=ORIGIN)
        person.client.get("/welcome/secret-token-value")
    ours = [record for record in caplog.records if not record.name.startswith("httpx")]
    logged = "\n".join(record.getMessage() for record in ours)
    assert f"/documents/{{document_id}} {made['chart']}" in logged
    assert "(no such page)" in logged
    for canary in ("Fernsby", "canary", "secret-token-value"):
        assert canary not in logged
