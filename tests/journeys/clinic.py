"""A whole clinic for a browser: every child of `chartscribe up`, one person at work, and an ear for leaks."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, expect

from chartscribe.up import Settings, running_service
from ingest.belt import Belt, open_belt
from storage.accounts import Role, add_user, issue_welcome_link
from storage.audit.record import Actor
from storage.database import Database
from storage.filing.verify import FiledRow, verify_records
from storage.tables import Document, FiledRecordRow
from tests.browser import axe_violations

PASSWORD = "four words nobody knows"
READ_IN_S = 60  # on a busy machine

# Everything that a browser can keep beyond a page: all of it has to be empty of patients.
_KEPT_BY_THE_BROWSER = """async () => JSON.stringify([
  {...localStorage}, {...sessionStorage}, await caches.keys(),
  (await indexedDB.databases()).map((one) => one.name), document.cookie, history.state,
])"""


@dataclass
class Clinic:
    """The running service, and what the browser said and asked on the way."""

    home: Path
    url: str
    belt: Belt
    page: Page
    troubles: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    policies: set[str] = field(default_factory=set)

    def sign_in_for_the_first_time(self, login: str, name: str) -> None:
        """A new person comes in by their welcome link."""
        with self.belt.database.write() as session:
            actor = Actor.program("journey")
            user = add_user(session, login=login, display_name=name, roles=[Role.TECHNICIAN], actor=actor)
            token = issue_welcome_link(session, user, actor=actor)
        page = self.page
        page.goto(f"{self.url}/welcome/{token}")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_label("Password once more").fill(PASSWORD)
        self.look()
        page.keyboard.press("Enter")
        expect(page.get_by_role("navigation", name="Worklists")).to_be_visible()
        page.wait_for_selector("html.has-script")

    def ready(self, title: str) -> None:
        """Wait until a page with this title has its keys."""
        expect(self.page).to_have_title(re.compile(f"^{re.escape(title)}"))
        self.page.wait_for_selector("html.has-script")

    def look(self) -> None:
        """What a person with a screen reader would stumble over on this page: nothing."""
        assert axe_violations(self.page) == [], self.page.url

    def add_file(self, path: Path, fields: dict[str, str]) -> str:
        """The id of the document made of a file that was sent through the form."""
        page = self.page
        page.keyboard.press("g")
        page.keyboard.press("a")
        self.ready("Add files")
        page.set_input_files("input[type=file]", path)
        for name, value in fields.items():
            place = page.locator(f'form[data-upload] [name="{name}"]')
            if place.evaluate("one => one.tagName") == "SELECT":
                place.select_option(value)
            else:
                place.fill(value)
        self.look()
        page.keyboard.press("Control+Enter")
        opened = page.get_by_role("link", name=f"Open {path.name}")
        expect(opened).to_be_visible(timeout=15_000)
        return str(opened.get_attribute("href")).rpartition("/")[2]

    def document(self, document_id: str) -> Document:
        """The document's row as it is now."""
        with self.belt.database.read() as session:
            return session.get_one(Document, document_id)

    def wait_for(self, what: str, true: Callable[[], object], limit_s: float = READ_IN_S) -> None:
        """Return when it became true.

        Raises:
            TimeoutError: it did not.
        """
        ends_at = time.monotonic() + limit_s
        while not true():
            if time.monotonic() > ends_at:
                raise TimeoutError(f"{what} did not happen within {limit_s:.0f} s")
            self.page.wait_for_timeout(100)  # lets the browser's own events through

    def file_over_http(self, record_id: str, kind: str, version: int = 1) -> bytes:
        """An object of a filed record, as the person opens it."""
        answer = self.page.request.get(f"{self.url}/records/{record_id}/{version}/{kind}")
        assert answer.ok, answer.status_text
        return answer.body()

    def verify_all(self) -> int:
        """The number of filed versions, every byte of them as filed."""
        with self.belt.database.read() as session:
            rows = [
                FiledRow(row.record_id, row.version, row.manifest_key, row.manifest_sha256)
                for row in session.query(FiledRecordRow)
            ]
        report = verify_records(rows, store=self.belt.store)
        assert report.is_clean, report.findings
        return len(rows)

    def leaks_of(self, canary: str) -> list[str]:
        """Where the canary got out: log, broker file, object name, address, or the browser's own memory."""
        needle = canary.casefold()
        found = [address for address in self.addresses if needle in address.casefold()]
        kept: Any = self.page.evaluate(_KEPT_BY_THE_BROWSER)
        found += ["the browser's storage"] if needle in str(kept).casefold() else []
        for path in self.home.rglob("*"):
            inside = path.relative_to(self.home)
            if needle in str(inside).casefold():
                found.append(f"name {inside}")
            if path.is_file() and inside.parts[0] not in ("chartscribe.db", "chartscribe.db-wal"):
                found += [str(inside)] if needle.encode() in path.read_bytes().lower() else []
        return found


@contextmanager
def running_clinic(home: Path, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clinic]:
    """The service in real child processes, and a browser window of 1366 by 768 that is listened to."""
    for name, value in {
        "HOME": str(home),
        "WEB_PORT": "0",
        "OCR_SLOTS": "1",
        "SPEECH_MODEL": "tiny.en",
        "SPEECH_THREADS": "1",
        "ONE_PERSON_MAY_DO_ALL": "true",
        "LIVE_UPDATE_S": "0.3",
        "MIN_FREE_DISK_BYTES": "0",
        "REVIEW_COVERAGE": "off",  # proof of review has browser tests of its own
    }.items():
        monkeypatch.setenv(f"CHARTSCRIBE_{name}", value)
    settings = Settings.read()
    with running_service(settings, say=lambda _: None) as service:
        belt = open_belt(settings.storage)
        context = browser.new_context(viewport={"width": 1366, "height": 768}, color_scheme="light")
        clinic = Clinic(home, service.url, belt, context.new_page())
        _listen(clinic)
        try:
            yield clinic
        finally:
            context.close()
            belt.close()


def _listen(clinic: Clinic) -> None:
    def heard(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            clinic.troubles.append(f"{message.text} at {message.location}")

    def answered(response: Response) -> None:
        clinic.addresses.append(response.url)
        clinic.policies.add(response.headers.get("content-security-policy", "none"))

    clinic.page.on("console", heard)
    clinic.page.on("pageerror", lambda failure: clinic.troubles.append(str(failure)))
    clinic.page.on("response", answered)


def filed_rows(database: Database) -> list[tuple[str, int]]:
    """(record id, version) of everything filed."""
    with database.read() as session:
        return [(row.record_id, row.version) for row in session.query(FiledRecordRow)]
