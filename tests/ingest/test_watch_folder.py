from __future__ import annotations

import fcntl
import json
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from ingest.chores import site_chores
from ingest.index_fields import IndexFields
from ingest.intake import Received, receive
from ingest.interventions import withdraw
from ingest.resting_files import is_passed_over
from ingest.settings import IngestSettings
from ingest.sidecar import SidecarError, parse_sidecar
from ingest.watch_folder import WatchFolder
from storage.ledger.balance import ledger_balance
from storage.ledger.document_states import DocumentState
from storage.objects.envelope import ObjectDamagedError
from storage.objects.sealed_store import SealedStore
from storage.reviews import claim_for_review
from storage.tables import Batch, Document, DocumentEventRow
from tests.small_site import FERN, PDF, SmallSite, small_site

REST_S = 5.0


class Clock:
    now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


class Share:
    """A watch folder of a small site, whose time passes when a test says so."""

    def __init__(self, site: SmallSite, folder: Path) -> None:
        self.site, self.folder, self.clock = site, folder, Clock()
        self.settings = IngestSettings(
            watch_folder=folder, watch_poll_s=REST_S, min_free_disk_bytes=0, max_upload_bytes=1000
        )
        self.restart()

    def restart(self, store: SealedStore | None = None) -> None:
        belt = replace(self.site.belt, store=store) if store else self.site.belt
        self.watch = WatchFolder(self.folder, belt=belt, settings=self.settings, clock=self.clock)

    def put(self, name: str, content: bytes | dict[str, object] = PDF) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return path

    def pass_time(self, seconds: float = REST_S) -> int:
        self.clock.now_s += seconds
        return self.watch.sweep()

    def settle(self) -> int:
        return self.watch.sweep() + self.pass_time()

    def documents(self) -> list[Document]:
        with self.site.belt.database.read() as session:
            assert ledger_balance(session)["balanced"]
            return list(session.scalars(select(Document).order_by(Document.id)))

    def events(self) -> list[str]:
        with self.site.belt.database.read() as session:
            return [row.event for row in session.query(DocumentEventRow).order_by(DocumentEventRow.id)]


@pytest.fixture
def share(tmp_path: Path) -> Iterator[Share]:
    folder = tmp_path / "share"
    folder.mkdir()
    with small_site(tmp_path) as site:
        yield Share(site, folder)


class StoreThat(SealedStore):
    """The site's own store, with something happening when it is asked to read back."""

    def __init__(self, store: SealedStore, happens: Callable[[], object]) -> None:
        super().__init__(store.store, store.keys)
        self._happens = happens

    def verify(self, sha256: str):  # type: ignore[no-untyped-def]  # noqa: ANN201
        self._happens()
        return super().verify(sha256)


class Killed(BaseException):
    """The process ends here."""


def test_a_file_that_has_rested_becomes_a_document_and_leaves_the_folder(share: Share) -> None:
    source = share.put("scan.pdf")

    assert share.watch.sweep() == 0
    assert source.exists()
    assert share.pass_time() == 1

    (document,) = share.documents()
    assert (document.file_name, document.state) == ("scan.pdf", DocumentState.RECEIVED)
    assert share.site.belt.store.read(document.source_sha256) == PDF
    assert not source.exists()
    assert share.events() == ["received", "source_removed"]
    with share.site.belt.database.read() as session:
        assert session.get_one(Batch, document.batch_id).source == "watch_folder"


def test_a_file_that_still_grows_is_not_taken(share: Share) -> None:
    source = share.put("scan.pdf", PDF)
    share.watch.sweep()
    for part in range(3):
        source.write_bytes(source.read_bytes() + b"more %d" % part)
        assert share.pass_time() == 0
    assert share.pass_time() == 1
    assert share.site.belt.store.read(share.documents()[0].source_sha256).endswith(b"more 2")


def test_a_file_is_not_taken_before_its_sidecar_has_rested(share: Share) -> None:
    share.put("scan.pdf")
    share.watch.sweep()
    share.put("scan.pdf.json", dict(FERN))
    assert share.pass_time() == 0
    assert share.pass_time() == 1
    assert share.documents()[0].claimed_fields["mrn"] == FERN["mrn"]


