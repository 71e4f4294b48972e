"""A small site with its web: people who can sign in, clients, and documents in every state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import update

from ingest.settings import IngestSettings
from review_ui.app import create_app
from review_ui.settings import WebSettings
from storage.accounts import Role, add_user, issue_welcome_link, use_link
from storage.audit.record import Actor
from storage.database import database_now
from storage.ids import new_id
from storage.tables import AuditEvent, CodingCase, Document, Encounter, Patient, UserSession
from tests.small_site import FERN, SmallSite, small_site

PASSWORD = "four words nobody knows"
ORIGIN = {"sec-fetch-site": "same-origin"}
ADMIN = Actor.program("test")


@dataclass
class WebSite:
    """The site, its application, and the short ways to use both."""

    site: SmallSite
    app: FastAPI

    def person(self, login: str, *roles: Role, name: str = "") -> str:
        """The id of a new person with PASSWORD."""
        database = self.site.belt.database
        with database.write() as session:
            user = add_user(session, login=login, display_name=name or login, roles=roles, actor=ADMIN)
            token = issue_welcome_link(session, user, actor=ADMIN)
        use_link(database, token, password=PASSWORD, display_name=name or login)
        return user.id

    def client(self, base_url: str = "http://testserver") -> TestClient:
        """A browser that nobody has signed in with; redirects are not followed."""
        return TestClient(self.app, base_url=base_url, follow_redirects=False, headers=ORIGIN)

    def signed_in(self, *roles: Role, login: str = "pat") -> SignedInClient:
        """A browser in which a new person with these roles has signed in."""
        self.person(login, *roles)
        client = self.client()
        answer = client.post("/sign-in", data={"login": login, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return SignedInClient(client, token_in(client.get("/").text))

    def actions(self) -> list[str]:
        """The actions of every audit row, oldest first."""
        with self.site.belt.database.read() as session:
            return [row.action for row in session.query(AuditEvent).order_by(AuditEvent.id)]

    def end_sessions(self) -> None:
        """End every session, as its longest age does."""
        with self.site.belt.database.write() as session:
            session.execute(update(UserSession).values(ended_at=database_now(session)))

    def change(self, document_id: str, **values: object) -> None:
        """Put a document where a test wants it (tests only: the ledger is the real way)."""
        with self.site.belt.database.write() as session:
            document = session.get_one(Document, document_id)
            document.updated_at = database_now(session)
            for name, value in values.items():
                setattr(document, name, value)


@dataclass
class SignedInClient:
    """A client with its session's token."""

    client: TestClient
    token: str

    def get(self, path: str) -> Response:
        return self.client.get(path)

    def post(self, path: str, **fields: str | list[str]) -> Response:
        """Send a form as our pages do."""
        return self.client.post(path, data={"csrf_token": self.token, **fields})

    def upload(self, *named: tuple[str, bytes], path: str = "/api/documents", **fields: str) -> Response:
        """Send files as our script does."""
        parts = [("files", (name, content)) for name, content in named]
        return self.client.post(path, files=parts, data=fields, headers={"x-csrf-token": self.token})


def token_in(page: str) -> str:
    """The session's token in a page."""
    found = re.search(r'<meta name="csrf-token" content="([^"]+)"', page)
    assert found, page
    return found[1]


@contextmanager
def web_site(folder: Path, **settings: object) -> Iterator[WebSite]:
    """A small site with its web."""
    # proof of review has tests of its own; everywhere else a person may verify at once
    with small_site(folder, **({"review_coverage": "off"} | settings)) as site:
        ingest = IngestSettings(min_free_disk_bytes=0, max_upload_bytes=2_000_000)
        web = WebSettings(live_update_s=0.2)
        yield WebSite(site, create_app(ingest=ingest, web=web, belt=site.belt))


def furnish(web: WebSite) -> dict[str, str]:
    """Documents in every state, as a busy morning leaves them; their ids by name."""
    made = {
        "stat_chart": _received(web, "ed-note.pdf", "Emergency note", encounter="E-7719", priority="stat"),
        "chart": _received(web, "progress.pdf", "Progress note", encounter="E-7720"),
        "archive": _received(web, "old.pdf", "Laboratory report", priority="bulk", route="archive"),
        "reading": _received(web, "reading.pdf", "Operative report"),
        "stopped": _received(web, "locked.pdf", "Consultation"),
        "rejected": _received(web, "empty.bin", "", content=b""),
        "dictation": _received(web, "d1.pdf", "Discharge summary", author="Dr. Imani Okafor"),
        "filed": _received(web, "filed.pdf", "History and physical"),
    }
    waiting = {"state": "awaiting_review", "page_count": 3, "doubtful_words": 14, "suggestion_count": 6}
    web.change(made["stat_chart"], **waiting)
    web.change(made["chart"], **(waiting | {"page_count": 12, "doubtful_words": 0, "suggestion_count": 2}))
    web.change(made["archive"], **(waiting | {"doubtful_words": 131, "suggestion_count": None}))
    web.change(made["reading"], state="reading")
    web.change(
        made["stopped"],
        state="needs_attention",
        resume_state="splitting",
        reason_code="ocr.pdf_encrypted",
        reason="The PDF is locked with a password. Open it where it came from, save it without",
    )
    web.change(
        made["dictation"],
        kind="dictation",
        state="awaiting_review",
        duration_s=74.0,
        doubtful_words=5,
        suggestion_count=3,
    )
    web.change(made["filed"], state="filed", page_count=2, doubtful_words=0, record_version=1)
    made["case"] = _confirmed(web, made["chart"])
    return made


def _received(web: WebSite, file_name: str, document_type: str, content: bytes = b"", **fields: str) -> str:
    unlike = b"" if file_name == "empty.bin" else b"%PDF-1.7\n%" + file_name.encode() + b"\n"
    given = {**FERN, "document_type": document_type, **fields}
    return web.site.receive(content or unlike, file_name=file_name, **given).document_id


def _confirmed(web: WebSite, document_id: str) -> str:
    with web.site.belt.database.write() as session:
        now = database_now(session)
        patient = Patient(
            id=new_id(),
            mrn=FERN["mrn"],
            name=FERN["name"],
            name_key="fernsby marigold",
            birth_date=date.fromisoformat(FERN["dob"]),
            created_at=now,
        )
        encounter = Encounter(
            id=new_id(),
            patient_id=patient.id,
            number="E-7720",
            encounter_type="inpatient",
            created_at=now - timedelta(hours=2),
        )
        session.add(patient)
        session.flush()
        session.add(encounter)
        session.flush()
        case = CodingCase(id=new_id(), encounter_id=encounter.id, state="open", created_at=now)
        session.add(case)
        document = session.get_one(Document, document_id)
        document.patient_id, document.encounter_id = patient.id, encounter.id
        document.patient_confirmed_by = document.encounter_confirmed_by = None
        return case.id
