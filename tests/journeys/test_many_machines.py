"""The same belt on many machines: PostgreSQL, an S3 store and a broker, told to every role by URLs alone.

Each role is a process with a home folder of its own, and shares nothing with the others but what
docker-compose.yml lets its services share: the environment and the folder of the site keys.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy.orm import Session

from ingest.approval import confirm_index, verify
from ingest.belt import Belt, open_belt
from ingest.index_fields import FIELD_NAMES, parse_index_fields
from samples.catalogue import Sample, sample_files
from storage.accounts.one_time_links import issue_welcome_link, use_link
from storage.accounts.roles import Role
from storage.accounts.users import add_user
from storage.audit.record import Actor
from storage.database import Database
from storage.ledger.document_states import DocumentState
from storage.reviews import Reviewer, acknowledge, claim_for_review, open_deficiencies
from storage.schema import has_tables
from storage.settings import StorageSettings
from storage.tables import Document, Site, User
from tests.at_once import at_once
from tests.contracts.postgres import Postgres
from tests.contracts.seaweedfs import start_seaweedfs
from tests.contracts.valkey import start_valkey

QUEUES_USED = ("scan", "ocr", "nlp", "filing")
PASSWORD = "correct horse battery staple"
START_LIMIT_S, WORK_LIMIT_S, STOP_LIMIT_S = 60, 120, 15
LISTENS = re.compile(r"The web listens at (\S+)")


@dataclass
class Machines:
    """The processes of one site, each on a machine of its own as far as they can tell."""

    folder: Path
    urls: dict[str, str]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, *role: str) -> None:
        name = "-".join(role)
        with (self.folder / f"{name}.log").open("wb") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-m", "chartscribe", *role],
                env=self._environment(name),
                cwd=self.folder / name,
                stdout=log,
                stderr=log,
            )

    def ask(self, *command: str) -> dict[str, Any]:
        """What a command prints as JSON, asked on one more machine."""
        name = f"asks-{command[0]}"
        asked = subprocess.run(
            [sys.executable, "-m", "chartscribe", *command, "--json"],
            env=self._environment(name),
            capture_output=True,
            text=True,
            check=False,
        )
        assert asked.returncode == 0, asked.stderr
        answer: dict[str, Any] = json.loads(asked.stdout)
        return answer

    def _environment(self, name: str) -> dict[str, str]:
        home = self.folder / name
        home.mkdir(mode=0o700)
        return {**os.environ, **self.urls, "CHARTSCRIBE_HOME": str(home), "PYTHONUNBUFFERED": "1"}

    def said(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def wait_for(self, what: str, true: Callable[[], object], *, limit_s: float) -> None:
        deadline_s = time.monotonic() + limit_s
        while not true():
            ended = [name for name, process in self.running.items() if process.poll() is not None]
            late = time.monotonic() > deadline_s
            if ended or late:
                said = "\n".join(f"== {name}\n{self.said(name)[-3000:]}" for name in ended or self.running)
                raise AssertionError(f"{what}: {'late' if late else f'{ended} ended'}\n{said}")
            time.sleep(0.05)

    def stop(self) -> dict[str, Any]:
        """The exit code of every process after SIGTERM."""
        for process in self.running.values():
            process.terminate()
        return {name: process.wait(STOP_LIMIT_S) for name, process in self.running.items()}

    def kill(self) -> None:
        for process in self.running.values():
            process.kill()
            process.wait()


@pytest.fixture
def machines(tmp_path: Path, postgres: Postgres) -> Iterator[Machines]:
    with ExitStack() as stack:
        s3 = stack.enter_context(start_seaweedfs(tmp_path / "s3"))
        urls = {
            "CHARTSCRIBE_DATABASE_URL": postgres.new_database(),
            "CHARTSCRIBE_BROKER_URL": stack.enter_context(start_valkey(tmp_path / "broker")),
            "CHARTSCRIBE_OBJECTS_URL": s3.location(),
            "CHARTSCRIBE_KEYS_DIR": str(tmp_path / "keys"),
            "CHARTSCRIBE_SITE_NAME": "Willowbrook Clinic",
            "CHARTSCRIBE_WEB_PORT": "0",
        }
        machines = Machines(tmp_path, urls)
        stack.callback(machines.kill)
        yield machines


@pytest.fixture
def belt(machines: Machines, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Belt]:
    """The site as this test sees it, once its dispatcher has set it up; workers may start before that."""
    machines.start("dispatcher")
    for queue in QUEUES_USED:
        machines.start("worker", queue)
    database = Database(machines.urls["CHARTSCRIBE_DATABASE_URL"])

    def stands() -> bool:
        with database.read() as session:
            return has_tables(database) and session.query(Site).count() == 1

    machines.wait_for("the site", stands, limit_s=START_LIMIT_S)
    database.close()
    for name, value in machines.urls.items():
        monkeypatch.setenv(name, value)
    belt = open_belt(StorageSettings(home=tmp_path / "test"))
    yield belt
    belt.close()


def _sign_up(belt: Belt, login: str, role: Role) -> Reviewer:
    with belt.database.write() as session:
        tester = Actor.program("test")
        user = add_user(session, login=login, display_name=login, roles=[role], actor=tester)
        token = issue_welcome_link(session, user, actor=tester)
    used: User = use_link(belt.database, token, password=PASSWORD, display_name=login)
    return Reviewer(used.id, used.login)


def _fields(sample: Sample) -> dict[str, str]:
    given = sample.as_json()
    return {name: str(given[name]) for name in FIELD_NAMES if given[name]}


def _send(client: httpx.Client, sample: Sample) -> str:
    """The id of the document that the sample became over the web's interface for programs."""
    opened = client.post("/api/session", json={"login": "scanner", "password": PASSWORD})
    assert opened.status_code == 200, opened.text
    answer = client.post(
        "/api/documents",
        headers={"X-CSRF-Token": opened.json()["csrf_token"]},
        files={"files": (sample.file_name, sample.path.read_bytes())},
        data=_fields(sample),
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["document_id"])


