from __future__ import annotations

import pytest

from review_ui.app import create_app
from review_ui.routes.sign_in import safe_target
from review_ui.settings import TlsRequiredError, WebSettings
from storage.accounts import Role, find_user, issue_reset_link
from tests.review_ui.site import ADMIN, PASSWORD, WebSite


def test_signing_in_leads_to_the_page_that_was_asked_for(web: WebSite) -> None:
    web.person("ana", Role.TECHNICIAN)
    client = web.client()
    asked = client.get("/documents/x")
    assert asked.headers["location"] == "/sign-in?next=%2Fdocuments%2Fx"
    answer = client.post("/sign-in", data={"login": "ana", "password": PASSWORD, "next": "/find"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/find")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie


@pytest.mark.parametrize(
    ("given", "target"),
    [
        ("/find", "/find"),
        ("", "/"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/a\nb", "/"),
    ],
)
def test_nobody_is_led_to_another_site(given: str, target: str) -> None:
    assert safe_target(given) == target


def test_a_refusal_says_how_to_mend_it_and_keeps_the_name_but_not_the_password(web: WebSite) -> None:
    web.person("ana", Role.TECHNICIAN)
    answer = web.client().post("/sign-in", data={"login": "ana", "password": "wrong-password"})
    assert answer.status_code == 401
    assert "The name or the password is not right" in answer.text
    assert 'value="ana"' in answer.text
    assert "wrong-password" not in answer.text


def test_signing_out_ends_the_session_on_the_server(web: WebSite) -> None:
    person = web.signed_in(Role.CODER)
    stolen = dict(person.client.cookies)
    assert person.post("/sign-out").headers["location"] == "/sign-in?done=signed_out"
    other = web.client()
    other.cookies.update(stolen)
    assert other.get("/").status_code == 303
    assert "You are signed out." in other.get("/sign-in?done=signed_out").text


def test_a_cookie_that_was_there_before_is_not_the_one_after_signing_in(web: WebSite) -> None:
    web.person("ana", Role.CODER)
    client = web.client()
    client.cookies.set("chartscribe", "planted")
    answer = client.post("/sign-in", data={"login": "ana", "password": PASSWORD})
    assert "planted" not in answer.headers["set-cookie"]


def test_a_one_time_link_sets_the_password_signs_in_and_is_spent(web: WebSite) -> None:
    web.person("ana", Role.CODER)
    database = web.site.belt.database
    with database.write() as session:
        token = issue_reset_link(session, find_user(session, "ana"), actor=ADMIN)
    client = web.client()
    assert "ana" in client.get(f"/welcome/{token}").text
    fields = {"display_name": "Ana", "password": "a brand new one", "password_again": "a brand new one"}
    differ = client.post(f"/welcome/{token}", data={**fields, "password_again": "another"})
    assert (differ.status_code, "The two passwords differ" in differ.text) == (422, True)
    short = client.post(f"/welcome/{token}", data={**fields, "password": "x", "password_again": "x"})
    assert (short.status_code, "shorter than 12" in short.text) == (422, True)
    assert client.post(f"/welcome/{token}", data=fields).headers["location"] == "/"
    assert client.get("/").status_code == 200
    again = web.client().get(f"/welcome/{token}")
    assert (again.status_code, "cannot be used any more" in again.text) == (410, True)


def test_a_program_signs_in_and_gets_the_token_for_its_requests(web: WebSite) -> None:
    web.person("interface", Role.SCANNER)
    client = web.client()
    refused = client.post("/api/session", json={"login": "interface", "password": "nope"})
    assert refused.status_code == 401
    assert refused.json()["error"]["code"] == "storage.sign_in_refused"
    token = client.post("/api/session", json={"login": "interface", "password": PASSWORD}).json()[
        "csrf_token"
    ]
    assert client.post("/api/batches", headers={"x-csrf-token": token}).status_code == 201


def test_being_at_work_is_told_to_the_server(web: WebSite) -> None:
    person = web.signed_in(Role.CODER)
    answer = person.client.post("/session/alive", headers={"x-csrf-token": person.token})
    assert answer.status_code == 204


@pytest.mark.parametrize(
    ("host", "refused"),
    [("127.0.0.1", False), ("::1", False), ("localhost", False), ("0.0.0.0", True), ("clinic.lan", True)],  # noqa: S104
)
def test_other_machines_are_listened_to_only_with_tls(web: WebSite, host: str, refused: bool) -> None:
    settings = WebSettings(web_host=host)
    if refused:
        with pytest.raises(TlsRequiredError):
            create_app(web=settings, belt=web.site.belt)
    else:
        create_app(web=settings, belt=web.site.belt)


def test_with_tls_the_cookie_is_bound_to_the_host_and_travels_only_encrypted(web: WebSite) -> None:
    tls = WebSettings.model_validate(
        {"tls_certificate": "/c.pem", "tls_key": "/k.pem", "web_host": "10.0.0.9"}
    )
    web.app = create_app(web=tls, belt=web.site.belt)
    web.person("ana", Role.CODER)
    client = web.client("https://testserver")
    answer = client.post("/sign-in", data={"login": "ana", "password": PASSWORD})
    assert answer.headers["set-cookie"].startswith("__Host-chartscribe=")
    assert "Secure" in answer.headers["set-cookie"]
    assert answer.headers["strict-transport-security"]
    assert client.get("/").status_code == 200
