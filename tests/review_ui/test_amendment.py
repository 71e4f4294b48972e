from __future__ import annotations

from playwright.sync_api import Page, expect

from ingest.approval import confirm_index, verify
from ingest.index_fields import parse_index_fields
from storage.accounts import Role
from storage.ledger.document_states import DocumentState
from storage.reviews import claim_for_review
from storage.tables import SignOff
from tests.browser import Serve, axe_violations
from tests.review_ui.chart import ChartMade, chart_to_check
from tests.review_ui.site import WebSite
from tests.review_ui.test_chart_review import send, text_of, word
from tests.review_ui.test_in_the_browser import ready, sign_in
from tests.small_site import FERN

NOTE = "Patient: Fernsby, Marigold\n\nTakes ~Iisinopril daily."
VISIT = FERN | {"encounter": "E-1", "encounter_type": "outpatient", "document_type": "Letter"}


def filed_chart(web: WebSite) -> ChartMade:
    """A chart that was verified with a wrong word in it, and filed."""
    site = web.site
    made = chart_to_check(site, NOTE)
    clerk = site.person("clerk", name="Vera Moss")
    fields = parse_index_fields(VISIT)
    site.write(lambda session: claim_for_review(session, made.document_id, clerk, lease_minutes=5))
    site.write(lambda session: confirm_index(session, made.document_id, fields, clerk, site.belt.settings))
    site.write(lambda session: verify(session, made.document_id, clerk, based_on=0))
    web.change(made.document_id, state="filed")
    return made


def test_a_filed_chart_is_corrected_and_filed_again_with_a_reason(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    page, made = watched_page, filed_chart(web)
    web.person("rosa", Role.TECHNICIAN, name="Rosa Lindqvist")
    address = serve(web.app)
    sign_in(page, address, "rosa")
    page.goto(f"{address}/charts/{made.document_id}")
    ready(page)
    page.keyboard.press("a")
    expect(page.get_by_role("heading", name="Amend")).to_be_visible()
    ready(page)
    assert axe_violations(page) == []
    page.keyboard.press("n")
    page.keyboard.press("Enter")
    page.keyboard.type("lisinopril")
    page.keyboard.press("Enter")
    expect(page.locator(".is-saving")).to_have_count(0)
    page.get_by_label("Why it is changed").fill("The drug was misread")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("The amended version is being filed now")).to_be_visible()
    document = web.site.document(made.document_id)
    assert (document.state, document.record_version) == (DocumentState.RENDERING, 2)
    assert "Takes lisinopril daily." in text_of(web, made)
    with web.site.belt.database.read() as session:
        notes = [row.note for row in session.query(SignOff).filter_by(kind="amendment")]
    assert notes == ["The drug was misread"]


def test_an_amendment_needs_a_changed_word_a_reason_and_somebody_who_verifies_charts(web: WebSite) -> None:
    made = filed_chart(web)
    pat, rhea = web.signed_in(Role.TECHNICIAN), web.signed_in(Role.READER, login="rhea")
    path, chart = f"/charts/{made.document_id}/amend", f"/charts/{made.document_id}"
    assert "no word was changed" in send(pat, path, based_on=0, reason="wrong").text
    typed = {"based_on": 0, "first": word(made, 4), "last": word(made, 4), "text": "lisinopril"}
    assert send(rhea, f"/documents/{made.document_id}/text", **typed).status_code == 409
    assert "Amend" not in rhea.get(f"{chart}?amend=yes").text
    saved = send(pat, f"/documents/{made.document_id}/text", **typed)
    assert saved.status_code == 200, saved.text
    assert "what you read here is not filed yet" in rhea.get(chart).text
    assert "the text changed since" in send(pat, path, based_on=0, reason="wrong").text
    assert "say why" in send(pat, path, based_on=1, reason=" ").text
    assert send(rhea, path, based_on=1, reason="wrong").status_code == 403
    assert web.site.document(made.document_id).state == DocumentState.FILED
    assert send(pat, path, based_on=1, reason="wrong").json() == {
        "go_to": f"/documents/{made.document_id}?done=amended"
    }


def test_a_chart_that_is_not_filed_is_not_amended(web: WebSite) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    made = chart_to_check(web.site, NOTE)
    refused = send(pat, f"/charts/{made.document_id}/amend", based_on=0, reason="wrong")
    assert refused.json()["error"]["code"] == "review_ui.not_editable"