def test_an_empty_file_may_be_a_name_whose_bytes_come_later(share: Share) -> None:
    share.put("scan.pdf", b"")
    assert share.settle() == 0
    assert share.pass_time(REST_S * 12) == 1
    assert share.documents()[0].reason_code == "ingest.empty_file"


def test_files_that_came_together_are_one_batch_and_folders_are_searched(share: Share) -> None:
    share.put("monday/scan.pdf", PDF + b"1")
    share.put("tuesday/scan.pdf", PDF + b"2")
    assert share.settle() == 2
    assert len({document.batch_id for document in share.documents()}) == 1


@pytest.mark.parametrize(
    "name",
    [
        *(".scan.pdf", "~scan.pdf", "scan.pdf.part", "SCAN.TMP", "scan.pdf~", "Thumbs.db"),
        *("a/.cache/scan.pdf", "scan.pdf.error.txt", "scan.pdf.json", ".hidden/deep/scan.pdf"),
        "a/b/scan.pdf.crdownload",
    ],
)
def test_hidden_unfinished_and_accompanying_files_are_left_alone(share: Share, name: str) -> None:
    source = share.put(name)
    assert share.settle() == 0
    assert source.exists()


def test_links_pipes_and_linked_folders_are_left_alone(share: Share, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "secret.pdf").write_bytes(PDF)
    (share.folder / "link.pdf").symlink_to(elsewhere / "secret.pdf")
    (share.folder / "folder").symlink_to(elsewhere, target_is_directory=True)
    (share.folder / "deep").mkdir()
    (share.folder / "deep" / "folder").symlink_to(elsewhere, target_is_directory=True)
    os.mkfifo(share.folder / "pipe.pdf")

    assert share.settle() == 0
    assert share.documents() == []
    assert (elsewhere / "secret.pdf").exists()


