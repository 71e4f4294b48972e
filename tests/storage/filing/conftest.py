from __future__ import annotations

from pathlib import Path

import pytest

from storage.objects import SealedStore, SiteKeys
from tests.doubles.stores import MemoryStore

KEYS = SiteKeys(b"m" * 32, b"n" * 32)


@pytest.fixture
def memory_store(tmp_path: Path) -> MemoryStore:
    (tmp_path / "spool").mkdir()
    return MemoryStore(tmp_path / "spool")


@pytest.fixture
def store(memory_store: MemoryStore) -> SealedStore:
    return SealedStore(memory_store, KEYS)
