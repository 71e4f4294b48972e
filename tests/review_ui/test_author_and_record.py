from __future__ import annotations

import pytest

from ingest.approval import amend, sign
from storage.accounts import Role
from storage.coding_decisions import ACCEPT, Decision, decide
from storage.reviews import Reviewer
from storage.tables import CodingCase, FiledRecordRow, SignOff
from tests.review_ui.coding import CaseMade, case_to_code, verified
from tests.review_ui.dictation import filed_report
from tests.review_ui.site import SignedInClient, WebSite


@pytest.fixture
def author(web: WebSite) -> SignedInClient:
    return web.signed_in(Role.AUTHOR, login="imani")


def versions(web: WebSite, record_id: str) -> list[tuple[int, str]]:
    with web.site.belt.database.read() as session:
        rows = session.query(FiledRecordRow).filter_by(record_id=record_id).order_by(FiledRecordRow.version)
        return [(row.version, row.doc_status) for row in rows]


def test_an_author_fills_a_blank_and_signs_what_they_read(web: WebSite, author: SignedInClient) -> None:
    report = filed_report(web.site, author="imani")
    page = author.get(f"/reports/{report}").text
    assert "Sign as final" in page
    assert "Vera Moss" in page
    text = {"based_on": "0", "first": "d:1:t2", "last": "d:1:t2", "text": "hypertension", "back": "reports"}

    saved = author.post(f"/dictations/{report}/text", **text)
    stale = author.post(f"/reports/{report}/sign", based_on="0")
    signed = author.post(f"/reports/{report}/sign", based_on="1")

    assert saved.headers["location"] == f"/reports/{report}"
    assert stale.status_code == 409
    assert signed.headers["location"] == "/?done=signed"
    web.site.run_belt()
    assert versions(web, report) == [(1, "preliminary"), (2, "final")]
    assert "Sign as final" not in author.get(f"/reports/{report}").text
    assert "report.viewed" in web.actions()


def test_an_author_returns_a_report_with_a_reason(web: WebSite, author: SignedInClient) -> None:
    report = filed_report(web.site, author="imani")
    headers = {"x-csrf-token": author.token, "content-type": "application/json"}

    empty = author.client.post(f"/reports/{report}/return", json={"reason": " "}, headers=headers)
    done = author.client.post(f"/reports/{report}/return", json={"reason": "wrong dose"}, headers=headers)

    assert empty.status_code == 409
    assert done.json() == {"go_to": "/?shown=sign&done=returned"}
    with web.site.belt.database.read() as session:
        notes = [row.note for row in session.query(SignOff).filter_by(document_id=report, kind="returned")]
    assert notes == ["wrong dose"]
    assert "wrong dose" in author.get(f"/reports/{report}").text


def test_a_returned_report_is_corrected_and_waits_for_its_author_again(
    web: WebSite, author: SignedInClient
) -> None:
    report = filed_report(web.site, author="imani")
    typist = web.signed_in(Role.TRANSCRIPTIONIST, login="tom")
    word = {"first": "d:1:t2", "last": "d:1:t2", "text": "hypertension"}
    assert typist.post(f"/dictations/{report}/text", based_on="0", **word).status_code == 409
    assert report in author.get("/?shown=sign").text
    author.post(f"/reports/{report}/return", reason="the blood pressure")

    assert report not in author.get("/?shown=sign").text
    assert report in typist.get("/?shown=returned").text
    page = typist.get(f"/dictations/{report}").text
    assert "the blood pressure" in page
    assert "readonly" not in page
    assert typist.post(f"/dictations/{report}/text", based_on="0", **word).status_code == 303
    assert typist.post(f"/dictations/{report}/corrected", based_on="0").status_code == 409
    assert typist.post(f"/dictations/{report}/corrected", based_on="1").status_code == 303
    web.site.run_belt()

    assert [number for number, _ in versions(web, report)] == [1, 2]
    assert report in author.get("/?shown=sign").text
    assert report not in typist.get("/?shown=returned").text
    assert typist.post(f"/dictations/{report}/corrected", based_on="1").status_code == 409

    assert author.post(f"/reports/{report}/sign", based_on="1").status_code == 303
    web.site.run_belt()
    # What was corrected before it ever was final is no amendment
    assert versions(web, report) == [(1, "preliminary"), (2, "preliminary"), (3, "final")]


def test_what_was_final_and_is_changed_is_filed_as_amended(web: WebSite, author: SignedInClient) -> None:
    report = filed_report(web.site, author="imani")
    site, writer = web.site, web.site.person("author", name="Imani")
    author.post(f"/reports/{report}/sign", based_on="0")
    site.run_belt()
    site.write(lambda session: amend(session, report, writer, reason="the dose was wrong"))
    site.run_belt()
    site.write(lambda session: sign(session, report, writer, based_on=0))
    site.run_belt()

    assert versions(web, report) == [
        (1, "preliminary"),
        (2, "final"),
        (3, "preliminary"),
        (4, "amended"),
    ]


