from __future__ import annotations

import io

import pytest

from ingest.index_fields import FIELD_NAMES
from review_ui.body_limit import LARGEST_FORM_BYTES
from storage.accounts import Role
from storage.tables import Batch, Document
from tests.review_ui.site import WebSite, furnish
from tests.small_site import FERN, PDF


def documents(web: WebSite) -> list[Document]:
    with web.site.belt.database.read() as session:
        return session.query(Document).order_by(Document.id).all()


def test_several_files_come_in_by_the_plain_form_under_one_batch(web: WebSite) -> None:
    person = web.signed_in(Role.SCANNER)
    page = person.upload(
        ("one.pdf", PDF),
        ("two.pdf", PDF + b"2"),
        ("notes.txt", b"hello"),
        path="/add",
        **FERN,
        priority="stat",
    )
    assert page.status_code == 200
    assert page.text.count(">received<") == 2
    assert "kept, but could not be used" in page.text
    found = documents(web)
    assert [one.file_name for one in found] == ["one.pdf", "two.pdf", "notes.txt"]
    assert len({one.batch_id for one in found}) == 1
    assert found[0].claimed_fields["mrn"] == FERN["mrn"]
    assert found[0].priority == 0


def test_wrong_fields_are_marked_and_kept_and_nothing_is_added(web: WebSite) -> None:
    person = web.signed_in(Role.SCANNER)
    page = person.upload(("one.pdf", PDF), path="/add", mrn="900417", dob="31.12.1958")
    assert page.status_code == 422
    assert "must be a date written YYYY-MM-DD" in page.text
    assert 'value="900417"' in page.text
    assert documents(web) == []


def test_a_form_without_a_file_says_so(web: WebSite) -> None:
    person = web.signed_in(Role.SCANNER)
    page = person.upload(("", b""), path="/add")
    assert (page.status_code, "No file was chosen" in page.text) == (422, True)


def test_the_api_takes_a_file_and_says_where_it_is(web: WebSite) -> None:
    person = web.signed_in(Role.SCANNER, Role.READER)
    answer = person.upload(("chart.pdf", PDF), **FERN)
    assert answer.status_code == 201
    received = answer.json()
    assert received["outcome"] == "new"
    assert received["unusable"] == ""
    found = person.get(f"/api/documents/{received['document_id']}").json()
    assert (found["state"], found["state_words"], found["kind"]) == ("received", "in line", "chart")
    assert person.upload(("chart.pdf", PDF), **FERN).json()["outcome"] == "same"


def test_files_that_belong_together_share_a_batch_that_is_ones_own(web: WebSite) -> None:
    person, other = web.signed_in(Role.SCANNER), web.signed_in(Role.SCANNER, login="ben")
    headers = {"x-csrf-token": person.token}
    batch_id = person.client.post("/api/batches", headers=headers).json()["batch_id"]
    assert person.upload(("a.pdf", PDF), batch_id=batch_id).json()["batch_id"] == batch_id
    refused = other.upload(("b.pdf", PDF), batch_id=batch_id)
    assert refused.json()["error"]["code"] == "review_ui.batch_unknown"
    with web.site.belt.database.read() as session:
        assert session.get_one(Batch, batch_id).created_by == "pat"


def test_the_api_says_what_is_wrong_field_by_field(web: WebSite) -> None:
    person = web.signed_in(Role.SCANNER)
    error = person.upload(("a.pdf", PDF), dob="yesterday", route="fast").json()["error"]
    assert error["code"] == "ingest.index_field"
    assert set(error["fields"]) == {"dob", "route"}
    assert error["remedy"]


def test_too_large_a_file_is_refused_and_nothing_is_kept(web: WebSite) -> None:
    person = web.signed_in(Role.SCANNER)
    for size_bytes in (2_000_001, 4_000_000):  # over the file limit; over what the body may hold at all
        refused = person.upload(("big.pdf", b"%PDF-1.7" + bytes(size_bytes)))
        assert refused.status_code == 413, refused.text
        assert refused.json()["error"]["remedy"]
    assert documents(web) == []


def test_other_forms_may_not_be_large_at_all(web: WebSite) -> None:
    person = web.signed_in(Role.READER)
    answer = person.post("/find", wanted="x" * (LARGEST_FORM_BYTES + 1))
    assert answer.status_code == 413


def test_a_stranger_cannot_make_the_server_read_an_upload(web: WebSite) -> None:
    answer = web.client().post("/api/documents", content=io.BytesIO(b"x" * 1000))
    assert answer.status_code == 401
    person = web.signed_in(Role.CODER)
    assert person.upload(("a.pdf", PDF)).status_code == 403


def test_a_body_that_is_no_form_is_refused(web: WebSite) -> None:
    person = web.signed_in(Role.SCANNER)
    headers = {"x-csrf-token": person.token, "content-type": "application/json"}
    answer = person.client.post("/api/documents", content=b"{}", headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "review_ui.http_400")


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "x" * 4000 + ".pdf", "<img src=x onerror=1>.pdf"])
def test_a_hostile_file_name_is_shown_as_text_and_never_as_a_path(web: WebSite, name: str) -> None:
    person = web.signed_in(Role.SCANNER)
    received = person.upload((name, PDF)).json()
    page = person.get(f"/documents/{received['document_id']}").text
    assert "<img src=x" not in page
    assert "/" not in documents(web)[0].file_name
    assert len(documents(web)[0].file_name) <= 255


def test_the_status_of_the_belt_is_the_object_of_the_command_line(web: WebSite) -> None:
    furnish(web)
    status = web.signed_in(Role.SUPERVISOR).get("/api/status").json()
    assert status["balanced"] is True
    assert status["accepted"] == 8
    assert set(status["queues"]) == {"scan", "ocr", "transcribe", "nlp", "filing"}


def test_the_description_for_programs_needs_no_foreign_script(web: WebSite) -> None:
    person = web.signed_in(Role.SCANNER)
    schema = person.get("/api/openapi.json").json()
    assert {"/api/documents", "/api/documents/{document_id}", "/api/status"} <= set(schema["paths"])
    page = person.get("/api/docs").text
    assert "/api/documents" in page
    assert all(name in page for name in FIELD_NAMES)


def test_health_needs_no_sign_in_and_tells_nothing(web: WebSite, monkeypatch: pytest.MonkeyPatch) -> None:
    client = web.client()
    assert client.get("/healthz").json() == {"ok": True}

    def broken(*_args: object, **_options: object) -> None:
        from storage.database import DatabaseUnreachableError

        raise DatabaseUnreachableError("The database did not answer")

    monkeypatch.setattr(type(web.site.belt.database), "read", broken)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"ok": False})