def _approve(belt: Belt, document_id: str, sample: Sample, clerk: Reviewer) -> None:
    def act(session: Session) -> None:
        claim_for_review(session, document_id, clerk, lease_minutes=5)
        fields = parse_index_fields(_fields(sample))
        document = confirm_index(session, document_id, fields, clerk, belt.settings)
        for one in open_deficiencies(session, document):
            acknowledge(
                session, document_id, kind=one.kind, deficiency_id=one.id, decision="seen", reviewer=clerk
            )
        verify(session, document_id, clerk, based_on=document.revision)

    with belt.database.write() as session:
        act(session)


def test_a_chart_is_filed_by_machines_that_share_only_urls_and_the_site_keys(
    machines: Machines, belt: Belt
) -> None:
    machines.start("web")
    _sign_up(belt, "scanner", Role.SCANNER)
    clerk = _sign_up(belt, "clerk", Role.TECHNICIAN)
    sample = next(one for one in sample_files() if one.file_name == "progress_note.pdf")
    machines.wait_for("the web", lambda: LISTENS.search(machines.said("web")), limit_s=START_LIMIT_S)
    listens = LISTENS.search(machines.said("web"))
    assert listens is not None

    with httpx.Client(base_url=listens[1], timeout=START_LIMIT_S) as client:
        document_id = _send(client, sample)

    def reached(state: DocumentState) -> bool:
        with belt.database.read() as session:
            return session.get_one(Document, document_id).state == state

    machines.wait_for("reading", lambda: reached(DocumentState.AWAITING_REVIEW), limit_s=WORK_LIMIT_S)
    _approve(belt, document_id, sample, clerk)
    machines.wait_for("filing", lambda: reached(DocumentState.FILED), limit_s=WORK_LIMIT_S)

    deeds: list[Callable[[], dict[str, Any]]] = [
        machines.stop,
        lambda: machines.ask("status"),
        lambda: machines.ask("verify"),
    ]
    codes, status, verified = at_once(deeds)
    # the web ends by the signal itself, after its goodbyes: so uvicorn has it
    assert codes == {**dict.fromkeys(machines.running, 0), "web": -signal.SIGTERM}
    assert "Finished server process" in machines.said("web")
    assert (status["accepted"], status["filed"], status["balanced"]) == (1, 1, True)
    assert verified["clean"]
    assert not any(re.search(r" (ERROR|CRITICAL) ", machines.said(name)) for name in machines.running)
    with belt.database.read() as session:
        document = session.get_one(Document, document_id)
        assert document.suggestion_count
        assert belt.store.read(document.source_sha256) == sample.path.read_bytes()
