"""Charts get their patients by keyboard alone, in a real browser, clean by axe."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from storage.accounts import Role
from tests.browser import Serve, axe_violations
from tests.review_ui.site import WebSite
from tests.review_ui.test_in_the_browser import ready, sign_in
from tests.review_ui.test_who_is_this import BARNABY_PAGE, FERN_PAGE, document, patient, unnamed_chart

PATIENCE_MS = 30_000


def test_charts_get_their_patients_in_few_keys(web: WebSite, serve: Serve, watched_page: Page) -> None:
    fern = patient(web, "900417", "Fernsby, Marigold", "1958-03-14")
    barnaby = patient(web, "900562", "Thistlewood, Barnaby", "1947-11-02")
    right = unnamed_chart(web, FERN_PAGE).document_id
    typed = unnamed_chart(web, "A page that says nobody's name.").document_id
    fresh = unnamed_chart(web, "Patient: Odette Quillan DOB: 07/29/1985").document_id
    nobodys = unnamed_chart(web, "Nothing.").document_id
    mixed = unnamed_chart(web, FERN_PAGE, BARNABY_PAGE).document_id
    web.person("rosa", Role.TECHNICIAN)
    page, address = watched_page, serve(web.app)
    page.set_viewport_size({"width": 1366, "height": 768})
    sign_in(page, address, "rosa")

    def at(document_id: str) -> None:
        page.wait_for_url(f"**/documents/{document_id}/who", timeout=PATIENCE_MS)
        ready(page)

    page.goto(f"{address}/who")
    at(right)
    field = page.get_by_label("Type a name, birth date or number")
    expect(field).to_be_focused(timeout=PATIENCE_MS)
    assert axe_violations(page) == []
    page.keyboard.press("Enter")  # the right one is marked: one key

    at(typed)
    expect(field).to_be_focused(timeout=PATIENCE_MS)
    page.keyboard.type("this")
    expect(page.get_by_role("radio", checked=True)).to_have_count(1, timeout=PATIENCE_MS)
    page.keyboard.press("Enter")

    at(fresh)
    expect(field).to_be_focused(timeout=PATIENCE_MS)
    page.keyboard.press("Alt+n")  # what was read stands in the form
    expect(page.get_by_label("Name", exact=True)).to_be_focused(timeout=PATIENCE_MS)
    page.keyboard.press("Enter")

    at(nobodys)
    expect(field).to_be_focused(timeout=PATIENCE_MS)
    page.keyboard.press("?")
    expect(page.get_by_label("What would help")).to_be_focused(timeout=PATIENCE_MS)
    page.keyboard.press("Enter")

    at(mixed)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    heading = page.get_by_role("heading", name="Page 2 names somebody else")
    expect(heading).to_be_visible(timeout=PATIENCE_MS)
    assert axe_violations(page) == []
    page.keyboard.press("Alt+m")

    expect(page.get_by_text("Laid aside to ask")).to_be_visible(timeout=PATIENCE_MS)
    assert axe_violations(page) == []
    page.goto(f"{address}/patients")
    assert axe_violations(page) == []
    chosen = [document(web, one).patient_id for one in (right, typed, mixed)]
    assert chosen == [fern, barnaby, fern]
    assert document(web, fresh).patient_id not in (None, fern, barnaby)
