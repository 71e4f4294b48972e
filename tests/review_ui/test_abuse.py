"""Attacks on a whole site: foreign ids on every route, hostile text on every page, requests that lie.

The routes come from the application's own table, so that a new one is attacked from its first day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy import func, select

from ingest.stages import JobKind
from review_ui.app import all_routes
from review_ui.auth import GuardedRoute
from storage.accounts import Role
from storage.database import database_now
from storage.ids import new_id
from storage.ledger.documents import lock_document
from storage.ledger.jobs import JobState, insert_job
from storage.reviewed_text import load_text
from storage.tables import (
    Batch,
    CodingCase,
    Document,
    DocumentEventRow,
    Encounter,
    Patient,
    Site,
    SourceObject,
    TextEdit,
)
from tests.review_ui.chart import chart_to_check
from tests.review_ui.coding import case_to_code
from tests.review_ui.dictation import dictation_to_check, filed_report
from tests.review_ui.site import PASSWORD, SignedInClient, WebSite
from tests.small_site import FERN, PDF

HOSTILE = "<script>canary()</script><img src=x onerror=canary()>\"'"
ID_OF_A_DOCUMENT = ("document_id", "record_id", "case_id", "job_id", "query_id")
# fields that every act of a page asks for, so that a request fails for nothing but who sends it
GIVEN = {
    "based_on": "0",
    "counted": "0",
    "revision": "0",
    "text": "changed",
    "code": "I10",
    "action": "accept",
    "move": "up",
    "query": "pain",
    "reason": "abuse",
    "indicator": "Y",
    "kind": "picture_unread",
    "deficiency_ids": "none",
    **FERN,
}


@dataclass(frozen=True)
class Target:
    """The ids of one site's document, case and stopped work."""

    document_id: str
    page_id: str
    case_id: str
    job_id: str

    def path(self, route: GuardedRoute) -> str:
        """The route's address with these ids in it."""
        known = {
            "document_id": self.document_id,
            "record_id": self.document_id,
            "page_id": self.page_id,
            "case_id": self.case_id,
            "job_id": self.job_id,
            "query_id": self.case_id,
            "question_id": self.case_id,
            "aside_id": self.page_id,
            "version": "1",
            "number": "1",
            "kind": "text",
        }
        path = re.sub(r"\{(\w+)[^}]*\}", lambda name: known[name[1]], route.path)
        asks_place = route.path.endswith("/place")
        return f"{path}?document={self.document_id}&start=0&end=4" if asks_place else path


NOBODYS = Target(*(new_id() for _ in range(4)))


def attacked(web: WebSite) -> Iterator[tuple[str, GuardedRoute]]:
    """(method, route) of everything that names a document, record, case or job."""
    for route in all_routes(web.app):
        if isinstance(route, GuardedRoute) and any(f"{{{name}" in route.path for name in ID_OF_A_DOCUMENT):
            for method in sorted((route.methods or set()) & {"GET", "POST"}):
                yield method, route


def ask(client: SignedInClient, method: str, path: str, **given: str) -> Response:
    headers = {"accept": "application/json"}
    if method == "GET":
        return client.client.get(path, headers=headers)
    return client.client.post(path, data={"csrf_token": client.token, **given}, headers=headers)


def target(web: WebSite, document_id: str, page_id: str, case_id: str) -> Target:
    with web.site.belt.database.write() as session:
        job = insert_job(
            session,
            kind=JobKind.FILE_CODING,
            queue="filing",
            subject_id=case_id,
            payload={"version": 1},
            priority=1,
        )
        job.state = JobState.PARKED
        return Target(document_id, page_id, case_id, job.id)


def targets(web: WebSite) -> list[Target]:
    """A chart with its case, a dictation and a filed report."""
    made = case_to_code(web.site)
    page_id = made.chart.page_ids[0]
    ids = [made.document_id, dictation_to_check(web.site, encounter="E-2"), filed_report(web.site)]
    return [target(web, document_id, page_id, made.case_id) for document_id in ids]


def kept(web: WebSite) -> list[object]:
    """Everything that an intruder could have changed."""
    with web.site.belt.database.read() as session:
        rows = [
            (one.state, one.revision, one.reviewer_id, one.patient_id, one.signed_by, one.record_version)
            for one in session.scalars(select(Document).order_by(Document.id))
        ]
        events = session.scalar(select(func.count()).select_from(DocumentEventRow))
        edits = session.scalar(select(func.count()).select_from(TextEdit))
        cases = session.scalars(select(CodingCase.state).order_by(CodingCase.id)).all()
    return [rows, events, edits, list(cases)]