def test_nobody_signs_somebody_elses_report(web: WebSite, author: SignedInClient) -> None:
    report = filed_report(web.site, author="Dr. Okafor")

    assert author.post(f"/reports/{report}/sign", based_on="0").status_code == 409
    assert "readonly" in author.get(f"/reports/{report}").text
    assert web.signed_in(Role.CODER, login="cora").get(f"/reports/{report}").status_code == 403
    chart = case_to_code(web.site).document_id
    assert author.get(f"/reports/{chart}").status_code == 404


def test_a_filed_record_leads_from_code_to_page_to_the_originals_hash(
    web: WebSite, author: SignedInClient
) -> None:
    made = case_to_code(web.site)
    _file_with_codes(web, made)
    document = web.site.document(made.document_id)

    page = author.get(f"/records/{made.case_id}").text
    assert "first-listed" in page
    assert "E11.9" in page
    place = author.get(f"/records/{made.case_id}/place?document={made.document_id}&start=7&end=15").json()
    assert (place["kind"], place["page_number"]) == ("page", 1)
    assert place["source_sha256"] == document.source_sha256
    assert (
        author.get(f"/records/{made.case_id}/place?document={made.document_id}&start=1&end=2").json()["kind"]
        == "none"
    )


def test_a_documents_record_shows_its_objects_and_the_hash_of_each(
    web: WebSite, author: SignedInClient
) -> None:
    report = filed_report(web.site, author="imani")

    page = author.get(f"/records/{report}").text

    assert "Report (PDF)" in page
    assert "verified by a person" in page
    assert "preliminary, waits for its signature" in page
    assert web.site.document(report).source_sha256 in page
    assert "No final code rests on this record yet" in page
    assert author.get(f"/records/{report}?version=7").status_code == 404
    assert "record.viewed" in web.actions()


def test_verify_now_reads_every_byte_again_and_names_what_is_damaged(
    web: WebSite, author: SignedInClient
) -> None:
    report = filed_report(web.site, author="imani")
    assert "Every byte is what was filed" in author.post(f"/records/{report}/verify").text
    store = web.site.belt.store
    folder = web.site.belt.settings.home / "objects"
    key = store.content_key(web.site.document(report).source_sha256)
    damaged = folder / key
    if not damaged.exists():
        damaged = next(path for path in folder.rglob("*") if path.name == key.rpartition("/")[2])
    damaged.chmod(0o600)
    damaged.write_bytes(damaged.read_bytes()[:-30] + b"x" * 30)

    page = author.post(f"/records/{report}/verify").text

    assert "This record is not what was filed" in page
    assert "original changed" in page
    assert web.actions().count("record.verified") == 2


def test_a_record_that_is_not_filed_is_said_to_be_unknown(web: WebSite, author: SignedInClient) -> None:
    made = case_to_code(web.site)

    assert author.get(f"/records/{made.document_id}").status_code == 404
    assert author.post(f"/records/{made.document_id}/verify").status_code == 404
    assert author.get("/records/0190aaaa-0000-7000-8000-000000000000").status_code == 404


def _file_with_codes(web: WebSite, made: CaseMade) -> None:
    from ingest.approval import finalise_coding
    from review_ui.case_reading import read_case
    from review_ui.coding_acts import _snapshot

    site = web.site
    coder: Reviewer = site.person("coder", name="Cora Lane")
    verified(site, made.document_id, site.person("technician"))
    user = _coder_user(web)
    line = read_case(web.app.state.workplace, user, made.case_id).suggestions.lines[0]
    decision = Decision(line.code, line.edition, line.title, ACCEPT, evidence=_snapshot(line))
    site.write(lambda session: decide(session, made.case_id, decision, based_on=0, reviewer=coder))
    site.write(lambda session: finalise_coding(session, made.case_id, coder, is_complete=bool))
    site.run_belt()
    with site.belt.database.read() as session:
        assert session.get_one(CodingCase, made.case_id).record_version == 1


def _coder_user(web: WebSite):  # type: ignore[no-untyped-def]  # noqa: ANN202
    from review_ui.auth import CurrentUser
    from review_ui.permissions import permissions_of
    from storage.tables import DEFAULT_SITE

    roles = frozenset({Role.CODER})
    allowed = permissions_of(roles, one_person_may_do_all=False)
    return CurrentUser("c", DEFAULT_SITE, "cora", "Cora", roles, allowed, "token")
