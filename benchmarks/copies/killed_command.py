"""Runs a command of ours until it is done, killing it on the way. Touches the world."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

_MIB = 2**20


@dataclass(frozen=True)
class Done:
    """How long all runs took together, how long the last one, how often it was killed, and its memory."""

    seconds: float
    last_s: float
    kills: int
    peak_mib: float


def run_killed(arguments: list[str], *, kills: int, pick: random.Random, limit_s: float = 3600) -> Done:
    """The command line, killed up to `kills` times after a few seconds of work and then left alone.

    Raises:
        RuntimeError: it ended with another exit code than 0; what it said is in the message.
        TimeoutError: it did not end in time.
    """
    began_s, killed, peak_bytes = time.monotonic(), 0, 0
    command = [sys.executable, "-P", "-m", "chartscribe", *arguments]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    while True:
        run_s = time.monotonic()
        dies_at_s = run_s + pick.uniform(15, 60) if killed < kills else float("inf")
        child = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        while child.poll() is None and time.monotonic() < dies_at_s:
            if time.monotonic() - began_s > limit_s:
                child.kill()
                raise TimeoutError(f"{arguments[0]} did not end in {limit_s:.0f} s")
            peak_bytes = max(peak_bytes, _memory_bytes(child.pid))
            time.sleep(0.1)
        if child.poll() is None:
            child.kill()
            child.communicate()
            killed += 1
            continue
        said = child.communicate()[0]
        if child.returncode != 0:
            raise RuntimeError(f"exit code {child.returncode}: {said[-2000:]}")
        now_s = time.monotonic()
        return Done(now_s - began_s, now_s - run_s, killed, peak_bytes / _MIB)


def _memory_bytes(process_id: int) -> int:
    try:
        return int(psutil.Process(process_id).memory_info().rss)
    except psutil.NoSuchProcess:
        return 0
