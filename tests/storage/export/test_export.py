from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.audit.record import Actor
from storage.database import database_now
from storage.export import (
    Chosen,
    ExportBusyError,
    ExportOrder,
    ExportTargetInUseError,
    ask_export,
    count_chosen,
    run_export,
    stop_export,
    waiting_export,
)
from storage.filing import OriginalRef, PatientFields, file_record
from storage.ids import new_id
from storage.tables import AuditEvent, Batch, Document, ExportFile, ExportRun, FiledRecordRow, Patient
from tests.small_site import PDF, SmallSite, small_site
from tests.storage.filing.snapshots import chart_snapshot, put_contents, sha256_of

WHO = Actor.program("supervisor")
PATTERN = "{last}_{type}_{date}.pdf"


class Killed(BaseException):
    """The process ends here."""


class FiledSite:
    """A site with filed documents, made in the store."""

    def __init__(self, site: SmallSite, folder: Path) -> None:
        self.site, self.folder = site, folder
        self.target = folder / "out"
        put_contents(site.belt.store)
        self.patients: dict[str, str] = {}

    def file(self, content: bytes, *, mrn: str = "900417", box: str = "", day: int = 1) -> str:
        received = self.site.receive(content, mrn=mrn)
        with self.site.belt.database.write() as session:
            document = session.get_one(Document, received.document_id)
            document.patient_id = self._patient(session, mrn)
            document.document_type, document.date_of_service = "Consent", date(1998, 5, day)
            if box:
                now = database_now(session)
                batch = Batch(id=new_id(), source="station", created_by="x", created_at=now, box=box)
                session.add(batch)
                session.flush()
                document.batch_id = batch.id
        self._file(received.document_id, content, mrn)
        return received.document_id

    def _patient(self, session: Session, mrn: str) -> str:
        if mrn not in self.patients:
            self.patients[mrn] = new_id()
            now = database_now(session)
            session.add(
                Patient(
                    id=self.patients[mrn], mrn=mrn, name="Fernsby, Marigold", name_key="f", created_at=now
                )
            )
            session.flush()
        return self.patients[mrn]

    def _file(self, document_id: str, content: bytes, mrn: str) -> None:
        store = self.site.belt.store
        kept = store.put_bytes(b"searchable " + content)
        base = chart_snapshot()
        pdf = base.objects[0].model_copy(update={"sha256": kept.sha256, "size_bytes": kept.size_bytes})
        original = OriginalRef(
            sha256=sha256_of(content), size_bytes=len(content), media_type="application/pdf", name="scan.pdf"
        )
        filed = file_record(
            chart_snapshot(
                record_id=document_id,
                document_id=document_id,
                objects=(pdf, *base.objects[1:]),
                originals=(original,),
                pages=(),
                patient=PatientFields(patient_id=self.patients[mrn], mrn=mrn, name="Fernsby, Marigold"),
            ),
            store=store,
        )
        with self.site.belt.database.write() as session:
            session.add(
                FiledRecordRow(
                    record_id=document_id,
                    version=1,
                    record_type="document",
                    manifest_key=filed.manifest_key,
                    manifest_sha256=filed.manifest_sha256,
                    doc_status="final",
                    filed_at=database_now(session),
                )
            )

    def ask(self, chosen: Chosen = Chosen(), pattern: str = PATTERN) -> str:  # noqa: B008 - frozen
        with self.site.belt.database.write() as session:
            order = ExportOrder(pattern, self.target, chosen, "moving to a new system")
            return ask_export(session, order, actor=WHO).id

    def run(self, run_id: str, see: Callable[[ExportRun], None] = lambda _: None) -> ExportRun:
        belt = self.site.belt
        return run_export(run_id, database=belt.database, store=belt.store, actor=WHO, see=see)

    def files(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.target).as_posix(): path.read_bytes() for path in self.target.rglob("*.pdf")
        }

    def index(self) -> list[dict[str, str]]:
        with (self.target / "index.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


@pytest.fixture
def filed(tmp_path: Path) -> Iterator[FiledSite]:
    with small_site(tmp_path) as site:
        yield FiledSite(site, tmp_path)


def test_filed_documents_leave_with_their_names_and_an_index_that_proves_them(filed: FiledSite) -> None:
    first, second = filed.file(PDF + b"1"), filed.file(PDF + b"2")
    filed.site.receive(PDF + b"not filed yet")
    done = filed.run(filed.ask())

    assert (done.state, done.files, done.written, done.left_out) == ("done", 2, 2, 0)
    assert filed.files() == {
        "Fernsby_Consent_1998-05-01.pdf": b"searchable " + PDF + b"1",
        "Fernsby_Consent_1998-05-01 (2).pdf": b"searchable " + PDF + b"2",
    }
    lines = filed.index()
    assert [line["document_id"] for line in lines] == [first, second]
    for line in lines:
        content = (filed.target / line["path"]).read_bytes()
        assert line["sha256"] == hashlib.sha256(content).hexdigest()
        assert (line["mrn"], line["route"], line["text"]) == ("900417", "full", "verified by a person")
    assert lines[0]["original_sha256"] == sha256_of(PDF + b"1")


def test_a_choice_by_box_patient_date_and_type_takes_only_these(filed: FiledSite) -> None:
    filed.file(PDF + b"1", box="B7", day=1)
    filed.file(PDF + b"2", mrn="900418", day=2)
    with filed.site.belt.database.read() as session:
        counts = [
            count_chosen(session, chosen, site_id="site")
            for chosen in (
                Chosen(),
                Chosen(box="B7"),
                Chosen(mrn="900418"),
                Chosen(since=date(1998, 5, 2)),
                Chosen(until=date(1998, 5, 1)),
                Chosen(document_type="Consent", box="B8"),
            )
        ]
    assert counts == [2, 1, 1, 1, 1, 0]


def test_a_merged_patients_documents_leave_under_the_one_who_was_kept(filed: FiledSite) -> None:
    filed.file(PDF + b"1", mrn="900417")
    filed.file(PDF + b"2", mrn="900499")
    with filed.site.belt.database.write() as session:
        session.get_one(Patient, filed.patients["900499"]).merged_into = filed.patients["900417"]
    done = filed.run(filed.ask(Chosen(mrn="900417"), "{mrn}/{type}.pdf"))
    assert done.written == 2
    assert sorted(filed.files()) == ["900417/Consent (2).pdf", "900417/Consent.pdf"]


def test_an_export_that_is_killed_goes_on_with_the_same_names(
    filed: FiledSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        filed.file(PDF + bytes([number]))
    monkeypatch.setattr("storage.export.writing.AT_ONCE", 2)
    monkeypatch.setattr("storage.export.planning._AT_ONCE", 2)
    run_id, seen = filed.ask(), 0

    def die(_: ExportRun) -> None:
        nonlocal seen
        seen += 1
        if seen == 3:
            raise Killed

    with pytest.raises(Killed):
        filed.run(run_id, die)
    assert len(filed.files()) == 4
    assert not (filed.target / "index.csv").exists()
    assert filed.ask() == run_id  # the same order is the same export
    done = filed.run(run_id)
    assert (done.state, done.written) == ("done", 5)
    assert len(filed.files()) == 5
    assert {line["path"] for line in filed.index()} == set(filed.files())
    assert not list(filed.target.rglob("*.part"))


def test_a_damaged_document_is_left_out_with_its_reason_and_the_others_leave(filed: FiledSite) -> None:
    good, bad = filed.file(PDF + b"1"), filed.file(PDF + b"2")
    store = filed.site.belt.store
    store.store.delete(store.content_key(sha256_of(b"searchable " + PDF + b"2")))
    done = filed.run(filed.ask())
    assert (done.state, done.written, done.left_out) == ("done", 1, 1)
    lines = {line["document_id"]: line for line in filed.index()}
    assert lines[good]["problem"] == ""
    assert lines[bad]["path"] == ""
    assert lines[bad]["problem"].startswith("storage.")


def test_an_export_never_writes_over_anything_and_one_program_writes_it(filed: FiledSite) -> None:
    filed.file(PDF)
    filed.target.mkdir()
    (filed.target / "mine.pdf").write_bytes(b"mine")
    run_id = filed.ask()
    with pytest.raises(ExportTargetInUseError):
        filed.run(run_id)
    with filed.site.belt.database.read() as session:
        assert session.get_one(ExportRun, run_id).state == "failed"
    (filed.target / "mine.pdf").unlink()

    def again(_: ExportRun) -> None:
        with pytest.raises(ExportBusyError):
            filed.run(run_id)

    assert filed.ask() == run_id
    assert filed.run(run_id, again).state == "done"


def test_an_export_that_is_stopped_rests_until_it_is_taken_up(filed: FiledSite) -> None:
    filed.file(PDF)
    run_id = filed.ask()
    with filed.site.belt.database.write() as session:
        assert waiting_export(session) == run_id
        stop_export(session, run_id, actor=WHO)
        assert waiting_export(session) is None
    assert filed.run(run_id).written == 0
    assert filed.ask() == run_id
    assert filed.run(run_id).written == 1


def test_who_exported_what_and_why_stands_in_the_audit_trail(filed: FiledSite) -> None:
    document_id = filed.file(PDF)
    run_id = filed.ask(Chosen(mrn="900417"))
    filed.run(run_id)
    with filed.site.belt.database.read() as session:
        events = {
            event.action: event
            for event in session.scalars(select(AuditEvent).where(AuditEvent.actor == "supervisor"))
        }
        assert session.get_one(ExportFile, (run_id, document_id)).verified_at is not None
    assert {"export.asked", "document.exported", "export.done"} <= set(events)
    assert events["export.asked"].detail == {"why": "moving to a new system", "narrowed_by": ["mrn"]}
    exported = events["document.exported"]
    assert (exported.subject_id, exported.patient_id) == (document_id, filed.patients["900417"])
