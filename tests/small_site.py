"""A whole small site for a test: database, sealed folder store, settings, and a belt without a broker."""

from __future__ import annotations

import importlib
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session

from ingest.belt import Belt
from ingest.conveyor import Work, run_stage
from ingest.index_fields import parse_index_fields
from ingest.intake import Arrival, Received, receive
from ingest.settings import IngestSettings
from ingest.stages import STAGES, JobKind
from storage.audit.record import Actor
from storage.database import Database, database_now
from storage.ids import new_id
from storage.ledger.balance import QUEUES
from storage.ledger.jobs import release
from storage.objects.open_store import open_store
from storage.objects.site_keys import load_site_keys
from storage.reviews import Reviewer
from storage.settings import StorageSettings
from storage.tables import Document, Job, User
from tests.empty_site import empty_database

PDF = b"%PDF-1.7\n%made for a test\n%%EOF\n"
SCANNER = Actor.program("test scanner")
FERN = {"mrn": "900417", "name": "Fernsby, Marigold", "dob": "1958-03-14"}


@contextmanager
def small_site(folder: Path, **settings: object) -> Iterator[SmallSite]:
    """A site in `folder`, closed at the end; `database_url` names a migrated database of its own."""
    home = folder / "home"
    home.mkdir(mode=0o700)
    values = StorageSettings(home=home, **settings)  # type: ignore[arg-type]  # pydantic checks the values
    keys = load_site_keys(values.effective_keys_dir, allow_create=True).keys
    store = open_store(values.effective_objects_url, keys, allow_create=True, spool_folder=home / "spool")
    database = Database(values.database_url) if values.database_url else empty_database(home)
    belt = Belt(database, store, values)
    try:
        yield SmallSite(belt)
    finally:
        belt.close()


@dataclass
class SmallSite:
    """The belt of a test, and the short ways to use it."""

    belt: Belt

    def receive(
        self, content: bytes = PDF, *, file_name: str = "chart.pdf", key: str | None = None, **fields: str
    ) -> Received:
        """Take bytes in as the scanner does."""
        return receive(
            io.BytesIO(content),
            arrival=Arrival(file_name, key=key),
            fields=parse_index_fields(fields),
            actor=SCANNER,
            belt=self.belt,
            settings=IngestSettings(min_free_disk_bytes=0, max_upload_bytes=50_000_000),
        )

    def document(self, document_id: str) -> Document:
        """The document's row as it is now."""
        with self.belt.database.read() as session:
            return session.get_one(Document, document_id)

    def jobs(self, subject_id: str) -> list[Job]:
        """The jobs of a document or case, oldest first."""
        with self.belt.database.read() as session:
            return list(session.query(Job).filter(Job.subject_id == subject_id).order_by(Job.id))

    def next_messages(self) -> list[tuple[str, str]]:
        """What a dispatcher would publish now: (job id, token)."""
        with self.belt.database.write() as session:
            return [
                message for queue in QUEUES for message in release(session, queue=queue, limit=50, lease_s=60)
            ]

    def run_once(self, works: dict[JobKind, Work] | None = None) -> int:
        """Number of jobs that were ready and ran; `works` stand in for the real stages of these kinds."""
        messages = self.next_messages()
        for job_id, token in messages:
            with self.belt.database.read() as session:
                kind = JobKind(session.get_one(Job, job_id).kind)
            run_stage(self.belt, job_id, token, (works or {}).get(kind) or _real_work(kind))
        return len(messages)

    def run_belt(self, works: dict[JobKind, Work] | None = None, *, rounds: int = 50) -> int:
        """Number of jobs run until none is ready."""
        done = 0
        for _ in range(rounds):
            ran = self.run_once(works)
            if not ran:
                return done
            done += ran
        raise AssertionError(f"the belt still had work after {rounds} rounds")

    def person(self, *roles: str, name: str = "Pat Doe") -> Reviewer:
        """A signed-up person who may act."""
        with self.belt.database.write() as session:
            user = User(
                id=new_id(),
                login=f"{name.split(maxsplit=1)[0].lower()}-{new_id()[-6:]}",
                display_name=name,
                roles=list(roles),
                created_at=database_now(session),
                failed_sign_ins=0,
            )
            session.add(user)
            return Reviewer(user.id, user.login)

    def write(self, act: Callable[[Session], object]) -> None:
        """Run one writing transaction."""
        with self.belt.database.write() as session:
            act(session)

    def with_settings(self, **changed: object) -> SmallSite:
        """The same site under other settings."""
        return SmallSite(replace(self.belt, settings=self.belt.settings.model_copy(update=changed)))


def _real_work(kind: JobKind) -> Work:
    module, function = STAGES[kind].task.rsplit(".", 1)
    work: Work = getattr(importlib.import_module(module), function)
    return work
