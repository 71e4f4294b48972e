"""A site whose belt has read what was sent to it, and a person's browser on it. Touches the world."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from sqlalchemy import select

from benchmarks.drill_service import Service, wait_until
from benchmarks.review.editing_session import open_browser
from benchmarks.review.served_site import PASSWORD, person
from chartscribe.options import EngineSettings, snapshot
from ingest.belt import open_belt
from ingest.index_fields import parse_index_fields
from ingest.intake import Arrival, receive
from ingest.settings import IngestSettings
from storage.accounts import Role
from storage.audit.record import Actor
from storage.ledger.document_states import DocumentState
from storage.settings import StorageSettings
from storage.tables import Document

_BENCHMARK = Actor.program("benchmark")
_READ_WITHIN_S = 3600
_LOGIN = "reviewer"


@dataclass(frozen=True)
class Sent:
    """A file for the belt, and the index fields that came with it."""

    path: Path
    fields: Mapping[str, str]


@dataclass(frozen=True)
class ReadSite:
    """Where the site answers, its documents in the order sent, and a signed-in reviewer's page."""

    address: str
    document_ids: tuple[str, ...]
    page: Page


@contextmanager
def read_site(home: Path, sent: Sequence[Sent], environment: Mapping[str, str]) -> Iterator[ReadSite]:
    """The site when everything that was sent waits to be checked.

    `environment` are settings (CHARTSCRIBE_…) of the site.

    Raises:
        TimeoutError: it was not read within an hour.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    service = Service(home, {"OMP_THREAD_LIMIT": "1", **environment})
    service.start()
    try:
        belt = open_belt(StorageSettings(home=home), snapshot(EngineSettings()))
        person(belt.database, _LOGIN, Role.TECHNICIAN, Role.TRANSCRIPTIONIST)
        ids = tuple(
            receive(
                io.BytesIO(one.path.read_bytes()),
                arrival=Arrival(one.path.name),
                fields=parse_index_fields(dict(one.fields)),
                actor=_BENCHMARK,
                belt=belt,
                settings=IngestSettings(min_free_disk_bytes=0),
            ).document_id
            for one in sent
        )

        def is_read() -> bool:
            with belt.database.read() as session:
                states = set(session.scalars(select(Document.state).where(Document.id.in_(ids))))
            return states <= {DocumentState.AWAITING_REVIEW.value}

        wait_until("reading of everything", is_read, limit_s=_READ_WITHIN_S)
        with sync_playwright() as made:
            browser = open_browser(made)
            page = browser.new_page(viewport={"width": 1366, "height": 768})
            address = str(service.url)
            _sign_in(page, address)
            yield ReadSite(address, ids, page)
            browser.close()
    finally:
        service.kill_everything()


def _sign_in(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Sign-in name").fill(_LOGIN)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("html.has-script nav[aria-label=Worklists]")
