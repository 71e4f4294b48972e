"""How long a page takes to be there for a person. Touches the world: drives a real Chromium."""

from __future__ import annotations

import shutil
import time

from playwright.sync_api import sync_playwright

from benchmarks.review.served_site import Browser

_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
_LIMIT_MS = 60_000


def seconds_to_open(address: str, signed_in: Browser, path: str, *, before: str) -> float:
    """Seconds from going to a chart's address until its first page's image and words stand there.

    The browser is started and has shown the chart at `before` and the worklist, as on a working day: it has
    the scripts by then.
    """
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(_FLAGS))
        context = browser.new_context(viewport={"width": 1366, "height": 768})
        for cookie in signed_in.client.cookies.jar:
            context.add_cookies([{"name": cookie.name, "value": cookie.value or "", "url": address}])
        page = context.new_page()
        for shown in (before, "/?shown=charts"):
            page.goto(f"{address}{shown}", wait_until="load")
        began = time.perf_counter()
        page.goto(f"{address}{path}", wait_until="load", timeout=_LIMIT_MS)  # images too
        page.locator("[data-text] [data-token]").first.wait_for(timeout=_LIMIT_MS)
        took_s = time.perf_counter() - began
        browser.close()
        return took_s
