from __future__ import annotations

import errno
import os
import shutil
import stat
import time
from pathlib import Path

import pytest

from storage.objects import directory_store
from storage.objects.directory_store import DirectoryStore
from storage.objects.object_store import NoSpaceError, StoreRefusedError, StoreUnreachableError
from storage.objects.spool import open_spool


@pytest.fixture
def store(tmp_path: Path) -> DirectoryStore:
    return DirectoryStore(tmp_path / "store", allow_create=True)


def put(store: DirectoryStore, key: str, content: bytes) -> bool:
    with open_spool(store.spool_folder) as spool:
        spool.write(content)
        return store.put_if_absent(key, spool.path)


def test_everything_is_private_to_the_owner(store: DirectoryStore, tmp_path: Path) -> None:
    put(store, "content/abcdef", b"content")

    for path in (tmp_path / "store", *(tmp_path / "store").rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_objects_lie_in_shards_and_leave_no_spool(store: DirectoryStore, tmp_path: Path) -> None:
    put(store, "content/abcdef", b"content")

    assert (tmp_path / "store/kept/content/ab/cd/abcdef").read_bytes() == b"content"
    assert not list((tmp_path / "store/incoming").iterdir())


def test_a_source_on_another_disk_is_copied(
    store: DirectoryStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"from elsewhere" * 200_000)
    link = os.link

    def link_within_the_store(from_path: Path, to_path: Path) -> None:
        if from_path == source:
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        link(from_path, to_path)

    monkeypatch.setattr(os, "link", link_within_the_store)
    assert store.put_if_absent("content/abcdef", source)

    with store.open("content/abcdef") as kept:
        assert kept.read() == b"from elsewhere" * 200_000
    assert not list(store.spool_folder.iterdir())


def test_a_store_that_is_not_there_is_not_made_by_the_way(tmp_path: Path) -> None:
    with pytest.raises(StoreUnreachableError):
        DirectoryStore(tmp_path / "unmounted", allow_create=False)
    assert not (tmp_path / "unmounted").exists()


def test_a_store_whose_disk_went_away_is_unreachable_and_not_empty(
    store: DirectoryStore, tmp_path: Path
) -> None:
    put(store, "content/abcdef", b"content")
    shutil.rmtree(tmp_path / "store")

    for look in (store.open, store.size_bytes, store.exists):
        with pytest.raises(StoreUnreachableError):
            look("content/abcdef")
    with pytest.raises(StoreUnreachableError):
        list(store.list_keys())


def test_leftovers_of_a_killed_writer_are_swept_when_the_store_opens(
    store: DirectoryStore, tmp_path: Path
) -> None:
    leftover = store.spool_folder / "dead.spool"
    leftover.write_bytes(b"half an object")
    os.utime(leftover, (time.time() - 3600,) * 2)

    assert DirectoryStore(tmp_path / "store", allow_create=False).swept_spools == 1
    assert not leftover.exists()


@pytest.mark.parametrize(
    ("number", "meaning"), [(28, NoSpaceError), (1, StoreRefusedError), (5, StoreUnreachableError)]
)
def test_a_disk_that_fails_while_writing_leaves_no_object(
    store: DirectoryStore, monkeypatch: pytest.MonkeyPatch, number: int, meaning: type[Exception]
) -> None:
    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "link", fail)
    with pytest.raises(meaning):
        put(store, "content/abcdef", b"content")

    assert not store.exists("content/abcdef")
    assert not list(store.spool_folder.iterdir())


def test_errors_of_the_disk_while_deleting_listing_and_making_are_said(
    store: DirectoryStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, "content/abcdef", b"content")

    def fail(*_: object, **__: object) -> None:
        raise OSError(5, os.strerror(5))

    monkeypatch.setattr(directory_store, "sync_folder", fail)
    with pytest.raises(StoreUnreachableError, match="deleting"):
        store.delete("content/abcdef")
    with pytest.raises(StoreUnreachableError, match="making"):
        DirectoryStore(tmp_path / "second", allow_create=True)
    monkeypatch.setattr(os, "scandir", fail)
    with pytest.raises(StoreUnreachableError, match="listing"):
        list(store.list_keys())


def test_an_object_is_synced_before_it_gets_its_name_and_its_folder_after(
    store: DirectoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    fsync, link = os.fsync, os.link

    def noting_fsync(descriptor: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        fsync(descriptor)

    def noting_link(source: Path, target: Path) -> None:
        steps.append("name")
        link(source, target)

    monkeypatch.setattr(os, "fsync", noting_fsync)
    monkeypatch.setattr(os, "link", noting_link)
    put(store, "content/abcdef", b"content")

    assert steps == ["file", "folder", "folder", "folder", "name", "folder"]