def refused_everywhere(web: WebSite, intruder: SignedInClient, allowed: tuple[int, ...]) -> int:
    """Number of requests that were refused, in the same words as for an id that nobody has."""
    made, tried = targets(web), 0
    hide_from_the_site = 404 in allowed and len(allowed) == 1
    if hide_from_the_site:
        move_to_another_site(web)
    before = kept(web)
    for method, route in attacked(web):
        unknown = ask(intruder, method, NOBODYS.path(route), **GIVEN)
        for one in made:
            answer = ask(intruder, method, one.path(route), **GIVEN)
            assert answer.status_code in allowed, (method, route.path, answer.status_code, answer.text[:300])
            assert answer.status_code == unknown.status_code, (method, route.path)
            assert answer.text == unknown.text, (method, route.path)
            tried += 1
    assert kept(web) == before
    return tried


def move_to_another_site(web: WebSite) -> None:
    with web.site.belt.database.write() as session:
        session.add(Site(id="other", name="Another clinic", created_at=database_now(session)))
        session.flush()
        for row in (*session.scalars(select(Document)), *session.scalars(select(Patient))):
            row.site_id = "other"


def test_nobody_reaches_another_sites_document_by_any_route(web: WebSite) -> None:
    everybody = web.signed_in(*Role)
    assert refused_everywhere(web, everybody, (404,)) > 100


def test_a_scanner_reaches_somebody_elses_document_by_no_route(web: WebSite) -> None:
    scanner = web.signed_in(Role.SCANNER)
    assert refused_everywhere(web, scanner, (403, 404)) > 100


def test_an_administrator_manages_people_and_reaches_no_document(web: WebSite) -> None:
    administrator = web.signed_in(Role.ADMINISTRATOR)
    assert refused_everywhere(web, administrator, (403, 404)) > 100


def test_an_account_named_like_a_program_does_not_see_what_the_program_brought(web: WebSite) -> None:
    scanner = web.signed_in(Role.SCANNER, login="watch_folder")
    received = web.site.receive(PDF, **FERN)
    batch_id = new_id()
    with web.site.belt.database.write() as session:
        now = database_now(session)
        session.add(Batch(id=batch_id, source="watch_folder", created_by="watch_folder", created_at=now))
        session.flush()
        session.get_one(Document, received.document_id).batch_id = batch_id
    assert scanner.get(f"/documents/{received.document_id}").status_code == 404
    assert scanner.upload(("a.pdf", PDF), batch_id=batch_id).json()["error"]["code"] == (
        "review_ui.batch_unknown"
    )


def hostile_site(web: WebSite) -> list[Target]:
    """A chart and a dictation whose every text is an attack."""
    made = chart_to_check(web.site, f"{HOSTILE} ~hypertension", document_type=HOSTILE, author=HOSTILE)
    dictation = dictation_to_check(web.site, said=f"{HOSTILE} ~said", author=HOSTILE)
    with web.site.belt.database.write() as session:
        now = database_now(session)
        patient = Patient(
            id=new_id(), mrn="900417", name=HOSTILE, name_key="x", birth_date=None, created_at=now
        )
        session.add(patient)
        session.flush()
        visit = Encounter(
            id=new_id(),
            patient_id=patient.id,
            number=HOSTILE,
            encounter_type="outpatient",
            created_at=now,
        )
        session.add(visit)
        session.flush()
        case = CodingCase(id=new_id(), encounter_id=visit.id, state="open", created_at=now)
        session.add(case)
        for document_id in (made.document_id, dictation):
            document = lock_document(session, document_id)
            document.file_name, document.reason = f"{HOSTILE}.html", HOSTILE
            document.patient_id, document.encounter_id = patient.id, visit.id
        case_id = case.id
    return [target(web, one, made.page_ids[0], case_id) for one in (made.document_id, dictation)]


def test_hostile_text_is_shown_as_text_on_every_page(web: WebSite) -> None:
    everybody = web.signed_in(*Role)
    made, shown = hostile_site(web), 0
    pages = ["/", "/worklist/rows", "/status", "/audit", "/people"]
    pages += [
        one.path(route)
        for method, route in attacked(web)
        if method == "GET" and not route.path.endswith("/events")
        for one in made
    ]
    answers = [everybody.client.get(path) for path in pages]
    answers.append(everybody.post("/find", wanted="900417"))
    for answer in answers:
        if answer.headers.get("content-type", "").startswith("text/html"):
            assert "<script>canary" not in answer.text, answer.url
            assert "<img src=x" not in answer.text, answer.url
            shown += "&lt;script&gt;canary" in answer.text
        assert answer.headers["x-content-type-options"] == "nosniff", answer.url
    assert shown >= 10


