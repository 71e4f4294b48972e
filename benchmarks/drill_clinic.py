"""The people of a kill drill, and the questions that its ledger has to answer. Touches the world."""

from __future__ import annotations

import io
import wave
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select

from chartscribe.options import EngineSettings, snapshot
from ingest.approval import confirm_index, verify
from ingest.belt import Belt, open_belt
from ingest.index_fields import FIELD_NAMES, IndexFields, parse_index_fields
from ingest.intake import Arrival, receive
from ingest.settings import IngestSettings
from samples.catalogue import Sample, sample_files
from storage.accounts.roles import Role
from storage.accounts.users import add_user
from storage.audit.record import Actor
from storage.filing.verify import FiledRow, verify_records
from storage.ledger.balance import ledger_balance
from storage.ledger.document_states import DocumentState
from storage.ledger.jobs import OPEN_STATES, JobState
from storage.reviewed_text import load_text
from storage.reviews import Reviewer, acknowledge, claim_for_review, open_deficiencies
from storage.settings import StorageSettings
from storage.tables import Artifact, Document, DocumentPage, FiledRecordRow, Job, Reading

DRILL = Actor.program("kill drill")


def fresh_chart(content: bytes, number: int) -> bytes:
    """The same chart as other bytes, so that it is read again: a remark behind the end of the file."""
    return content + f"\n%drill {number}\n".encode() if number else content


def clip(content: bytes, *, seconds: float, number: int) -> bytes:
    """The first seconds of a WAV recording; `number` changes its first sample by an inaudible step."""
    with wave.open(io.BytesIO(content)) as whole:
        parameters = whole.getparams()
        frames = bytearray(whole.readframes(int(seconds * whole.getframerate())))
    frames[0] = number % 256
    cut = io.BytesIO()
    with wave.open(cut, "wb") as written:
        written.setparams(parameters)
        written.writeframes(bytes(frames))
    return cut.getvalue()


