from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from review_ui import coding_acts
from storage.accounts import Role
from tests.browser import Serve, axe_violations
from tests.review_ui.coding import CaseMade, case_to_code
from tests.review_ui.site import WebSite
from tests.review_ui.test_coding_page import FewCodes
from tests.review_ui.test_dictation_in_the_browser import refusals_page
from tests.review_ui.test_in_the_browser import ready, sign_in

__all__ = ["refusals_page"]


@pytest.fixture(autouse=True)
def few_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coding_acts, "_code_set", lambda _place: FewCodes())


def open_case(web: WebSite, serve: Serve, page: Page) -> CaseMade:
    made = case_to_code(web.site)
    web.person("cora", Role.CODER, name="Cora Lane")
    address = serve(web.app)
    sign_in(page, address, "cora")
    page.goto(f"{address}/cases/{made.case_id}")
    ready(page)
    return made


def test_an_encounter_is_coded_by_keyboard_alone(web: WebSite, serve: Serve, watched_page: Page) -> None:
    page = watched_page
    open_case(web, serve, page)
    assert axe_violations(page) == []

    page.keyboard.press("j")
    expect(page.locator('[data-code="E11.9"]')).to_be_focused()
    expect(page.locator(".evidence-mark")).to_have_count(1)  # the walk shows the evidence by itself
    page.keyboard.press("a")
    expect(page.locator('[data-assigned][data-code="E11.9"]')).to_be_visible()
    expect(page.locator('[data-code="I10"]')).to_be_focused()
    page.keyboard.press("r")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator('[data-rejected][data-code="I10"]')).to_be_attached()
    expect(page.locator('[data-code="N18.3"]')).to_be_focused()
    page.keyboard.press("a")  # not complete: the codes below it are offered
    expect(page.get_by_label("Codes found")).to_be_visible()
    expect(page.locator("#code-query")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator('[data-assigned][data-code="N18.31"]')).to_be_focused()
    page.keyboard.press("f")
    expect(page.locator("[data-assigned]").first).to_have_attribute("data-code", "N18.31")
    expect(page.locator('[data-assigned][data-code="N18.31"]')).to_be_focused()
    page.keyboard.press("u")
    expect(page.locator('[data-assigned][data-code="N18.31"]')).to_have_count(0)
    page.keyboard.press("x")
    page.get_by_text("“chest pain”").click()
    expect(page.locator(".evidence-mark")).to_have_count(2)
    assert axe_violations(page) == []


def test_the_search_box_is_a_key_away_and_escape_leaves_it(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    page = watched_page
    open_case(web, serve, page)

    page.keyboard.press("/")
    page.keyboard.type("R07")
    expect(page.get_by_label("Codes found")).to_contain_text("Chest pain")
    assert axe_violations(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_label("Codes found")).to_have_count(0)
    page.keyboard.press("r")
    page.keyboard.press("Escape")
    expect(page.locator("details.reject[open]")).to_have_count(0)


def test_another_coders_decision_is_shown_instead_of_overwritten(
    web: WebSite, serve: Serve, refusals_page: Page
) -> None:
    page = refusals_page
    made = open_case(web, serve, page)
    other = web.signed_in(Role.CODER, login="otto")
    answer = other.post(
        f"/cases/{made.case_id}/decisions",
        action="reject",
        code="E11.9",
        based_on="0",
        reason="history only",
    )
    assert answer.status_code == 303

    page.keyboard.press("j")
    page.keyboard.press("a")

    expect(page.get_by_text("Somebody else decided about this code")).to_be_visible()
    expect(page.locator('[data-rejected][data-code="E11.9"]')).to_be_attached()
