from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ingest.approval import confirm_index
from ingest.index_fields import parse_index_fields
from storage.accounts import Role
from storage.ledger.document_states import DocumentState
from storage.page_parts import all_parts, as_spans
from storage.review_coverage import SOUND, record_seen
from storage.reviews import Reviewer, claim_for_review
from storage.tables import CriticalConfirmation, Document, ReviewCoverage, ReviewEffort, User
from tests.browser import Serve, axe_violations, wait_until
from tests.review_ui.chart import ChartMade, chart_to_check
from tests.review_ui.dictation import confirmed, dictation_to_check
from tests.review_ui.site import WebSite, web_site
from tests.review_ui.test_in_the_browser import ready, sign_in
from tests.small_site import FERN

NINE = (*(f"Page {n} says nothing new." for n in range(1, 9)), "Takes ~20 mg of lisinopril daily.")


@pytest.fixture
def web(tmp_path: Path) -> Iterator[WebSite]:
    with web_site(tmp_path, review_coverage="warn") as made:
        yield made


def earlier_sitting(web: WebSite, made: ChartMade, *numbers: int) -> None:
    """Rosa has the chart, its index is confirmed, and these pages were seen before."""
    with web.site.belt.database.write() as session:
        rosa = session.query(User).filter(User.login == "rosa").one()
        document = claim_for_review(session, made.document_id, Reviewer(rosa.id, "rosa"), lease_minutes=5)
        visit = parse_index_fields(FERN | {"encounter": "E-1", "encounter_type": "outpatient"})
        confirm_index(session, made.document_id, visit, Reviewer(rosa.id, "rosa"), web.site.belt.settings)
        for number in numbers:
            page_id, whole = made.page_ids[number - 1], as_spans(all_parts())
            record_seen(session, document, rosa.id, page_id, spans=whole, needed=all_parts())


def seen_pages(web: WebSite, made: ChartMade) -> list[int]:
    with web.site.belt.database.read() as session:
        rows = session.query(ReviewCoverage).filter(ReviewCoverage.document_id == made.document_id).all()
        return sorted(made.page_ids.index(row.unit_id) + 1 for row in rows if row.heard["whole"])


def until(page: Page, condition: object) -> None:
    give_up = time.monotonic() + 30
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < give_up
        page.wait_for_timeout(50)  # lets the browser's own events through


def test_page_7_of_9_that_was_skipped_is_named_at_approval_with_the_way_to_it(
    web: WebSite, serve: Serve, refusals_page: Page
) -> None:
    page = refusals_page
    made = chart_to_check(web.site, *NINE)
    web.person("rosa", Role.TECHNICIAN, name="Rosa Lindqvist")
    earlier_sitting(web, made, 1, 2, 3, 4, 5, 9)
    address = serve(web.app)
    sign_in(page, address, "rosa")
    page.goto(f"{address}/charts/{made.document_id}?page=6")
    ready(page)
    expect(page.locator("[data-page-list] .is-shown")).to_have_count(6)
    expect(page.locator("[data-page-list] .is-shown")).to_have_count(7)  # page 6, a second or two later
    page.keyboard.press("0")
    for _ in range(4):
        page.keyboard.press("-")
    page.get_by_role("link", name="8 read").click()
    expect(page.get_by_text("Page 8 of 9")).to_be_visible()
    expect(page.locator("body.paper-too-small")).to_have_count(1)  # so small it counts for nothing
    assert axe_violations(page) == []
    page.keyboard.press("w")
    expect(page.locator("[data-page-list] .is-shown")).to_have_count(8)
    expect(page.locator("[data-coverage-words]")).to_have_text("8 of 9 pages seen")
    page.get_by_text("Not seen yet").click()
    expect(page.locator("[data-gaps] li")).to_have_text(["Page 7 of 9 was not shown large enough to read"])

    page.keyboard.press("v")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Page 7 of 9 was not shown large enough to read")
    expect(alert).to_contain_text("On page 9, a dose is not confirmed")
    assert axe_violations(page) == []
    page.keyboard.press("Alt+g")
    expect(page.get_by_text("Page 7 of 9", exact=True)).to_be_visible()
    expect(page.locator("[data-coverage-words]")).to_have_text("9 of 9 pages seen")
    assert seen_pages(web, made) == list(range(1, 10))
    with web.site.belt.database.read() as session:
        assert session.query(ReviewEffort).one().keystrokes >= 5
    page.get_by_role("link", name="On page 9, a dose is not confirmed").click()
    expect(page.locator(".critical-stop")).to_have_text("20")
    expect(page.locator(".critical:not(.critical-stop)")).to_have_text(["mg", "lisinopril"])
    expect(page.locator(".critical-stop.is-current")).to_have_count(1)
    page.keyboard.press("Control+Enter")  # it is right as it stands
    expect(page.locator(".critical-stop")).to_have_count(0)
    page.keyboard.press("v")
    expect(page.get_by_text("Verified. It is being filed now.")).to_be_visible()
    assert web.site.document(made.document_id).state == DocumentState.VERIFIED
    with web.site.belt.database.read() as session:
        hows = sorted(row.how for row in session.query(CriticalConfirmation))
    assert hows == ["pressed", *["seen"] * 10]  # mg, lisinopril, and "nothing" on each of eight pages
    assert "verified.not_all_seen" not in web.actions()


