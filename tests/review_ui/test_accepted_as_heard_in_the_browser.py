from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser import Serve, wait_until
from tests.review_ui.site import WebSite
from tests.review_ui.test_dictation_in_the_browser import open_dictation, report


def test_what_was_heard_and_let_pass_is_accepted_by_one_key_and_taken_back_by_one(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    page = watched_page
    open_dictation(web, serve, page)
    report(page).focus()
    page.keyboard.press("Alt+a")
    expect(page.get_by_text("only what was heard is accepted")).to_be_visible()
    expect(page.locator("[data-doubt-count]")).to_have_text("3 doubtful words")
    page.evaluate("document.querySelector('audio').currentTime = 0")
    page.keyboard.press("Escape")
    wait_until(page, "document.querySelector('audio').ended")
    page.keyboard.press("Alt+a")
    expect(page.get_by_text("3 doubtful words accepted as heard.")).to_be_visible()
    expect(page.locator("[data-doubt-count]")).to_have_text("0 doubtful words")
    expect(page.locator("[data-save-state]")).to_have_text("all changes saved")
    page.keyboard.press("Alt+u")
    expect(page.locator("[data-doubt-count]")).to_have_text("3 doubtful words")
