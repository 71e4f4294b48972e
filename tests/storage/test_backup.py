from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import stat
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from storage.backup import BackupDamagedError, backup, prove_restore, restore
from storage.database_copy import POSTGRESQL_COPY, DatabaseCopyFailedError, check_database_copy, copy_database
from storage.filing import FiledRow, file_record, verify_records
from storage.objects import NoSpaceError, SealedStore, StoreRefusedError, load_site_keys, open_store
from storage.objects.directory_store import DirectoryStore
from storage.objects.object_store import store_error
from storage.taken_up import BackupTargetInUseError
from tests.storage.filing.snapshots import chart_snapshot, put_contents


class Home:
    """A small site: keys, a store with one filed record, a database in WAL mode that is in use."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.keys = load_site_keys(folder / "keys", allow_create=True).keys
        self.store = open_store(
            str(folder / "objects"), self.keys, allow_create=True, spool_folder=folder / "spool"
        )
        put_contents(self.store)
        filed = file_record(chart_snapshot(), store=self.store)
        self.row = FiledRow(filed.record_id, filed.version, filed.manifest_key, filed.manifest_sha256)
        self.database_url = f"sqlite:///{folder / 'chartscribe.db'}"
        self.connection = sqlite3.connect(folder / "chartscribe.db")
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("CREATE TABLE filed_record (record_id TEXT)")
        self.connection.execute("INSERT INTO filed_record VALUES (?)", (filed.record_id,))
        self.connection.commit()

    def back_up(self, target: Path) -> None:
        backup(
            database_url=self.database_url,
            store=self.store,
            keys_folder=self.folder / "keys",
            target=target,
        )


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    (tmp_path / "home").mkdir()
    made = Home(tmp_path / "home")
    yield made
    made.connection.close()


@pytest.fixture
def backed_up(home: Home, tmp_path: Path) -> Path:
    home.back_up(tmp_path / "backup")
    return tmp_path / "backup"


def an_object_file(folder: Path) -> Path:
    return min(path for path in (folder / "objects/kept").rglob("*") if path.is_file())


def test_a_backup_is_proved_by_a_restore_into_an_empty_folder(home: Home, tmp_path: Path) -> None:
    target = tmp_path / "backup"
    report = backup(
        database_url=home.database_url, store=home.store, keys_folder=home.folder / "keys", target=target
    )
    proof = prove_restore(target)

    assert report.objects == proof.objects_read == len(list(home.store.store.list_keys()))
    assert proof.files_checked == report.objects + 2  # and the database, and the keys
    assert "integrity" in proof.database_check
    assert {path.name for path in tmp_path.iterdir()} == {"home", "backup"}


def test_the_proof_reads_a_sample_spread_over_all_objects(backed_up: Path) -> None:
    assert prove_restore(backed_up, sample_objects=3).objects_read == 3


def test_a_restored_site_verifies_clean_and_has_its_rows(home: Home, backed_up: Path, tmp_path: Path) -> None:
    shutil.rmtree(home.folder)
    database = restore(backed_up, tmp_path / "restored")

    keys = load_site_keys(tmp_path / "restored/keys", allow_create=False).keys
    store = SealedStore(DirectoryStore(tmp_path / "restored/objects", allow_create=False), keys)
    assert verify_records([home.row], store=store).is_clean
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT record_id FROM filed_record").fetchall() == [(home.row.record_id,)]


def test_a_backup_is_private_to_its_owner(backed_up: Path) -> None:
    for path in (backed_up, *backed_up.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_its_list_of_files_is_what_sha256sum_reads(backed_up: Path) -> None:
    program = shutil.which("sha256sum") or shutil.which("shasum")
    assert program is not None
    subprocess.run([program, "-c", "SHA256SUMS"], cwd=backed_up, check=True, capture_output=True)


def test_an_open_write_does_not_stop_a_backup_and_is_not_in_it(home: Home, tmp_path: Path) -> None:
    home.connection.execute("INSERT INTO filed_record VALUES ('not committed')")
    home.back_up(tmp_path / "backup")

    with closing(sqlite3.connect(tmp_path / "backup/chartscribe.db")) as connection:
        assert connection.execute("SELECT count(*) FROM filed_record").fetchone() == (1,)


def test_nothing_is_ever_written_over(home: Home, backed_up: Path) -> None:
    for target in (backed_up, home.folder):
        with pytest.raises(BackupTargetInUseError):
            home.back_up(target)
        with pytest.raises(BackupTargetInUseError):
            restore(backed_up, target)


def test_a_target_that_cannot_be_a_folder_is_said(home: Home, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(type(store_error(FileExistsError(17, ""), doing=""))):
        home.back_up(tmp_path / "file")


def test_a_changed_or_missing_file_of_a_backup_is_found_and_named(backed_up: Path, tmp_path: Path) -> None:
    path = an_object_file(backed_up)
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(BackupDamagedError, match=path.name):
        restore(backed_up, tmp_path / "restored")

    path.unlink()
    with pytest.raises(BackupDamagedError, match="missing"):
        prove_restore(backed_up)
    assert not (tmp_path / "restored").exists()


@pytest.mark.parametrize("content", [b"not json", b"{}", b'{"schema_version": 2, "database": "x"}', b"[]"])
def test_a_damaged_end_mark_is_no_backup(backed_up: Path, content: bytes) -> None:
    (backed_up / "backup.json").write_bytes(content)
    with pytest.raises(BackupDamagedError):
        prove_restore(backed_up)


def test_a_backup_that_was_cut_off_is_no_backup(backed_up: Path, tmp_path: Path) -> None:
    (backed_up / "backup.json").unlink()
    with pytest.raises(BackupDamagedError, match="not complete"):
        prove_restore(backed_up)
    with pytest.raises(BackupDamagedError, match="not complete"):
        restore(backed_up, tmp_path / "restored")


def test_a_changed_or_missing_list_of_files_is_found(backed_up: Path) -> None:
    with (backed_up / "SHA256SUMS").open("ab") as sums:
        sums.write(b"\n")
    with pytest.raises(BackupDamagedError, match="SHA256SUMS"):
        prove_restore(backed_up)
    (backed_up / "SHA256SUMS").unlink()
    with pytest.raises(BackupDamagedError, match="missing"):
        prove_restore(backed_up)


def test_a_database_with_damage_inside_is_not_called_restorable(backed_up: Path) -> None:
    """Even if the sums fit: here the damage was copied, as from a database that was damaged already."""
    database = backed_up / "chartscribe.db"
    database.write_bytes(b"SQLite format 3\x00" + b"\x00" * 5000)
    sums = (backed_up / "SHA256SUMS").read_text().splitlines()
    lines = "".join(
        f"{hashlib.sha256(database.read_bytes()).hexdigest()}  chartscribe.db\n"
        if line.endswith("  chartscribe.db")
        else f"{line}\n"
        for line in sums
    )
    (backed_up / "SHA256SUMS").write_text(lines)
    complete = json.loads((backed_up / "backup.json").read_text())
    complete["sums_sha256"] = hashlib.sha256(lines.encode()).hexdigest()
    (backed_up / "backup.json").write_text(json.dumps(complete))

    with pytest.raises(DatabaseCopyFailedError):
        prove_restore(backed_up)


def test_a_full_disk_ends_a_backup_without_an_end_mark(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "")

    monkeypatch.setattr("storage.backup.write_if_absent", full)
    with pytest.raises(NoSpaceError):
        home.back_up(tmp_path / "backup")
    assert not (tmp_path / "backup/backup.json").exists()


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:////nowhere/at/all.db", "mysql://host/db", "postgresql://127.0.0.1:1/none"]
)
def test_a_database_that_cannot_be_copied_is_said(tmp_path: Path, url: str) -> None:
    with pytest.raises(DatabaseCopyFailedError) as refused:
        copy_database(url, tmp_path)
    assert "pg_dump" in refused.value.remedy


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_bytes(b"just text " * 1000)
    with pytest.raises(DatabaseCopyFailedError, match="broke off"):
        copy_database(f"sqlite:///{tmp_path / 'text.db'}", tmp_path)
    with pytest.raises(DatabaseCopyFailedError, match="does not open"):
        check_database_copy(tmp_path / "text.db")


def test_a_missing_pg_dump_is_said_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DatabaseCopyFailedError, match="pg_dump is not installed"):
        copy_database("postgresql+psycopg://user:secret@127.0.0.1:1/charts", tmp_path)
    with pytest.raises(DatabaseCopyFailedError, match="pg_restore is not installed"):
        check_database_copy(tmp_path / POSTGRESQL_COPY)


def test_a_restore_to_a_place_that_may_not_be_written_is_refused(
    backed_up: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(13, "")

    monkeypatch.setattr("storage.backup.shutil.copy2", refused)
    with pytest.raises(StoreRefusedError):
        restore(backed_up, tmp_path / "restored")
