from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.errors import Disposition
from storage.filing import FiledRecord, RecordConflictError, file_record, manifest_name, read_manifest
from storage.objects import ObjectDamagedError, ObjectMissingError, SealedStore, StoreUnreachableError
from tests.doubles.stores import (
    FlakyStore,
    Killed,
    KilledAfterWrites,
    MemoryStore,
    TornWriteStore,
    WrongBytesStore,
)
from tests.storage.filing.conftest import KEYS
from tests.storage.filing.snapshots import (
    OBJECTS,
    ORIGINAL,
    RECORD_ID,
    SIGNED,
    chart_snapshot,
    coding_snapshot,
    put_contents,
    sha256_of,
)

WRITES = 1 + len(OBJECTS) + 1  # the original, the objects, the manifest


def file_chart(store: SealedStore) -> FiledRecord:
    """What the belt does from received bytes to the filed record."""
    put_contents(store)
    return file_record(chart_snapshot(), store=store)


def test_a_filed_record_has_its_manifest_in_the_store(store: SealedStore) -> None:
    filed = file_chart(store)

    kept = store.read_named(manifest_name(RECORD_ID, 1))
    assert sha256_of(kept) == filed.manifest_sha256
    assert read_manifest(kept) == filed.manifest
    assert filed.manifest_key == store.named_key(manifest_name(RECORD_ID, 1))
    assert filed.newly_filed
    assert filed.objects_checked == len(OBJECTS) + 1


def test_filing_twice_equals_filing_once(store: SealedStore, memory_store: MemoryStore) -> None:
    first = file_chart(store)
    kept = dict(memory_store.objects)
    again = file_chart(store)

    assert not again.newly_filed
    assert again.manifest_sha256 == first.manifest_sha256
    assert memory_store.objects == kept


@settings(max_examples=15, deadline=None)
@given(
    contents=st.lists(st.binary(max_size=300), min_size=1, max_size=4, unique=True), times=st.integers(2, 4)
)
def test_filing_any_record_any_number_of_times_keeps_the_same_objects(
    contents: list[bytes], times: int
) -> None:
    template = coding_snapshot().objects[0]
    objects = tuple(
        template.model_copy(update={"sha256": sha256_of(one), "size_bytes": len(one), "name": str(number)})
        for number, one in enumerate(contents)
    )
    with tempfile.TemporaryDirectory() as folder:
        memory_store = MemoryStore(Path(folder))
        store = SealedStore(memory_store, KEYS)
        for content in contents:
            store.put_bytes(content)
        filed = [file_record(coding_snapshot(objects=objects), store=store) for _ in range(times)]

    assert len({one.manifest_sha256 for one in filed}) == 1
    assert [one.newly_filed for one in filed] == [True] + [False] * (times - 1)
    assert len(memory_store.objects) == len(contents) + 1


@pytest.mark.parametrize("landed", [False, True])
@pytest.mark.parametrize("writes", range(WRITES))
def test_a_kill_at_any_write_and_a_second_run_give_the_same_record(
    memory_store: MemoryStore, tmp_path: Path, writes: int, landed: bool
) -> None:
    with pytest.raises(Killed):
        file_chart(SealedStore(KilledAfterWrites(memory_store, writes=writes, landed=landed), KEYS))
    manifest_key = SealedStore(memory_store, KEYS).named_key(manifest_name(RECORD_ID, 1))
    assert (manifest_key in memory_store.objects) == (writes == WRITES - 1 and landed)

    resumed = file_chart(SealedStore(memory_store, KEYS))

    (tmp_path / "undisturbed").mkdir()
    undisturbed = file_chart(SealedStore(MemoryStore(tmp_path / "undisturbed"), KEYS))
    assert resumed.manifest_sha256 == undisturbed.manifest_sha256
    assert len(memory_store.objects) == WRITES
    assert not list(memory_store.spool_folder.iterdir())


