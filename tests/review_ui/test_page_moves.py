"""Moving pages between charts in the browser and without script."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from storage.accounts import Role
from storage.ledger.document_states import DocumentState
from tests.browser import Serve, axe_violations
from tests.review_ui.chart import chart_to_check
from tests.review_ui.site import WebSite
from tests.review_ui.test_in_the_browser import ready, sign_in

TEXTS = ("First page of the note", "Second page of the note", "Consent of somebody else", "Its second page")


def test_pages_are_chosen_and_made_a_document_by_keys_alone(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    page, made = watched_page, chart_to_check(web.site, *TEXTS)
    web.person("rosa", Role.TECHNICIAN, name="Rosa Lindqvist")
    address = serve(web.app)
    sign_in(page, address, "rosa")
    page.goto(f"{address}/charts/{made.document_id}")
    ready(page)
    page.keyboard.press("M")
    expect(page.get_by_role("heading", name="Pages of this chart")).to_be_visible()
    ready(page)
    assert axe_violations(page) == []
    expect(page.get_by_label("Page 1")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("s")
    expect(page.get_by_text("2 pages are chosen.")).to_be_visible()
    page.emulate_media(color_scheme="dark")
    assert axe_violations(page) == []
    page.keyboard.press("p")
    expect(page.get_by_text("The pages stand here now")).to_be_visible()
    part = page.url.rpartition("/")[2].partition("?")[0]

    page.goto(f"{address}/documents/{made.document_id}/pages")
    expect(page.get_by_role("link", name=f"document …{part[-6:]}")).to_have_count(2)
    assert web.site.document(part).state == DocumentState.READING
    assert web.site.document(part).claimed_fields == {}


def test_pages_move_to_another_chart_without_script(web: WebSite) -> None:
    first, second = chart_to_check(web.site, *TEXTS), chart_to_check(web.site, "Another chart")
    client = web.signed_in(Role.TECHNICIAN)
    chosen = {f"page-{first.page_ids[3]}": "yes"}
    address = f"/documents/{first.document_id}/pages/move"

    assert client.post(address, how="to", to=second.document_id).status_code == 409
    assert client.post(address, **chosen, how="to", to="").status_code == 409
    answer = client.post(address, **chosen, how="to", to=second.document_id)

    assert answer.status_code == 303, answer.text
    assert web.site.document(second.document_id).page_count == 2
    assert web.site.document(first.document_id).page_count == 3
    assert {"document.pages_moved_to", "document.pages_moved_from"} <= set(web.actions())


def test_who_checks_no_charts_moves_no_pages(web: WebSite) -> None:
    made = chart_to_check(web.site, *TEXTS)
    client = web.signed_in(Role.TRANSCRIPTIONIST)

    address = f"/documents/{made.document_id}/pages"
    assert client.get(address).status_code == 403
    chosen = {f"page-{made.page_ids[0]}": "yes"}
    assert client.post(f"{address}/move", **chosen, how="new").status_code == 403
