from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from storage.objects.object_store import StoreRefusedError, StoreUnreachableError
from storage.objects.open_store import StoreNotTrustworthyError, open_store, probe_store
from storage.objects.s3_address import S3Address, s3_address
from storage.objects.site_keys import SiteKeys
from tests.doubles.stores import MemoryStore, TornWriteStore, WrappedStore, WrongBytesStore


class OverwritingStore(WrappedStore):
    def put_if_absent(self, key: str, source: Path) -> bool:
        self.inner.delete(key)
        return self.inner.put_if_absent(key, source)


class SilentlyOverwritingStore(OverwritingStore):
    def put_if_absent(self, key: str, source: Path) -> bool:
        was_absent = not self.inner.exists(key)
        super().put_if_absent(key, source)
        return was_absent


def test_a_store_that_changes_or_overwrites_what_it_keeps_is_not_trusted(memory_store: MemoryStore) -> None:
    for store in (
        TornWriteStore(memory_store),
        WrongBytesStore(memory_store, position=3),
        OverwritingStore(memory_store),
        SilentlyOverwritingStore(memory_store),
    ):
        with pytest.raises(StoreNotTrustworthyError):
            probe_store(store)
        assert not memory_store.objects


@pytest.mark.parametrize("scheme", ["", "file://"])
def test_a_folder_is_opened_by_path_or_url(tmp_path: Path, keys: SiteKeys, scheme: str) -> None:
    folder = tmp_path / "object store"
    location = f"{scheme}{folder}".replace(" ", "%20" if scheme else " ")

    store = open_store(location, keys, allow_create=True, spool_folder=tmp_path)

    assert store.read(store.put_bytes(b"kept").sha256) == b"kept"
    assert (folder / "object-store").exists()


def test_an_absent_folder_is_only_made_when_that_is_allowed(tmp_path: Path, keys: SiteKeys) -> None:
    with pytest.raises(StoreUnreachableError):
        open_store(str(tmp_path / "absent"), keys, allow_create=False, spool_folder=tmp_path)


def test_an_unknown_kind_of_location_is_refused(tmp_path: Path, keys: SiteKeys) -> None:
    with pytest.raises(StoreRefusedError, match="ftp"):
        open_store("ftp://host/folder", keys, allow_create=True, spool_folder=tmp_path)


def address_of(url: str, access: str | None = None, secret: str | None = None) -> S3Address:
    return s3_address(urlsplit(url), access, secret)


def test_an_s3_url_says_everything_or_leaves_the_keys_to_the_environment() -> None:
    address = address_of("s3+https://AK:S%2FK@host:8333/charts?region=eu-west-3")
    assert (address.endpoint, address.bucket, address.secure) == ("host:8333", "charts", True)
    assert (address.access_key, address.secret_key, address.region) == ("AK", "S/K", "eu-west-3")

    apart = address_of("s3+http://host/charts", "AK2", "SK2")
    assert (apart.endpoint, apart.access_key, apart.secret_key, apart.secure) == ("host", "AK2", "SK2", False)
    assert address_of("s3+http://AK:SK@host/charts", "AK2", "SK2").secret_key == "SK2"


@pytest.mark.parametrize(
    "url",
    [
        "s3+http://AK:SECRET@host",
        "s3+http://AK:SECRET@host/a/b",
        "s3+http://AK:SECRET@/bucket",
        "s3+http://AK:SECRET@host:many/bucket",
        "s3+http://AK@host/bucket",
        "s3+http://host/bucket",
    ],
)
def test_an_incomplete_s3_url_is_refused_without_quoting_a_secret(url: str) -> None:
    with pytest.raises(StoreRefusedError) as refused:
        address_of(url)
    assert "SECRET" not in str(refused.value)