@pytest.mark.parametrize(
    "media_type",
    [
        "text/html",
        "image/svg+xml",
        "application/xhtml+xml",
        "application/pdf",
        "text/html;x=application/pdf",
        "application/octet-stream",
    ],
)
def test_what_came_in_from_outside_is_saved_and_never_opened_in_the_page(
    web: WebSite, media_type: str
) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    received = web.site.receive(b"%PDF-1.7\n<html><script>canary()</script>", file_name="x.html")
    with web.site.belt.database.write() as session:
        sha256 = session.get_one(Document, received.document_id).source_sha256
        session.get_one(SourceObject, sha256).media_type = media_type
    answer = pat.get(f"/documents/{received.document_id}/original")
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-type"] in ("application/pdf", "application/octet-stream")


def send(client: SignedInClient, path: str, content: str | bytes) -> Response:
    """Send a body as our scripts do, whatever it says."""
    headers = {"x-csrf-token": client.token, "content-type": "application/json"}
    return client.client.post(path, content=content, headers=headers)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('{"based_on": true, "text": "x"}', 400),
        ('{"based_on": 0.0, "text": "x"}', 400),
        ('{"based_on": "0", "text": ["x"]}', 400),
        ('{"based_on": 0, "first": {"a": 1}, "last": "b", "text": "x"}', 400),
        ('{"based_on": -1, "text": "x"}', 400),
        ('{"based_on": 0, "first": null, "last": "b", "text": "x"}', 409),
        ('{"based_on": 0, "text": "half a pair \\ud800"}', 400),
        ('{"based_on": 0, "text": "nothing \\u0000"}', 400),
        ("[]", 400),
        ("{", 400),
        (b"\xff\xfe", 400),
    ],
)
def test_a_save_that_lies_about_its_kinds_saves_nothing(web: WebSite, body: str | bytes, status: int) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    made = chart_to_check(web.site, "one two")
    pat.get(f"/charts/{made.document_id}")
    answer = send(pat, f"/documents/{made.document_id}/text", body)
    assert answer.status_code == status
    assert web.site.document(made.document_id).revision == 0


def test_a_nul_in_a_form_is_refused_before_anybody_looks_for_it(web: WebSite) -> None:
    pat = web.signed_in(*Role)
    for path, field in (("/find", "wanted"), ("/audit", "mrn"), ("/people", "login")):
        assert pat.post(path, **{field: "a\0b"}).status_code == 400, path


def test_fields_that_nobody_asked_for_change_nothing(web: WebSite) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    made = chart_to_check(web.site, "one two")
    pat.get(f"/charts/{made.document_id}")
    extra = {
        "state": "filed",
        "site_id": "other",
        "patient_id": new_id(),
        "revision": "9",
        "signed_by": "pat",
        "reviewer_id": "x",
        "roles": "administrator",
        "is_superuser": "true",
    }
    visit = FERN | {"encounter": "E-1", "encounter_type": "outpatient", "route": "full"}
    assert pat.post(f"/documents/{made.document_id}/index", **visit, **extra).status_code == 303
    document = web.site.document(made.document_id)
    assert (document.state, document.site_id, document.revision) == ("in_review", "site", 0)
    assert document.signed_by is None
    assert document.patient_id != extra["patient_id"]
    assert pat.get("/people").status_code == 403


def test_a_role_that_does_not_exist_is_given_to_nobody(web: WebSite) -> None:
    administrator = web.signed_in(Role.ADMINISTRATOR)
    reader_id = web.person("rita", Role.READER)
    for roles in (["true"], ["ADMINISTRATOR"], ["1"], []):
        answer = administrator.post(f"/people/{reader_id}/roles", roles=roles)
        assert answer.status_code == 422
    administrator.post(f"/people/{reader_id}/roles", roles=["true", "reader"])
    assert 'value="reader" checked' in administrator.get("/people").text.replace("  ", " ")


@pytest.mark.parametrize("act", ["claim", "text", "undo", "acknowledge", "verify", "index", "hand-back"])
@pytest.mark.parametrize("role", [Role.CODER, Role.READER, Role.AUTHOR, Role.TRANSCRIPTIONIST])
def test_who_does_not_check_charts_changes_none_by_any_act(web: WebSite, act: str, role: Role) -> None:
    made = chart_to_check(web.site, "one two")
    somebody = web.signed_in(role)
    before = kept(web)
    answer = ask(somebody, "POST", f"/documents/{made.document_id}/{act}", **GIVEN)
    assert answer.status_code in (403, 409), answer.text
    assert kept(web) == before


