from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ingest.guard import PARENT_VARIABLE, child_environment, die_with_parent
from tests.ingest.test_shutdown import is_alive

PARENT = """
import os, subprocess, sys, time
from ingest.guard import child_environment
child = subprocess.Popen(sys.argv[1:], env={**os.environ, **child_environment()}, start_new_session=True)
print(child.pid, flush=True)
time.sleep(600)
"""
PYTHON_CHILD = "import time; from ingest.guard import die_with_parent; die_with_parent(); time.sleep(600)"


@pytest.mark.parametrize(
    "command",
    [
        [sys.executable, "-c", PYTHON_CHILD],
        [sys.executable, "-m", "ingest.guard", "-m", "timeit", "-n1", "-r1", "import time; time.sleep(600)"],
        [sys.executable, "-m", "ingest.guard", "sleep", "600"],
    ],
    ids=["by itself", "a module", "a foreign program"],
)
def test_a_child_in_its_own_session_dies_when_its_parent_is_killed(command: list[str]) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, *command], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.stdout.close()
    assert is_alive(child)
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 5
    while is_alive(child):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_child_whose_parent_died_before_it_looked_ends_itself() -> None:
    nobody = {**os.environ, PARENT_VARIABLE: "999999999"}
    ended = subprocess.run([sys.executable, "-c", PYTHON_CHILD], env=nobody, timeout=20, check=False)
    assert ended.returncode == -signal.SIGKILL


def test_a_program_started_by_hand_outlives_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PARENT_VARIABLE, raising=False)
    die_with_parent()  # no supervisor: nothing to die with


def test_grandchildren_do_not_hear_of_the_supervisor() -> None:
    script = "import os; from ingest.guard import *; die_with_parent(); print(PARENT_VARIABLE in os.environ)"
    said = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, **child_environment()},
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert said.stdout.strip() == "False"
