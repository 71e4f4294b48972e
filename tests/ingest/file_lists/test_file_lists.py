from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from ingest.file_lists import (
    FileListDamagedError,
    FileListGoneError,
    Pace,
    TakeReport,
    check_list,
    open_list,
    take_list,
)
from ingest.intake import NoRoomError
from ingest.settings import IngestSettings
from storage.audit.record import Actor
from storage.tables import Document, FileListRow, Job
from tests.small_site import PDF, SmallSite, small_site

BULK: dict[str, str | None] = {"route": "archive", "priority": "bulk"}
SETTINGS = IngestSettings(min_free_disk_bytes=0, max_upload_bytes=10_000)


class Killed(BaseException):
    """The process ends here."""


class Archive:
    """A folder of old charts, its list, and the site that they come into."""

    def __init__(self, site: SmallSite, folder: Path) -> None:
        self.site, self.folder = site, folder

    def put(self, name: str, content: bytes | None = None) -> str:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(PDF + name.encode() if content is None else content)
        return name

    def list_of(self, *rows: tuple[str, ...], heading: str = "path,mrn", name: str = "list.csv") -> Path:
        path = self.folder / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(heading.split(","))
            writer.writerows(rows)
        return path

    def take(
        self,
        path: Path,
        *,
        see: Callable[[TakeReport], None] = lambda _: None,
        settings: IngestSettings = SETTINGS,
        most_waiting: int = 0,
        pause: Callable[[float], None] = lambda _: None,
    ) -> dict[str, int]:
        _, report = take_list(
            open_list(path),
            belt=self.site.belt,
            settings=settings,
            actor=Actor.program("test"),
            defaults=BULK,
            most_waiting=most_waiting,
            see=see,
            pause=pause,
        )
        return report.counts

    def documents(self) -> list[Document]:
        with self.site.belt.database.read() as session:
            return list(session.scalars(select(Document).order_by(Document.id)))

    def rows(self) -> list[FileListRow]:
        with self.site.belt.database.read() as session:
            return list(session.scalars(select(FileListRow).order_by(FileListRow.row_no)))


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with small_site(tmp_path) as site:
        (tmp_path / "archive").mkdir()
        yield Archive(site, tmp_path / "archive")


def test_each_row_becomes_a_document_with_its_fields_behind_the_days_own_work(archive: Archive) -> None:
    heading = "File Name,Chart Number,Last,First,DOB,Type,Date"
    path = archive.list_of(
        (archive.put("box 1/a.pdf"), "900417", "Fernsby", "Marigold", "03/14/1958", "Consent", "1998-05-02"),
        heading=heading,
    )
    assert archive.take(path) == {"accepted": 1}
    [document] = archive.documents()
    fields = document.claimed_fields
    assert (fields["mrn"], fields["name"], fields["dob"]) == ("900417", "Fernsby, Marigold", "1958-03-14")
    assert (document.document_type, str(document.date_of_service)) == ("Consent", "1998-05-02")
    assert (document.route, document.priority) == ("archive", 2)


def test_a_run_that_is_killed_goes_on_and_takes_nothing_twice(archive: Archive) -> None:
    path = archive.list_of(*((archive.put(f"{number}.pdf"), "") for number in range(120)))

    def die_after_the_first_piece(_: TakeReport) -> None:
        raise Killed

    with pytest.raises(Killed):
        archive.take(path, see=die_after_the_first_piece)
    assert len(archive.documents()) == 50
    assert archive.take(path) == {"accepted": 120}
    assert archive.take(path) == {"accepted": 120}  # and again: nothing to do
    assert len(archive.documents()) == 120


