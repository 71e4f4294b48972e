from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, Route, expect

from storage.accounts import Role
from storage.ledger.document_states import DocumentState
from storage.reviewed_text import TypedRange, load_text, save_typing
from storage.tables import User
from tests.browser import Serve, axe_violations
from tests.review_ui.chart import ChartMade, chart_to_check
from tests.review_ui.site import WebSite
from tests.review_ui.test_in_the_browser import ready, sign_in

NOTE = (
    "Patient: Fernsby, Marigold\nMRN: 900417\n\nTakes ~Iisinopril daily for hypertension.\n"
    "Denies ~chest pain."
)


def open_chart(web: WebSite, serve: Serve, page: Page, *texts: str) -> ChartMade:
    """The chart on the screen of a technician, its keys working."""
    made = chart_to_check(web.site, *(texts or (NOTE,)))
    web.person("rosa", Role.TECHNICIAN, name="Rosa Lindqvist")
    address = serve(web.app)
    sign_in(page, address, "rosa")
    page.goto(f"{address}/charts/{made.document_id}")
    ready(page)
    expect(page.locator("[data-save-state]")).to_have_text("all changes saved")
    return made


def current(page: Page) -> Locator:
    return page.locator("[data-text] .is-current")


def text_of(web: WebSite, made: ChartMade) -> str:
    return load_text(web.site.belt.database, web.site.belt.store, made.document_id).text


def saved(page: Page) -> None:
    expect(page.locator(".is-saving")).to_have_count(0)
    expect(page.locator("[data-save-state]")).to_have_text("all changes saved")


def test_a_chart_is_checked_indexed_and_verified_by_keyboard_alone(
    web: WebSite, serve: Serve, refusals_page: Page
) -> None:
    page = refusals_page
    made = open_chart(web, serve, page)
    assert axe_violations(page) == []
    page.keyboard.press("n")
    expect(current(page)).to_have_text("Iisinopril")
    expect(page.locator(f'[data-box="{made.page_ids[0]}:1:6"]')).to_have_class(re.compile("is-current"))
    page.keyboard.press("Enter")
    page.keyboard.type("lisinopril 20 mg")
    page.keyboard.press("Tab")  # saves, and goes to the next doubt
    expect(current(page)).to_have_text("chest")
    saved(page)
    assert "Takes lisinopril 20 mg daily" in text_of(web, made)
    expect(page.locator("[data-doubt-count]")).to_have_text("1 doubtful word left here")

    page.keyboard.press("v")
    expect(page.get_by_role("alert")).to_contain_text("Confirm the patient")
    page.keyboard.press("e")
    expect(page.get_by_label("MRN", exact=True)).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Nothing is missing.")).to_be_visible()
    assert axe_violations(page) == []
    page.keyboard.press("v")
    expect(page.get_by_text("Verified. It is being filed now.")).to_be_visible()
    assert web.site.document(made.document_id).state == DocumentState.VERIFIED


