"""The whole dictation task with the keyboard alone, in a real browser."""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import Page, expect

from storage.accounts import Role
from storage.ledger.document_states import DocumentState
from tests.browser import Serve, axe_violations, wait_until
from tests.review_ui.dictation import dictation_to_check
from tests.review_ui.site import WebSite
from tests.review_ui.test_dictation_in_the_browser import open_dictation, reads, report, selected, text_of
from tests.review_ui.test_in_the_browser import ready, sign_in

SAID = "Patient has ~hipertension and takes ~lysine ~april daily. Follow up in two weeks."
STORED: dict[str, Any] = {
    "report": {
        "struck_by_author": ["d:1:3"],
        "commands": [{"name": "scratch that", "word_ids": ["d:1:4"], "heard": "scratch that", "sure": True}],
    },
    "doubt": {"critical": {"d:1:7": "dose"}},
}
COUNT_BACKS = """() => {
  const audio = document.querySelector('audio');
  let at = 0;
  window.backs = 0;
  audio.addEventListener('seeked', () => {
    if (audio.currentTime < at) window.backs++;
    at = audio.currentTime + 0.1;
  });
}"""
PLAYING = "!document.querySelector('audio').paused"
IS_PAUSED = "document.querySelector('audio').paused"


def test_a_dictation_is_done_from_the_list_to_the_next_one_without_a_mouse(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    page = watched_page
    first, second = (dictation_to_check(web.site, SAID, **STORED) for _ in range(2))
    web.person("tom", Role.TRANSCRIPTIONIST, name="Tom Reed")
    address = serve(web.app)
    sign_in(page, address, "tom")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/dictations/{first}")
    ready(page)
    wait_until(page, "CSS.highlights.get('doubtful')?.size > 0")
    for colours in ("light", "dark"):
        page.emulate_media(color_scheme=colours)
        assert axe_violations(page) == []

    page.keyboard.press("Control+Enter")  # outside the text: whose dictation it is
    expect(page.get_by_text("Nothing is missing.")).to_be_visible()
    expect(report(page)).to_be_focused()  # the text comes next
    page.keyboard.press("Alt+h")
    expect(page.get_by_text("The author took it back")).to_be_visible()
    assert axe_violations(page) == []
    page.keyboard.press("Alt+h")
    page.keyboard.press("Control+ArrowDown")  # it is played by itself
    assert selected(page) == "hipertension"
    page.keyboard.type("hypertension")
    page.keyboard.press("Control+ArrowDown")
    assert selected(page) == "lysine"
    page.keyboard.press("Alt+1")
    reads(page, web, first, "Patient has hypertension and takes lisinopril daily. Follow up in two weeks.")

    page.keyboard.press("Alt+n")
    assert selected(page) == "daily."
    page.keyboard.press("ArrowRight")
    page.keyboard.press("F2")
    expect(page.locator("[data-doubt-count]")).to_have_text("1 doubtful word")
    page.keyboard.press("Home")
    page.keyboard.press("F9")
    assert selected(page) == "____"
    page.keyboard.type("Diet.")
    text = "Patient has hypertension and takes lisinopril daily. Diet. Follow up in two weeks."
    reads(page, web, first, text)
    expect(page.locator("[data-doubt-count]")).to_have_text("0 doubtful words")

    page.keyboard.press("Control+Shift+Enter")
    page.wait_for_url(f"{address}/dictations/{second}?done=verified")
    assert web.site.document(first).state == DocumentState.VERIFIED


def test_an_accepted_word_is_settled_and_the_acceptance_can_be_taken_back(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    page = watched_page
    open_dictation(web, serve, page)
    report(page).focus()
    page.keyboard.press("Control+ArrowDown")
    page.keyboard.press("Control+Enter")
    assert selected(page) == "lysine"
    expect(page.locator("[data-doubt-count]")).to_have_text("2 doubtful words")

    page.keyboard.press("Alt+u")

    expect(page.locator("[data-doubt-count]")).to_have_text("3 doubtful words")
    page.keyboard.press("Control+Home")
    page.keyboard.press("Control+ArrowDown")
    assert selected(page) == "hipertension"


def test_one_key_puts_the_draft_away_and_another_brings_it_back(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    page = watched_page
    document_id = open_dictation(web, serve, page)
    report(page).focus()
    page.keyboard.press("Alt+0")
    reads(page, web, document_id, "")
    page.keyboard.type("Dear Dr. Ito")
    reads(page, web, document_id, "Dear Dr. Ito")

    for _ in range(2):
        with page.expect_response("**/undo"):
            page.keyboard.press("Alt+u")

    reads(page, web, document_id, "Patient has hipertension and takes lysine april daily.")
    expect(page.locator("[data-doubt-count]")).to_have_text("3 doubtful words")


def test_letters_typed_while_the_server_takes_a_step_are_kept(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    page = watched_page
    document_id = open_dictation(web, serve, page)
    report(page).focus()
    page.keyboard.press("Alt+0")
    page.keyboard.type("Dear Dr. Ito")  # at once, as hands do
    reads(page, web, document_id, "Dear Dr. Ito")
    page.keyboard.type(" and Dr. Wu")
    reads(page, web, document_id, "Dear Dr. Ito and Dr. Wu")

    page.keyboard.press("Alt+u")
    page.keyboard.type("!")

    ends_at = time.monotonic() + 10
    while not text_of(web, document_id).endswith("!"):
        assert time.monotonic() < ends_at, text_of(web, document_id)
        page.wait_for_timeout(50)
    assert text_of(web, document_id) in ("Dear Dr. Ito!", "Dear Dr. Ito and Dr. Wu!")


def test_a_draft_that_cannot_be_put_away_stands_again_with_what_was_typed(
    web: WebSite, serve: Serve, refusals_page: Page
) -> None:
    page = refusals_page
    document_id = open_dictation(web, serve, page)
    page.route("**/from-sound", lambda route: route.abort())
    report(page).focus()
    page.keyboard.press("Alt+0")
    expect(page.get_by_text("The server does not answer")).to_be_visible()
    expect(page.locator("[data-doubt-count]")).to_have_text("3 doubtful words")
    assert text_of(web, document_id) == "Patient has hipertension and takes lysine april daily."


def test_the_sound_waits_for_typing_and_plays_while_its_key_is_held_where_a_person_likes_it_so(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    page = watched_page
    open_dictation(web, serve, page)
    wait_until(page, "document.querySelector('audio').readyState > 2")
    page.keyboard.press(".")
    page.get_by_label("Pause while I type").press("Space")
    page.get_by_label("Play only while the key or pedal is held down").press("Space")
    assert axe_violations(page) == []
    report(page).focus()
    page.keyboard.press("F3")
    page.keyboard.press("F3")
    page.keyboard.press("F3")  # slowly, so that the two seconds last

    page.keyboard.down("Escape")
    wait_until(page, PLAYING)
    page.keyboard.type("x")
    wait_until(page, IS_PAUSED)
    wait_until(page, PLAYING)  # the hands rest
    page.keyboard.up("Escape")
    wait_until(page, IS_PAUSED)

    page.reload()
    ready(page)
    assert page.evaluate("document.querySelector('audio').playbackRate") == 0.7
    expect(page.get_by_label("Pause while I type")).to_be_checked()


def test_a_phrase_is_played_again_and_again_until_its_key_is_pressed_again(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    page = watched_page
    open_dictation(web, serve, page)
    wait_until(page, "document.querySelector('audio').readyState > 2")
    report(page).focus()
    page.evaluate(COUNT_BACKS)
    page.keyboard.press("Alt+l")
    wait_until(page, "window.backs >= 2")
    expect(page.locator("[data-player]")).to_have_attribute("data-loops", "")
    page.keyboard.press("Alt+l")
    expect(page.locator("[data-player]")).not_to_have_attribute("data-loops", "")


def test_one_key_stops_at_the_word_just_heard_and_steps_back_from_there(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    page = watched_page
    open_dictation(web, serve, page)
    wait_until(page, "document.querySelector('audio').readyState > 2")
    selected = "(area => area.value.slice(area.selectionStart, area.selectionEnd))(document.activeElement)"
    report(page).focus()
    page.evaluate("document.querySelector('audio').currentTime = 1.4")
    page.keyboard.press("Escape")
    wait_until(page, "document.querySelector('audio').currentTime > 1.45")
    page.keyboard.press("Alt+w")
    assert page.evaluate("document.querySelector('audio').paused")
    words = page.evaluate("document.activeElement.value").split()
    heard = words.index(page.evaluate(selected))
    assert heard > 0
    page.keyboard.press("Alt+w")
    assert page.evaluate(selected) == words[heard - 1]
