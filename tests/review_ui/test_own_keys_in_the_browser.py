from __future__ import annotations

from playwright.sync_api import Page, expect

from storage.accounts import Role
from tests.browser import Serve, axe_violations
from tests.review_ui.site import WebSite, furnish
from tests.review_ui.test_in_the_browser import ready, sign_in


def row(page: Page, label: str, section: str) -> str:
    return f".key-section:has(h2:text-is('{section}')) li[data-label='{label}'][data-default='j']"


def test_a_person_gives_an_action_another_key_and_is_told_of_conflicts(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    furnish(web)
    web.person("rosa", Role.TECHNICIAN)
    page, address = watched_page, serve(web.app)
    sign_in(page, address, "rosa")
    page.keyboard.press("g")
    page.keyboard.press("k")
    expect(page.get_by_role("heading", name="Your keys", exact=True)).to_be_visible()
    ready(page)
    assert axe_violations(page) == []
    next_row = page.locator(row(page, "Next row", "Worklists, Find and Status (rows)"))
    next_row.get_by_role("button").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Press the new key")
    for pressed, told in (
        ("Control+w", "belongs to the browser"),
        ("k", "Previous row"),
        ("?", "Show this list"),
    ):
        page.keyboard.press("Alt+1")  # begins anew: two plain keys would follow each other
        page.keyboard.press(pressed)
        expect(dialog.locator("[data-capture-problem]")).to_contain_text(told)
    assert axe_violations(page) == []
    page.keyboard.press("Alt+1")
    page.keyboard.press("x")
    page.keyboard.press("Enter")
    expect(next_row.locator("kbd")).to_have_text("x")
    expect(page.get_by_text("Your keys are kept.")).to_be_visible()

    page.goto(address)
    ready(page)
    first = page.locator("[data-rows] .row-link").first
    page.keyboard.press("j")
    expect(first).not_to_be_focused()
    page.keyboard.press("x")
    expect(first).to_be_focused()
    page.keyboard.press("?")
    listed = page.get_by_role("dialog", name="Keys on this page").locator("li", has_text="Next row").first
    expect(listed.locator("kbd")).to_have_text("x")
    page.keyboard.press("Escape")

    page.goto(f"{address}/me/keys")
    ready(page)
    expect(next_row.locator("kbd")).to_have_text("x")
    page.keyboard.press("0")
    expect(next_row.locator("kbd")).to_have_text("j")
