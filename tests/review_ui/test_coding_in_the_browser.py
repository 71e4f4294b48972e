from __future__ import annotations

from playwright.sync_api import Page, expect

from review_ui.case_editions import resources_for
from storage.accounts import Role
from storage.tables import Encounter, ReviewCoverage
from tests.browser import Serve, axe_violations, wait_until
from tests.review_ui.coding import CaseMade, case_to_code, chart_of_visit
from tests.review_ui.pictures import keep_picture
from tests.review_ui.site import WebSite
from tests.review_ui.test_in_the_browser import ready, sign_in


def open_case(web: WebSite, serve: Serve, page: Page, **fields: str) -> CaseMade:
    made = case_to_code(web.site, **fields)
    web.person("cora", Role.CODER, name="Cora Lane")
    # the first look at an edition builds its file: longer than a browser waits on a busy machine
    resources_for(web.app.state.workplace, Encounter(encounter_type=""))
    address = serve(web.app)
    sign_in(page, address, "cora")
    page.goto(f"{address}/cases/{made.case_id}")
    ready(page)
    return made


def both_modes_are_clean(page: Page, name: str) -> None:
    """No axe finding in light and in dark; the pictures are kept where a run asks for them."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert axe_violations(page) == []
        keep_picture(page, f"coding-{name}-{scheme}")
    page.emulate_media(color_scheme="light")


def documents_read(web: WebSite) -> set[str]:
    with web.site.belt.database.read() as session:
        return {row.document_id for row in session.query(ReviewCoverage)}


def reader_says(page: Page, words: str) -> None:
    expect(page.locator("#reader")).to_contain_text(words)


def test_an_encounter_is_coded_by_keyboard_alone(web: WebSite, serve: Serve, watched_page: Page) -> None:
    page = watched_page
    made = open_case(web, serve, page, encounter_type="inpatient", discharge_date="2026-05-09")
    reader_says(page, "Type 2 diabetes")

    page.keyboard.press("j")
    expect(page.locator('[data-code="E11.9"]')).to_be_focused()
    expect(page.locator(".evidence-mark")).to_have_count(1)  # the walk shows the evidence by itself
    wait_until(page, "[...(CSS.highlights.get('passage') ?? [])].map(String).join() === 'diabetes'")
    page.keyboard.press("a")
    expect(page.locator('[data-assigned][data-code="E11.9"]')).to_be_visible()
    expect(page.locator('[data-code="I10"]')).to_be_focused()
    page.keyboard.press("r")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator('[data-rejected][data-code="I10"]')).to_be_attached()
    expect(page.locator('[data-code="N18.3"]')).to_be_focused()
    both_modes_are_clean(page, "suggestions")
    page.keyboard.press("2")  # the second way to say it fully
    expect(page.locator('[data-assigned][data-code="N18.31"]')).to_be_focused()
    expect(page.locator('[data-rejected][data-code="N18.3"]')).to_be_attached()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("[data-assigned]").first).to_have_attribute("data-code", "N18.31")
    expect(page.locator('[data-assigned][data-code="N18.31"]')).to_be_focused()
    expect(page.locator(".case-edits")).to_contain_text("present on admission: N18.31, E11.9")
    page.keyboard.press("p")
    page.keyboard.press("y")
    expect(page.locator('[data-code="N18.31"] [data-onset="Y"]')).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("s")
    page.keyboard.type("R07.9")
    expect(page.get_by_label("Codes found")).to_contain_text("Chest pain")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator('[data-assigned][data-code="R07.9"]')).to_be_focused()
    page.keyboard.press("u")
    expect(page.locator('[data-assigned][data-code="R07.9"]')).to_have_count(0)
    page.keyboard.press("x")
    page.get_by_text("“chest pain”").click()
    expect(page.locator(".evidence-mark")).to_have_count(2)

    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.keyboard.press("c")
    expect(page.get_by_text("2 codes copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert [line.split("\t")[:3] for line in copied] == [["1", "N1831", "Y"], ["2", "E119", ""]]
    expect(page.locator("[data-document]").first).to_have_attribute("data-read", "read")
    assert documents_read(web) == {made.document_id}


def test_the_documents_of_an_encounter_are_read_beside_its_codes(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    page = watched_page
    chart_of_visit(web.site, "Chest pain since Monday.", document_type="Emergency note")
    open_case(web, serve, page)
    first, second = page.locator("[data-document]").nth(0), page.locator("[data-document]").nth(1)

    expect(first).to_have_attribute("aria-current", "true")
    expect(first).to_have_attribute("data-read", "read")  # it stayed open for a moment
    page.keyboard.press("]")
    expect(second).to_have_attribute("aria-current", "true")
    reader_says(page, "Type 2 diabetes")
    page.keyboard.press("[")
    reader_says(page, "Chest pain since Monday")
    page.keyboard.press("b")
    expect(page.locator("#reader-beside")).to_contain_text("Chest pain since Monday")
    reader_says(page, "Type 2 diabetes")
    both_modes_are_clean(page, "side-by-side")
    page.keyboard.press("b")
    expect(page.locator("#reader-beside")).to_be_hidden()

    page.keyboard.press("Control+f")
    page.keyboard.type("chest  PAIN")
    expect(page.locator("[data-words-count]")).to_have_text("1 of 2, document 1")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page.locator("[data-words-count]")).to_have_text("2 of 2, document 2")
    wait_until(page, "[...CSS.highlights.get('passage')].map(String).join() === 'chest pain'")
    page.keyboard.press("N")
    expect(first).to_have_attribute("aria-current", "true")
    page.keyboard.press("i")
    expect(page.locator("#reader")).to_be_hidden()
    page.keyboard.press("i")
    expect(page.locator("#evidence-view")).to_be_hidden()


def test_a_question_goes_to_its_physician_and_comes_back(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    page = watched_page
    web.person("aholt", Role.AUTHOR, name="Dr Ada Holt")
    made = open_case(web, serve, page, author="Dr Ada Holt")
    address = page.url.split("/cases/")[0]

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator('[data-code="N18.3"]')).to_be_focused()
    page.keyboard.press("w")
    question = page.locator("[data-query] textarea").first
    expect(question).to_be_focused()
    expect(question).to_have_value("The record states “kidney disease”. Can this be stated more fully?")
    both_modes_are_clean(page, "question")
    page.get_by_role("button", name="Send", exact=True).press("Enter")
    expect(page.locator("[data-query]")).to_contain_text("waiting for the answer")
    expect(page.locator(".case-head")).to_contain_text("waiting for the author")

    phone = page.context.browser.new_context(viewport={"width": 390, "height": 844})  # type: ignore[union-attr]
    with phone:
        doctor = phone.new_page()
        sign_in(doctor, address, "aholt")
        doctor.goto(f"{address}/?shown=queries")
        doctor.get_by_role("link", name="Kidney disease").click()
        expect(doctor.locator("blockquote")).to_contain_text("Stage 3 kidney disease")
        both_modes_are_clean(doctor, "answering")
        wide = doctor.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390
        doctor.get_by_label("stage 3b").check()
        doctor.get_by_role("button", name="Send the answer").click()
        expect(doctor.get_by_text("Your answer went to the coder.")).to_be_visible()

    page.goto(f"{address}/cases/{made.case_id}")
    expect(page.locator(".query-answer")).to_have_text("stage 3b")
    both_modes_are_clean(page, "answered")


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
