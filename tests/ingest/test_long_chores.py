from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ingest.long_chores import copy_if_due, is_due
from storage.second_copy import last_safe_copy, mark_disk
from storage.tables import CopyRun
from tests.small_site import SmallSite, small_site

AT_TWO = time(2)
HERE = ZoneInfo("America/New_York")
NOON = datetime(2026, 3, 10, 16, tzinfo=UTC)  # noon there
TWO = datetime(2026, 3, 10, 6, tzinfo=UTC)  # two at night there, summer time since Sunday


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SmallSite]:
    with small_site(tmp_path, second_copy=tmp_path / "disk") as made:
        made.receive()
        yield made


def run(started_at: datetime, state: str) -> CopyRun:
    return CopyRun(started_at=started_at, ended_at=started_at, state=state)


def test_a_copy_is_due_when_none_was_made_since_the_hour_last_passed() -> None:
    assert is_due(NOON, None, AT_TWO, HERE)
    assert is_due(NOON, run(TWO - timedelta(minutes=1), "done"), AT_TWO, HERE)
    assert not is_due(NOON, run(TWO, "done"), AT_TWO, HERE)
    assert not is_due(TWO - timedelta(minutes=1), run(TWO - timedelta(hours=23), "done"), AT_TWO, HERE)


def test_a_copy_that_broke_off_is_tried_again_after_a_quarter_of_an_hour() -> None:
    assert not is_due(NOON, run(NOON - timedelta(minutes=14), "failed"), AT_TWO, HERE)
    assert is_due(NOON, run(NOON - timedelta(minutes=15), "failed"), AT_TWO, HERE)


def test_the_nightly_copy_waits_for_its_disk_and_is_then_made_once(site: SmallSite) -> None:
    belt = site.belt

    def look() -> bool:
        return copy_if_due(belt.database, lambda: belt, belt.settings)

    assert not look()  # the disk is not plugged in
    assert belt.settings.second_copy is not None
    assert not belt.settings.second_copy.exists()
    mark_disk(belt.settings.second_copy, belt.store.keys, site_name="Willow Practice")
    assert look()
    assert not look()
    with belt.database.read() as session:
        assert last_safe_copy(session) is not None