@dataclass
class Clinic:
    """One site as its people see it."""

    belt: Belt
    reviewer: Reviewer
    sent: dict[str, IndexFields] = field(default_factory=dict)

    @classmethod
    def open(cls, home: Path) -> Clinic:
        """The site in a home that was started once; dictations are heard with the small model."""
        belt = open_belt(StorageSettings(home=home), snapshot(EngineSettings(speech_model="tiny.en")))
        with belt.database.write() as session:
            user = add_user(
                session, login="driller", display_name="Dana Driller", roles=[Role.TECHNICIAN], actor=DRILL
            )
            return cls(belt, Reviewer(user.id, user.login))

    def send(self, names: tuple[str, ...], *, clip_s: float, number: int) -> None:
        """Send these samples in; dictations are cut to `clip_s`."""
        for sample in sample_files():
            if sample.file_name in names:
                content = sample.path.read_bytes()
                if sample.kind == "dictation":
                    content = clip(content, seconds=clip_s, number=number)
                else:
                    content = fresh_chart(content, number)
                self._receive(sample, content)

    def _receive(self, sample: Sample, content: bytes) -> None:
        given = sample.as_json()
        fields = parse_index_fields({name: str(given[name]) for name in FIELD_NAMES if given.get(name)})
        received = receive(
            io.BytesIO(content),
            arrival=Arrival(sample.file_name),
            fields=fields,
            actor=DRILL,
            belt=self.belt,
            settings=IngestSettings(min_free_disk_bytes=0),
        )
        self.sent[received.document_id] = fields

    def states(self) -> Counter[str]:
        """How many of the documents that were sent are in each state."""
        with self.belt.database.read() as session:
            return Counter(session.scalars(select(Document.state)))

    def all_in(self, *states: DocumentState) -> bool:
        """True when every document is in one of these states."""
        return set(self.states()) <= set(states)

    def approve_everything(self) -> None:
        """Confirm the index of each waiting document, look at its losses, and verify it."""
        with self.belt.database.read() as session:
            waiting = select(Document.id).where(Document.state == DocumentState.AWAITING_REVIEW)
            ids = session.scalars(waiting).all()
        for document_id in ids:
            with self.belt.database.write() as session:
                claim_for_review(session, document_id, self.reviewer, lease_minutes=60)
                settings = self.belt.settings
                document = confirm_index(
                    session, document_id, self.sent[document_id], self.reviewer, settings
                )
                for loss in open_deficiencies(session, document):
                    acknowledge(
                        session,
                        document_id,
                        kind=loss.kind,
                        deficiency_id=loss.id,
                        decision="seen",
                        reviewer=self.reviewer,
                    )
                verify(session, document_id, self.reviewer, based_on=document.revision)

    def balance_faults(self) -> list[str]:
        """What is wrong with the ledger at this moment; empty when every document is somewhere, once."""
        with self.belt.database.read() as session:
            balance = ledger_balance(session)
            known = set(session.scalars(select(Document.id)))
        faults = []
        if not balance["balanced"] or balance["accepted"] != len(self.sent):
            faults.append(f"accepted {balance['accepted']} of {len(self.sent)}: {balance}")
        if known != set(self.sent):
            faults.append(
                f"{len(set(self.sent) - known)} documents lost, {len(known - set(self.sent))} strange"
            )
        return faults

    def reading_faults(self) -> list[str]:
        """What is wrong with what was read: a page missing, or read twice into a record; work parked."""
        faults = []
        with self.belt.database.read() as session:
            parked = session.scalar(select(func.count()).where(Job.state == JobState.PARKED))
            if parked:
                faults.append(f"{parked} jobs parked")
            for document in session.scalars(select(Document)):
                units = session.scalars(
                    select(DocumentPage.page_id).where(DocumentPage.document_id == document.id)
                ).all() or [document.id]
                kinds = Counter(session.scalars(select(Artifact.kind).where(Artifact.subject_id.in_(units))))
                readings = session.scalars(select(Reading).where(Reading.unit_id.in_(units))).all()
                expected = document.page_count or 1
                if not len(units) == len(readings) == kinds["draft"] == expected:
                    faults.append(
                        f"{document.file_name}: {expected} units, {len(units)} rows, "
                        f"{len(readings)} readings, {kinds['draft']} drafts"
                    )
        return faults

    def text_faults(self, saved: list[tuple[str, str]]) -> list[str]:
        """Acknowledged corrections that are not in their document, and words that are in it twice."""
        faults = []
        for document_id in self.sent:
            text = load_text(self.belt.database, self.belt.store, document_id)
            twice = len(text.tokens) - len({token.id for token in text.tokens})
            if twice:
                faults.append(f"document {document_id}: {twice} words twice")
            ever = {token.text for token in text.tokens}
            lost = [word for owner, word in saved if owner == document_id and word not in ever]
            if lost:
                faults.append(f"document {document_id}: {len(lost)} saved corrections lost")
        return faults

    def filing_faults(self) -> list[str]:
        """Documents that are not filed exactly once, and what re-hashing their records finds."""
        with self.belt.database.read() as session:
            rows = [
                FiledRow(row.record_id, row.version, row.manifest_key, row.manifest_sha256)
                for row in session.scalars(select(FiledRecordRow))
            ]
        filed = Counter(row.record_id for row in rows)
        faults = [str(finding) for finding in verify_records(rows, store=self.belt.store).findings]
        if filed != Counter(self.sent.keys()):
            faults.append(f"{len(self.sent)} documents, {filed.total()} records of {len(filed)}")
        return faults

    def at_work(self, queue: str | None = None) -> bool:
        """True while a worker (of that queue) has a job in hand."""
        return self._any_job(queue, (JobState.RUNNING,))

    def has_work(self, queue: str | None = None) -> bool:
        """True while a job (of that queue) is not finished."""
        return self._any_job(queue, OPEN_STATES)

    def _any_job(self, queue: str | None, states: tuple[JobState, ...]) -> bool:
        found = select(Job.id).where(Job.state.in_(states))
        if queue is not None:
            found = found.where(Job.queue == queue)
        with self.belt.database.read() as session:
            return session.scalars(found.limit(1)).first() is not None

    def messages_sent_again(self) -> int:
        """How often a message's lease ran out before a worker took it."""
        with self.belt.database.read() as session:
            return session.scalar(select(func.sum(Job.deliveries))) or 0

    def messages_out(self) -> set[tuple[str, str | None]]:
        """(job id, token) of everything that is sent and not yet claimed."""
        with self.belt.database.read() as session:
            rows = session.execute(select(Job.id, Job.token).where(Job.state == JobState.DISPATCHED))
            return {(row[0], row[1]) for row in rows}