def test_a_key_leads_to_the_part_of_a_page_that_was_never_in_sight(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    page = watched_page
    made = chart_to_check(web.site, "\n\n".join(["Top.", *["Line."] * 28, "Bottom."]))
    web.person("rosa", Role.TECHNICIAN, name="Rosa Lindqvist")
    address = serve(web.app)
    sign_in(page, address, "rosa")
    page.goto(f"{address}/charts/{made.document_id}")
    ready(page)
    shown = page.locator("[data-coverage-words]")
    expect(shown).to_have_text("0 of 1 page seen")

    def go_on() -> bool:
        page.keyboard.press("Alt+g")
        return shown.inner_text() == "1 of 1 page seen"

    until(page, go_on)
    assert seen_pages(web, made) == [1]


def test_second_95_of_180_that_was_skipped_is_named_at_approval(
    web: WebSite, serve: Serve, refusals_page: Page
) -> None:
    page = refusals_page
    document_id = dictation_to_check(web.site, "word " * 1800)
    confirmed(web.site, document_id)
    web.person("tom", Role.TRANSCRIPTIONIST, name="Tom Reed")
    with web.site.belt.database.write() as session:
        tom = session.query(User).filter(User.login == "tom").one()
        document = session.get_one(Document, document_id)
        record_seen(session, document, tom.id, SOUND, spans=[(0, 94.2), (96.8, 180)])
    address = serve(web.app)
    sign_in(page, address, "tom")
    page.goto(f"{address}/dictations/{document_id}")
    ready(page)
    wait_until(page, "document.querySelector('audio').readyState > 2")
    expect(page.locator("[data-coverage-words]")).to_have_text("2:57 of 3:00 played")

    def play(start_s: float, end_s: float) -> None:
        page.evaluate(
            """([start, end]) => new Promise((resolve) => {
                 const audio = document.querySelector("audio");
                 audio.currentTime = start;
                 audio.addEventListener("seeked", () => audio.play(), { once: true });
                 audio.addEventListener("pause", resolve, { once: true });
                 const look = () => {
                   const isPlaying = !audio.paused && !audio.seeking;
                   if (isPlaying && audio.currentTime >= end) audio.pause();
                   else window.requestAnimationFrame(look);
                 };
                 window.requestAnimationFrame(look);
               })""",
            [start_s, end_s],
        )

    play(94.0, 95.0)
    play(96.0, 96.9)  # jumped over second 95: seeking is not hearing
    page.keyboard.press("Control+Shift+Enter")
    alert = page.get_by_role("alert")
    expect(alert.get_by_role("listitem")).to_have_text("1:35 to 1:36 was not played")
    expect(page.get_by_role("img", name="of 3:00 played")).to_be_visible()
    assert axe_violations(page) == []
    page.keyboard.press("Alt+g")  # goes there and plays it
    expect(page.locator("[data-coverage-words]")).to_have_text("3:00 of 3:00 played")
    page.keyboard.press("Control+Shift+Enter")
    until(page, lambda: web.site.document(document_id).state == DocumentState.VERIFIED)
