from __future__ import annotations

import itertools
import re

from playwright.sync_api import Dialog, Page, Route, expect

from storage.accounts import Role
from storage.reviewed_text import TypedRange, load_text, save_typing
from storage.tables import User
from tests.browser import Serve, axe_violations
from tests.review_ui.site import WebSite
from tests.review_ui.test_dictation_in_the_browser import (
    open_dictation,
    reads,
    report,
    text_of,
)

TEXT = re.compile(r"/text$")
BEFORE = "Patient has hipertension and takes lysine april daily."


def type_at_end(page: Page, words: str) -> None:
    report(page).focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def test_changes_wait_in_order_are_counted_stop_the_typing_after_a_minute_and_are_made_once(
    web: WebSite, serve: Serve, refusals_page: Page
) -> None:
    page = refusals_page
    page.clock.install()
    document_id = open_dictation(web, serve, page)

    def lose_the_answer(route: Route) -> None:
        route.fetch()  # the server has it
        route.abort()

    page.route(TEXT, lose_the_answer)
    type_at_end(page, " Call her.")
    page.clock.run_for(3000)
    banner = page.get_by_role("complementary", name="Not saved yet")
    page.clock.run_for(4000)
    expect(banner).to_contain_text("not saved yet, for")
    assert axe_violations(page) == []
    type_at_end(page, " Today.")
    page.clock.fast_forward(60_000)
    page.clock.run_for(2000)
    expect(banner).to_contain_text("Typing has stopped")
    assert axe_violations(page) == []
    type_at_end(page, " This is refused.")
    assert report(page).input_value() == f"{BEFORE} Call her. Today."
    leaving: list[str] = []

    def stay(dialog: Dialog) -> None:
        leaving.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.close(run_before_unload=True)
    page.clock.run_for(100)
    assert leaving == ["beforeunload"]

    page.unroute_all(behavior="wait")  # an answer may be on its way to be lost at this moment
    page.clock.run_for(4000)
    expect(banner).to_be_hidden()
    reads(page, web, document_id, f"{BEFORE} Call her. Today.")
    type_at_end(page, " More.")
    page.clock.run_for(3000)
    reads(page, web, document_id, f"{BEFORE} Call her. Today. More.")


def test_what_two_people_changed_is_merged_word_by_word_by_keys(
    web: WebSite, serve: Serve, refusals_page: Page
) -> None:
    page = refusals_page
    document_id = open_dictation(web, serve, page)
    text = load_text(web.site.belt.database, web.site.belt.store, document_id)
    with web.site.belt.database.write() as session:
        other = session.query(User.id).first()
        assert other is not None
        whole = TypedRange(
            0,
            text.tokens[0].id,
            text.tokens[-1].id,
            "The patient has hypertension and takes lisinopril 5 mg daily.",
        )
        save_typing(session, document_id, text.tokens, whole, user_id=other[0])
    report(page).focus()
    typed = "Patient has hypertensive disease and takes lisinopril 10 mg daily with food."
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(typed)
    dialog = page.get_by_role("dialog", name="Somebody else changed the same words")
    expect(dialog.get_by_role("status")).to_contain_text("Difference")
    assert axe_violations(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_visible()
    save = dialog.get_by_role("button", name="Save this")
    expect(save).to_be_disabled()
    for choice in itertools.cycle("21"):
        if save.is_enabled():
            break
        page.keyboard.press(choice)
    merged = " ".join(dialog.locator("[data-merged]").inner_text().replace("∅", "").split())
    assert "disease" in merged
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(page.locator("[data-save-state]")).to_have_text("all changes saved")
    saved = text_of(web, document_id)
    assert saved.startswith("The patient has hypertensive disease and takes lisinopril 5 mg"), saved
    assert saved.endswith(merged), merged


def test_the_word_diff_gives_both_texts_back_and_says_who_changed_what(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    page = watched_page
    web.person("tom", Role.READER)
    page.goto(serve(web.app))
    found = page.evaluate(
        """async () => {
          const { piecesOf } = await import("/static/js/word_diff.js");
          const seen = "a b c d e f";
          const pieces = piecesOf("a B c d x e f", "a b c D e f g", seen);
          const whole = (side) => pieces.map((one) => one.same ?? one[side]).join("");
          const only = pieces.flatMap((one) => one.only ?? []);
          return { theirs: whole("theirs"), mine: whole("mine"), only };
        }"""
    )
    assert found["theirs"] == "a B c d x e f"
    assert found["mine"] == "a b c D e f g"
    assert set(found["only"]) == {"theirs", "mine", "both"}
