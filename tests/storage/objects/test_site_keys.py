from __future__ import annotations

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from storage.objects.site_keys import (
    KEY_FILE,
    SiteKeys,
    SiteKeysMissingError,
    SiteKeysUnreadableError,
    load_site_keys,
)


def test_keys_are_made_once_and_then_read_back(tmp_path: Path) -> None:
    first = load_site_keys(tmp_path / "keys", allow_create=True)
    again = load_site_keys(tmp_path / "keys", allow_create=True)

    assert first.newly_made
    assert not again.newly_made
    assert again.keys == first.keys
    assert first.path == tmp_path / "keys" / KEY_FILE


def test_only_the_owner_may_read_the_key_file(tmp_path: Path) -> None:
    path = load_site_keys(tmp_path / "keys", allow_create=True).path

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [entry.name for entry in path.parent.iterdir()] == [KEY_FILE]


def test_a_missing_key_file_beside_records_is_an_error_and_makes_no_new_key(tmp_path: Path) -> None:
    with pytest.raises(SiteKeysMissingError):
        load_site_keys(tmp_path, allow_create=False)
    assert not list(tmp_path.iterdir())


def test_two_programs_that_start_at_once_use_the_same_keys(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        loaded = list(pool.map(lambda _: load_site_keys(tmp_path / "keys", allow_create=True), range(8)))

    assert len({one.keys.master_key for one in loaded}) == 1
    assert sum(one.newly_made for one in loaded) == 1


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = load_site_keys(tmp_path, allow_create=True).path
    path.chmod(0o640)

    with pytest.raises(SiteKeysUnreadableError, match="0600"):
        load_site_keys(tmp_path, allow_create=True)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not json",
        b"[]",
        b"{}",
        json.dumps({"schema_version": 2, "master_key": "00" * 32, "naming_key": "11" * 32}).encode(),
        json.dumps({"schema_version": 1, "master_key": "00" * 31, "naming_key": "11" * 32}).encode(),
        json.dumps({"schema_version": 1, "master_key": "zz" * 32, "naming_key": "11" * 32}).encode(),
        json.dumps({"schema_version": 1, "master_key": "00" * 32, "naming_key": "00" * 32}).encode(),
        json.dumps({"schema_version": 1, "master_key": 7, "naming_key": "00" * 32}).encode(),
    ],
)
def test_a_damaged_key_file_is_an_error_that_quotes_nothing_of_it(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / KEY_FILE
    path.write_bytes(content)
    path.chmod(0o600)

    with pytest.raises(SiteKeysUnreadableError) as refused:
        load_site_keys(tmp_path, allow_create=True)

    assert refused.value.__cause__ is None
    assert path.read_bytes() == content


def test_a_key_file_that_is_a_folder_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).mkdir(mode=0o700)
    with pytest.raises(SiteKeysUnreadableError):
        load_site_keys(tmp_path, allow_create=True)


def test_keys_show_nothing_of_themselves() -> None:
    keys = SiteKeys(b"m" * 32, b"n" * 32)
    assert repr(keys) == "SiteKeys()"
    assert keys.master_key_id not in (keys.master_key[:16], keys.naming_key[:16])


def test_names_depend_on_the_site_and_reveal_no_hash() -> None:
    sha256 = "ab" * 32
    ours, theirs = SiteKeys(b"m" * 32, b"n" * 32), SiteKeys(b"m" * 32, b"o" * 32)

    assert ours.content_name(sha256) == ours.content_name(sha256)
    assert len({sha256, ours.content_name(sha256), theirs.content_name(sha256), ours.given_name(sha256)}) == 4