def test_a_kill_between_a_document_and_its_row_counts_it_as_taken_in_once(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = archive.list_of(*((archive.put(f"{number}.pdf"), "") for number in range(3)))

    def die(*_: object) -> None:
        raise Killed

    monkeypatch.setattr("ingest.file_lists.taking.write_outcomes", die)
    with pytest.raises(Killed):
        archive.take(path)
    monkeypatch.undo()
    assert len(archive.documents()) == 3
    assert not archive.rows()
    assert archive.take(path) == {"accepted": 3}
    assert len(archive.documents()) == 3


def test_another_list_with_the_same_files_finds_them_here_without_reading_them(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [archive.put("a.pdf"), archive.put("b.pdf")]
    archive.take(archive.list_of((names[0], "900417")))
    monkeypatch.setattr("ingest.file_lists.taking.receive", None)
    again = archive.list_of((names[0], "900417"), name="again.csv", heading="path,mrn")
    again.write_text(again.read_text() + "\n\n")  # saved by another program: other bytes
    assert archive.take(again) == {"already_here": 1}


def test_a_file_that_a_list_names_twice_is_taken_once(archive: Archive) -> None:
    name = archive.put("a.pdf")
    assert archive.take(archive.list_of((name, ""), (name, ""))) == {"accepted": 1, "already_here": 1}


def test_what_cannot_come_in_is_refused_with_its_reason_and_tried_again_with_the_same_list(
    archive: Archive,
) -> None:
    path = archive.list_of(
        (archive.put("whole.pdf"), ""),
        (archive.put("empty.pdf", b""), ""),
        (archive.put("song.xyz", b"no format of ours"), ""),
        (archive.put("large.pdf", PDF + bytes(20_000)), ""),
        ("absent.pdf", ""),
        ("", "900417"),
        (archive.put("long.pdf"), "9" * 300),
    )
    assert archive.take(path) == {"accepted": 1, "refused": 6}
    reasons = [row.reason for row in archive.rows() if row.outcome == "refused"]
    assert reasons[0] == "The file is empty"
    assert reasons[3] == "The file is not there"
    assert not any("absent.pdf" in (reason or "") for reason in reasons)

    archive.put("absent.pdf")
    assert archive.take(path) == {"accepted": 2, "refused": 5}


def test_a_full_disk_stops_the_list_and_keeps_what_was_done(archive: Archive) -> None:
    path = archive.list_of(*((archive.put(f"{number}.pdf"), "") for number in range(3)))
    full = IngestSettings(min_free_disk_bytes=2**62)
    with pytest.raises(NoRoomError):
        archive.take(path, settings=full)
    assert not archive.rows()
    assert archive.take(path) == {"accepted": 3}


def test_a_disk_that_is_pulled_out_refuses_nothing(archive: Archive) -> None:
    path = archive.list_of(*((f"gone/{number}.pdf", "") for number in range(60)))
    with pytest.raises(FileListGoneError):
        archive.take(path)
    assert not archive.rows()


def test_no_more_is_taken_in_while_enough_files_wait_to_be_read(archive: Archive) -> None:
    path = archive.list_of(*((archive.put(f"{number}.pdf"), "") for number in range(60)))
    waited = []

    def read_some(seconds: float) -> None:
        waited.append(seconds)
        with archive.site.belt.database.write() as session:
            for job in session.scalars(select(Job)):
                job.state = "done"

    archive.take(path, most_waiting=50, pause=read_some)
    assert len(waited) == 1
    assert len(archive.documents()) == 60


def test_a_check_says_what_would_happen_and_takes_nothing_in(archive: Archive) -> None:
    name = archive.put("a.pdf")
    listed = open_list(
        archive.list_of((name, ""), (name, ""), ("absent.pdf", ""), (archive.put("b.pdf"), ""))
    )
    rows = list(check_list(listed, defaults=BULK, max_bytes=10_000))
    assert [trouble.what if trouble else "" for _, trouble, _ in rows] == [
        "",
        "The list names this file twice",
        "The file is not there",
        "",
    ]
    report = rows[-1][2]
    assert (report.rows, report.usable) == (4, 2)
    assert not archive.documents()


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (b"path,mnr\na.pdf,1\n", "mnr"),
        (b"mrn\n1\n", "no column path"),
        (b"path,file\na,b\n", "twice"),
        (b'path,mrn\na.pdf,"1\n', "table"),
        (b"path,mrn\n\xff\xfe,1\n", "cannot be read"),
        (b"", "no column path"),
    ],
)
def test_a_list_that_is_not_understood_is_refused_whole(archive: Archive, content: bytes, where: str) -> None:
    path = archive.folder / "list.csv"
    path.write_bytes(content)
    with pytest.raises(FileListDamagedError, match=where):
        open_list(path)


def test_a_column_that_is_not_wanted_is_skipped_and_other_separators_are_known(archive: Archive) -> None:
    path = archive.folder / "list.csv"
    path.write_bytes(b"\xef\xbb\xbfPath;Colour\r\nb\xc3\xb6x/a.pdf;red\r\n")
    listed = open_list(path, skip_columns=frozenset({"colour"}))
    [row] = listed.read()
    assert row.path == archive.folder / "böx/a.pdf"
    assert dict(row.given) == {"path": "böx/a.pdf"}


def test_the_end_is_told_from_the_rate() -> None:
    now = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
    assert Pace(0, 10, 5).words(now) == "no rate yet"
    assert Pace(600, 1200, 600).words(now) == "3,600 files an hour, done at 09:50"
    assert Pace(1000, 999_000, 1000).words(now) == "3,600 files an hour, done on 21 March 2026"
