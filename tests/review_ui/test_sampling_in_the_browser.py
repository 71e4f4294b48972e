from __future__ import annotations

from playwright.sync_api import Page, expect

from storage.accounts import Role
from tests.browser import Serve, axe_violations
from tests.ingest.sampling.batches import checked_batch
from tests.review_ui.site import WebSite
from tests.review_ui.test_in_the_browser import ready, sign_in


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", name=words, exact=False).first).to_be_visible()
    ready(page)


def test_a_sample_is_drawn_judged_and_the_batch_released_by_keys_alone(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    checked_batch(web.site, web.site.person("technician", name="Kim Oak"), 2, 1)
    web.person("rosa", Role.SUPERVISOR, name="Rosa Lindqvist")
    page, address = watched_page, serve(web.app)
    sign_in(page, address, "rosa")
    page.keyboard.press("g")
    page.keyboard.press("b")
    heading(page, "Board")
    expect(page.get_by_role("row", name="Samples to draw")).to_contain_text("1")
    assert axe_violations(page) == []
    page.keyboard.press("n")
    heading(page, "Samples")
    assert axe_violations(page) == []
    page.keyboard.press("d")
    heading(page, "Drawn page 1 of 3")
    assert axe_violations(page) == []
    page.keyboard.press("z")
    expect(page.locator("[data-sample-paper]")).to_have_class("is-large")
    page.keyboard.press("1")  # wrong patient: taken back at once
    heading(page, "Drawn page 2 of 3")
    page.keyboard.press("u")
    heading(page, "Drawn page 1 of 3")
    for number in (2, 3):
        page.keyboard.press("r")
        heading(page, f"Drawn page {number} of 3")
    page.keyboard.press("r")
    expect(page.get_by_text("The batch passes")).to_be_visible()
    ready(page)
    assert axe_violations(page) == []
    page.keyboard.press("c")
    expect(page.get_by_text("No error in 3 pages")).to_be_visible()
    ready(page)
    assert axe_violations(page) == []
    page.keyboard.press("g")
    page.keyboard.press("r")
    heading(page, "Paper")
    page.keyboard.press("o")
    heading(page, "Paper: Box 14, Scanner 2")
    assert axe_violations(page) == []
    page.keyboard.press("b")
    expect(page.get_by_text("all as filed")).to_be_visible()
