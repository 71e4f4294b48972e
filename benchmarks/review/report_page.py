"""A site with dictations, its web, and a browser with a transcriptionist in it. Touches the world."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Playwright

from storage.accounts import Role
from tests.browser import FLAGS, served
from tests.review_ui.dictation import dictation_to_check
from tests.review_ui.site import PASSWORD, WebSite, web_site

# frames come as soon as they are ready: what is measured is our work, not the wait for a display
UNTHROTTLED = (
    "--disable-frame-rate-limit",
    "--disable-gpu-vsync",
)
WINDOW = {"width": 1366, "height": 768}


@dataclass(frozen=True)
class ReportSite:
    """The site, the address of its web, and a way to put dictations into it."""

    web: WebSite
    address: str

    def dictation(self, said: str, **stored: Any) -> str:
        """The id of a dictation of these words, waiting to be checked."""
        return dictation_to_check(self.web.site, said, **stored)


@contextmanager
def report_site(folder: Path) -> Iterator[ReportSite]:
    """A site in an empty folder with one transcriptionist, "tom"."""
    with web_site(folder) as web, served(web.app) as address:
        web.person("tom", Role.TRANSCRIPTIONIST, name="Tom Reed")
        yield ReportSite(web, address)


def open_report(made: Playwright, site: ReportSite) -> tuple[Browser, Page]:
    """A browser, and its page on the worklists."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    browser = made.chromium.launch(executable_path=path, args=[*FLAGS, *UNTHROTTLED])
    page = browser.new_page(viewport={"width": WINDOW["width"], "height": WINDOW["height"]})
    page.goto(f"{site.address}/sign-in")
    page.fill("[name=login]", "tom")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.address}/")
    return browser, page
