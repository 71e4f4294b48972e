from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.audit.record import Actor
from storage.database import Database, database_now
from storage.errors import ServiceError
from storage.objects.envelope import ObjectDamagedError
from storage.objects.open_store import open_store
from storage.objects.recovery_words import keys_from_words, recovery_words
from storage.objects.site_keys import SiteKeys, load_site_keys
from storage.second_copy import (
    CopyBusyError,
    CopyDiskNotMarkedError,
    CopyDiskOfOtherSiteError,
    CopyNotCompleteError,
    CopyReport,
    last_safe_copy,
    mark_disk,
    newest_run,
    open_marked,
    restore_copy,
    run_copy,
    second_copy_covers,
    second_copy_folder,
)
from storage.second_copy.copying import make_copy, read_states
from storage.taken_up import BackupTargetInUseError
from tests.small_site import PDF, SmallSite, small_site

WHO = Actor.program("test")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SmallSite]:
    with small_site(tmp_path) as made:
        for number in range(4):
            made.receive(PDF + bytes([number]), file_name=f"{number}.pdf")
        yield made


@pytest.fixture
def disk(site: SmallSite, tmp_path: Path) -> Path:
    folder = tmp_path / "disk"
    mark_disk(folder, site.belt.store.keys, site_name="Willow Practice")
    return folder


def copy(site: SmallSite, folder: Path, **more: object) -> CopyReport:
    belt = site.belt
    return run_copy(
        folder,
        database=belt.database,
        store=belt.store,
        settings=belt.settings,
        actor=WHO,
        **more,  # type: ignore[arg-type]
    )


def object_files(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "objects/kept").rglob("*") if path.is_file())


def test_a_second_copy_holds_everything_but_no_key_and_no_word_of_a_patient(
    site: SmallSite, disk: Path
) -> None:
    site.receive(PDF + b"more", mrn="900417", name="Fernsby, Marigold")
    report = copy(site, disk)
    assert (report.objects, report.objects_new) == (5, 5)
    held = b"".join(path.read_bytes() for path in disk.rglob("*") if path.is_file())
    assert b"Fernsby" not in held
    assert site.belt.store.keys.master_key.hex().encode() not in held
    assert not list(disk.rglob("site.keys"))
    assert not list((site.belt.settings.home / "spool").glob("second-copy-*"))


def test_a_later_run_copies_only_what_is_new_and_its_row_says_up_to_when(site: SmallSite, disk: Path) -> None:
    copy(site, disk)
    site.receive(PDF + b"new")
    report = copy(site, disk)
    assert (report.objects, report.objects_new) == (5, 1)
    with site.belt.database.read() as session:
        safe, now = last_safe_copy(session), database_now(session)
        assert safe is not None
        assert safe.objects == 5
        assert safe.up_to <= safe.verified_at <= now
        assert second_copy_covers(session, safe.up_to)
        assert not second_copy_covers(session, now + timedelta(seconds=1))


def test_the_age_of_the_last_copy_is_said_in_words_and_is_old_after_three_days(
    site: SmallSite, disk: Path
) -> None:
    with site.belt.database.read() as session:
        assert last_safe_copy(session) is None
    copy(site, disk)
    with site.belt.database.read() as session:
        safe = last_safe_copy(session)
    assert safe is not None
    said = {
        timedelta(seconds=3): "just now",
        timedelta(hours=1): "1 hour ago",
        timedelta(days=2, hours=5): "2 days ago",
    }
    assert {age: safe.age_words(safe.up_to + age) for age in said} == said
    assert not safe.is_old(safe.up_to + timedelta(days=3))
    assert safe.is_old(safe.up_to + timedelta(days=3, seconds=1))


