"""Editing sessions in which server, browser or network fails. Touches the world: kills processes."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from playwright.sync_api import Browser, Page, Playwright

from benchmarks.review.editing_session import (
    SAVED_WITHIN_S,
    KillableServer,
    Typist,
    Verdict,
    judge,
    kill_browser,
    open_browser,
    open_report,
)
from storage.reviewed_text import load_text
from tests.review_ui.dictation import dictation_to_check
from tests.review_ui.site import WebSite

PROSE = (
    "The patient was seen today for follow up of hypertension and reports no chest pain and no ~dizzines "
    "since the last visit the lungs are clear and the heart is regular without murmur plan is to go on with "
    "lisinopril and to come back in three months for a check of the kidneys and of the potassium"
)
Fault = Callable[["Bed"], float]


class Bed:
    """One site with its server and its browser, either of which can be killed and comes back."""

    def __init__(self, web: WebSite, server: KillableServer, made: Playwright) -> None:
        self.web, self.server, self._made = web, server, made
        self.browser: Browser = open_browser(made)

    def new_dictation(self) -> str:
        """The id of a dictation to check."""
        return dictation_to_check(self.web.site, PROSE)

    def renew_browser(self) -> None:
        """A new browser in the place of one that was killed."""
        self.browser = open_browser(self._made)

    def text(self, document_id: str) -> str:
        """The saved text."""
        site = self.web.site
        return load_text(site.belt.database, site.belt.store, document_id).text


def kill_the_server(bed: Bed) -> float:
    """When it was killed; the page stays open and the server comes back."""
    bed.server.kill()
    return time.monotonic()


def kill_the_browser(bed: Bed) -> float:
    """When it was killed; what it did not send is gone."""
    kill_browser(bed.browser)
    return time.monotonic()


def editing_session(bed: Bed, fault: Fault, *, seed: int) -> tuple[Verdict, Verdict | None]:
    """What the fault cost at once, and what was still missing after the page had saved everything again.

    The second is None when the browser died: nothing of it comes back.
    """
    pick = random.Random(seed)
    document_id = bed.new_dictation()
    page = open_report(bed.browser, bed.server.address, "tom", document_id)
    typist = Typist(page, pick, f"k{seed}w")
    typist.type_for(pick.uniform(1.0, 6.0))
    happened_at = fault(bed)
    at_once = judge(typist.changes, bed.text(document_id), older_than=happened_at - SAVED_WITHIN_S)
    if fault is kill_the_browser:
        bed.renew_browser()
        return at_once, None
    typist.type_for(pick.uniform(0.2, 1.5))  # what is typed meanwhile counts too
    bed.server.start()
    _wait_for_saves(page)
    later = judge(typist.changes, bed.text(document_id), older_than=time.monotonic())
    page.context.close()
    return at_once, later


def network_loss(bed: Bed, *, seed: int) -> Verdict:
    """What is missing after a session in which the network went away several times."""
    pick = random.Random(seed)
    document_id = bed.new_dictation()
    page = open_report(bed.browser, bed.server.address, "tom", document_id)
    typist = Typist(page, pick, f"n{seed}w")
    for _ in range(3):
        typist.type_for(pick.uniform(0.3, 1.5))
        page.context.set_offline(True)
        typist.type_for(pick.uniform(0.5, 3.0))
        page.context.set_offline(False)
    _wait_for_saves(page)
    page.context.close()
    return judge(typist.changes, bed.text(document_id), older_than=time.monotonic())


def _wait_for_saves(page: Page, limit_s: float = 60.0) -> None:
    give_up = time.monotonic() + limit_s
    quiet_since = 0.0
    while time.monotonic() < give_up:
        saved = page.locator("[data-save-state]").inner_text() == "all changes saved"
        quiet_since = (quiet_since or time.monotonic()) if saved else 0.0
        if quiet_since and time.monotonic() - quiet_since > SAVED_WITHIN_S + 0.5:
            return
        page.wait_for_timeout(100)