@pytest.mark.parametrize("act", ["claim", "text", "undo", "acknowledge", "verify", "index"])
def test_what_somebody_else_works_on_is_theirs(web: WebSite, act: str) -> None:
    made = chart_to_check(web.site, "one two")
    holder = web.signed_in(Role.TECHNICIAN, login="holly")
    holder.get(f"/charts/{made.document_id}")
    intruder = web.signed_in(Role.TECHNICIAN, login="ivan")
    intruder.get(f"/charts/{made.document_id}")
    before = kept(web)
    answer = ask(intruder, "POST", f"/documents/{made.document_id}/{act}", **GIVEN)
    assert answer.status_code == 409, answer.text
    ask(intruder, "POST", f"/documents/{made.document_id}/hand-back")
    assert kept(web) == before


@pytest.mark.parametrize("act", ["verify", "acknowledge", "index"])
def test_nothing_is_approved_that_was_not_opened(web: WebSite, act: str) -> None:
    made = chart_to_check(web.site, "one two")
    pat = web.signed_in(Role.TECHNICIAN)
    before = kept(web)
    assert ask(pat, "POST", f"/documents/{made.document_id}/{act}", **GIVEN).status_code == 409
    assert kept(web) == before


def test_nobody_takes_another_persons_name_to_sign_by_it(web: WebSite) -> None:
    web.person("okafor", Role.AUTHOR, name="Dr. Imani Okafor")
    administrator = web.signed_in(Role.ADMINISTRATOR, login="adam")
    added = administrator.post("/people", login="mallory", display_name="Mallory", roles=["author"])
    link = re.search(r"/welcome/[\w-]+", added.text)
    assert link
    for name in ("dr. imani okafor", "OKAFOR"):
        new = {"password": PASSWORD, "password_again": PASSWORD, "display_name": name}
        assert web.client().post(link[0], data=new).status_code == 422
    new = {"password": PASSWORD, "password_again": PASSWORD, "display_name": "Mallory Fox"}
    assert web.client().post(link[0], data=new).status_code == 303


def test_a_cookie_that_is_made_up_or_over_opens_nothing(web: WebSite) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    old = dict(pat.client.cookies)
    pat.post("/sign-out")
    name = next(iter(old))
    for value in (old[name], "", "x" * 43, "' or 1=1 --", "x" * 8000):
        client = web.client()
        client.cookies.set(name, value)
        assert client.get("/").headers["location"].startswith("/sign-in"), value[:20]
        assert client.get("/api/documents/x", headers={"accept": "application/json"}).status_code == 401


def test_guessing_passwords_makes_the_account_wait_at_every_door(web: WebSite) -> None:
    web.person("pat", Role.TECHNICIAN)
    client = web.client()
    for attempt in range(5):
        answer = client.post("/sign-in", data={"login": "PAT ", "password": f"guess {attempt}"})
        assert answer.status_code == 401
    assert client.post("/sign-in", data={"login": "pat", "password": PASSWORD}).status_code == 401
    by_program = client.post("/api/session", json={"login": "pat", "password": PASSWORD})
    assert by_program.status_code == 401


def test_the_same_bytes_from_two_people_are_one_document_with_two_custody_lines(web: WebSite) -> None:
    first, second = (web.signed_in(Role.SCANNER, login=name) for name in ("anna", "bert"))
    sent = [one.upload(("a.pdf", PDF), **FERN).json() for one in (first, second)]
    assert [one["outcome"] for one in sent] == ["new", "same"]
    assert sent[0]["document_id"] == sent[1]["document_id"]
    with web.site.belt.database.read() as session:
        custody = session.execute(
            select(DocumentEventRow.event, DocumentEventRow.actor).where(
                DocumentEventRow.event.in_(("received", "same_bytes_again"))
            )
        ).all()
    assert sorted(tuple(one) for one in custody) == [("received", "anna"), ("same_bytes_again", "bert")]


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=999999999999999-999999999999999", "bytes=-0"])
def test_a_range_beyond_the_recording_sends_nothing(web: WebSite, asked: str) -> None:
    pat = web.signed_in(Role.TRANSCRIPTIONIST)
    path = f"/documents/{dictation_to_check(web.site)}/audio"
    answer: Any = pat.client.get(path, headers={"range": asked})
    assert (answer.status_code, answer.content) == (416, b"")


def test_a_save_that_was_answered_stands_in_the_text(web: WebSite) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    made = chart_to_check(web.site, "one two")
    pat.get(f"/charts/{made.document_id}")
    word = f"{made.page_ids[0]}:1:0"
    body = f'{{"based_on": 0, "first": "{word}", "last": "{word}", "text": "{HOSTILE.split(maxsplit=1)[0]}"}}'
    assert send(pat, f"/documents/{made.document_id}/text", body).status_code == 200
    text = load_text(web.site.belt.database, web.site.belt.store, made.document_id).text
    assert text == "<script>canary()</script><img two"
