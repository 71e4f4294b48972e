from __future__ import annotations

import re
import time

from playwright.sync_api import Locator, Page, Route, expect

from storage.accounts import Role
from storage.edits import live
from storage.ledger.document_states import DocumentState
from storage.personal_settings import write_setting
from storage.reviewed_text import TypedRange, load_text, save_typing
from tests.browser import Serve, axe_violations, wait_until
from tests.review_ui.dictation import dictation_to_check, filed_report
from tests.review_ui.site import WebSite
from tests.review_ui.test_in_the_browser import ready, sign_in


def open_dictation(web: WebSite, serve: Serve, page: Page) -> str:
    """The id of the dictation on the screen of a transcriptionist, its editor working."""
    document_id = dictation_to_check(web.site)
    web.person("tom", Role.TRANSCRIPTIONIST, name="Tom Reed")
    address = serve(web.app)
    sign_in(page, address, "tom")
    page.goto(f"{address}/dictations/{document_id}")
    ready(page)
    wait_until(page, "CSS.highlights.get('doubtful')?.size > 0")
    return document_id


def report(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Report")


def selected(page: Page) -> str:
    found: str = report(page).evaluate("one => one.value.slice(one.selectionStart, one.selectionEnd)")
    return found


def text_of(web: WebSite, document_id: str) -> str:
    return load_text(web.site.belt.database, web.site.belt.store, document_id).text


def reads(page: Page, web: WebSite, document_id: str, text: str) -> None:
    """Wait until the saved text is this and the page says so."""
    ends_at = time.monotonic() + 10
    while text_of(web, document_id) != text:
        assert time.monotonic() < ends_at, text_of(web, document_id)
        page.wait_for_timeout(50)  # lets the browser's own events through
    expect(page.locator("[data-save-state]")).to_have_text("all changes saved")


def test_a_typist_goes_from_doubt_to_doubt_and_types(web: WebSite, serve: Serve, watched_page: Page) -> None:
    page = watched_page
    document_id = open_dictation(web, serve, page)
    assert axe_violations(page) == []
    report(page).focus()

    page.keyboard.press("Control+ArrowDown")
    assert selected(page) == "hipertension"
    page.keyboard.type("hypertension")
    page.keyboard.press("Control+ArrowDown")
    assert selected(page) == "lysine"

    reads(page, web, document_id, "Patient has hypertension and takes lysine april daily.")
    assert selected(page) == "lysine"  # saving moved neither caret nor selection
    expect(page.locator("[data-doubt-count]")).to_have_text("2 doubtful words")
    page.keyboard.press("Control+ArrowUp")
    assert selected(page) == "april"  # round the start: what a person typed is not doubted


def test_a_suggested_term_is_taken_by_a_key_and_never_by_itself(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    page = watched_page
    document_id = open_dictation(web, serve, page)
    report(page).focus()
    page.keyboard.press("Control+ArrowDown")
    page.keyboard.press("Control+ArrowDown")
    expect(page.get_by_text("This may have been")).to_be_visible()

    page.keyboard.press("Alt+1")

    reads(page, web, document_id, "Patient has hipertension and takes lisinopril daily.")


def test_sound_and_words_lead_to_each_other(web: WebSite, serve: Serve, watched_page: Page) -> None:
    page = watched_page
    open_dictation(web, serve, page)
    now = page.locator("[data-now]")
    wait_until(page, "document.querySelector('audio').readyState > 0")

    report(page).evaluate("one => one.setSelectionRange(60, 60)")
    report(page).evaluate("one => one.setSelectionRange(18, 18)")
    report(page).dispatch_event("click")
    expect(now).not_to_have_text("0:00.0")
    page.keyboard.press("F8")
    page.keyboard.press("F7")
    page.keyboard.press("F3")
    assert page.evaluate("document.querySelector('audio').playbackRate") == 0.9
    page.keyboard.press("F4")
    assert page.evaluate("document.querySelector('audio').preservesPitch") is True
    page.evaluate("document.querySelector('audio').currentTime = 0.35")
    wait_until(page, "[...(CSS.highlights.get('said') ?? [])].map((one) => one.toString()).join() === 'and'")


def test_words_typed_while_the_network_fails_are_kept_and_saved_later(
    web: WebSite, serve: Serve, refusals_page: Page
) -> None:
    page = refusals_page
    document_id = open_dictation(web, serve, page)
    failing = re.compile(r"/text$")
    page.route(failing, lambda route: route.abort())
    report(page).focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Call her.")
    expect(page.locator("[data-save-state]")).to_have_text("not saved: trying again", timeout=5000)
    page.keyboard.type(" Today.")

    page.unroute(failing)

    reads(page, web, document_id, "Patient has hipertension and takes lysine april daily. Call her. Today.")


def test_a_verification_waits_for_the_last_letter(web: WebSite, serve: Serve, watched_page: Page) -> None:
    page = watched_page
    document_id = open_dictation(web, serve, page)
    slow = re.compile(r"/text$")

    def late(route: Route) -> None:
        page.wait_for_timeout(300)
        route.continue_()

    page.route(slow, late)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Nothing is missing.")).to_be_visible()
    report(page).focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Call her.")
    page.locator("[data-verify-form] button").first.evaluate("one => one.click()")

    expect(page.get_by_text("Verified. It is being filed now.")).to_be_visible(timeout=10_000)
    assert text_of(web, document_id).endswith("daily. Call her.")
    assert web.site.document(document_id).state == DocumentState.VERIFIED


def test_somebody_elses_words_appear_and_mine_are_not_lost(
    web: WebSite, serve: Serve, refusals_page: Page
) -> None:
    page = refusals_page
    document_id = open_dictation(web, serve, page)
    tokens = load_text(web.site.belt.database, web.site.belt.store, document_id).tokens
    theirs = TypedRange(0, "d:1:t0", "d:1:t0", "Client")
    web.site.write(lambda session: save_typing(session, document_id, tokens, theirs, user_id="other"))
    report(page).focus()
    page.keyboard.press("Control+ArrowDown")
    page.keyboard.type("hypotension")
    expect(report(page)).to_have_value("Client has hypotension and takes lysine april daily.")
    also = TypedRange(2, "d:1:t7", "d:1:t7", "weekly.")
    web.site.write(lambda session: save_typing(session, document_id, tokens, also, user_id="other"))
    page.keyboard.press("Control+End")
    page.keyboard.press("Control+Shift+ArrowLeft")
    page.keyboard.press("Control+Shift+ArrowLeft")
    page.keyboard.type("monthly.")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("2")

    reads(page, web, document_id, "Client has hypotension and takes lysine april monthly.")


def test_an_author_signs_by_keyboard(web: WebSite, serve: Serve, watched_page: Page) -> None:
    page = watched_page
    document_id = filed_report(web.site, author="imani")
    web.person("imani", Role.AUTHOR, name="Dr. Imani Okafor")
    address = serve(web.app)
    sign_in(page, address, "imani")
    page.goto(f"{address}/reports/{document_id}")
    ready(page)
    wait_until(page, "CSS.highlights.get('doubtful')?.size > 0")
    assert axe_violations(page) == []
    report(page).focus()
    page.keyboard.press("Control+ArrowDown")
    page.keyboard.type("____")
    expect(page.get_by_text("1 blank is not filled yet.")).to_be_visible()
    page.keyboard.press("Control+ArrowUp")
    page.keyboard.type("hypertension")

    page.keyboard.press("Control+Enter")

    expect(page.get_by_text("Signed. The final version is being filed now.")).to_be_visible()
    web.site.run_belt()
    assert "hypertension" in text_of(web, document_id)
    assert web.site.document(document_id).record_version == 2


def test_a_typist_verifies_without_leaving_the_text(web: WebSite, serve: Serve, watched_page: Page) -> None:
    page = watched_page
    document_id = open_dictation(web, serve, page)
    page.keyboard.press("Control+Enter")  # outside the text it is the index that is confirmed
    expect(page.get_by_text("Nothing is missing.")).to_be_visible()
    report(page).focus()
    for word in ("hipertension", "lysine", "april"):
        page.keyboard.press("Control+ArrowDown" if word == "hipertension" else "Control+Enter")
        assert selected(page) == word
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-doubt-count]")).to_have_text("0 doubtful words")

    report(page).focus()
    page.keyboard.press("Control+Shift+Enter")

    expect(page.get_by_text("Verified. It is being filed now.")).to_be_visible()
    assert web.site.document(document_id).state == DocumentState.VERIFIED
    text = load_text(web.site.belt.database, web.site.belt.store, document_id)
    looked_at = [one.text for one in live(text.tokens) if one.origin == "person"]
    assert looked_at == ["hipertension", "lysine", "april"]


def test_a_person_s_own_key_works_and_stands_on_its_button(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    page = watched_page
    document_id = dictation_to_check(web.site)
    user_id = web.person("tom", Role.TRANSCRIPTIONIST)
    own = {"Faster@F4": "F6"}
    web.site.write(lambda session: write_setting(session, user_id, "keys", own))
    address = serve(web.app)
    sign_in(page, address, "tom")
    page.goto(f"{address}/dictations/{document_id}")
    ready(page)
    expect(page.locator('kbd[data-key-of="Faster"]')).to_have_text("F6")
    report(page).focus()
    page.keyboard.press("F4")
    page.keyboard.press("F6")
    assert page.evaluate("document.querySelector('audio').playbackRate") == 1.1
