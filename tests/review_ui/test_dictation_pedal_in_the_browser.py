from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser import Serve, axe_violations, wait_until
from tests.review_ui.site import WebSite
from tests.review_ui.test_dictation_in_the_browser import open_dictation
from tests.review_ui.test_in_the_browser import ready

PEDAL = Path(__file__).parents[1] / "doubles" / "foot_pedal.js"
NOW = "document.querySelector('audio').currentTime"
IS_PAUSED = "document.querySelector('audio').paused"


def press(page: Page, *report: int) -> None:
    page.evaluate("report => window.pedal.press(...report)", report)


def test_a_pedal_learns_its_buttons_once_and_plays_while_it_is_down(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    page = watched_page
    page.add_init_script(path=PEDAL)
    open_dictation(web, serve, page)
    wait_until(page, "document.querySelector('audio').readyState > 2")
    page.keyboard.press(".")
    said = page.locator("[data-pedal-said]")
    expect(said).to_have_text("No pedal is connected.")
    page.get_by_role("button", name="Connect a pedal …").press("Enter")
    for words, button in (("left", 0b001), ("middle", 0b010), ("right", 0b100)):
        expect(said).to_contain_text(f"Press the {words} pedal")
        press(page, 0, button)
        press(page, 0, 0)
    expect(said).to_have_text("Three Pedals is ready.")
    assert axe_violations(page) == []
    page.reload()
    ready(page)
    expect(said).to_have_text("Three Pedals is ready.")  # it was kept for the person
    wait_until(page, "document.querySelector('audio').readyState > 2")

    page.evaluate("document.querySelector('audio').playbackRate = 0.5")
    press(page, 0, 0b010)
    wait_until(page, f"!{IS_PAUSED} && {NOW} > 0.1")
    press(page, 0, 0)
    wait_until(page, IS_PAUSED)
    press(page, 0, 0b001)
    press(page, 0, 0)
    wait_until(page, f"{NOW} === 0")
    press(page, 0, 0b100)
    wait_until(page, f"{NOW} > 1.9")
    press(page, 0, 0)


def test_a_pulled_cable_lets_the_pedal_go_and_no_pedal_is_shown_where_the_browser_reads_none(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    page = watched_page
    page.add_init_script("Object.defineProperty(Navigator.prototype, 'hid', { value: undefined });")
    open_dictation(web, serve, page)
    page.keyboard.press(".")
    expect(page.get_by_label("Pause while I type")).to_be_visible()
    expect(page.locator("[data-pedal]")).to_be_hidden()
    held = page.evaluate(
        """async () => {
          const { Pedal } = await import("/static/js/pedal.js");
          const device = Object.assign(new EventTarget(), { opened: true, productName: "" });
          const hid = Object.assign(new EventTarget(), { getDevices: async () => [device] });
          const heard = [];
          const pedal = new Pedal(hid, (button, isDown) => heard.push([button, isDown]));
          await pedal.start({ play: { report: 0, byte: 0, bit: 1 } });
          const data = new DataView(new Uint8Array([2]).buffer);
          device.dispatchEvent(Object.assign(new Event("inputreport"), { reportId: 0, data }));
          hid.dispatchEvent(new Event("disconnect"));
          return heard;
        }"""
    )
    assert held == [["play", True], ["play", False]]
