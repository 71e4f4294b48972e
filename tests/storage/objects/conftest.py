from __future__ import annotations

from pathlib import Path

import pytest

from storage.objects.sealed_store import SealedStore
from storage.objects.site_keys import SiteKeys
from tests.doubles.stores import MemoryStore


@pytest.fixture
def keys() -> SiteKeys:
    return SiteKeys(b"m" * 32, b"n" * 32)


@pytest.fixture
def memory_store(tmp_path: Path) -> MemoryStore:
    (tmp_path / "spool").mkdir()
    return MemoryStore(tmp_path / "spool")


@pytest.fixture
def sealed_store(memory_store: MemoryStore, keys: SiteKeys) -> SealedStore:
    return SealedStore(memory_store, keys)
