"""The whole work on a chart by keyboard: every act on words, find and replace, back and again, over pages."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from storage.edits import live
from storage.ledger.document_states import DocumentState
from storage.reviewed_text import load_text
from tests.browser import Serve, axe_violations
from tests.review_ui.chart import ChartMade
from tests.review_ui.site import WebSite
from tests.review_ui.test_chart_in_the_browser import current, open_chart, saved, text_of

HEAD = "Patient: Fernsby, Marigold\nMRN: 900417\n\n"
FIRST = HEAD + "Takes ~Iisinopril|lisinopril|lisinapril daily for hyper tension."
SECOND = "Denies ~chest pain.\n\nSigned ~xqz seen nopain today.\n\nlisinapril, lisinapril"


def keys(page: Page, *pressed: str) -> None:
    for key in pressed:
        page.keyboard.press(key)


def words_of(web: WebSite, made: ChartMade) -> str:
    return " ".join(text_of(web, made).split())


def test_every_act_on_words_has_a_key_and_the_chart_is_verified_without_a_mouse(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    page = watched_page
    made = open_chart(web, serve, page, FIRST, SECOND)
    keys(page, "Control+ArrowDown")
    expect(current(page)).to_have_text("Iisinopril")
    readings = page.get_by_role("group", name="Other readings of this word")
    expect(readings.get_by_role("button")).to_have_text(
        [re.compile("1.*lisinopril"), re.compile("2.*lisinapril")]
    )
    assert axe_violations(page) == []
    keys(page, "Alt+1")  # takes it and goes on, to the next page
    expect(current(page)).to_have_text("chest")
    expect(page.get_by_text("Page 2 of 2")).to_be_visible()
    expect(page.get_by_role("link", name="1 no doubtful words left")).to_have_count(1)
    keys(page, "Control+Enter")
    expect(current(page)).to_have_text("xqz")
    expect(page.locator("[data-doubt-count]")).to_have_text("1 doubtful word left here")
    saved(page)
    expect(page.locator(".word.accepted")).to_have_text("chest")
    assert words_of(web, made).startswith("Patient: Fernsby, Marigold MRN: 900417 Takes lisinopril daily")

    keys(page, "I", "ArrowRight", "h")
    page.keyboard.type("seen by me")
    keys(page, "Enter")
    saved(page)
    keys(page, "ArrowRight", "ArrowRight", "ArrowRight", "s", "ArrowLeft", " ", "Enter")
    saved(page)
    assert "Signed [illegible] seen by me no pain today." in words_of(web, made)
    keys(page, "b")
    page.keyboard.type("there is")
    keys(page, "Enter")
    saved(page)
    keys(page, "f")
    page.keyboard.type("really")
    keys(page, "Enter")
    saved(page)
    assert "seen by me there really is no pain today." in words_of(web, made)
    expect(page.locator(".word.by-hand")).to_have_text(["seen", "by", "me"])
    expect(page.locator(".word.illegible")).to_have_text("[illegible]")
    assert axe_violations(page) == []

    keys(
        page, "Control+ArrowUp", "Control+Enter"
    )  # the doubt on the page before was settled: nothing is left
    page.locator("[data-text]").press("e")
    keys(page, "Control+Enter")
    expect(page.get_by_text("Nothing is missing.")).to_be_visible()
    keys(page, "v")
    expect(page.get_by_text("Verified. It is being filed now.")).to_be_visible()
    assert web.site.document(made.document_id).state == DocumentState.VERIFIED


def test_changes_are_taken_back_and_done_again_over_pages_without_end(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    page = watched_page
    made = open_chart(web, serve, page, FIRST, SECOND)
    before = words_of(web, made)
    keys(page, "n", "Control+Enter")  # settled as it stands, on to the next page
    expect(current(page)).to_have_text("chest")
    keys(page, "j")
    saved(page)
    assert "chestpain." in words_of(web, made)
    keys(page, "Control+z")
    expect(current(page)).to_have_text("chest")
    expect(page.locator("[data-doubt-count]")).to_have_text("2 doubtful words left here")
    keys(page, "u")
    expect(current(page)).to_have_text("Iisinopril")
    expect(current(page)).to_have_class(re.compile("doubtful"))
    assert words_of(web, made) == before
    keys(page, "U")
    expect(page.locator(".word.accepted")).to_have_text("Iisinopril")
    keys(page, "Control+Shift+Z")
    expect(current(page)).to_have_text("chestpain.")


def test_words_are_found_on_all_pages_and_replaced_one_by_one_or_at_once(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    page = watched_page
    made = open_chart(web, serve, page, "Took lisinapril.", SECOND, "Lisinapril-free ~diet")
    before = words_of(web, made)
    keys(page, "Control+f")
    page.keyboard.type("lisinapril")
    count = page.locator("[data-find-count]")
    expect(count).to_have_text("4 places on 3 pages")
    assert axe_violations(page) == []
    keys(page, "Enter", "Enter")
    expect(count).to_have_text("2 of 4 places on 3 pages")
    expect(current(page)).to_have_text("lisinapril,")
    expect(page.get_by_text("Page 2 of 3")).to_be_visible()
    page.get_by_label("Replace with").focus()
    page.keyboard.type("lisinopril")
    keys(page, "Enter")
    expect(count).to_have_text("2 of 3 places on 3 pages")
    keys(page, "Alt+Enter")
    expect(page.get_by_text("3 places replaced.")).to_be_visible()
    expect(count).to_have_text("no place")
    assert "Took lisinopril. Denies" in words_of(web, made)
    assert words_of(web, made).endswith("lisinopril, lisinopril lisinopril-free diet")
    keys(page, "Escape", "u")
    expect(page.get_by_text("Page 1 of 3")).to_be_visible()
    assert words_of(web, made).endswith("lisinopril, lisinapril Lisinapril-free diet")
    keys(page, "u")
    expect(page.get_by_text("Page 2 of 3")).to_be_visible()
    assert words_of(web, made) == before
    tokens = live(load_text(web.site.belt.database, web.site.belt.store, made.document_id).tokens)
    assert all(token.sources for token in tokens)
