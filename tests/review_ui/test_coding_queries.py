from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from nlp.advice import Advice, QueryDraft, Spot
from storage.accounts import Role
from storage.physician_queries import queries_of
from storage.tables import CodingCase, PhysicianQuery
from tests.review_ui.coding import NOTE, CaseMade, canned_set, case_to_code, suggest
from tests.review_ui.site import SignedInClient, WebSite

ASKED = {
    "about": "kidney disease stage",
    "question": "Can stage 3 be stated as 3a or 3b?",
    "choices": "stage 3a\r\nstage 3b",
}


@pytest.fixture
def made(web: WebSite) -> CaseMade:
    return case_to_code(web.site, author="Dr Ada Holt")


@pytest.fixture
def coder(web: WebSite) -> SignedInClient:
    return web.signed_in(Role.CODER, login="cora")


@pytest.fixture
def doctor(web: WebSite) -> SignedInClient:
    return web.signed_in(Role.AUTHOR, login="aholt")


def propose(web: WebSite, made: CaseMade) -> None:
    """A run that proposes ASKED itself."""
    start = NOTE.index("kidney disease")
    spot = Spot(start, start + 14, "kidney disease", "assessment")
    choices = (*ASKED["choices"].splitlines(), "other (please state)", "unable to determine")
    draft = QueryDraft(ASKED["about"], ASKED["question"], choices, (spot,))
    found = replace(canned_set(web.site, made.chart), advice=Advice(queries=(draft,)))
    suggest(web.site, made.chart, found, revision=1)


def post(client: SignedInClient, path: str, **fields: str) -> Any:
    headers = {"x-csrf-token": client.token, "accept": "application/json, text/html"}
    return client.client.post(path, data=fields, headers=headers)


def queries(web: WebSite, made: CaseMade) -> list[PhysicianQuery]:
    with web.site.belt.database.read() as session:
        return list(queries_of(session, made.case_id))


def state(web: WebSite, made: CaseMade) -> str:
    with web.site.belt.database.read() as session:
        return session.get_one(CodingCase, made.case_id).state


def test_a_proposed_question_is_sent_answered_and_shown_to_the_coder(
    web: WebSite, made: CaseMade, coder: SignedInClient, doctor: SignedInClient
) -> None:
    propose(web, made)
    address = f"/cases/{made.case_id}/queries"

    sent = post(coder, address, number="0", action="send", to_login="aholt", **ASKED)

    assert "waiting for the answer" in sent.text
    assert sent.text.count("Can stage 3 be stated") == 1  # the proposal has become the question
    assert state(web, made) == "query_pending"
    (query,) = queries(web, made)
    assert query.evidence[0]["before"].endswith("Stage 3")
    assert "Kidney disease stage" in doctor.get("/?shown=queries").text
    page = doctor.get(f"/queries/{query.id}").text
    assert all(words in page for words in ("Fernsby", "<mark>kidney disease</mark>", "unable to determine"))
    assert "query.viewed" in web.actions()

    done = doctor.post(f"/queries/{query.id}/answer", choice="stage 3b", words="eGFR 38")

    assert done.headers["location"] == "/?done=query_answered"
    assert "No coder has a question" in doctor.get("/?shown=queries").text
    assert "Your answer:</strong> stage 3b" in doctor.get(f"/queries/{query.id}").text
    back = coder.get(f"/cases/{made.case_id}").text
    assert "stage 3b: eGFR 38" in back
    assert state(web, made) == "open"
    assert "stage 3b" in coder.get(f"/cases/{made.case_id}/list").text


def test_a_question_about_a_code_is_drafted_with_its_ways_to_say_it_and_changed(
    web: WebSite, made: CaseMade, coder: SignedInClient, doctor: SignedInClient
) -> None:
    address = f"/cases/{made.case_id}/queries"
    post(coder, address, action="ask", code="N18.3")
    post(coder, address, action="ask", code="I10")
    staged, other = queries(web, made)
    assert staged.choices[:2] == ["stage 3a", "stage 3b"]
    assert other.choices[0] == "present"

    post(coder, f"{address}/{staged.id}", action="keep", **ASKED)
    kept = queries(web, made)[0]
    assert (kept.state, kept.question) == ("draft", ASKED["question"])
    assert post(coder, f"{address}/{other.id}", action="withdraw").is_success
    sent = coder.post(f"{address}/{kept.id}", action="send", to_login="aholt", **ASKED)
    assert sent.headers["location"] == f"/cases/{made.case_id}"
    assert [one.state for one in queries(web, made)] == ["sent"]
    assert post(coder, f"{address}/{kept.id}", action="withdraw", reason=" ").status_code == 409
    assert post(coder, f"{address}/{kept.id}", action="withdraw", reason="an addendum says it").is_success
    assert state(web, made) == "open"
    assert "an addendum says it" in doctor.get(f"/queries/{kept.id}").text


def test_a_question_that_cannot_be_sent_says_why(
    web: WebSite, made: CaseMade, coder: SignedInClient, doctor: SignedInClient
) -> None:
    propose(web, made)
    address = f"/cases/{made.case_id}/queries"

    paid = post(coder, address, number="0", action="send", to_login="aholt", **ASKED | {"question": "DRG?"})
    nobody = post(coder, address, number="0", action="send", to_login="", **ASKED)
    stranger = post(coder, address, number="0", action="send", to_login="cora", **ASKED)
    beyond = post(coder, address, number="7", action="keep", **ASKED)
    nothing = post(coder, address, number="0", action="sell", **ASKED)

    assert (paid.status_code, paid.json()["error"]["code"]) == (422, "storage.query_words")
    assert (nobody.status_code, stranger.status_code) == (422, 422)
    assert (beyond.status_code, nothing.status_code) == (404, 400)
    assert post(coder, address, action="ask", code="Z00.00").status_code == 409
    assert queries(web, made) == []


def test_nobody_else_sees_or_answers_a_question(
    web: WebSite, made: CaseMade, coder: SignedInClient, doctor: SignedInClient
) -> None:
    propose(web, made)
    post(coder, f"/cases/{made.case_id}/queries", number="0", action="send", to_login="aholt", **ASKED)
    (query,) = queries(web, made)
    other = web.signed_in(Role.AUTHOR, login="oray")

    assert other.get(f"/queries/{query.id}").status_code == 404
    assert other.post(f"/queries/{query.id}/answer", choice="stage 3a").status_code == 404
    assert coder.get(f"/queries/{query.id}").status_code == 403
    assert doctor.post(f"/queries/{query.id}/answer", choice="").status_code == 409
    foreign = case_to_code(web.site, encounter="E-2", mrn="77", name="Oak, Olive")
    reached = post(coder, f"/cases/{foreign.case_id}/queries/{query.id}", action="withdraw", reason="x")
    assert reached.status_code == 404
    reader = web.signed_in(Role.READER, login="ruth")
    assert post(reader, f"/cases/{made.case_id}/queries", action="ask", code="I10").status_code == 403
