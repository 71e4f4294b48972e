from __future__ import annotations

import json

from storage.accounts import Role
from tests.review_ui.site import SignedInClient, WebSite


def _set(person: SignedInClient, name: str, body: str) -> int:
    headers = {"x-csrf-token": person.token, "content-type": "application/json"}
    return person.client.post(f"/me/settings/{name}", content=body, headers=headers).status_code


def test_what_a_person_sets_comes_back_and_stands_in_each_of_her_pages(web: WebSite) -> None:
    ana, ben = web.signed_in(Role.CODER, login="ana"), web.signed_in(Role.CODER, login="ben")
    assert ana.get("/me/settings/sound").json() == {"value": None}
    assert _set(ana, "sound", json.dumps({"speed": 1.5, "note": '"><b>'})) == 204
    assert ana.get("/me/settings/sound").json()["value"]["speed"] == 1.5
    assert '<meta name="personal" content="{&#34;sound&#34;' in ana.get("/").text
    assert "<b>" not in ana.get("/").text.split("</head>")[0]
    assert '<meta name="personal" content="{}">' in ben.get("/").text


def test_only_a_json_object_of_a_known_name_is_kept(web: WebSite) -> None:
    ana = web.signed_in(Role.CODER)
    for body in ("", "[1]", "null", '{"a": "\\u0000"}', '{"a": "\\ud800"}', "[" * 5000):
        assert _set(ana, "sound", body) == 400, body[:20]
    assert _set(ana, "patients", "{}") == 422
    assert ana.get("/me/settings/patients").status_code == 422
    assert _set(ana, "looks", json.dumps({"a": "x" * 2000})) == 422
