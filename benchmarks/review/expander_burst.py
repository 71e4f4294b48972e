"""An outside text expander: key events at a fixed rate that wait for no answer. Touches the world."""

from __future__ import annotations

import asyncio
import random
import shutil
import time
from dataclasses import dataclass

from playwright.async_api import Page, async_playwright

from benchmarks.review.report_page import UNTHROTTLED, ReportSite
from storage.reviewed_text import load_text
from tests.browser import FLAGS
from tests.review_ui.site import PASSWORD

RATE = 500  # characters a second
LENGTH = 2000
_SAVED_WITHIN_S = 30.0


@dataclass(frozen=True)
class Burst:
    """What came of it: characters sent, the rate in which they were, and whether page and server have all."""

    sent: int
    characters_a_second: int
    is_on_page: bool
    is_on_server: bool


def send_burst(site: ReportSite, said: str) -> Burst:
    """Type into the start of a new report of these words."""
    return asyncio.run(_burst(site, site.dictation(said)))


async def _burst(site: ReportSite, document_id: str) -> Burst:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    async with async_playwright() as made:
        browser = await made.chromium.launch(executable_path=path, args=[*FLAGS, *UNTHROTTLED])
        page = await browser.new_page(viewport={"width": 1366, "height": 768})
        await _open(page, site, document_id)
        text = "".join(random.Random(3).choice("abcdefghijklmnopqrstuvwxyz     ") for _ in range(LENGTH))
        rate = await _type(page, text)
        shown: str = await page.evaluate("document.querySelector('[data-report]').value")
        is_saved = await _is_saved(site, document_id, shown)
        await browser.close()
    return Burst(LENGTH, round(rate), shown.startswith(text), is_saved)


async def _open(page: Page, site: ReportSite, document_id: str) -> None:
    await page.goto(f"{site.address}/sign-in")
    await page.fill("[name=login]", "tom")
    await page.fill("[name=password]", PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"{site.address}/")
    await page.goto(f"{site.address}/dictations/{document_id}")
    while not await page.evaluate("CSS.highlights.get('doubtful')?.size > 0"):
        await asyncio.sleep(0.1)
    await page.evaluate("document.querySelector('[data-report]').setSelectionRange(0, 0)")
    await page.focus("[data-report]")


async def _type(page: Page, text: str) -> float:
    """Characters a second, from the first one sent to the last one taken in by the page."""
    session = await page.context.new_cdp_session(page)
    waiting: list[asyncio.Task[object]] = []
    began = time.perf_counter()
    for number, letter in enumerate(text):
        ahead_s = number / RATE - (time.perf_counter() - began)
        if ahead_s > 0:
            await asyncio.sleep(ahead_s)
        event = {"type": "char", "text": letter}
        waiting.append(asyncio.ensure_future(session.send("Input.dispatchKeyEvent", event)))
    sent_s = time.perf_counter() - began
    await asyncio.gather(*waiting)
    return len(text) / sent_s


async def _is_saved(site: ReportSite, document_id: str, shown: str) -> bool:
    belt, give_up = site.web.site.belt, time.monotonic() + _SAVED_WITHIN_S
    while load_text(belt.database, belt.store, document_id).text.split() != shown.split():
        if time.monotonic() > give_up:
            return False
        await asyncio.sleep(0.2)
    return True
