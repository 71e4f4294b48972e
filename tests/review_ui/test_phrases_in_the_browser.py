from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from storage.accounts import Role
from storage.phrases import PhraseText, keep_phrases
from tests.browser import Serve, axe_violations
from tests.review_ui.dictation import dictation_to_check
from tests.review_ui.site import WebSite
from tests.review_ui.test_in_the_browser import ready, sign_in

HAND_MS = 25  # between two keys of somebody who types fast
PHRASES = [
    PhraseText("expander", "hx", "history"),
    PhraseText("expander", ";bp", "blood pressure {blank} mmHg"),
    PhraseText("macro", "normal heart", "Heart sounds are normal. {author}, {date}."),
    PhraseText("macro", "normal lungs", "Lungs are clear."),
    PhraseText("template", "Letter", "FINDINGS\n{blank}\n\nPLAN", "Letter"),
]


def open_report(web: WebSite, serve: Serve, page: Page) -> Locator:
    """The text of a dictation, on the screen of a transcriptionist who may write with PHRASES."""
    document_id = dictation_to_check(web.site, author="Dr. Imani Okafor")
    user_id = web.person("tom", Role.TRANSCRIPTIONIST, name="Tom Reed")
    actor = web.site.person("supervisor", name="Sue").actor
    web.site.write(lambda session: keep_phrases(session, user_id, PHRASES, actor))
    address = serve(web.app)
    sign_in(page, address, "tom")
    with page.expect_response("**/phrases/for/*"):
        page.goto(f"{address}/dictations/{document_id}")
    ready(page)
    report = page.get_by_role("textbox", name="Report")
    report.focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    return report


def selected(report: Locator) -> str:
    found: str = report.evaluate("one => one.value.slice(one.selectionStart, one.selectionEnd)")
    return found


def test_short_forms_are_written_out_and_one_key_takes_them_back(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    page = watched_page
    report = open_report(web, serve, page)
    keys = page.keyboard
    keys.type("Hx of (hx) x", delay=HAND_MS)
    expect(report).to_have_value("History of (history) x")

    keys.type("hx ", delay=HAND_MS)  # inside a word
    keys.type("hx.", delay=HAND_MS)
    expect(report).to_have_value("History of (history) xhx history.")
    keys.press("Backspace")
    expect(report).to_have_value("History of (history) xhx hx.")
    keys.press("Backspace")  # only the first one takes back
    expect(report).to_have_value("History of (history) xhx hx")
    keys.press("Control+z")
    expect(report).to_have_value("History of (history) xhx hx.")  # the browser's own undo knows every step

    keys.press("Control+a")
    keys.type("a;bp ;bp ", delay=HAND_MS)
    expect(report).to_have_value("a;bp blood pressure ____ mmHg ")
    assert selected(report) == "____"
    keys.type("120", delay=HAND_MS)
    expect(report).to_have_value("a;bp blood pressure 120 mmHg ")


def test_what_another_program_types_or_pastes_is_left_alone(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    page = watched_page
    report = open_report(web, serve, page)
    keys = page.keyboard
    keys.insert_text("no hx")
    keys.type(" and hx", delay=HAND_MS)
    keys.press("Control+Home")
    keys.type("hx", delay=HAND_MS)
    keys.press("Control+End")
    keys.type(" so", delay=HAND_MS)  # the word before the caret is not the one that was typed last
    expect(report).to_have_value("hxno hx and hx so")

    # five hundred keys a second, as an outside expander sends them, and nothing of them is lost or changed
    keys.press("Control+a")
    report.evaluate(
        """one => {
          let at = performance.now();
          for (const letter of "Patient has hx of hx and more. ".repeat(20)) {
            const press = new KeyboardEvent("keydown", { key: letter, bubbles: true });
            Object.defineProperty(press, "timeStamp", { value: (at += 2) });
            one.dispatchEvent(press);
            document.execCommand("insertText", false, letter);
          }
        }"""
    )
    expect(report).to_have_value("Patient has hx of hx and more. " * 20)
    keys.type("hx ", delay=HAND_MS)
    assert report.input_value().endswith("more. history ")


def test_phrases_are_found_and_put_in_by_keyboard(web: WebSite, serve: Serve, watched_page: Page) -> None:
    page = watched_page
    report = open_report(web, serve, page)
    keys = page.keyboard
    keys.type("Before", delay=HAND_MS)
    keys.press("Control+m")
    dialog = page.get_by_role("dialog", name="Put in a phrase")
    expect(dialog.get_by_role("option")).to_have_count(len(PHRASES))
    assert axe_violations(page) == []
    keys.type("normal")
    expect(dialog.get_by_role("option")).to_have_count(2)
    keys.press("ArrowDown")
    expect(dialog.get_by_role("option", name="normal lungs")).to_have_attribute("aria-selected", "true")
    keys.press("ArrowUp")
    keys.press("Enter")
    assert report.input_value().startswith("BeforeHeart sounds are normal. Dr. Imani Okafor, ")

    keys.press("Control+m")
    keys.type("lett")
    keys.press("Enter")
    assert report.input_value().endswith(".\n\nFINDINGS\n____\n\nPLAN\n")
    assert selected(report) == "____"
    keys.press("Control+m")
    keys.type("no such phrase")
    expect(page.get_by_text("No phrase fits.")).to_be_visible()
    keys.press("Escape")
    expect(report).to_be_focused()
    assert selected(report) == "____"


def test_the_pages_of_phrases_and_lines_are_used_by_keyboard(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    page, keys = watched_page, watched_page.keyboard
    web.person("sue", Role.SUPERVISOR, name="Sue Park")
    address = serve(web.app)
    sign_in(page, address, "sue")
    keys.press("g")
    keys.press("h")
    expect(page.get_by_role("heading", name="Phrases", exact=True)).to_be_visible()
    ready(page)
    keys.press("n")
    keys.type("pt")
    keys.press("Tab")
    keys.type("patient")
    keys.press("Control+Enter")
    expect(page.get_by_role("link", name="pt")).to_be_visible()
    ready(page)
    keys.press("j")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Change a phrase")).to_be_visible()
    page.get_by_role("button", name="Remove pt").press("Enter")
    expect(page.get_by_text("Removed.")).to_be_visible()
    ready(page)
    keys.press("u")
    expect(page.get_by_role("link", name="pt")).to_be_visible()

    for path in ("/phrases", "/phrases?whose=site", "/my-day", "/lines"):
        page.goto(address + path)
        ready(page)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert axe_violations(page) == [], (path, scheme)
