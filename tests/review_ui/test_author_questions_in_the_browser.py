from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from storage.accounts import Role
from storage.author_questions import Asked, ask
from storage.tables import Document
from tests.browser import Serve, axe_violations, wait_until
from tests.review_ui.dictation import dictation_to_check, filed_report
from tests.review_ui.site import WebSite
from tests.review_ui.test_in_the_browser import ready, sign_in


def test_the_author_is_asked_about_a_word_and_the_answer_is_put_in_by_hand(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    page = watched_page
    document_id = dictation_to_check(web.site, author="imani")
    web.person("tom", Role.TRANSCRIPTIONIST, name="Tom Reed")
    imani = web.signed_in(Role.AUTHOR, login="imani")
    address = serve(web.app)
    sign_in(page, address, "tom")
    with page.expect_response("**/words"):
        page.goto(f"{address}/dictations/{document_id}")
    ready(page)
    report = page.get_by_role("textbox", name="Report")
    report.focus()
    at = report.input_value().index("lysine") + 2
    report.evaluate("(one, at) => one.setSelectionRange(at, at)", at)
    wait_until(page, "CSS.highlights.get('doubtful')?.size > 0")
    page.keyboard.press("F10")
    dialog = page.get_by_role("dialog", name="Ask the author")
    expect(dialog).to_contain_text("lysine")
    assert axe_violations(page) == []
    page.keyboard.type("Which drug?")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 not answered yet")).to_be_visible()
    expect(report).to_be_focused()
    assert report.evaluate("one => one.selectionStart") == at

    answered = imani.get(f"/reports/{document_id}").text.split("/answer", maxsplit=1)[0].rsplit("/", 1)[1]
    imani.post(f"/questions/{document_id}/{answered}/answer", answer="lisinopril")
    page.reload()
    ready(page)
    wait_until(page, "CSS.highlights.get('doubtful')?.size > 0")
    page.get_by_role("button", name="Put it into the text").press("Enter")
    expect(report).to_have_value("Patient has hipertension and takes lisinopril april daily.")
    assert axe_violations(page) == []


def test_an_author_answers_and_signs_on_a_phone(web: WebSite, serve: Serve, chromium: Browser) -> None:
    document_id = filed_report(web.site, author="imani")
    web.person("imani", Role.AUTHOR, name="Dr. Imani Okafor")
    tom = web.site.person("transcriptionist", name="Tom Reed")
    asked = Asked("Which drug?", "d:1:t5", 0.5)
    web.site.write(lambda session: ask(session, session.get_one(Document, document_id), asked, tom))
    address = serve(web.app)
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    sign_in(page, address, "imani")
    page.goto(f"{address}/reports/{document_id}")
    ready(page)
    expect(page.get_by_text("A question to you")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert axe_violations(page) == []
    small = page.evaluate(
        """[...document.querySelectorAll("main :is(button, .button, input:not([type=hidden], [type=range]))")]
          .filter((one) => one.getClientRects().length > 0 && !one.closest("dialog"))
          .map((one) => [one.textContent.trim() || one.name, one.getBoundingClientRect()])
          .filter(([, box]) => box.height < 44).map(([name, box]) => `${name}: ${box.height}`)"""
    )
    assert small == []

    page.get_by_role("button", name="Play from 0:00: Which drug?").tap()
    wait_until(page, "document.querySelector('audio').currentTime > 0")
    page.get_by_label("Your answer: Which drug?").fill("lisinopril")
    page.get_by_role("button", name="Answer: Which drug?").tap()
    expect(page.get_by_text("Your answers are not in the text yet")).to_be_visible()
    expect(page.get_by_role("button", name="Send the answers back")).to_be_visible()
    page.get_by_role("button", name="Sign as final").tap()
    expect(page.get_by_text("Signed. The final version is being filed now.")).to_be_visible()
    context.close()
