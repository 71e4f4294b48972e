"""A web server that can be killed, and a typist whose every change is known. Touches the world."""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright

from benchmarks.review.served_site import wait_for_answer
from review_ui.settings import WebSettings
from tests.browser import FLAGS
from tests.review_ui.site import PASSWORD

SAVED_WITHIN_S = 2.0
_READY = "document.documentElement.classList.contains('has-script') && CSS.highlights.get('doubtful') != null"


@dataclass
class KillableServer:
    """The site's web in a process of its own, on one port for its whole life."""

    home: Path
    listener: socket.socket
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where browsers reach it."""
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        number = self.listener.fileno()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "chartscribe.web", "--fd", str(number)],
            env={**os.environ, "CHARTSCRIBE_HOME": str(self.home)},
            pass_fds=[number],
            stderr=subprocess.DEVNULL,
        )
        wait_for_answer(self.address)

    def kill(self) -> None:
        """End it at once, in the middle of whatever it does."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@contextmanager
def killable_server(home: Path) -> Iterator[KillableServer]:
    """A server of the site in `home`, running."""
    listener = socket.create_server((WebSettings().web_host, 0), backlog=128)
    listener.set_inheritable(True)
    server = KillableServer(home, listener)
    try:
        server.start()
        yield server
    finally:
        server.kill()
        listener.close()


def open_browser(made: Playwright) -> Browser:
    """Debian's Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    return made.chromium.launch(executable_path=path, args=list(FLAGS))


def kill_browser(browser: Browser) -> None:
    """End the browser at once: no page is asked whether it wants to be left."""
    processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    for process in processes:
        if process["type"] == "browser":
            os.kill(int(process["id"]), signal.SIGKILL)


def open_report(browser: Browser, address: str, login: str, document_id: str) -> Page:
    """The dictation page of this person, its editor working."""
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.goto(f"{address}/sign-in")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/")
    page.goto(f"{address}/dictations/{document_id}")
    while not page.evaluate(_READY):
        page.wait_for_timeout(50)
    return page


@dataclass(frozen=True)
class Change:
    """One change: a word of its own that was written at a time, over an earlier one or between two."""

    word: str
    replaced: str
    at: float


@dataclass
class Typist:
    """Types words of their own at random places of the report, and sometimes over an earlier one of them."""

    page: Page
    pick: random.Random
    prefix: str
    changes: list[Change] = field(default_factory=list)

    def type_for(self, seconds: float) -> None:
        """Go on typing for this long."""
        ends_at = time.monotonic() + seconds
        while time.monotonic() < ends_at:
            self.change_once()
            self.page.wait_for_timeout(self.pick.uniform(20, 250))

    def change_once(self) -> None:
        """Write one word between two others, or over an earlier one."""
        standing = self.standing()
        word = f"{self.prefix}{len(self.changes)}"
        replaced = self.pick.choice(standing) if standing and self.pick.random() < 0.3 else ""
        text = str(self.page.evaluate("document.querySelector('[data-report]').value"))
        if replaced:
            start = text.split(" ").index(replaced)
            place = len(" ".join(text.split(" ")[:start])) + (1 if start else 0)
            self._mark(place, place + len(replaced))
            self.page.keyboard.type(word)
        else:
            spaces = [at for at, letter in enumerate(text) if letter == " "]
            place = self.pick.choice(spaces) + 1
            self._mark(place, place)
            self.page.keyboard.type(f"{word} ")
        self.changes.append(Change(word, replaced, time.monotonic()))

    def standing(self) -> list[str]:
        """The words that the typist wrote and did not write over."""
        gone = {change.replaced for change in self.changes}
        return [change.word for change in self.changes if change.word not in gone]

    def _mark(self, start: int, end: int) -> None:
        self.page.evaluate(
            "([start, end]) => { const area = document.querySelector('[data-report]');"
            " area.focus(); area.setSelectionRange(start, end); }",
            [start, end],
        )


@dataclass(frozen=True)
class Verdict:
    """What became of the changes: how many had to be there, which are lost, which stand twice."""

    wanted: int
    lost: tuple[str, ...]
    doubled: tuple[str, ...]


def judge(changes: list[Change], text: str, *, older_than: float) -> Verdict:
    """Compare a saved text with the changes that were made before a moment (`time.monotonic`).

    A word must be there when it is old enough and was never written over, and must be gone when what was
    written over it is old enough.
    """
    words = text.split()
    written_over = {change.replaced: change.at for change in changes if change.replaced}
    due = [change for change in changes if change.at <= older_than]
    missing = [change.word for change in due if change.word not in written_over and change.word not in words]
    stale = [word for word, at in written_over.items() if at <= older_than and word in words]
    doubled = [change.word for change in changes if words.count(change.word) > 1]
    return Verdict(len(due), (*missing, *stale), tuple(doubled))
