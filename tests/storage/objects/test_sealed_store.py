from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.errors import Disposition
from storage.objects.directory_store import DirectoryStore
from storage.objects.envelope import FRAME_BYTES, ObjectDamagedError
from storage.objects.object_store import NoSpaceError, ObjectMissingError, StoreUnreachableError
from storage.objects.sealed_store import SealedStore, TooLargeError
from storage.objects.site_keys import SiteKeys
from tests.doubles.stores import FlakyStore, FullStore, MemoryStore, TornWriteStore, WrongBytesStore

CONTENT = bytes(range(256)) * 1000
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def joined(store: SealedStore, start: int = 0, end: int | None = None) -> bytes:
    return b"".join(store.open_range(SHA256, start, end))


def test_a_stream_is_hashed_counted_and_kept(sealed_store: SealedStore, memory_store: MemoryStore) -> None:
    stored = sealed_store.put_stream(io.BytesIO(CONTENT))

    assert (stored.sha256, stored.size_bytes) == (SHA256, len(CONTENT))
    assert set(memory_store.objects) == {stored.key}
    assert sealed_store.read(SHA256) == CONTENT
    assert sealed_store.exists(SHA256)
    assert sealed_store.size(SHA256) == len(CONTENT)


def test_the_same_bytes_are_kept_once(sealed_store: SealedStore, memory_store: MemoryStore) -> None:
    first = sealed_store.put_bytes(CONTENT)
    kept = dict(memory_store.objects)
    assert sealed_store.put_bytes(CONTENT) == first
    assert memory_store.objects == kept


def test_bytes_that_arrive_in_pieces_are_kept_only_when_finished(
    sealed_store: SealedStore, memory_store: MemoryStore
) -> None:
    with sealed_store.open_writer() as writer:
        writer.write(CONTENT[:1000])
    assert not memory_store.objects

    with sealed_store.open_writer() as writer:
        writer.write(CONTENT[:1000])
        writer.write(CONTENT[1000:])
        stored = writer.finish()
    assert stored.sha256 == SHA256


def test_nothing_plain_touches_the_disk_and_nothing_stays_in_the_spool(
    tmp_path: Path, keys: SiteKeys
) -> None:
    store = SealedStore(DirectoryStore(tmp_path / "store", allow_create=True), keys)
    canary = b"CANARY, PATIENT 1950-01-01 "
    with store.open_writer() as writer:
        writer.write(canary * 10_000)
        for path in (path for path in tmp_path.rglob("*") if path.is_file()):
            assert b"CANARY" not in path.read_bytes()
        writer.finish()

    assert not list((tmp_path / "store/incoming").iterdir())
    for path in (path for path in tmp_path.rglob("*") if path.is_file()):
        assert b"CANARY" not in path.read_bytes()
        assert hashlib.sha256(canary * 10_000).hexdigest() not in str(path)


@pytest.mark.parametrize("limit", [0, 10, len(CONTENT) - 1])
def test_a_stream_over_the_limit_is_rejected_and_leaves_nothing(
    sealed_store: SealedStore, memory_store: MemoryStore, limit: int
) -> None:
    with pytest.raises(TooLargeError, match=str(limit)) as refused:
        sealed_store.put_stream(io.BytesIO(CONTENT), max_bytes=limit)

    assert refused.value.disposition is Disposition.REJECT
    assert not memory_store.objects
    assert not list(memory_store.spool_folder.iterdir())


def test_a_stream_of_exactly_the_limit_is_kept(sealed_store: SealedStore) -> None:
    assert sealed_store.put_stream(io.BytesIO(CONTENT), max_bytes=len(CONTENT)).sha256 == SHA256


def test_a_source_that_breaks_off_is_the_callers_error_and_leaves_nothing(
    sealed_store: SealedStore, memory_store: MemoryStore
) -> None:
    class BreaksOff:
        def read(self, size: int, /) -> bytes:
            raise ConnectionResetError(f"upload aborted before {size} bytes")

    with pytest.raises(ConnectionResetError):
        sealed_store.put_stream(BreaksOff())
    assert not memory_store.objects
    assert not list(memory_store.spool_folder.iterdir())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.integers(0, len(CONTENT) + 10), end=st.integers(0, len(CONTENT) + 10))
