from __future__ import annotations

from playwright.sync_api import Page, expect

from storage.accounts import Role
from tests.browser import Serve, axe_violations, wait_until
from tests.review_ui.dictation import dictation_to_check
from tests.review_ui.site import PASSWORD, WebSite
from tests.review_ui.test_dictation_in_the_browser import reads, report, text_of
from tests.review_ui.test_in_the_browser import ready, sign_in
from tests.review_ui.test_session_lock import leave_for


def test_an_absent_person_finds_page_caret_and_second_as_they_were(
    web: WebSite, serve: Serve, refusals_page: Page
) -> None:
    document_id = dictation_to_check(web.site)
    web.person("tom", Role.TRANSCRIPTIONIST, name="Tom Reed")
    page, address = refusals_page, serve(web.app)
    page.clock.install()
    sign_in(page, address, "tom")
    page.goto(f"{address}/dictations/{document_id}")
    ready(page)
    wait_until(page, "CSS.highlights.get('doubtful')?.size > 0")
    before = text_of(web, document_id)
    report(page).focus()
    report(page).evaluate("one => one.setSelectionRange(3, 7)")
    page.locator("audio").evaluate("one => { one.currentTime = 1.5 }")
    title = page.title()

    leave_for(web, 11)
    page.clock.fast_forward("10:30")
    lock = page.get_by_role("dialog", name="Locked")
    expect(lock).to_be_visible()
    expect(page.get_by_text("Tom Reed, type your password")).to_be_visible()
    assert page.locator("[data-review]").evaluate("one => getComputedStyle(one).visibility") == "hidden"
    assert page.title() == "Locked"
    assert axe_violations(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(lock).to_be_visible()
    page.keyboard.type("something else")
    page.keyboard.press("Enter")
    expect(lock.get_by_role("alert")).to_contain_text("The password is not right")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(lock).to_be_hidden()

    expect(report(page)).to_be_focused()
    assert report(page).evaluate("one => [one.selectionStart, one.selectionEnd]") == [3, 7]
    assert page.locator("audio").evaluate("one => one.currentTime") == 1.5
    assert page.title() == title
    page.keyboard.type("XY")
    reads(page, web, document_id, before[:3] + "XY" + before[7:])


def test_words_typed_before_the_lock_are_saved_after_it_even_when_the_session_has_ended(
    web: WebSite, serve: Serve, refusals_page: Page
) -> None:
    document_id = dictation_to_check(web.site)
    web.person("tom", Role.TRANSCRIPTIONIST)
    page, address = refusals_page, serve(web.app)
    sign_in(page, address, "tom")
    page.goto(f"{address}/dictations/{document_id}")
    ready(page)
    wait_until(page, "CSS.highlights.get('doubtful')?.size > 0")
    before = text_of(web, document_id)
    leave_for(web, 60 * 24)
    web.end_sessions()
    report(page).focus()
    report(page).evaluate("one => one.setSelectionRange(0, 0)")
    page.keyboard.type("Aye ")
    expect(page.get_by_role("dialog", name="Locked")).to_be_visible()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Locked")).to_be_hidden()
    reads(page, web, document_id, "Aye " + before)
    page.keyboard.press("Tab")  # out of the text
    page.get_by_text("Tom", exact=False).first.focus()
    page.evaluate("document.querySelector('[data-lock-now]').click()")
    expect(page.get_by_role("dialog", name="Locked")).to_be_visible()
    page.get_by_role("button", name="Somebody else signs in").click()
    expect(page.get_by_label("Sign-in name")).to_be_visible()
