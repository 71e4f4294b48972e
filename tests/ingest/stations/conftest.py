from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ingest.stations.room import Room
from tests.small_site import small_site


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with small_site(tmp_path) as site:
        yield Room(site, tmp_path / "stations")
