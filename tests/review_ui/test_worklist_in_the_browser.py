from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from storage.accounts import Role
from storage.database import database_now
from storage.ledger.documents import record_event
from tests.browser import Serve, axe_violations
from tests.review_ui.site import WebSite, furnish
from tests.review_ui.test_in_the_browser import ready, sign_in


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def held_by_ben(web: WebSite, document_id: str) -> None:
    ben = web.person("ben", Role.TECHNICIAN, name="Ben Ito")
    with web.site.belt.database.read() as session:
        soon = database_now(session) + timedelta(minutes=5)
    web.change(document_id, state="in_review", reviewer_id=ben, reviewer_until=soon)


def both_modes_are_accessible(page: Page) -> None:
    for mode in ("dark", "light"):
        page.emulate_media(color_scheme=mode)
        assert axe_violations(page) == []


def test_rows_are_chosen_changed_undone_and_withdrawn_by_key(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    made = furnish(web)
    web.person("rosa", Role.TECHNICIAN, Role.SUPERVISOR, name="Rosa Lindqvist")
    page, address = watched_page, serve(web.app)
    sign_in(page, address, "rosa")

    press(page, "j", "x", "j", "x")
    expect(page.get_by_text("2 chosen:")).to_be_visible()
    # a list that renews itself keeps what was chosen, and the focus
    with web.site.belt.database.write() as session:
        record_event(session, made["reading"], "edited", actor="somebody")
    web.change(made["stat_chart"], document_type="Cardiology note")
    expect(page.get_by_role("link", name="Cardiology note")).to_be_visible()
    expect(page.locator(".rows input:checked")).to_have_count(2)
    expect(page.get_by_role("link", name="Progress note")).to_be_focused()
    both_modes_are_accessible(page)

    # the first choice of the priorities has the focus as soon as the menu opens
    press(page, "p", "Enter")
    expect(page.get_by_role("heading", name="Priority: 2 of 2 documents done")).to_be_visible()
    ready(page)
    assert web.site.document(made["chart"]).priority == 0
    both_modes_are_accessible(page)
    press(page, "z")
    expect(page.get_by_text("Progress note: routine now, stat before")).to_be_visible()
    ready(page)
    assert web.site.document(made["chart"]).priority == 1


def test_without_a_choice_it_is_the_row_that_had_the_focus(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    made = furnish(web)
    held_by_ben(web, made["archive"])
    web.person("rosa", Role.TECHNICIAN, name="Rosa Lindqvist")
    page, address = watched_page, serve(web.app)
    sign_in(page, address, "rosa")
    press(page, "j", "j", "w")
    page.keyboard.type("scanned twice")
    both_modes_are_accessible(page)
    press(page, "Enter")
    expect(page.get_by_role("heading", name="Withdrawing: 1 of 1 document done")).to_be_visible()
    ready(page)
    assert web.site.document(made["chart"]).reason == "scanned twice"

    press(page, "j", "j", "v")
    expect(page.get_by_text("the page of Ben Ito says so")).to_be_visible()
    ready(page)
    expect(page.get_by_text(re.compile(r"held by you, 1\d min left"))).to_be_visible()
    press(page, "j", "q")
    page.keyboard.type("ask the ward")
    press(page, "Enter")
    expect(page.get_by_role("heading", name="Setting aside: 1 of 1 document done")).to_be_visible()
    ready(page)

    # the address is the list's, so that loading it again does nothing twice
    page.reload()
    ready(page)
    expect(page.locator(".outcomes")).to_have_count(0)
    page.get_by_label("Priority").select_option("bulk")
    expect(page).to_have_url(f"{address}/?shown=charts&priority=bulk&due=&route=&holder=&type=")
    ready(page)
    press(page, "f")
    page.keyboard.type("old charts")
    press(page, "Enter")
    expect(page.get_by_text("These filters are saved")).to_be_visible()
    ready(page)
    press(page, "f", "Enter")
    expect(page).to_have_url(f"{address}/?shown=charts&priority=bulk")


def test_the_board_is_read_by_key_in_both_modes(web: WebSite, serve: Serve, watched_page: Page) -> None:
    furnish(web)
    web.person("sue", Role.SUPERVISOR, name="Sue Ortega")
    page, address = watched_page, serve(web.app)
    sign_in(page, address, "sue")
    press(page, "g", "f")
    expect(page.get_by_role("heading", name="The last 24 hours")).to_be_visible()
    ready(page)
    press(page, "h")
    expect(page.get_by_role("columnheader", name="Came in")).to_be_visible()
    both_modes_are_accessible(page)
    press(page, "3")
    expect(page).to_have_url(f"{address}/figures?days=30")
    ready(page)
    press(page, "g", "s")
    expect(page.get_by_text("Everything that came in is accounted for.")).to_be_visible()
    ready(page)
    both_modes_are_accessible(page)
    page.get_by_role("link", name="waiting for a person 5").click()
    expect(page.get_by_role("heading", name="Waiting for a person")).to_be_visible()