def test_only_a_folder_marked_for_this_site_is_written_to(site: SmallSite, tmp_path: Path) -> None:
    absent, other, full = tmp_path / "mount", tmp_path / "other", tmp_path / "full"
    with pytest.raises(CopyDiskNotMarkedError):
        copy(site, absent)
    assert not absent.exists()
    mark_disk(other, SiteKeys.from_master(bytes(range(32))), site_name="Elsewhere")
    with pytest.raises(CopyDiskOfOtherSiteError):
        copy(site, other)
    assert not object_files(other)
    full.mkdir()
    (full / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(CopyDiskOfOtherSiteError):
        mark_disk(full, site.belt.store.keys, site_name="Willow Practice")
    with site.belt.database.read() as session:
        assert newest_run(session) is None


def test_a_copy_that_breaks_off_is_said_and_taken_up(site: SmallSite, disk: Path) -> None:
    damaged = object_files(site.belt.settings.home)[-1]
    whole = damaged.read_bytes()
    damaged.unlink()
    damaged.symlink_to("nowhere")  # listed, but it cannot be read
    with pytest.raises(ServiceError):
        copy(site, disk)
    with site.belt.database.read() as session:
        run = newest_run(session)
        assert run is not None
        assert run.state == "failed"
        assert last_safe_copy(session) is None
    damaged.unlink()
    damaged.write_bytes(whole)
    assert copy(site, disk).objects == 4


def test_what_does_not_read_back_from_the_disk_is_no_copy(
    site: SmallSite, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def worn(path: Path) -> tuple[str, int]:
        return "0" * 64, path.stat().st_size

    monkeypatch.setattr("storage.second_copy.copying._hash_from_disk", worn)
    with pytest.raises(ObjectDamagedError):
        copy(site, disk)
    assert not object_files(disk)


def test_an_old_object_that_rots_on_the_disk_is_found_within_28_days_and_made_anew(
    site: SmallSite, disk: Path, tmp_path: Path
) -> None:
    copy(site, disk)
    rotten = object_files(disk)[0]
    rotten.chmod(0o600)
    rotten.write_bytes(rotten.read_bytes()[:-1] + b"?")
    belt, marked = site.belt, open_marked(disk, site.belt.store.keys)
    mended = 0
    for day in range(28):
        mended += make_copy(
            marked,
            database_url=belt.settings.effective_database_url,
            store=belt.store,
            scratch=tmp_path / "scratch",
            up_to=datetime(2026, 3, 1, tzinfo=UTC) + timedelta(days=day),
        ).mended
    assert mended == 1
    assert [path.read_bytes() for path in object_files(disk)] == [
        path.read_bytes() for path in object_files(belt.settings.home)
    ]
    assert len(read_states(marked)) == 7  # older states of the database are not kept for ever
    assert len(list(marked.open_databases().list_keys())) <= 7


def test_one_program_copies_to_a_disk_at_a_time(site: SmallSite, disk: Path) -> None:
    def again(_: CopyReport) -> None:
        with pytest.raises(CopyBusyError):
            copy(site, disk)

    copy(site, disk, see=again)


def test_the_recovery_sheet_alone_opens_what_the_disk_holds(
    site: SmallSite, disk: Path, tmp_path: Path
) -> None:
    documents = [site.receive(PDF + bytes([number])).document_id for number in (7, 8)]
    copy(site, disk)
    keys = keys_from_words(" ".join(recovery_words(site.belt.store.keys)))
    new_home = tmp_path / "new"

    database_file, objects = restore_copy(disk, new_home, keys)

    loaded = load_site_keys(new_home / "keys", allow_create=False).keys
    store = open_store(str(new_home / "objects"), loaded, allow_create=False, spool_folder=tmp_path / "s")
    restored = Database(f"sqlite:///{database_file}")
    with restored.read() as session:
        from storage.tables import Document

        for document_id in documents:
            sha256 = session.get_one(Document, document_id).source_sha256
            assert store.read(sha256) == site.belt.store.read(sha256)
    restored.close()
    assert objects == 6
    assert {path.name for path in new_home.iterdir()} == {"keys", "objects", database_file.name}


def test_a_restore_that_broke_off_goes_on_and_never_writes_over_anything(
    site: SmallSite, disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy(site, disk)
    keys, into = site.belt.store.keys, tmp_path / "new"

    def die(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("storage.second_copy.unsealing._lay_database_down", die)
    with pytest.raises(KeyboardInterrupt):
        restore_copy(disk, into, keys)
    monkeypatch.undo()
    assert not (into / "chartscribe.db").exists()
    restore_copy(disk, into, keys)
    assert (into / "chartscribe.db").exists()
    with pytest.raises(BackupTargetInUseError):
        restore_copy(disk, into, keys)


def test_a_disk_without_a_whole_copy_or_with_another_sheet_is_refused(
    site: SmallSite, disk: Path, tmp_path: Path
) -> None:
    with pytest.raises(CopyNotCompleteError):
        restore_copy(disk, tmp_path / "new", site.belt.store.keys)
    with pytest.raises(CopyDiskOfOtherSiteError):
        restore_copy(disk, tmp_path / "new", SiteKeys.from_master(os.urandom(32)))
    assert not (tmp_path / "new").exists()


def test_the_folder_is_the_setting_or_else_what_the_clinic_answered(site: SmallSite, tmp_path: Path) -> None:
    with site.belt.database.read() as session:
        assert second_copy_folder(session, site.belt.settings) is None
        set_ = site.belt.settings.model_copy(update={"second_copy": tmp_path})
        assert second_copy_folder(session, set_) == tmp_path