def test_a_sidecar_that_is_a_link_says_nothing(share: Share, tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text('{"mrn": "1"}')
    share.put("scan.pdf")
    (share.folder / "scan.pdf.json").symlink_to(tmp_path / "other.json")
    assert share.settle() == 1
    assert share.documents()[0].claimed_fields["mrn"] == ""


def test_a_kill_between_commit_and_removal_takes_nothing_twice(share: Share) -> None:
    source = share.put("scan.pdf")
    share.put("scan.pdf.json", {"priority": "stat"})

    def die() -> None:
        raise Killed

    share.restart(StoreThat(share.site.belt.store, die))
    with pytest.raises(Killed):
        share.settle()
    assert source.exists()
    assert len(share.documents()) == 1

    share.restart()
    assert share.settle() == 1
    assert len(share.documents()) == 1
    assert list(share.folder.glob("[!.]*")) == []


def test_the_same_file_dropped_again_later_is_another_arrival(share: Share) -> None:
    source = share.put("scan.pdf")
    status = source.stat()
    assert share.settle() == 1
    first = share.documents()[0]
    clerk = share.site.person("technician")
    share.site.write(lambda session: withdraw(session, first.id, reason="upside down", actor=clerk.actor))

    again = share.put("scan.pdf")
    os.utime(again, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert share.settle() == 1

    assert len(share.documents()) == 2
    assert share.documents()[1].linked_document_id == first.id


def test_a_file_that_changed_while_it_was_taken_stays_and_is_taken_as_it_is_now(share: Share) -> None:
    source = share.put("scan.pdf")
    share.restart(StoreThat(share.site.belt.store, lambda: source.write_bytes(PDF + b"late page")))
    assert share.settle() == 0
    assert source.read_bytes().endswith(b"late page")

    share.restart()
    assert share.settle() == 1
    kept = [share.site.belt.store.read(document.source_sha256) for document in share.documents()]
    assert kept == [PDF, PDF + b"late page"]


def test_what_cannot_be_read_back_leaves_the_source_where_it_is(
    share: Share, caplog: pytest.LogCaptureFixture
) -> None:
    source = share.put("scan.pdf")
    share.put("zebra.pdf", PDF + b"2")
    damaged = iter([True])

    def read_back() -> None:
        if next(damaged, False):
            raise ObjectDamagedError("The object does not read back")

    share.restart(StoreThat(share.site.belt.store, read_back))
    assert share.settle() == 1
    assert source.exists()
    assert "storage.object_damaged" not in caplog.text  # logs speak plainly
    assert "does not read back" in caplog.text
    assert share.pass_time(600) == 1
    assert not source.exists()
    assert len(share.documents()) == 2


def test_a_file_over_the_limit_stays_with_a_note_and_stops_nobody(
    share: Share, caplog: pytest.LogCaptureFixture
) -> None:
    large = share.put("a_large.pdf", PDF + b"x" * 2000)
    share.put("b_small.pdf")

    assert share.settle() == 1

    note = (share.folder / "a_large.pdf.error.txt").read_text(encoding="utf-8")
    assert "Over the limit of 1000 bytes" in note
    assert "Split the file" in note
    assert "storage.too_large" in note
    assert large.exists()
    assert len(share.documents()) == 1
    said = caplog.text
    share.pass_time(600)
    assert caplog.text == said  # once is enough


def test_a_refused_file_is_tried_again_and_its_note_goes_when_it_is_taken(share: Share) -> None:
    share.put("scan.pdf", PDF + b"x" * 2000)
    share.settle()
    share.settings = share.settings.model_copy(update={"max_upload_bytes": 10_000})
    share.restart()
    assert share.settle() == 1
    assert list(share.folder.glob("[!.]*")) == []


def test_a_full_disk_makes_all_files_wait_and_they_go_on_by_themselves(
    share: Share, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    free = [0]
    monkeypatch.setattr("ingest.intake.shutil.disk_usage", lambda _path: SimpleNamespace(free=free[0]))
    share.settings = share.settings.model_copy(update={"min_free_disk_bytes": 100})
    share.restart()
    for number in range(3):
        share.put(f"scan{number}.pdf", PDF + b"%d" % number)

    assert share.settle() == 0
    assert share.pass_time() == 0
    assert caplog.text.count("The disk is nearly full") == 1
    assert not list(share.folder.glob("*.error.txt"))

    free[0] = 1000
    assert share.pass_time(60) == 3
    assert "taken from the watch folder again" in caplog.text


def test_a_bad_sidecar_says_how_to_mend_it_and_the_mended_one_is_used(share: Share) -> None:
    share.put("scan.pdf")
    share.put("scan.pdf.json", {"mnr": "900417", "dob": "Marigold", "name": 4})
    assert share.settle() == 0

    note = (share.folder / "scan.pdf.error.txt").read_text(encoding="utf-8")
    assert "mnr: is no index field" in note
    assert "name: must be a text in quotes" in note
    assert "Marigold" not in note
    assert "ingest.sidecar" in note

    share.put("scan.pdf.json", dict(FERN))
    assert share.settle() == 1
    assert share.documents()[0].claimed_fields["name"] == FERN["name"]
    assert list(share.folder.glob("[!.]*")) == []


def test_a_note_never_follows_a_link_out_of_the_folder(share: Share, tmp_path: Path) -> None:
    victim = tmp_path / "victim.txt"
    victim.write_text("keep me")
    (share.folder / "scan.pdf.error.txt").symlink_to(victim)
    share.put("scan.pdf", PDF + b"x" * 2000)
    share.settle()
    assert victim.read_text() == "keep me"


def test_a_bug_that_one_file_brings_out_stops_no_other(
    share: Share, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble(stream, *, arrival, **rest) -> Received:  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN003
        if arrival.file_name == "a.pdf":
            raise KeyError("oops")
        return receive(stream, arrival=arrival, **rest)

    monkeypatch.setattr("ingest.watch_folder.receive", stumble)
    share.put("a.pdf", PDF + b"1")
    share.put("b.pdf", PDF + b"2")
    assert share.settle() == 1
    assert (share.folder / "a.pdf").exists()
    assert "bug of ours" in caplog.text


def test_no_file_name_reaches_the_log(share: Share, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    share.put("Fernsby_Marigold/Fernsby.pdf")
    share.put("Fernsby_large.pdf", PDF + b"x" * 2000)
    share.put("Fernsby_sidecar.pdf", PDF + b"2")
    share.put("Fernsby_sidecar.pdf.json", {"Fernsby Marigold": "Fernsby"})
    assert share.settle() == 1
    assert len(caplog.records) > 2
    assert "Fernsby" not in caplog.text


def test_a_folder_that_another_process_watches_is_left_to_it(share: Share) -> None:
    share.put("scan.pdf")
    share.watch.sweep()
    with (share.folder / ".chartscribe-watch").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert share.pass_time() == 0
    assert share.pass_time() == 1


@pytest.mark.parametrize("place", ["home", "home/inbox", "."])
def test_a_site_never_takes_in_itself(
    share: Share, tmp_path: Path, place: str, caplog: pytest.LogCaptureFixture
) -> None:
    share.folder = tmp_path / place
    share.folder.mkdir(exist_ok=True)
    share.restart()
    assert share.settle() == 0
    assert caplog.text.count("lie in each other") == 1
    assert (tmp_path / "home" / "chartscribe.db").exists()


def test_a_share_that_is_away_is_logged_once_and_watched_again(
    share: Share, caplog: pytest.LogCaptureFixture
) -> None:
    share.folder.rmdir()
    assert share.settle() == 0
    assert caplog.text.count("cannot be used (ENOENT)") == 1
    share.folder.mkdir()
    share.put("scan.pdf")
    share.watch.sweep()
    assert share.pass_time(60) == 1


def test_a_file_that_may_not_be_read_waits_with_a_note(share: Share, monkeypatch: pytest.MonkeyPatch) -> None:
    share.put("scan.pdf")
    real = os.open

    def forbidden(path, flags, *mode) -> int:  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN002
        if str(path).endswith("scan.pdf"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, flags, *mode)

    monkeypatch.setattr("ingest.watch_folder.os.open", forbidden)  # tests may run as root, who may read all
    assert share.settle() == 0
    assert "could not be read or removed (EACCES)" in (share.folder / "scan.pdf.error.txt").read_text()


def test_the_dispatcher_watches_the_folder_that_the_settings_name(share: Share) -> None:
    share.put("scan.pdf")
    ingest = share.settings.model_copy(update={"watch_poll_s": 0.001})
    options = {"ocr": {"max_pages": 7}}
    belt = share.site.belt
    *_, watching = site_chores(belt.database, belt.settings, ingest, options)
    for _ in range(20):  # a look each; the file rests for a millisecond
        watching.do()
    assert share.documents()[0].options == options
    without = ingest.model_copy(update={"watch_folder": None})
    names = [chore.name for chore in site_chores(belt.database, belt.settings, without)]
    assert names == ["lapsed reviews", "learning", "types", "old proofs", "batches"]


def test_the_dispatcher_puts_documents_of_people_who_left_back_on_the_worklist(share: Share) -> None:
    document_id = share.site.receive().document_id
    reviewer = share.site.person("technician")

    def leave(session) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
        session.get_one(Document, document_id).state = DocumentState.AWAITING_REVIEW
        session.flush()
        claim_for_review(session, document_id, reviewer, lease_minutes=-1)

    share.site.write(leave)
    (chore, *_) = site_chores(
        share.site.belt.database, share.site.belt.settings, IngestSettings(watch_folder=None)
    )
    assert chore.do() == 1
    assert share.site.document(document_id).state == DocumentState.AWAITING_REVIEW


@settings(deadline=None)  # a busy machine is no failure
@given(st.binary(max_size=200))
def test_any_bytes_are_index_fields_or_a_plain_refusal(content: bytes) -> None:
    with suppress(SidecarError):
        assert isinstance(parse_sidecar(content), IndexFields)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"[]", "one JSON object"),
        (b'{"mrn": "1", "mrn": "2"}', "twice"),
        (b'{"mrn": "1"' + b" " * 70_000 + b"}", "larger"),
        (b"\xff", "not JSON"),
        (b'{"route": "quick"}', "must be one of archive, key_fields, full"),
        (b"[" * 30_000, "not JSON"),
    ],
)
def test_a_sidecar_is_refused_for_a_reason(content: bytes, problem: str) -> None:
    with pytest.raises(SidecarError, match=problem):
        parse_sidecar(content)


def test_a_sidecar_from_windows_is_read() -> None:
    assert parse_sidecar(b"\xef\xbb\xbf" + b'{"mrn": "900417", "author": null}').mrn == "900417"


@settings(deadline=None)  # a busy machine is no failure
@given(st.text(min_size=1, max_size=40))
def test_ordinary_names_are_not_passed_over(stem: str) -> None:
    assert not is_passed_over("scan" + stem.replace("/", "") + ".pdf")