def test_another_manifest_for_the_same_version_is_a_conflict_and_changes_nothing(
    store: SealedStore, memory_store: MemoryStore
) -> None:
    file_chart(store)
    kept = dict(memory_store.objects)

    with pytest.raises(RecordConflictError, match="version 1") as refused:
        file_record(chart_snapshot(document_type="Letter"), store=store)

    assert refused.value.disposition is Disposition.ASK_HUMAN
    assert memory_store.objects == kept


def test_a_signature_files_a_new_version_that_names_the_old_one(store: SealedStore) -> None:
    put_contents(store)
    draft = file_record(chart_snapshot(needs_signature=True), store=store)
    signed = file_record(
        chart_snapshot(
            needs_signature=True,
            signed=SIGNED,
            version=2,
            previous_version_sha256=draft.manifest_sha256,
        ),
        store=store,
    )

    assert (draft.manifest.doc_status, signed.manifest.doc_status) == ("preliminary", "final")
    assert store.read_named(manifest_name(RECORD_ID, 1))


def test_a_version_that_does_not_follow_the_one_before_is_a_conflict(store: SealedStore) -> None:
    put_contents(store)
    second = chart_snapshot(version=2, previous_version_sha256="ab" * 32)
    with pytest.raises(RecordConflictError, match="not filed"):
        file_record(second, store=store)

    file_chart(store)
    with pytest.raises(RecordConflictError, match="another one"):
        file_record(second, store=store)


def test_a_record_with_a_missing_object_is_not_filed(store: SealedStore, memory_store: MemoryStore) -> None:
    put_contents(store)
    store.store.delete(store.content_key(sha256_of(OBJECTS["page", "0002"])))

    with pytest.raises(ObjectMissingError, match=f"record {RECORD_ID}, page"):
        file_record(chart_snapshot(), store=store)
    assert store.named_key(manifest_name(RECORD_ID, 1)) not in memory_store.objects


def test_a_record_whose_original_reads_back_wrong_is_not_filed(
    store: SealedStore, memory_store: MemoryStore
) -> None:
    put_contents(store)
    last_byte = len(memory_store.objects[store.content_key(sha256_of(ORIGINAL))]) - 1
    disk_error = WrongBytesStore(memory_store, position=last_byte)

    with pytest.raises(ObjectDamagedError, match="original"):
        file_record(chart_snapshot(), store=SealedStore(disk_error, KEYS))
    assert store.named_key(manifest_name(RECORD_ID, 1)) not in memory_store.objects


def test_a_size_that_is_not_the_contents_is_noticed(store: SealedStore) -> None:
    put_contents(store)
    objects = [entry.model_copy(update={"size_bytes": 1}) for entry in chart_snapshot().objects]
    with pytest.raises(ObjectDamagedError, match="size"):
        file_record(chart_snapshot(objects=tuple(objects)), store=store)


def test_a_manifest_that_was_torn_while_written_is_not_acknowledged(
    store: SealedStore, memory_store: MemoryStore
) -> None:
    put_contents(store)
    with pytest.raises(ObjectDamagedError):
        file_record(chart_snapshot(), store=SealedStore(TornWriteStore(memory_store), KEYS))


def test_a_manifest_that_reads_back_as_another_is_not_acknowledged(
    store: SealedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_contents(store)
    monkeypatch.setattr(store, "read_named", lambda _name: b"{}")
    with pytest.raises(ObjectDamagedError, match="manifest"):
        file_record(chart_snapshot(), store=store)


def test_a_store_that_fails_for_a_while_is_tried_again_with_the_same_result(
    memory_store: MemoryStore,
) -> None:
    put_contents(SealedStore(memory_store, KEYS))
    flaky = FlakyStore(memory_store, failures=3)
    store = SealedStore(flaky, KEYS)
    for _ in range(3):
        with pytest.raises(StoreUnreachableError):
            file_record(chart_snapshot(), store=store)
    assert file_record(chart_snapshot(), store=store).newly_filed
