"""What every object store must do, held against every implementation."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from storage.objects.directory_store import DirectoryStore
from storage.objects.envelope import FRAME_BYTES
from storage.objects.object_store import ObjectMissingError, ObjectStore
from storage.objects.open_store import open_store, probe_store
from storage.objects.s3_address import S3Address as StoreAddress
from storage.objects.s3_store import S3Store
from storage.objects.sealed_store import SealedStore
from storage.objects.site_keys import SiteKeys
from tests.doubles.stores import MemoryStore

Put = Callable[[str, bytes], bool]
_bucket_no = itertools.count()
KEYS = SiteKeys(b"m" * 32, b"n" * 32)


@pytest.fixture(params=["directory", "s3", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ObjectStore]:
    spool_folder = tmp_path / "spool"
    spool_folder.mkdir()
    made: ObjectStore
    if request.param == "directory":
        made = DirectoryStore(tmp_path / "store", allow_create=True)
    elif request.param == "memory":
        made = MemoryStore(spool_folder)
    else:
        server = request.getfixturevalue("s3_server")
        address = StoreAddress(
            endpoint=server.endpoint,
            bucket=f"contract-{next(_bucket_no)}",
            access_key=server.access,
            secret_key=server.secret,
            secure=False,
        )
        s3_store = S3Store(address, spool_folder=spool_folder)
        s3_store.ensure_bucket(allow_create=True)
        made = s3_store
    yield made
    made.close()


@pytest.fixture
def put(store: ObjectStore, tmp_path: Path) -> Put:
    numbers = itertools.count()

    def put_bytes(key: str, content: bytes) -> bool:
        source = tmp_path / f"source-{next(numbers)}"
        source.write_bytes(content)
        try:
            return store.put_if_absent(key, source)
        finally:
            source.unlink()

    return put_bytes


def read(store: ObjectStore, key: str) -> bytes:
    with store.open(key) as stream:
        return stream.read()


def read_range(store: ObjectStore, key: str, start: int, end: int) -> bytes:
    with store.open_range(key, start, end) as stream:
        return stream.read()


@pytest.mark.parametrize("size_bytes", [0, 1, 70_000, 5_000_000])
def test_what_was_put_comes_back(store: ObjectStore, put: Put, size_bytes: int) -> None:
    content = bytes(range(256)) * (size_bytes // 256) + b"x" * (size_bytes % 256)

    assert put("content/ab12cd", content)

    assert read(store, "content/ab12cd") == content
    assert store.size_bytes("content/ab12cd") == size_bytes
    assert store.exists("content/ab12cd")


def test_a_second_object_under_a_key_is_refused_and_the_first_one_stays(store: ObjectStore, put: Put) -> None:
    assert put("content/aa", b"first")
    assert not put("content/aa", b"second, and longer")
    assert read(store, "content/aa") == b"first"


def test_of_many_concurrent_writers_exactly_one_creates_the_object(store: ObjectStore, put: Put) -> None:
    contents = [f"writer {number}".encode() for number in range(6)]
    with ThreadPoolExecutor(len(contents)) as pool:
        created = list(pool.map(lambda content: put("content/race", content), contents))

    assert created.count(True) == 1
    assert read(store, "content/race") == contents[created.index(True)]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [(0, 4, b"0123"), (3, 5, b"34"), (8, 100, b"89"), (4, 4, b""), (10, 20, b""), (50, 60, b"")],
)
def test_a_range_is_half_open_and_cut_off_at_the_end(
    store: ObjectStore, put: Put, start: int, end: int, expected: bytes
) -> None:
    put("content/range", b"0123456789")
    assert read_range(store, "content/range", start, end) == expected


def test_a_range_that_runs_backwards_is_a_bug_of_the_caller(store: ObjectStore, put: Put) -> None:
    put("content/range", b"0123456789")
    with pytest.raises(ValueError, match="byte range"):
        store.open_range("content/range", 5, 2)


def test_what_is_not_there_is_said_to_be_missing_and_named(store: ObjectStore) -> None:
    assert not store.exists("content/none")
    for look in (store.open, store.size_bytes):
        with pytest.raises(ObjectMissingError, match="content/none"):
            look("content/none")
    for start, end in ((0, 5), (0, 0)):
        with pytest.raises(ObjectMissingError):
            store.open_range("content/none", start, end)


def test_keys_are_listed_by_prefix(store: ObjectStore, put: Put) -> None:
    keys = {"content/ab12cd", "content/ab99", "content/f", "named/ab12cd", "probe/x-1_y"}
    for key in keys:
        put(key, key.encode())

    assert set(store.list_keys()) == keys
    assert set(store.list_keys("content/")) == {key for key in keys if key.startswith("content/")}
    assert set(store.list_keys("content/ab")) == {"content/ab12cd", "content/ab99"}
    assert not list(store.list_keys("nothing/"))


def test_a_deleted_object_is_gone_and_its_key_is_free_again(store: ObjectStore, put: Put) -> None:
    put("content/aa", b"first")
    store.delete("content/aa")
    store.delete("content/aa")

    assert not store.exists("content/aa")
    assert put("content/aa", b"again")
    assert read(store, "content/aa") == b"again"


@pytest.mark.parametrize("key", ["", "../up", "/root", "a//b", "A", "a/../b", "a b", "é", "a/", "x" * 201])
def test_a_key_that_could_lead_elsewhere_is_a_bug_of_the_caller(
    store: ObjectStore, put: Put, key: str
) -> None:
    with pytest.raises(ValueError, match="not an object key"):
        put(key, b"content")


def test_the_start_probe_trusts_it_and_leaves_nothing_behind(store: ObjectStore) -> None:
    probe_store(store)
    assert not list(store.list_keys())


def test_sealed_objects_and_their_ranges_come_back(store: ObjectStore) -> None:
    sealed_store = SealedStore(store, KEYS)
    content = bytes(range(251)) * 1000
    stored = sealed_store.put_bytes(content)

    assert sealed_store.put_bytes(content) == stored
    assert sealed_store.read(stored.sha256) == content
    assert sealed_store.size(stored.sha256) == len(content)
    sealed_store.verify(stored.sha256)
    around = slice(FRAME_BYTES - 3, 2 * FRAME_BYTES + 3)
    assert b"".join(sealed_store.open_range(stored.sha256, around.start, around.stop)) == content[around]


def test_plain_text_and_its_hash_appear_nowhere_in_the_store(store: ObjectStore) -> None:
    sealed_store = SealedStore(store, KEYS)
    stored = sealed_store.put_bytes(b"canary " * 20_000)

    assert stored.sha256 not in stored.key
    assert b"canary" not in read(store, stored.key)
    assert list(store.list_keys()) == [stored.key]


def test_a_store_is_opened_from_its_location_alone(
    request: pytest.FixtureRequest, store: ObjectStore, tmp_path: Path
) -> None:
    if isinstance(store, MemoryStore):
        return  # has no location
    location = str(tmp_path / "other store")
    if isinstance(store, S3Store):
        location = request.getfixturevalue("s3_server").location("opened-by-location")
    opened = open_store(location, KEYS, allow_create=True, spool_folder=tmp_path / "waiting")
    stored = opened.put_bytes(b"kept")
    opened.close()

    again = open_store(location, KEYS, allow_create=False, spool_folder=tmp_path / "waiting")
    assert again.read(stored.sha256) == b"kept"
    again.close()