def test_a_range_is_the_slice_of_the_content(sealed_store: SealedStore, start: int, end: int) -> None:
    sealed_store.put_bytes(CONTENT)
    assert joined(sealed_store, start, end) == CONTENT[start:end]


def test_a_range_without_end_goes_to_the_end_and_cannot_start_before_the_first_byte(
    sealed_store: SealedStore,
) -> None:
    sealed_store.put_bytes(CONTENT)
    assert joined(sealed_store, 200_000) == CONTENT[200_000:]
    with pytest.raises(ValueError, match="first byte"):
        sealed_store.open_range(SHA256, -1)


def test_an_empty_object_is_an_object(sealed_store: SealedStore) -> None:
    stored = sealed_store.put_bytes(b"")
    assert sealed_store.read(stored.sha256) == b""
    assert sealed_store.size(stored.sha256) == 0
    assert list(sealed_store.open_range(stored.sha256)) == []
    sealed_store.verify(stored.sha256)


def test_what_was_never_put_is_missing(sealed_store: SealedStore) -> None:
    assert not sealed_store.exists(SHA256)
    for look in (sealed_store.read, sealed_store.open_range, sealed_store.size, sealed_store.verify):
        with pytest.raises(ObjectMissingError):
            look(SHA256)


def test_a_hash_that_is_none_is_a_bug_of_the_caller(sealed_store: SealedStore) -> None:
    with pytest.raises(ValueError, match="64"):
        sealed_store.read("abc")


def test_two_objects_that_changed_places_are_noticed_by_every_way_of_reading(
    sealed_store: SealedStore, memory_store: MemoryStore
) -> None:
    one, other = sealed_store.put_bytes(CONTENT), sealed_store.put_bytes(CONTENT[::-1])
    objects = memory_store.objects
    objects[one.key], objects[other.key] = objects[other.key], objects[one.key]

    for look in (
        sealed_store.read,
        sealed_store.verify,
        lambda sha256: sealed_store.open_range(sha256, 0, 1),
    ):
        with pytest.raises(ObjectDamagedError, match=one.key):
            look(one.sha256)
    with pytest.raises(ObjectDamagedError, match="another object"):
        sealed_store.verify_key(one.key)


def test_a_wrong_byte_on_read_back_is_noticed_and_named(memory_store: MemoryStore, keys: SiteKeys) -> None:
    good = SealedStore(memory_store, keys)
    stored = good.put_bytes(CONTENT)
    for position in (2, 60, 200, FRAME_BYTES + 200, len(memory_store.objects[stored.key]) - 1):
        bad = SealedStore(WrongBytesStore(memory_store, position=position), keys)
        for look in (bad.read, bad.verify, lambda sha256, bad=bad: list(bad.open_range(sha256))):
            with pytest.raises(ObjectDamagedError, match=stored.key):
                look(stored.sha256)


def test_bytes_already_kept_but_damaged_are_not_acknowledged(
    memory_store: MemoryStore, keys: SiteKeys
) -> None:
    torn = SealedStore(TornWriteStore(memory_store), keys)
    stored = torn.put_bytes(CONTENT)
    with pytest.raises(ObjectDamagedError):
        torn.verify(stored.sha256)
    with pytest.raises(ObjectDamagedError):
        SealedStore(memory_store, keys).put_bytes(CONTENT)


def test_a_full_or_unreachable_store_acknowledges_nothing(memory_store: MemoryStore, keys: SiteKeys) -> None:
    with pytest.raises(NoSpaceError):
        SealedStore(FullStore(memory_store), keys).put_bytes(CONTENT)

    flaky = SealedStore(FlakyStore(memory_store, failures=1), keys)
    with pytest.raises(StoreUnreachableError):
        flaky.put_bytes(CONTENT)
    assert flaky.put_bytes(CONTENT).sha256 == SHA256


def test_a_given_name_is_taken_once(sealed_store: SealedStore) -> None:
    assert sealed_store.put_named("record/1", b"first")
    assert not sealed_store.put_named("record/1", b"second")
    assert sealed_store.read_named("record/1") == b"first"
    assert sealed_store.verify_key(sealed_store.named_key("record/1")).size_bytes == 5
    with pytest.raises(ObjectMissingError):
        sealed_store.read_named("record/2")
