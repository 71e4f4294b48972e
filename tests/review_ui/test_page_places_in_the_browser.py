"""Other readings by their number, and places that were not read by keyboard, in a real browser."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from storage.accounts import Role
from storage.reviewed_text import load_text
from tests.browser import Serve, axe_violations
from tests.review_ui.site import WebSite
from tests.review_ui.test_in_the_browser import ready, sign_in
from tests.review_ui.test_page_places import marked_chart


def test_a_doubt_is_settled_by_a_number_and_the_next_stop_is_the_writing_that_was_not_read(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    page = watched_page
    rosa = web.signed_in(Role.TECHNICIAN, login="rosa")
    made = marked_chart(web, rosa)
    address = serve(web.app)
    sign_in(page, address, "rosa")
    page.goto(f"{address}/charts/{made.document_id}")
    ready(page)

    page.keyboard.press("n")
    strip = page.get_by_role("group", name="Other readings of this word")
    expect(strip).to_contain_text("lisinopril")
    assert axe_violations(page) == []
    page.keyboard.press("1")
    expect(page.locator("[data-save-state]")).to_have_text("all changes saved")
    field = page.get_by_label("Writing that was not read")
    expect(field).to_be_focused()
    expect(page.locator(".place.unread")).to_have_class("place unread is-open is-current")
    page.keyboard.type("20 mg")
    page.keyboard.press("Enter")
    expect(page.locator(".place-line p")).to_have_text("Writing that was not read: typed")
    text = load_text(web.site.belt.database, web.site.belt.store, made.document_id).text
    assert text.split() == ["Takes", "lisinopril", "daily", "was", "signed", "20", "mg"]
    page.get_by_role("button", name="Kept as image").click()
    expect(page.get_by_text("· kept as image")).to_be_visible()
    assert axe_violations(page) == []