def test_words_are_walked_taken_together_taken_out_and_taken_back(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    page = watched_page
    made = open_chart(web, serve, page)
    page.keyboard.press("n")
    page.keyboard.press("Shift+ArrowRight")
    expect(current(page)).to_have_text(["Iisinopril", "daily"])
    page.keyboard.press("F2")
    expect(page.get_by_role("textbox", name="Correct: Iisinopril daily")).to_be_focused()
    page.keyboard.press("Escape")
    expect(current(page)).to_have_text("Iisinopril")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Delete")
    saved(page)
    assert "\n\nIisinopril daily" in text_of(web, made)
    expect(page.locator(f'[data-box="{made.page_ids[0]}:1:5"]')).not_to_have_class(re.compile("is-current"))
    page.keyboard.press("u")
    expect(current(page)).to_have_text("Takes")
    assert "\n\nTakes Iisinopril daily" in text_of(web, made)


def test_a_click_on_the_paper_leads_to_the_word_and_a_double_click_opens_it(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    page = watched_page
    made = open_chart(web, serve, page)
    page.locator(f'[data-box="{made.page_ids[0]}:1:1"]').click()
    expect(current(page)).to_have_text("Fernsby,")
    page.get_by_text("hypertension.").dblclick()
    page.keyboard.type("hypotension.")
    page.get_by_text("Denies").click()  # leaving the field saves it
    saved(page)
    assert "daily for hypotension." in text_of(web, made)


def test_what_could_not_be_saved_is_tried_again_until_it_is(
    web: WebSite, serve: Serve, refusals_page: Page
) -> None:
    page = refusals_page
    made = open_chart(web, serve, page)
    refused: list[str] = []

    def fail_twice(route: Route) -> None:
        if len(refused) < 2:
            refused.append(route.request.url)
            route.fulfill(status=503, body="")
        else:
            route.continue_()

    page.route("**/text", fail_twice)
    page.keyboard.press("n")
    page.keyboard.press("Enter")
    page.keyboard.type("lisinopril")
    page.keyboard.press("Enter")
    expect(page.locator("[data-save-state]")).to_have_text("not saved: trying again")
    # a second correction of the same word waits for the first one
    page.keyboard.press("Enter")
    page.keyboard.type("enalapril")
    page.keyboard.press("Enter")
    saved(page)
    assert "Takes enalapril daily" in text_of(web, made)


def test_two_people_on_one_word_choose_between_both_versions(
    web: WebSite, serve: Serve, refusals_page: Page
) -> None:
    page = refusals_page
    made = open_chart(web, serve, page)
    text = load_text(web.site.belt.database, web.site.belt.store, made.document_id)
    word = f"{made.page_ids[0]}:1:6"
    with web.site.belt.database.write() as session:
        other = session.query(User.id).first()
        assert other is not None
        typed = TypedRange(0, word, word, "ramipril")
        save_typing(session, made.document_id, text.tokens, typed, user_id=other[0])
    page.keyboard.press("n")
    page.keyboard.press("Enter")
    page.keyboard.type("lisinopril")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Somebody else changed the same words")
    expect(dialog).to_contain_text("ramipril")
    expect(dialog).to_contain_text("lisinopril")
    assert axe_violations(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_visible()  # one of the two has to be chosen
    page.keyboard.press("2")
    saved(page)
    assert "Takes lisinopril daily" in text_of(web, made)


def test_pages_turn_by_key_and_the_next_doubt_leads_over_the_page_end(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    page = watched_page
    made = open_chart(web, serve, page, "First page.", "Second page.", "Third ~pqge.")
    page.keyboard.press("n")
    expect(page.get_by_text("Page 3 of 3")).to_be_visible()
    expect(current(page)).to_have_text("pqge.")
    page.keyboard.press("[")
    expect(page.get_by_text("Page 2 of 3")).to_be_visible()
    assert "page=2" in page.url
    expect(page.get_by_role("link", name="2 read")).to_have_attribute("aria-current", "page")
    page.get_by_text("Second").dblclick()
    page.keyboard.type("Next")
    page.keyboard.press("Enter")
    page.keyboard.press("]")
    expect(page.get_by_text("Page 3 of 3")).to_be_visible()
    page.keyboard.press("u")  # takes back what was done on the page before, and goes there
    expect(page.get_by_text("Page 2 of 3")).to_be_visible()
    expect(current(page)).to_have_text("Second")
    page.go_back()
    expect(page.get_by_text("Page 3 of 3")).to_be_visible()
    assert text_of(web, made).split() == ["First", "page.", "Second", "page.", "Third", "pqge."]


def test_the_paper_zooms_turns_and_keeps_the_word_in_sight(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    page = watched_page
    made = open_chart(web, serve, page)
    paper = page.locator("[data-paper-view]")
    paper.focus()
    for key in ("+", "+", "+", "+", "t", "ArrowDown"):
        page.keyboard.press(key)
    page.keyboard.press("i")
    page.keyboard.press("c")
    expect(page.get_by_role("button", name="Invert")).to_have_attribute("aria-pressed", "true")
    assert axe_violations(page) == []
    page.keyboard.press("n")
    pane = paper.bounding_box()
    box = page.locator(f'[data-box="{made.page_ids[0]}:1:6"]').bounding_box()
    assert pane is not None
    assert box is not None
    assert box["height"] > box["width"]  # the paper lies on its side
    assert pane["x"] <= box["x"]
    assert box["x"] + box["width"] <= pane["x"] + pane["width"]
    assert pane["y"] <= box["y"]
    assert box["y"] + box["height"] <= pane["y"] + pane["height"]


def test_somebody_who_took_the_chart_over_stops_the_saving_and_nothing_typed_disappears(
    web: WebSite, serve: Serve, refusals_page: Page
) -> None:
    page = refusals_page
    made = open_chart(web, serve, page)
    web.person("kim", Role.TECHNICIAN)
    with web.site.belt.database.read() as session:
        kim = session.query(User).filter(User.login == "kim").one().id
    web.change(made.document_id, reviewer_id=kim)
    page.keyboard.press("n")
    page.keyboard.press("Enter")
    page.keyboard.type("lisinopril")
    page.keyboard.press("Enter")
    expect(page.get_by_text("is working on this document")).to_be_visible()
    expect(page.locator("[data-save-state]")).to_have_text("not saved")
    expect(page.locator(".is-saving")).to_have_text("lisinopril")
    page.on("dialog", lambda dialog: dialog.accept())


def test_nothing_is_verified_over_an_index_that_was_changed_and_not_confirmed(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    page = watched_page
    made = open_chart(web, serve, page)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Nothing is missing.")).to_be_visible()
    page.keyboard.press("e")
    page.get_by_label("Author").fill("Somebody Else")
    page.locator("[data-text]").focus()
    page.keyboard.press("v")
    expect(page.get_by_text("The index was changed and not confirmed.")).to_be_visible()
    expect(page.get_by_label("Author")).to_be_focused()
    assert web.site.document(made.document_id).state == DocumentState.IN_REVIEW
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-text]")).to_be_focused()
    page.keyboard.press("v")
    expect(page.get_by_text("Verified. It is being filed now.")).to_be_visible()


def test_the_list_of_keys_names_those_of_the_text_and_the_plus(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    page = watched_page
    open_chart(web, serve, page)
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys on this page")
    expect(keys.get_by_text("Larger").locator("kbd")).to_have_text(["+"])
    expect(keys.get_by_text("Take these words out").locator("kbd")).to_have_text(["Del"])


def test_doubts_that_were_looked_at_stand_apart_from_those_that_were_not(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    page = watched_page
    open_chart(web, serve, page, NOTE, "Second ~pagc")
    page.keyboard.press("n")
    page.keyboard.press("n")
    expect(page.locator(".doubtful.is-seen")).to_have_text(["Iisinopril", "chest"])
    page.keyboard.press("]")
    expect(current(page)).to_have_text("pagc")
    page.keyboard.press("[")
    expect(page.locator(".doubtful.is-seen")).to_have_text(["Iisinopril", "chest"])
    assert axe_violations(page) == []
