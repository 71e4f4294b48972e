from __future__ import annotations

import io
import os
import stat
import time
from pathlib import Path
from typing import cast

import pytest

from storage.objects.object_store import NoSpaceError, StoreRefusedError, StoreUnreachableError, store_error
from storage.objects.spool import Spool, open_spool, sweep_spools

AN_HOUR_S = 3600.0


def test_a_spool_is_private_and_gone_when_its_block_ends(tmp_path: Path) -> None:
    with open_spool(tmp_path) as spool:
        spool.write(b"sealed bytes")
        assert stat.S_IMODE(spool.path.stat().st_mode) == 0o600
        assert spool.path.read_bytes() == b"sealed bytes"
    assert not list(tmp_path.iterdir())


def test_a_spool_is_gone_after_a_failure_too(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="broken"), open_spool(tmp_path):
        raise RuntimeError("broken")
    assert not list(tmp_path.iterdir())


def test_what_a_killed_writer_left_is_swept(tmp_path: Path) -> None:
    leftover = tmp_path / "dead.spool"
    leftover.write_bytes(b"half")

    assert sweep_spools(tmp_path, now_s=time.time() + AN_HOUR_S) == 1
    assert not leftover.exists()


def test_the_spool_of_a_living_writer_is_not_swept(tmp_path: Path) -> None:
    with open_spool(tmp_path) as spool:
        assert sweep_spools(tmp_path, now_s=time.time() + AN_HOUR_S) == 0
        assert spool.path.exists()


def test_a_spool_too_young_to_be_locked_yet_and_other_files_are_not_swept(tmp_path: Path) -> None:
    (tmp_path / "young.spool").write_bytes(b"")
    (tmp_path / "other.file").write_bytes(b"")

    assert sweep_spools(tmp_path) == 0
    assert sweep_spools(tmp_path, now_s=time.time() + AN_HOUR_S) == 1
    assert (tmp_path / "other.file").exists()


def test_a_spool_that_cannot_be_swept_is_said(tmp_path: Path) -> None:
    (tmp_path / "folder.spool").mkdir()
    with pytest.raises(StoreUnreachableError, match="sweeping"):
        sweep_spools(tmp_path, now_s=time.time() + AN_HOUR_S)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreUnreachableError, match="making a spool file"), open_spool(tmp_path / "absent"):
        pass


class ShortWrites(io.RawIOBase):
    """Takes three bytes at a time, and no more than `room` in all."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self.taken = b""
        self._room = room

    def write(self, chunk: memoryview) -> int:  # type: ignore[override]
        if len(self.taken) >= self._room:
            raise OSError(28, os.strerror(28))
        self.taken += bytes(chunk[:3])
        return len(bytes(chunk[:3]))


def test_short_writes_lose_nothing_and_a_full_disk_is_said() -> None:
    file = ShortWrites(room=100)
    Spool(Path("x"), cast(io.BufferedRandom, file)).write(b"0123456789")
    assert file.taken == b"0123456789"

    with pytest.raises(NoSpaceError, match="ENOSPC"):
        Spool(Path("x"), cast(io.BufferedRandom, ShortWrites(room=4))).write(b"0123456789")


@pytest.mark.parametrize(
    ("number", "meaning"),
    [(28, NoSpaceError), (13, StoreRefusedError), (5, StoreUnreachableError), (None, StoreUnreachableError)],
)
def test_errors_of_the_system_get_their_meaning(number: int | None, meaning: type[Exception]) -> None:
    cause = OSError("secret words") if number is None else OSError(number, "secret words")
    error = store_error(cause, doing="testing")
    assert type(error) is meaning
    assert "secret words" not in str(error)
