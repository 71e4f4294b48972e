from __future__ import annotations

import pytest

from storage.filing import FiledRow, Finding, Trouble, file_record, verify_records
from storage.objects import SealedStore, SiteKeys, StoreUnreachableError
from tests.doubles.stores import FlakyStore, MemoryStore
from tests.storage.filing.conftest import KEYS
from tests.storage.filing.snapshots import (
    OBJECTS,
    ORIGINAL,
    RECORD_ID,
    chart_snapshot,
    coding_snapshot,
    put_contents,
    sha256_of,
)


@pytest.fixture
def rows(store: SealedStore) -> list[FiledRow]:
    put_contents(store)
    filed = [file_record(snapshot, store=store) for snapshot in (chart_snapshot(), coding_snapshot())]
    return [FiledRow(one.record_id, one.version, one.manifest_key, one.manifest_sha256) for one in filed]


def flip_a_bit(memory_store: MemoryStore, key: str) -> None:
    content = bytearray(memory_store.objects[key])
    content[len(content) // 2] ^= 4
    memory_store.objects[key] = bytes(content)


def test_untouched_records_are_clean_and_shared_objects_are_read_once(
    store: SealedStore, rows: list[FiledRow]
) -> None:
    report = verify_records(rows, store=store)

    assert report.is_clean
    assert report.records_checked == 2
    assert report.objects_checked == 2 + 1 + len(OBJECTS)  # manifests, original, objects


@pytest.mark.parametrize("place", [*OBJECTS, ("original", "scan 0001.pdf")])
def test_a_changed_byte_is_found_and_named(
    store: SealedStore, memory_store: MemoryStore, rows: list[FiledRow], place: tuple[str, str]
) -> None:
    key = store.content_key(sha256_of(OBJECTS.get(place, ORIGINAL)))
    flip_a_bit(memory_store, key)

    findings = verify_records(rows[:1], store=store).findings

    assert findings == (Finding(RECORD_ID, 1, place[0], place[1], key, Trouble.CHANGED),)


def test_a_missing_object_is_found_in_every_record_that_has_it(
    store: SealedStore, memory_store: MemoryStore, rows: list[FiledRow]
) -> None:
    del memory_store.objects[store.content_key(sha256_of(OBJECTS["edits", ""]))]
    heard: list[Finding] = []

    report = verify_records(rows, store=store, on_finding=heard.append)

    found = [(one.record_id, one.kind, one.trouble) for one in report.findings]
    assert found == [
        (RECORD_ID, "edits", Trouble.MISSING),
        ("case-1", "final_coding", Trouble.MISSING),
    ]
    assert tuple(heard) == report.findings
    assert "missing" in str(heard[0])
    assert RECORD_ID in str(heard[0])


def test_a_changed_or_missing_manifest_is_found(
    store: SealedStore, memory_store: MemoryStore, rows: list[FiledRow]
) -> None:
    flip_a_bit(memory_store, rows[0].manifest_key)
    del memory_store.objects[rows[1].manifest_key]

    findings = verify_records(rows, store=store).findings

    assert [(one.kind, one.trouble) for one in findings] == [
        ("manifest", Trouble.CHANGED),
        ("manifest", Trouble.MISSING),
    ]


def test_a_manifest_other_than_the_database_says_is_found(store: SealedStore, rows: list[FiledRow]) -> None:
    row = rows[0]
    other_hash = FiledRow(row.record_id, row.version, row.manifest_key, "ab" * 32)
    other_key = FiledRow(row.record_id, row.version, rows[1].manifest_key, row.manifest_sha256)

    findings = verify_records([other_hash, other_key], store=store).findings

    assert [one.trouble for one in findings] == [Trouble.CHANGED, Trouble.CHANGED]


def test_an_object_of_another_size_than_the_manifest_says_is_found(
    store: SealedStore, monkeypatch: pytest.MonkeyPatch, rows: list[FiledRow]
) -> None:
    another_size = store.verify(sha256_of(ORIGINAL))
    monkeypatch.setattr(store, "verify", lambda _sha256: another_size)

    kinds = [one.kind for one in verify_records(rows[:1], store=store).findings]
    assert kinds == ["edits", "page", "page", "searchable_pdf"]


def test_objects_of_another_site_are_said_to_be(memory_store: MemoryStore, rows: list[FiledRow]) -> None:
    stranger = SealedStore(memory_store, SiteKeys(b"x" * 32, KEYS.naming_key))
    findings = verify_records(rows, store=stranger).findings
    assert {one.trouble for one in findings} == {Trouble.OTHER_KEY}


def test_a_store_that_breaks_off_is_not_reported_as_damage(
    memory_store: MemoryStore, rows: list[FiledRow]
) -> None:
    flaky = SealedStore(FlakyStore(memory_store, failures=1), KEYS)
    with pytest.raises(StoreUnreachableError):
        verify_records(rows, store=flaky)
