from __future__ import annotations

import re

from playwright.sync_api import FilePayload, Page, expect

from storage.accounts import Role
from tests.browser import Serve, axe_violations
from tests.review_ui.site import PASSWORD, WebSite, furnish
from tests.small_site import PDF


def ready(page: Page) -> None:
    """Wait until the page's keys work."""
    page.wait_for_selector("html.has-script")


def sign_in(page: Page, address: str, login: str) -> None:
    page.goto(address)
    page.get_by_label("Sign-in name").fill(login)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="Worklists")).to_be_visible()
    ready(page)


def test_a_morning_by_keyboard_alone(web: WebSite, serve: Serve, watched_page: Page) -> None:
    made = furnish(web)
    web.person("rosa", *Role, name="Rosa Lindqvist")
    page, address = watched_page, serve(web.app)
    page.goto(address)
    assert axe_violations(page) == []
    sign_in(page, address, "rosa")
    assert axe_violations(page) == []

    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Progress note")).to_be_focused()
    page.keyboard.press("k")
    expect(page.get_by_role("link", name="Emergency note")).to_be_focused()

    # another person's work shows by itself, and the focus stays where it was
    web.change(made["chart"], document_type="Cardiology note", revision=1)
    expect(page.get_by_role("link", name="Cardiology note")).to_be_visible()
    expect(page.get_by_role("link", name="Emergency note")).to_be_focused()

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys on this page")).to_contain_text("Find a record")
    assert axe_violations(page) == []
    page.keyboard.press("Escape")

    page.keyboard.press("6")  # questions to physicians came in as the fifth list
    expect(page.get_by_role("heading", name="Needs a look")).to_be_visible()
    ready(page)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Consultation")).to_be_visible()
    ready(page)
    assert axe_violations(page) == []

    page.keyboard.press("/")
    page.keyboard.type("1958-03-14")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Found")).to_be_visible()
    ready(page)
    assert "1958" not in page.url

    page.keyboard.press("g")
    page.keyboard.press("o")
    expect(page.get_by_text("You are signed out.")).to_be_visible()


def test_files_are_added_with_progress_and_what_is_wrong_is_said_beside_the_file(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    web.person("sam", Role.SCANNER)
    page, address = watched_page, serve(web.app)
    sign_in(page, address, "sam")
    page.keyboard.press("g")
    page.keyboard.press("a")
    expect(page.get_by_role("heading", name="Add files")).to_be_visible()
    page.wait_for_load_state()
    page.get_by_label("MRN", exact=True).fill("900417")
    page.get_by_label("Patient's name").fill("Fernsby, Marigold")
    files: list[FilePayload] = [
        {"name": "chart.pdf", "mimeType": "application/pdf", "buffer": PDF},
        {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"hello"},
        {"name": "huge.tif", "mimeType": "image/tiff", "buffer": bytes(2_000_001)},
    ]
    page.locator("input[type=file]").set_input_files(files)
    page.keyboard.press("Control+Enter")
    lines = page.get_by_role("listitem")
    expect(lines.filter(has_text="chart.pdf")).to_contain_text("received")
    expect(lines.filter(has_text="notes.txt")).to_contain_text("kept, but could not be used")
    expect(lines.filter(has_text="huge.tif")).to_contain_text("larger than this site accepts")
    expect(page.get_by_text(re.compile("3 files, 2 added"))).to_be_visible()
    assert axe_violations(page) == []
    page.get_by_role("link", name="Open chart.pdf").click()
    expect(page.get_by_text("Fernsby, Marigold")).to_be_visible()
    assert page.evaluate("() => localStorage.length + sessionStorage.length") == 0
