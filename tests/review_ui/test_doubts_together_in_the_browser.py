from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser import Serve, axe_violations
from tests.review_ui.site import WebSite
from tests.review_ui.test_chart_in_the_browser import current, open_chart, saved, text_of

FIRST = "Takes ~Iisinopril|lisinopril daily for ~hypertension.\nDenies ~chset pain and ~cough."
SECOND = "Return in two ~weeks."


def test_a_look_over_all_doubts_costs_keys_for_the_wrong_ones_alone(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    page = watched_page
    made = open_chart(web, serve, page, FIRST, SECOND)
    page.keyboard.press("d")
    tiles = page.locator("[data-tile]")
    expect(tiles).to_have_count(4)
    expect(page.locator("[data-doubts-title]")).to_have_text("4 doubtful words on this page")
    assert axe_violations(page) == []
    page.keyboard.press("Shift+A")  # the other reading below it
    expect(tiles.first).to_have_class(re.compile("is-settled"))
    page.keyboard.press("d")
    expect(page.get_by_role("textbox", name="Correct chset")).to_be_focused()
    page.keyboard.type("chest")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")  # all others are right: on to the next page
    expect(tiles).to_have_count(1)
    saved(page)
    assert text_of(web, made).startswith(
        "Takes lisinopril daily for hypertension.\nDenies chest pain and cough."
    )
    page.keyboard.press("Escape")
    page.keyboard.press("u")  # what one key settled is taken back as one
    expect(page.locator("[data-doubt-count]")).to_have_text("2 doubtful words left here")
    assert "Takes lisinopril" in text_of(web, made)


def test_letters_lead_to_any_word_in_sight_and_a_begun_word_is_ended_by_a_key(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    page = watched_page
    made = open_chart(web, serve, page, "Metoprolol 20 mg in the morning.\nmetropol 50 mg at night.")
    page.keyboard.press("k")
    expect(page.locator(".word-letters")).to_have_count(11)
    assert axe_violations(page) == []
    page.keyboard.press("Escape")  # any other key leaves everything as it was
    expect(page.locator(".word-letters")).to_have_count(0)
    page.keyboard.press("k")
    page.keyboard.press("h")  # the sixth word: hand over to the seventh by Shift
    expect(page.get_by_role("textbox", name="Correct: morning.")).to_be_focused()
    page.keyboard.press("Alt+k")
    page.keyboard.press("j")
    page.keyboard.type("Me")
    expect(page.locator("[data-other-readings]")).to_contain_text("Metoprolol")
    page.keyboard.press("Alt+1")
    saved(page)
    assert text_of(web, made).endswith("morning.\nMetoprolol 50 mg at night.")
    page.keyboard.press("k")
    page.keyboard.press("Shift+A")  # only stands there
    expect(current(page)).to_have_text("Metoprolol")
    expect(page.locator(".word-field")).to_have_count(0)
