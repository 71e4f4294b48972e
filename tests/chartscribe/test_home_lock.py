from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from chartscribe.home_lock import AlreadyRunningError, hold_home, running_url

HOLDER = """
import sys, time
from pathlib import Path
from chartscribe.home_lock import hold_home
with hold_home(Path(sys.argv[1])) as lock:
    lock.announce("http://127.0.0.1:8080")
    print("held", flush=True)
    time.sleep(600)
"""


def test_a_second_service_for_the_same_home_is_told_where_the_first_one_is(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with hold_home(home) as lock:
        lock.announce("http://127.0.0.1:8080/a-long-address")
        lock.announce("http://127.0.0.1:8081")
        assert running_url(home) == "http://127.0.0.1:8081"
        with pytest.raises(AlreadyRunningError, match=r"runs at http://127\.0\.0\.1:8081 "), hold_home(home):
            pytest.fail("held twice")
    assert running_url(home) is None
    with hold_home(home):
        assert running_url(home) is None


def test_the_lock_of_a_killed_service_is_free(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    assert running_url(tmp_path) == "http://127.0.0.1:8080"
    holder.kill()
    holder.wait()
    holder.stdout.close()
    with hold_home(tmp_path):
        pass


def test_the_home_is_closed_to_other_users(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o755)
    with hold_home(home):
        assert home.stat().st_mode & 0o777 == 0o700
        assert (home / "lock").stat().st_mode & 0o777 == 0o600


def test_nothing_runs_where_there_is_no_home(tmp_path: Path) -> None:
    assert running_url(tmp_path / "nowhere") is None
